#include "linkage/encode/block_value.h"

#include <algorithm>

#include "linkage/utf8.h"

namespace onefold::encode {
namespace {

using linkage::BlockForm;
using linkage::BlockPart;
using linkage::FieldType;

std::string Digits(unsigned value, std::size_t width) {
  std::string out = std::to_string(value);
  return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

// The first `length` characters.
std::string Prefix(std::string_view text, std::uint32_t length) {
  std::size_t end = 0;
  for (std::uint32_t i = 0; i < length && end < text.size(); ++i) linkage::NextCodePoint(text, end);
  return std::string(text.substr(0, end));
}

// "" when the record lacks what the part needs.
std::string PartValue(const NormalizedRecord::FieldValue& value, const BlockPart& part,
                      FieldType type) {
  switch (part.form) {
    case BlockForm::kValue:
      if (type != FieldType::kDate) return value.flat;
      if (value.year == 0 || value.month == 0 || value.day == 0) return "";
      return Digits(value.year, 4) + Digits(value.month, 2) + Digits(value.day, 2);
    case BlockForm::kPrefix:
      return Prefix(value.flat, part.length);
    case BlockForm::kPhonetic:
      return value.phonetic;
    case BlockForm::kSkeleton:
      return value.skeleton;
    case BlockForm::kYear:
      return value.year == 0 ? "" : Digits(value.year, 4);
    case BlockForm::kMonth:
      return value.month == 0 ? "" : Digits(value.month, 2);
    case BlockForm::kDay:
      return value.day == 0 ? "" : Digits(value.day, 2);
    case BlockForm::kDayMonthSet:
      if (value.month == 0 || value.day == 0) return "";
      return Digits(std::min(value.month, value.day), 2) +
             Digits(std::max(value.month, value.day), 2);
    case BlockForm::kDecade:
      return value.year == 0 ? "" : Digits(value.year / 10u, 3);
  }
  return "";
}

}  // namespace

void AppendPrefixed(Bytes& out, std::string_view part) {
  AppendBe16(out, static_cast<std::uint16_t>(part.size()));
  Append(out, part);
}

std::optional<std::vector<std::string>> PartValues(const linkage::Schema& schema,
                                                   const std::vector<linkage::BlockTerm>& terms,
                                                   const NormalizedRecord& record) {
  std::vector<std::string> values;
  for (const linkage::BlockTerm& term : terms) {
    const auto first = static_cast<std::ptrdiff_t>(values.size());
    for (const BlockPart& part : term) {
      values.push_back(PartValue(record.fields[part.field], part, schema.fields[part.field].type));
      if (values.back().empty() || values.back().size() > kMaxPartBytes) return std::nullopt;
    }
    std::sort(values.begin() + first, values.end());
  }
  return values;
}

std::optional<Bytes> BlockValue(const linkage::Schema& schema,
                                const std::vector<linkage::BlockTerm>& terms,
                                const NormalizedRecord& record) {
  const auto parts = PartValues(schema, terms, record);
  if (!parts) return std::nullopt;
  Bytes value;
  for (const std::string& part : *parts) AppendPrefixed(value, part);
  return value;
}

}  // namespace onefold::encode
