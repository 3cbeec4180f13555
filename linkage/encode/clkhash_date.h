// Python's datetime.strptime in the C locale, for the parts that make a date.
// Known: %d %m %Y %y %b %B %j %a %A %w %u %H %I %M %S %f %p %% %x %X %c. Others (%U %W %V %G %z %Z)
// are refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"
#include "linkage/encode/clkhash_regex.h"

namespace onefold::encode {

class Strptime {
 public:
  // InvalidArgument for an unknown directive, one that is used twice, or a stray '%'.
  static StatusOr<Strptime> Compile(std::string_view format);

  // `out` = the date as strftime writes %Y%m%d (a year before 1000 has no leading zeros). False
  // when the value does not fit the format or is no date.
  bool Format(std::string_view value, std::string& out);

 private:
  Strptime(PythonRegex regex, std::string directives)
      : regex_(std::move(regex)), directives_(std::move(directives)) {}
  PythonRegex regex_;
  std::string directives_;  // letter of each group
  std::vector<std::string> groups_;
};

}  // namespace onefold::encode
