// The formats of clkhash features: whether a value fits, and the form in which it is hashed.
// Follows what Python does with the value (int(), strptime, re.fullmatch, str.upper), because
// clkhash is Python.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"
#include "linkage/schema.h"

namespace onefold::encode {

// Rules: format.encoding, format.pattern, format.pattern-effort (matching was given up),
// format.too-short, format.too-long, format.case, format.integer, format.too-small,
// format.too-large, format.date, format.enum, format.number.
struct FormatFault {
  const char* rule = nullptr;  // nullptr: the value fits
  const char* text = nullptr;
};

class ClkhashFormats {
 public:
  // `schema` outlives the object. InvalidArgument with JSON pointers for a pattern or a date format
  // that cannot be read the way Python reads it.
  static StatusOr<ClkhashFormats> Create(const linkage::ClkhashSchema& schema);
  ClkhashFormats(ClkhashFormats&&) noexcept;
  ClkhashFormats& operator=(ClkhashFormats&&) noexcept;
  ~ClkhashFormats();

  // The form to be hashed: the replacement of a sentinel, an integer in decimal, a date as
  // yyyymmdd, a text as it is. `value` is valid UTF-8. Not thread-safe.
  FormatFault Apply(std::size_t feature, std::string_view value, std::string& formatted);
  // Apply, and whether the comparison can take the result apart ("format.number").
  FormatFault Check(std::size_t feature, std::string_view value);

 private:
  struct Feature;
  ClkhashFormats();
  std::vector<Feature> features_;
  std::string scratch_;
};

}  // namespace onefold::encode
