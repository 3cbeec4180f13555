#include "linkage/encode/letters.h"

#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace onefold::encode {
namespace {

// Letters that look alike in at least one case, lower case. Same index = same look.
constexpr std::u32string_view kLatinLooks = U"abcehijkmopstxy";
constexpr std::u32string_view kCyrillicLooks = U"авсеніјкморѕтху";
constexpr std::u32string_view kGreekLatinLooks = U"abehiknoptxy";
constexpr std::u32string_view kGreekLooks = U"αβεηικνορτχυ";
static_assert(kLatinLooks.size() == kCyrillicLooks.size());
static_assert(kGreekLatinLooks.size() == kGreekLooks.size());

const icu::Normalizer2& Nfkc() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFKCInstance(error);
    if (U_FAILURE(error)) std::abort();  // ICU's data is part of the library
    return found;
  }();
  return *instance;
}

const icu::Normalizer2& Nfd() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFDInstance(error);
    if (U_FAILURE(error)) std::abort();
    return found;
  }();
  return *instance;
}

bool IsApostrophe(UChar32 c) {
  switch (c) {
    case '\'':
    case '`':
    case 0x00B4:  // acute accent: NFKC would make it a space and a mark
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BE:
    case 0x02BF:
    case 0x0374:  // canonically 02B9, 0060, 00B4
    case 0x1FEF:
    case 0x1FFD:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0xFF07:
      return true;
    default:
      return false;
  }
}

// Bytes that are not UTF-8 become separators.
icu::UnicodeString Normalized(std::string_view utf8) {
  icu::UnicodeString text;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  const auto size = static_cast<std::int32_t>(std::min<std::size_t>(utf8.size(), 1 << 24));
  for (std::int32_t at = 0; at < size;) {
    UChar32 c;
    U8_NEXT(bytes, at, size, c);
    text.append(c < 0 ? UChar32{' '} : IsApostrophe(c) ? UChar32{'\''} : c);
  }
  UErrorCode error = U_ZERO_ERROR;
  if (Nfkc().isNormalized(text, error) && U_SUCCESS(error)) return text;
  error = U_ZERO_ERROR;
  icu::UnicodeString normalized = Nfkc().normalize(text, error);
  return U_SUCCESS(error) ? normalized : text;
}

bool IsIgnored(UChar32 c) {
  const auto category = u_charType(c);
  return category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
         category == U_COMBINING_SPACING_MARK || category == U_FORMAT_CHAR ||
         (category == U_CONTROL_CHAR && c != '\t' && c != '\n' && c != '\r');
}

char32_t Swap(char32_t letter, std::u32string_view from, std::u32string_view to) {
  const std::size_t at = from.find(letter);
  return at == std::u32string_view::npos ? letter : to[at];
}

char32_t Repair(char32_t letter, Script main) {
  if (main == Script::kCyrillic) return Swap(letter, kLatinLooks, kCyrillicLooks);
  if (main == Script::kGreek) return Swap(letter, kGreekLatinLooks, kGreekLooks);
  const char32_t latin = Swap(letter, kCyrillicLooks, kLatinLooks);
  return latin != letter ? latin : Swap(letter, kGreekLooks, kGreekLatinLooks);
}

bool HasLookAlike(char32_t letter) {
  return kLatinLooks.find(letter) != kLatinLooks.npos ||
         kCyrillicLooks.find(letter) != kCyrillicLooks.npos ||
         kGreekLooks.find(letter) != kGreekLooks.npos ||
         kGreekLatinLooks.find(letter) != kGreekLatinLooks.npos;
}

// The main script is the one of the letters that can be of one script only, then of most letters,
// then Latin.
void RepairMixed(LetterToken& token) {
  std::array<int, 4> certain{}, all{};
  int scripts = 0;
  for (const char32_t letter : token.letters) {
    if (letter >= '0' && letter <= '9') continue;
    const auto script = static_cast<std::size_t>(ScriptOf(letter));
    if (script < 3 && all[script] == 0) ++scripts;
    ++all[script];
    if (!HasLookAlike(letter)) ++certain[script];
  }
  if (scripts < 2) return;
  token.mixed_script = true;
  std::size_t main = 0;
  for (std::size_t script = 1; script < 3; ++script) {
    if (std::pair(certain[script], all[script]) > std::pair(certain[main], all[main])) {
      main = script;
    }
  }
  for (char32_t& letter : token.letters) {
    if (ScriptOf(letter) != static_cast<Script>(main)) {
      letter = Repair(letter, static_cast<Script>(main));
    }
  }
}

}  // namespace

Script ScriptOf(char32_t letter) {
  if (letter < 0x80) return Script::kLatin;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(letter), &error)) {
    case USCRIPT_LATIN:
      return Script::kLatin;
    case USCRIPT_CYRILLIC:
      return Script::kCyrillic;
    case USCRIPT_GREEK:
      return Script::kGreek;
    default:
      return Script::kOther;
  }
}

BareLetter WithoutMarks(char32_t letter) {
  BareLetter bare{letter};
  icu::UnicodeString parts;
  if (!Nfd().getDecomposition(static_cast<UChar32>(letter), parts)) return bare;
  bare.letter = static_cast<char32_t>(parts.char32At(0));
  for (std::int32_t at = 1; at < parts.length(); ++at) {
    const UChar mark = parts.charAt(at);
    bare.accent |= mark == 0x0300 || mark == 0x0301 || mark == 0x0302 || mark == 0x0342;
    bare.diaeresis |= mark == 0x0308;
  }
  return bare;
}

std::vector<LetterToken> SplitLetters(std::string_view utf8, Apostrophe apostrophe) {
  const icu::UnicodeString text = Normalized(utf8);
  std::vector<LetterToken> tokens;
  LetterToken token;
  const auto end_token = [&] {
    if (token.letters.empty()) return;
    RepairMixed(token);
    tokens.push_back(std::move(token));
    token = LetterToken();
  };
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    if (IsApostrophe(c)) {
      const bool joins =
          apostrophe == Apostrophe::kRemove || token.letters.size() == 1 ||
          (!token.letters.empty() && ScriptOf(token.letters.back()) == Script::kCyrillic);
      if (!joins) end_token();
    } else if (u_isalpha(c)) {
      token.letters += static_cast<char32_t>(u_tolower(c));
    } else if (const std::int32_t digit = u_charDigitValue(c); digit >= 0) {
      token.letters += static_cast<char32_t>('0' + digit);
    } else if (!IsIgnored(c)) {
      end_token();
    }
  }
  end_token();
  return tokens;
}

std::string UpperCode(std::string_view utf8) {
  icu::UnicodeString text = Normalized(utf8);
  text.toLower(icu::Locale::getRoot()).toUpper(icu::Locale::getRoot());
  std::string out;
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    if (const std::int32_t digit = u_charDigitValue(c); digit >= 0) {
      out += static_cast<char>('0' + digit);
    } else if (u_isalpha(c) && !IsApostrophe(c)) {
      const auto lower = static_cast<char32_t>(u_tolower(c));
      const auto repaired = static_cast<UChar32>(Repair(lower, Script::kLatin));
      icu::UnicodeString(u_toupper(repaired)).toUTF8String(out);
    }
  }
  return out;
}

}  // namespace onefold::encode
