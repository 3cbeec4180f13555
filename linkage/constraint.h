// What people know about two records and weights do not: that they are one person, or are not. The
// rules that every input of constraints obeys, whatever it calls the records:
// docs/formats/constraints.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crypto/status.h"

namespace onefold::linkage {

inline constexpr std::size_t kMaxConstraints = 100'000;
inline constexpr std::size_t kMaxProvenanceCharacters = 200;  // Unicode code points

// True for "must-link", false for "cannot-link". InvalidArgument "relation: ..." otherwise.
StatusOr<bool> ParseRelation(std::string_view text);
std::string_view RelationName(bool link);

// Who says so: 1 to 200 characters of UTF-8 on one line. InvalidArgument "provenance: ..."
// otherwise.
Status CheckProvenance(std::string_view text);

// The pairs of one input, in any order of their two ends.
class ConstraintPairs {
 public:
  // True: the pair is new. False: it was there with the same relation, from another who says so.
  // InvalidArgument for a record with itself, a pair that was there with the other relation, and
  // beyond kMaxConstraints calls.
  StatusOr<bool> Add(std::string_view left, std::string_view right, bool link);

  std::uint64_t must_links() const { return must_links_; }
  std::uint64_t cannot_links() const { return relations_.size() - must_links_; }

 private:
  std::unordered_map<std::string, bool> relations_;
  std::uint64_t calls_ = 0, must_links_ = 0;
};

}  // namespace onefold::linkage
