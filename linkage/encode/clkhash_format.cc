#include "linkage/encode/clkhash_format.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <optional>

#include "linkage/encode/clkhash_date.h"
#include "linkage/encode/clkhash_regex.h"
#include "linkage/encode/clkhash_tokenize.h"
#include "linkage/encode/python_number.h"
#include "linkage/utf8.h"

namespace onefold::encode {
namespace {

using linkage::ClkhashFeature;
using linkage::ClkhashFormat;

constexpr FormatFault kFits{};

std::size_t CharactersOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// str.upper() == str, str.lower() == str: the full mappings, no locale.
bool HasCase(std::string_view text, ClkhashFormat::Case letter_case) {
  const bool upper = letter_case == ClkhashFormat::Case::kUpper;
  if (linkage::IsAscii(text)) {
    const char first = upper ? 'a' : 'A';
    return std::none_of(text.begin(), text.end(),
                        [&](char c) { return c >= first && c < first + 26; });
  }
  const auto original = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  icu::UnicodeString mapped(original);
  upper ? mapped.toUpper(icu::Locale::getRoot()) : mapped.toLower(icu::Locale::getRoot());
  return mapped == original;
}

FormatFault CheckText(const ClkhashFormat& format, std::optional<PythonRegex>& pattern,
                      std::string_view value) {
  if (format.encoding == ClkhashFormat::Encoding::kAscii && !linkage::IsAscii(value)) {
    return {"format.encoding", "the value has characters that the feature's encoding lacks"};
  }
  if (pattern) {
    switch (pattern->FullMatch(value)) {
      case PythonRegex::Result::kMatch:
        return kFits;
      case PythonRegex::Result::kNoMatch:
        return {"format.pattern", "the value does not match the pattern"};
      case PythonRegex::Result::kGivenUp:
        return {"format.pattern-effort", "matching the pattern takes too many steps"};
    }
  }
  if (format.min_length && CharactersOf(value) < *format.min_length) {
    return {"format.too-short", "the value has fewer characters than minLength"};
  }
  if (format.max_length && CharactersOf(value) > *format.max_length) {
    return {"format.too-long", "the value has more characters than maxLength"};
  }
  if (format.letter_case != ClkhashFormat::Case::kMixed && !HasCase(value, format.letter_case)) {
    return {"format.case", "the value has letters of the wrong case"};
  }
  return kFits;
}

FormatFault ApplyInteger(const ClkhashFormat& format, std::string_view value,
                         std::string& formatted) {
  auto integer = CanonicalInteger(value);
  if (!integer) return {"format.integer", "the value is no whole number"};
  if (format.minimum && CompareInteger(*integer, *format.minimum) < 0) {
    return {"format.too-small", "the number is below the minimum"};
  }
  if (format.maximum && CompareInteger(*integer, *format.maximum) > 0) {
    return {"format.too-large", "the number is above the maximum"};
  }
  formatted = std::move(*integer);
  return kFits;
}

bool FitsAlways(const ClkhashFeature& feature) {
  const ClkhashFormat& format = feature.format;
  return format.type == ClkhashFormat::Type::kString &&
         format.encoding != ClkhashFormat::Encoding::kAscii && !format.pattern &&
         !format.min_length && !format.max_length &&
         format.letter_case == ClkhashFormat::Case::kMixed &&
         feature.comparison.type != linkage::ClkhashComparison::Type::kNumeric;
}

}  // namespace

struct ClkhashFormats::Feature {
  const ClkhashFeature* schema;
  ClkhashTokenizer tokenizer;
  TokenList tokens;
  std::optional<PythonRegex> pattern;
  std::optional<Strptime> date;
  bool fits_always = false;  // text without a rule
};

ClkhashFormats::ClkhashFormats() = default;
ClkhashFormats::ClkhashFormats(ClkhashFormats&&) noexcept = default;
ClkhashFormats& ClkhashFormats::operator=(ClkhashFormats&&) noexcept = default;
ClkhashFormats::~ClkhashFormats() = default;

StatusOr<ClkhashFormats> ClkhashFormats::Create(const linkage::ClkhashSchema& schema) {
  ClkhashFormats formats;
  std::string problems;
  const auto add = [&](std::size_t feature, std::string_view key, std::string_view text) {
    if (!problems.empty()) problems += '\n';
    problems +=
        "/features/" + std::to_string(feature) + std::string(key) + ": " + std::string(text);
  };
  for (std::size_t i = 0; i < schema.features.size(); ++i) {
    const ClkhashFeature& feature = schema.features[i];
    Feature out{&feature, ClkhashTokenizer(feature.comparison, feature.format.encoding), {}, {}, {},
                false};
    if (const std::string problem = out.tokenizer.Problem(); !problem.empty()) {
      add(i, "/hashing/comparison", problem);
    }
    if (feature.format.pattern) {
      auto pattern = PythonRegex::Compile(*feature.format.pattern, false);
      if (pattern.ok()) {
        out.pattern = std::move(pattern).value();
      } else {
        add(i, "/format/pattern", Message(pattern.status()));
      }
    }
    if (feature.format.type == ClkhashFormat::Type::kDate && !feature.ignored) {
      auto date = Strptime::Compile(feature.format.date_format);
      if (date.ok()) {
        out.date = std::move(date).value();
      } else {
        add(i, "/format/format", Message(date.status()));
      }
    }
    out.fits_always = FitsAlways(feature);
    formats.features_.push_back(std::move(out));
  }
  if (!problems.empty()) return InvalidArgumentError(problems);
  return formats;
}

FormatFault ClkhashFormats::Apply(std::size_t index, std::string_view value,
                                  std::string& formatted) {
  Feature& feature = features_[index];
  const ClkhashFeature& schema = *feature.schema;
  if (schema.has_missing_value && value == schema.sentinel) {
    formatted = schema.replace_with.value_or(schema.sentinel);
    return kFits;
  }
  switch (schema.format.type) {
    case ClkhashFormat::Type::kString:
      formatted = value;
      return CheckText(schema.format, feature.pattern, value);
    case ClkhashFormat::Type::kInteger:
      return ApplyInteger(schema.format, value, formatted);
    case ClkhashFormat::Type::kDate:
      if (feature.date->Format(value, formatted)) return kFits;
      return {"format.date", "the value is no date in the feature's format"};
    case ClkhashFormat::Type::kEnum:
      formatted = value;
      if (std::find(schema.format.values.begin(), schema.format.values.end(), value) !=
          schema.format.values.end()) {
        return kFits;
      }
      return {"format.enum", "the value is none of the listed ones"};
  }
  return kFits;
}

FormatFault ClkhashFormats::Check(std::size_t index, std::string_view value) {
  if (features_[index].fits_always) return kFits;
  const FormatFault fault = Apply(index, value, scratch_);
  if (fault.rule != nullptr) return fault;
  Feature& feature = features_[index];
  if (feature.schema->comparison.type != linkage::ClkhashComparison::Type::kNumeric) return kFits;
  if (feature.tokenizer.Tokenize(scratch_, feature.tokens)) return kFits;
  return {"format.number", "the value is no number that the numeric comparison can use"};
}

}  // namespace onefold::encode
