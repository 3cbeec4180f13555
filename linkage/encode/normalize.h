// Normal forms. The same text in another script, Unicode form or spelling convention becomes the
// same tokens: apostrophes made one -> NFKC -> controls, zero-width and loose marks removed ->
// lower case -> tokens split at all that is neither letter nor digit -> look-alikes of a mixed
// token repaired and reported -> letters to ASCII by script and declared language -> spellings of
// one sound made one (fold.h) -> particles and titles dropped.
//
// Versioned: kNormalizationVersion is part of every key derivation, so that two versions fail
// closed. Change it with any change of a result. Order, tables and what is lost:
// docs/formats/normalization.md. ICU is used for Unicode properties that never change for an
// assigned letter (NFKC, decomposition, script); all tables are ours. Pure and thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold::encode {

inline constexpr std::string_view kNormalizationVersion = "onefold-norm-3";

struct NormalizedName {
  // In order of the text; [a-z0-9] only. One canonical form for each token.
  std::vector<std::string> tokens;
  bool mixed_script = false;  // a token mixes look-alike scripts (DQ10)
};

// `language`: BCP 47 tag; its primary part chooses the rules (sr, bs, hr, cnr, sl, mk, bg, uk, be,
// ru, ro, el, sq, hu, cs, sk, pl, lt, lv, et, de, sv, da, no, fi, nl, tr, az, pt, es, it, fr, vi,
// ar, fa, ...). "" or any other: the general rule of each script. Never fails: what cannot be
// transliterated is dropped, so there may be no token at all. An apostrophe splits, but a single
// letter before it belongs to what follows (O'Brien, d'Angelo), and between Cyrillic letters it is
// a sign that is not written (Мар'яна).
NormalizedName NormalizeName(std::string_view utf8, std::string_view language);

// Further spellings under which the same word is written elsewhere, one a transliteration scheme
// (sr: Ђорђе -> djordje, dorde; bg: Цветан -> tsvetan, tzvetan), [a-z0-9] only, not folded, sorted,
// without the canonical form itself. A word that was written in ASCII has lost what the others are
// made from. Used by golden tables and variant tokens.
std::vector<std::string> NameVariants(std::string_view utf8_token, std::string_view language);

// Addresses, places: as names, but nothing dropped and digits kept.
std::vector<std::string> NormalizeText(std::string_view utf8, std::string_view language);

// Codes: NFKC, upper case, letters and digits only; Cyrillic and Greek capitals that look Latin are
// Latin (АВ 12 = AB12). O and 0 are not made one. Other letters stay as they are, in UTF-8.
std::string NormalizeCode(std::string_view utf8);

struct DateParts {
  std::uint16_t year = 0;           // 0 = unknown
  std::uint8_t month = 0, day = 0;  // 0 = unknown
};
// `formats`: letters y, m, d and separators ("yyyy-mm-dd", "dd.mm.yyyy", "yyyymmdd", "yyyy",
// "yyyy-mm"), tried in order. InvalidArgument "date.format" when none fits; "date.impossible" for a
// day that does not exist or a year outside 1850..2100. 00 for month or day means unknown.
// Surrounding spaces are ignored.
StatusOr<DateParts> ParseDate(std::string_view text, const std::vector<std::string>& formats);

// The numbers as they are written, by the first format that fits, whether or not they make a date
// (a month may be 94): for comparing dates with typing errors digit by digit. nullopt when no
// format fits.
std::optional<DateParts> WrittenDate(std::string_view text,
                                     const std::vector<std::string>& formats);

// Soundex (Russell 1918) of normalised tokens joined together; "" when there is no letter.
std::string PhoneticCode(std::string_view ascii);

// Consonant classes of one word that survive transliteration and the gender of a family name, up to
// six symbols; "" when there is no letter. docs/formats/normalization.md has the classes and what
// they were measured to do.
std::string SkeletonCode(std::string_view word);

}  // namespace onefold::encode
