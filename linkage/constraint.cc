#include "linkage/constraint.h"

#include <utility>

#include "crypto/bytes.h"
#include "linkage/utf8.h"

namespace onefold::linkage {
namespace {

// Also the separators that some programs take for the end of a line.
bool EndsLineOrControls(char32_t point) {
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029;
}

std::string KeyOf(std::string_view left, std::string_view right) {
  if (right < left) std::swap(left, right);
  Bytes key;
  AppendBe32(key, static_cast<std::uint32_t>(left.size()));
  Append(key, left);
  Append(key, right);
  return std::string(AsText(key));
}

}  // namespace

StatusOr<bool> ParseRelation(std::string_view text) {
  for (const bool link : {true, false}) {
    if (text == RelationName(link)) return link;
  }
  return InvalidArgumentError("relation: must be must-link or cannot-link");
}

std::string_view RelationName(bool link) { return link ? "must-link" : "cannot-link"; }

Status CheckProvenance(std::string_view text) {
  if (!IsValidUtf8(text)) return InvalidArgumentError("provenance: is no UTF-8");
  std::size_t characters = 0;
  bool blank = true;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = NextCodePoint(text, at);
    if (EndsLineOrControls(point)) {
      return InvalidArgumentError("provenance: must have no line break or control character");
    }
    if (point != ' ' && point != 0xa0) blank = false;
    ++characters;
  }
  if (blank) return InvalidArgumentError("provenance: must say who says so");
  if (characters > kMaxProvenanceCharacters) {
    return InvalidArgumentError("provenance: has more than 200 characters");
  }
  return OkStatus();
}

StatusOr<bool> ConstraintPairs::Add(std::string_view left, std::string_view right, bool link) {
  if (++calls_ > kMaxConstraints) {
    return InvalidArgumentError("there are more than 100000 constraints");
  }
  if (left == right) return InvalidArgumentError("relates a record to itself");
  const auto [known, added] = relations_.emplace(KeyOf(left, right), link);
  if (known->second != link) {
    return InvalidArgumentError(
        "relation: the same two records have the other relation in a row "
        "before");
  }
  if (added && link) ++must_links_;
  return added;
}

}  // namespace onefold::linkage
