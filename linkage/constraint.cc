#include "linkage/constraint.h"

#include <utility>

#include "crypto/bytes.h"

namespace onefold::linkage {
namespace {

// Reads one code point of UTF-8 (RFC 3629: shortest form, no surrogates) off the front of `text`;
// nothing is read when there is none.
char32_t TakeCodePoint(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t size = byte(0) < 0x80              ? 1
                           : (byte(0) >> 5) == 0b110   ? 2
                           : (byte(0) >> 4) == 0b1110  ? 3
                           : (byte(0) >> 3) == 0b11110 ? 4
                                                       : 0;
  if (size == 0 || size > text.size()) return 0;
  char32_t point = size == 1 ? byte(0) : byte(0) & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) >> 6) != 0b10) return 0;
    point = point << 6 | (byte(i) & 0x3fu);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < kLeast[size] || surrogate || point > 0x10ffff) return 0;
  text.remove_prefix(size);
  return point;
}

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
  std::size_t characters = 0;
  bool blank = true;
  while (!text.empty()) {
    const std::size_t before = text.size();
    const char32_t point = TakeCodePoint(text);
    if (text.size() == before) return InvalidArgumentError("provenance: is no UTF-8");
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
