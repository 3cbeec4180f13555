// One field of a CSV file as RFC 4180 writes it.
#pragma once

#include <string>

namespace onefold::lab {

inline std::string CsvField(const std::string& value) {
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace onefold::lab
