// Normal forms (ICU). The same text in another script, Unicode form or spelling convention becomes the same
// tokens: NFKC -> controls and zero-width removed -> script of each token (mixed look-alikes reported) ->
// transliteration by declared language -> case folding (Turkish dotless i) -> diacritics with digraph variants ->
// tokens split on space, hyphen, apostrophe -> particles and titles dropped. Versioned: kNormalizationVersion is
// part of every key derivation, so two versions fail closed. Facts by language: docs/formats/normalization.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold::encode {

inline constexpr std::string_view kNormalizationVersion = "onefold-norm-1";

struct NormalizedName {
  // In order of the text; [a-z0-9] only. One canonical form for each token.
  std::vector<std::string> tokens;
  bool mixed_script = false;  // a token mixes look-alike scripts (DQ10)
};

// `language`: BCP 47 primary tag (sr, bs, hr, cnr, mk, bg, uk, ru, el, sq, ro, hu, cs, sk, pl, lt, lv, et, de, tr,
// pt, ...); "" = und: each script's general rule. Never fails: what cannot be transliterated is dropped.
NormalizedName NormalizeName(std::string_view utf8, std::string_view language);

// Further spellings under which the same token is written elsewhere (đ: dj -> d; х: h -> kh; ...), sorted,
// without the canonical form itself. Used by golden tables and by variant tokens.
std::vector<std::string> NameVariants(std::string_view utf8_token, std::string_view language);

// Addresses, places: as names, but nothing dropped and digits kept.
std::vector<std::string> NormalizeText(std::string_view utf8, std::string_view language);

// Codes: NFKC, upper case, letters and digits only.
std::string NormalizeCode(std::string_view utf8);

struct DateParts {
  std::uint16_t year = 0;          // 0 = unknown
  std::uint8_t month = 0, day = 0;  // 0 = unknown
};
// `formats`: letters y, m, d and separators ("yyyy-mm-dd", "dd.mm.yyyy", "yyyymmdd", "yyyy", "yyyy-mm"), tried in
// order. InvalidArgument "date.format" when none fits; "date.impossible" for a day that does not exist or a year
// outside 1850..2100. 00 for month or day means unknown. Surrounding spaces are ignored.
StatusOr<DateParts> ParseDate(std::string_view text, const std::vector<std::string>& formats);

// Soundex (Russell 1918) of normalised tokens joined together; "" when there is no letter.
std::string PhoneticCode(std::string_view ascii);

}  // namespace onefold::encode
