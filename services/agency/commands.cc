#include "services/agency/commands.h"

#include <fmt/format.h>

#include <cstdio>

namespace onefold::agency {

int Refuse(const Status& status) {
  std::string_view rest = Message(status);
  do {
    const std::size_t end = rest.find('\n');
    fmt::print(stderr, "{}: {}\n", kProgram, rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  } while (!rest.empty());
  return 1;
}

}  // namespace onefold::agency
