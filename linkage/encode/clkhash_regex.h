// Regular expressions of Python's `re`, run by ICU. The pattern is rewritten where the two differ:
// \d \w \s in Python's sense, \Z, named groups, brackets inside a class, {,n}; "." stops at \n
// only. What has no counterpart (conditionals, flags inside the pattern, \N{...}) is refused. \b
// keeps ICU's sense of a word.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold::encode {

class PythonRegex {
 public:
  // InvalidArgument when the pattern is no regular expression or uses what is refused.
  static StatusOr<PythonRegex> Compile(std::string_view pattern, bool ignore_case);
  PythonRegex(PythonRegex&&) noexcept;
  PythonRegex& operator=(PythonRegex&&) noexcept;
  ~PythonRegex();

  enum class Result { kMatch, kNoMatch, kGivenUp };
  // re.fullmatch. Gives up after a fixed number of steps (not a time: the result is the same on
  // every machine).
  Result FullMatch(std::string_view utf8);
  // re.match followed by the check that all was consumed; `groups` gets the text of every group, ""
  // for one that took no part.
  Result MatchAll(std::string_view utf8, std::vector<std::string>& groups);

 private:
  struct Matcher;
  explicit PythonRegex(std::unique_ptr<Matcher> matcher);
  std::unique_ptr<Matcher> matcher_;
};

}  // namespace onefold::encode
