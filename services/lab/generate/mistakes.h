// The errors of one record: whether they happen, and which did.
#pragma once

#include <bitset>
#include <string>

#include "services/lab/generate/agency.h"
#include "services/lab/generate/naming_system.h"

namespace onefold::lab {

using ErrorSet = std::bitset<kErrorKinds>;

class Mistakes {
 public:
  Mistakes(std::size_t agency, ErrorLevel level, SeededStream& random)
      : agency_(agency), level_(level), random_(random) {}

  std::uint32_t Rate(ErrorKind kind) const { return ErrorRate(kind, agency_, level_); }
  bool Happens(ErrorKind kind) { return Chance(Rate(kind), random_); }
  // Happens, and is noted.
  bool Misses(ErrorKind kind) {
    const bool missing = Happens(kind);
    if (missing) Note(kind);
    return missing;
  }
  void Note(ErrorKind kind) { made_.set(static_cast<std::size_t>(kind)); }
  // Noted when it changes something.
  void Replace(std::string& text, std::string by, ErrorKind kind) {
    if (text != by) Note(kind);
    text = std::move(by);
  }
  const ErrorSet& made() const { return made_; }

 private:
  const std::size_t agency_;
  const ErrorLevel level_;
  SeededStream& random_;
  ErrorSet made_;
};

}  // namespace onefold::lab
