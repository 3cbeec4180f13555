#include "linkage/encode/normalize_record.h"

#include <algorithm>

#include "linkage/encode/block_value.h"
#include "linkage/encode/identifier.h"
#include "linkage/encode/normalize.h"
#include "linkage/encode/tokenize.h"
#include "linkage/utf8.h"

namespace onefold::encode {
namespace {

using linkage::Field;
using linkage::FieldType;
using linkage::MonthDay;
using FieldValue = NormalizedRecord::FieldValue;

// The words of a name or text field, for the fields derived from it.
using Words = std::vector<std::string>;

void MakeSet(std::vector<std::string>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

void JoinWords(const Words& words, FieldValue& out) {
  for (const std::string& word : words) out.flat += word;
  out.phonetic = PhoneticCode(out.flat);
}

// Second names come and go: only the first word is sure to be there.
std::string FirstSkeleton(const Words& words) {
  for (const std::string& word : words) {
    if (std::string code = SkeletonCode(word); !code.empty()) return code;
  }
  return "";
}

// Sorted as codes: the order of the words themselves changes with their spelling.
std::string AllSkeletons(const Words& words) {
  std::vector<std::string> codes;
  for (const std::string& word : words) codes.push_back(SkeletonCode(word));
  MakeSet(codes);
  std::string joined;
  for (const std::string& code : codes) {
    if (code.empty()) continue;
    if (!joined.empty()) joined += '-';
    joined += code;
  }
  return joined;
}

// A date that does not exist is compared by the digits written, which are mostly right, and blocks
// by the parts that could be right: one wrong digit does not make two persons.
void NormalizeDate(const Field& field, std::string_view text, FieldValue& out) {
  const auto possible = ParseDate(text, field.date_formats);
  std::optional<DateParts> written =
      possible.ok() ? *possible : WrittenDate(text, field.date_formats);
  if (!written) return;
  const auto is_default = [&](const MonthDay& date) {
    return date.month == written->month && date.day == written->day;
  };
  if (std::any_of(field.default_dates.begin(), field.default_dates.end(), is_default)) {
    written->month = written->day = 0;
  }
  out.year = written->year;
  out.month = written->month <= 12 ? written->month : 0;
  out.day = written->day <= 31 ? written->day : 0;
  out.tokens = DateTokens(*written);
}

FieldValue NormalizeColumn(const Field& field, std::string_view raw, std::string_view language,
                           Words& words) {
  FieldValue out;
  const std::string_view text = linkage::TrimSpaces(raw);
  if (IsMissing(field, text)) return out;
  switch (field.type) {
    case FieldType::kName:
      words = NormalizeName(text, language).tokens;
      JoinWords(words, out);
      out.skeleton = FirstSkeleton(words);
      out.tokens = NameTokens(words, field.ngram);
      break;
    case FieldType::kText:
      words = NormalizeText(text, language);
      JoinWords(words, out);
      out.skeleton = FirstSkeleton(words);
      out.tokens = TextTokens(words, field.ngram);
      break;
    case FieldType::kCode:
      out.flat = CheckedCode(field.check, NormalizeCode(text));
      if (!out.flat.empty()) out.tokens.Add(out.flat);
      break;
    case FieldType::kDate:
      NormalizeDate(field, text, out);
      break;
  }
  out.missing = out.tokens.empty();
  return out;
}

FieldValue UniteFields(const Field& field, const std::vector<Words>& words,
                       const NormalizedRecord& record) {
  FieldValue out;
  Words all;
  std::vector<TokenSet> lists;
  for (const std::size_t source : field.union_of) {
    all.insert(all.end(), words[source].begin(), words[source].end());
    if (field.type == FieldType::kCode) lists.push_back(record.fields[source].tokens);
    if (field.type == FieldType::kText) lists.push_back(TextTokens(words[source], field.ngram));
  }
  MakeSet(all);
  out.tokens = field.type == FieldType::kName ? NameTokens(all, field.ngram) : UniteTokens(lists);
  if (field.type == FieldType::kCode) {
    for (const std::string_view code : out.tokens) out.flat += code;
  } else {
    JoinWords(all, out);
    out.skeleton = AllSkeletons(all);
  }
  out.missing = out.tokens.empty();
  return out;
}

FieldValue JoinParts(const linkage::Schema& schema, const Field& field,
                     const NormalizedRecord& record) {
  FieldValue out;
  const auto values = PartValues(schema, field.parts, record);
  if (!values) return out;
  if (values->size() == 1) {
    out.flat = values->front();
  } else {
    Bytes joined;
    for (const std::string& value : *values) AppendPrefixed(joined, value);
    out.flat = AsText(joined);
  }
  out.tokens.Add(out.flat);
  out.missing = false;
  return out;
}

}  // namespace

bool IsMissing(const Field& field, std::string_view trimmed) {
  return trimmed.empty() ||
         std::find(field.missing.begin(), field.missing.end(), trimmed) != field.missing.end();
}

NormalizedRecord NormalizeRecord(const linkage::Schema& schema, const Record& record) {
  NormalizedRecord out;
  out.fields.reserve(schema.fields.size());
  std::vector<Words> words(schema.fields.size());
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const Field& field = schema.fields[i];
    if (!field.union_of.empty()) {
      out.fields.push_back(UniteFields(field, words, out));
    } else if (!field.parts.empty()) {
      out.fields.push_back(JoinParts(schema, field, out));
    } else {
      const std::string_view value =
          i < record.values.size() ? std::string_view(record.values[i]) : "";
      const std::string_view language =
          i < record.languages.size() ? std::string_view(record.languages[i]) : field.language;
      out.fields.push_back(NormalizeColumn(field, value, language, words[i]));
    }
  }
  return out;
}

}  // namespace onefold::encode
