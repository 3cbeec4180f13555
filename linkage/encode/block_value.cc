#include "linkage/encode/block_value.h"

#include <algorithm>

#include "linkage/utf8.h"

namespace onefold::encode {
namespace {

using linkage::BlockForm;
using linkage::BlockPart;
using linkage::FieldType;

// A part's text, in the record or, for what is made of a date, here.
class Part {
 public:
  explicit Part(std::string_view text) : text_(text) {}
  Part() = default;
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  Part& AddDigits(unsigned value, std::size_t width) {
    for (std::size_t i = size_ + width; i-- > size_; value /= 10) {
      digits_[i] = static_cast<char>('0' + value % 10);
    }
    size_ += width;
    return *this;
  }
  std::string_view text() const { return size_ > 0 ? std::string_view(digits_, size_) : text_; }
  bool present() const { return !text().empty() && text().size() <= kMaxPartBytes; }

 private:
  std::string_view text_;
  char digits_[8] = {};
  std::size_t size_ = 0;
};

// The first `length` characters.
std::string_view Prefix(std::string_view text, std::uint32_t length) {
  std::size_t end = 0;
  for (std::uint32_t i = 0; i < length && end < text.size(); ++i) linkage::NextCodePoint(text, end);
  return text.substr(0, end);
}

std::string_view TextOf(const NormalizedRecord::FieldValue& value, const BlockPart& part) {
  switch (part.form) {
    case BlockForm::kPrefix:
      return Prefix(value.flat, part.length);
    case BlockForm::kPhonetic:
      return value.phonetic;
    case BlockForm::kSkeleton:
      return value.skeleton;
    default:
      return value.flat;
  }
}

// A year has four digits and is at most 9999, a month and a day have two.
void AddDate(const NormalizedRecord::FieldValue& value, BlockForm form, Part& out) {
  const bool year = value.year != 0, month = value.month != 0, day = value.day != 0;
  switch (form) {
    case BlockForm::kYear:
      if (year) out.AddDigits(value.year, 4);
      break;
    case BlockForm::kMonth:
      if (month) out.AddDigits(value.month, 2);
      break;
    case BlockForm::kDay:
      if (day) out.AddDigits(value.day, 2);
      break;
    case BlockForm::kDayMonthSet:
      if (!month || !day) break;
      out.AddDigits(std::min(value.month, value.day), 2);
      out.AddDigits(std::max(value.month, value.day), 2);
      break;
    case BlockForm::kDecade:
      if (year) out.AddDigits(value.year / 10u, 3);
      break;
    default:
      if (!year || !month || !day) break;
      out.AddDigits(value.year, 4).AddDigits(value.month, 2).AddDigits(value.day, 2);
  }
}

bool IsOfDate(BlockForm form, FieldType type) {
  switch (form) {
    case BlockForm::kValue:
      return type == FieldType::kDate;
    case BlockForm::kPrefix:
    case BlockForm::kPhonetic:
    case BlockForm::kSkeleton:
      return false;
    default:
      return true;
  }
}

// Calls take(text) with the part of the record; not present() when the record lacks it.
template <typename Take>
auto WithPart(const linkage::Schema& schema, const NormalizedRecord& record, const BlockPart& part,
              const Take& take) {
  const NormalizedRecord::FieldValue& value = record.fields[part.field];
  if (!IsOfDate(part.form, schema.fields[part.field].type)) return take(Part(TextOf(value, part)));
  Part date;
  AddDate(value, part.form, date);
  return take(date);
}

}  // namespace

void AppendPrefixed(Bytes& out, std::string_view part) {
  AppendBe16(out, static_cast<std::uint16_t>(part.size()));
  Append(out, part);
}

std::optional<std::vector<std::string>> PartValues(const linkage::Schema& schema,
                                                   const std::vector<linkage::BlockTerm>& terms,
                                                   const NormalizedRecord& record) {
  if (!HasParts(schema, terms, record)) return std::nullopt;
  std::vector<std::string> values;
  for (const linkage::BlockTerm& term : terms) {
    const auto first = static_cast<std::ptrdiff_t>(values.size());
    for (const BlockPart& part : term) {
      WithPart(schema, record, part, [&](const Part& one) { values.emplace_back(one.text()); });
    }
    std::sort(values.begin() + first, values.end());
  }
  return values;
}

bool HasParts(const linkage::Schema& schema, const std::vector<linkage::BlockTerm>& terms,
              const NormalizedRecord& record) {
  for (const linkage::BlockTerm& term : terms) {
    for (const BlockPart& part : term) {
      if (!WithPart(schema, record, part, [](const Part& one) { return one.present(); })) {
        return false;
      }
    }
  }
  return true;
}

bool BlockValue(const linkage::Schema& schema, const std::vector<linkage::BlockTerm>& terms,
                const NormalizedRecord& record, Bytes& value) {
  value.clear();
  if (!HasParts(schema, terms, record)) return false;
  for (const linkage::BlockTerm& term : terms) {
    if (term.size() == 1) {
      WithPart(schema, record, term.front(),
               [&](const Part& one) { AppendPrefixed(value, one.text()); });
      continue;
    }
    const auto parts = PartValues(schema, {term}, record);
    for (const std::string& part : *parts) AppendPrefixed(value, part);
  }
  return true;
}

}  // namespace onefold::encode
