#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "linkage/encode/fold.h"
#include "linkage/encode/language.h"
#include "linkage/encode/normalize.h"

namespace onefold::encode {
namespace {

std::string Utf8(const std::vector<char32_t>& text) {
  icu::UnicodeString out;
  for (const char32_t c : text) out.append(static_cast<UChar32>(c));
  std::string utf8;
  out.toUTF8String(utf8);
  return utf8;
}

// Letters of the tables, separators, marks, and now and then anything.
rc::Gen<std::string> AnyText() {
  using rc::gen::inRange;
  const auto range = [](char32_t from, char32_t to) {
    return rc::gen::cast<char32_t>(inRange<std::uint32_t>(from, to));
  };
  const auto letter = rc::gen::weightedOneOf<char32_t>(
      {{8, range('a', 'z' + 1)},
       {3, range('A', 'Z' + 1)},
       {1, range('0', '9' + 1)},
       {5, range(0x00C0, 0x0250)},
       {8, range(0x0400, 0x0500)},
       {5, range(0x0370, 0x0400)},
       {1, range(0x1E00, 0x2000)},
       {2, range(0x0300, 0x0345)},
       {2, rc::gen::elementOf(std::u32string(U" -'’ʼ.´\u200D\u00AD\t,"))},
       {1, range(0x0530, 0x0700)},
       {1, range(0x10A0, 0x1100)},
       {1, range(0xFB00, 0xFFFE)},
       {1, range(1, 0xD800)}});
  return rc::gen::map(rc::gen::container<std::vector<char32_t>>(letter), Utf8);
}

rc::Gen<std::string> AnyLanguage() {
  std::vector<std::string> tags{""};
  for (const Language& language : AllLanguages()) {
    tags.emplace_back(language.tags.substr(0, language.tags.find(' ')));
  }
  return rc::gen::elementOf(tags);
}

std::string Joined(const std::vector<std::string>& tokens) {
  std::string out;
  for (const std::string& token : tokens) out += (out.empty() ? "" : " ") + token;
  return out;
}

RC_GTEST_PROP(NormalizeProperty, Idempotent, ()) {
  const std::string text = *AnyText();
  const std::string language = *AnyLanguage();
  const auto once = NormalizeName(text, language).tokens;
  RC_ASSERT(NormalizeName(Joined(once), language).tokens == once);
  const auto words = NormalizeText(text, language);
  RC_ASSERT(NormalizeText(Joined(words), language) == words);
  const std::string code = NormalizeCode(text);
  RC_ASSERT(NormalizeCode(code) == code);
}

RC_GTEST_PROP(NormalizeProperty, OutputAlphabet, ()) {
  const std::string text = *AnyText();
  const std::string language = *AnyLanguage();
  std::vector<std::string> all = NormalizeName(text, language).tokens;
  for (const std::string& variant : NameVariants(text, language)) all.push_back(variant);
  for (const std::string& token : all) {
    RC_ASSERT(!token.empty());
    RC_ASSERT(token.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == token.npos);
  }
}

RC_GTEST_PROP(NormalizeProperty, ComposedAndDecomposedAreEqual, ()) {
  const std::string text = *AnyText();
  const std::string language = *AnyLanguage();
  UErrorCode error = U_ZERO_ERROR;
  const auto form = [&](const icu::Normalizer2* normalizer) {
    std::string out;
    normalizer->normalize(icu::UnicodeString::fromUTF8(text), error).toUTF8String(out);
    return out;
  };
  const std::string nfc = form(icu::Normalizer2::getNFCInstance(error));
  const std::string nfd = form(icu::Normalizer2::getNFDInstance(error));
  RC_ASSERT(U_SUCCESS(error));
  const NormalizedName a = NormalizeName(nfc, language), b = NormalizeName(nfd, language);
  RC_ASSERT(a.tokens == b.tokens);
  RC_ASSERT(a.mixed_script == b.mixed_script);
  RC_ASSERT(NormalizeName(text, language).tokens == a.tokens);
  RC_ASSERT(NameVariants(nfc, language) == NameVariants(nfd, language));
  RC_ASSERT(NormalizeCode(nfc) == NormalizeCode(nfd));
}

// Letter case never matters.
RC_GTEST_PROP(NormalizeProperty, UpperCaseIsTheSameName, ()) {
  const std::string text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyz '-")));
  const std::string language = *AnyLanguage();
  std::string upper = text;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  RC_ASSERT(NormalizeName(text, language).tokens == NormalizeName(upper, language).tokens);
}

// The short way for ASCII gives what the long way gives: a word in another script forces the long
// way.
RC_GTEST_PROP(NormalizeProperty, AsciiFastPathIsTheSlowPath, ()) {
  const std::string text =
      *rc::gen::container<std::string>(rc::gen::cast<char>(rc::gen::inRange(1, 128)));
  const std::string language = *AnyLanguage();
  std::vector<std::string> slow = NormalizeText(text + " ж", language);
  RC_ASSERT(!slow.empty());
  slow.pop_back();
  RC_ASSERT(NormalizeText(text, language) == slow);
  std::string code = NormalizeCode(text + "Ж");
  RC_ASSERT(NormalizeCode(text) + "Ж" == code);
}

RC_GTEST_PROP(NormalizeProperty, FoldIsIdempotentAndBounded, ()) {
  const std::string token = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyzhjiyez01")));
  for (const Fold fold :
       {Fold::kNone, Fold::kPlain, Fold::kSlavic, Fold::kEastSlavic, Fold::kRomanian, Fold::kGreek,
        Fold::kAlbanian, Fold::kGerman, Fold::kTurkish, Fold::kRomance, Fold::kArabic}) {
    const std::string folded = FoldSpelling(token, fold);
    RC_ASSERT(FoldSpelling(folded, fold) == folded);
    RC_ASSERT(folded.size() <= 2 * token.size());
    RC_ASSERT(folded.empty() == token.empty());
  }
}

RC_GTEST_PROP(NormalizeProperty, VariantsAreSortedAndNew, ()) {
  const std::string text = *AnyText();
  const std::string language = *AnyLanguage();
  const auto variants = NameVariants(text, language);
  std::string canonical;
  for (const std::string& token : NormalizeText(text, language)) canonical += token;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    RC_ASSERT(variants[i] != canonical);
    if (i > 0) RC_ASSERT(variants[i - 1] < variants[i]);
  }
}

}  // namespace
}  // namespace onefold::encode
