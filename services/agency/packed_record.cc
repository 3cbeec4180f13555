#include "services/agency/packed_record.h"

namespace onefold::agency {
namespace {

using FieldValue = encode::NormalizedRecord::FieldValue;

// What a field has; a missing field is one zero byte.
constexpr std::uint8_t kPresent = 1, kHasDate = 2, kHasFlat = 4, kHasTokens = 8;
// One token, equal to the flat form: the usual case of a name.
constexpr std::uint8_t kTokenIsFlat = 16;
constexpr std::uint8_t kHasPhonetic = 32, kHasSkeleton = 64;

void AppendSize(std::size_t size, Bytes& out) {
  for (; size >= 0x80; size >>= 7) out.push_back(static_cast<std::uint8_t>(size | 0x80));
  out.push_back(static_cast<std::uint8_t>(size));
}

std::size_t ReadSize(const std::uint8_t*& at) {
  std::size_t size = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint8_t byte = *at++;
    size |= static_cast<std::size_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return size;
  }
}

void AppendText(std::string_view text, Bytes& out) {
  AppendSize(text.size(), out);
  Append(out, text);
}

void ReadText(const std::uint8_t*& at, std::string& text) {
  const std::size_t size = ReadSize(at);
  text.assign(reinterpret_cast<const char*>(at), size);
  at += size;
}

std::uint8_t FlagsOf(const FieldValue& field) {
  // Does not compile when a field gets another member: that must be packed, too.
  [[maybe_unused]] const auto& [missing, flat, phonetic, skeleton, tokens, year, month, day] =
      field;
  if (field.missing) return 0;
  std::uint8_t flags = kPresent;
  if (field.year != 0 || field.month != 0 || field.day != 0) flags |= kHasDate;
  if (!field.flat.empty()) flags |= kHasFlat;
  if (!field.phonetic.empty()) flags |= kHasPhonetic;
  if (!field.skeleton.empty()) flags |= kHasSkeleton;
  if (field.tokens.size() == 1 && *field.tokens.begin() == field.flat && !field.flat.empty()) {
    flags |= kTokenIsFlat;
  } else if (!field.tokens.empty()) {
    flags |= kHasTokens;
  }
  return flags;
}

void UnpackField(const std::uint8_t*& at, FieldValue& field) {
  const std::uint8_t flags = *at++;
  field.missing = (flags & kPresent) == 0;
  field.flat.clear();
  field.phonetic.clear();
  field.skeleton.clear();
  field.year = 0;
  field.month = field.day = 0;
  if (flags & kHasDate) {
    field.year = static_cast<std::uint16_t>(at[0] << 8 | at[1]);
    field.month = at[2];
    field.day = at[3];
    at += 4;
  }
  if (flags & kHasFlat) ReadText(at, field.flat);
  if (flags & kHasPhonetic) ReadText(at, field.phonetic);
  if (flags & kHasSkeleton) ReadText(at, field.skeleton);
  field.tokens.Clear();
  if (flags & kTokenIsFlat) field.tokens.Add(field.flat);
  if (flags & kHasTokens) {
    const std::size_t count = ReadSize(at);
    const std::size_t size = ReadSize(at);
    field.tokens.Assign({reinterpret_cast<const char*>(at), size}, count);
    at += size;
  }
}

}  // namespace

void PackRecord(const encode::NormalizedRecord& record, Bytes& out) {
  for (const FieldValue& field : record.fields) {
    const std::uint8_t flags = FlagsOf(field);
    out.push_back(flags);
    if (flags & kHasDate) {
      AppendBe16(out, field.year);
      out.push_back(field.month);
      out.push_back(field.day);
    }
    if (flags & kHasFlat) AppendText(field.flat, out);
    if (flags & kHasPhonetic) AppendText(field.phonetic, out);
    if (flags & kHasSkeleton) AppendText(field.skeleton, out);
    if (flags & kHasTokens) {
      AppendSize(field.tokens.size(), out);
      AppendText(field.tokens.bytes(), out);
    }
  }
}

void UnpackRecord(const std::uint8_t* packed, std::size_t fields,
                  encode::NormalizedRecord& record) {
  record.fields.resize(fields);
  for (FieldValue& field : record.fields) UnpackField(packed, field);
}

}  // namespace onefold::agency
