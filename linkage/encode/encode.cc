#include "linkage/encode/encode.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "crypto/mac.h"
#include "linkage/encode/harden.h"
#include "linkage/encode/normalize.h"
#include "linkage/encode/tokenize.h"
#include "linkage/encode/utf8.h"

namespace onefold::encode {
namespace {

using linkage::BlockForm;
using linkage::BlockPart;
using linkage::Field;
using linkage::FieldType;
using linkage::Pass;
using linkage::Schema;

constexpr std::size_t kKeyBytes = 16;
constexpr std::size_t kFieldKeysOffset = linkage::kTokenBytes + kKeyBytes;
constexpr std::size_t kMaxComparedFields = 64;
constexpr std::size_t kMaxBlockPartBytes = 1024;
constexpr std::size_t kPositionsPerHash = 8;

void AppendPrefixed(Bytes& out, std::string_view part) {
  AppendBe16(out, static_cast<std::uint16_t>(part.size()));
  Append(out, part);
}

std::string Digits(unsigned value, std::size_t width) {
  std::string out = std::to_string(value);
  return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

// The first `length` characters.
std::string Prefix(std::string_view text, std::uint32_t length) {
  std::size_t end = 0;
  for (std::uint32_t i = 0; i < length && end < text.size(); ++i) NextCodePoint(text, end);
  return std::string(text.substr(0, end));
}

// "" when the record lacks what the part needs.
std::string BlockPartValue(const NormalizedRecord::FieldValue& value, const BlockPart& part,
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

// Every term's parts, sorted within the term, each length-prefixed. nullopt when one is absent.
std::optional<Bytes> BlockValue(const Schema& schema, const Pass& pass,
                                const NormalizedRecord& record) {
  Bytes value;
  for (const linkage::BlockTerm& term : pass.block) {
    std::vector<std::string> parts;
    for (const BlockPart& part : term) {
      parts.push_back(
          BlockPartValue(record.fields[part.field], part, schema.fields[part.field].type));
      if (parts.back().empty() || parts.back().size() > kMaxBlockPartBytes) return std::nullopt;
    }
    std::sort(parts.begin(), parts.end());
    for (const std::string& part : parts) AppendPrefixed(value, part);
  }
  return value;
}

// n modulo a filter's length by two multiplications (Lemire, Kaser and Kurz 2019); exact for 16-bit
// n and lengths of up to 2^16. Division would be the most expensive step of encoding.
class Modulo {
 public:
  explicit Modulo(std::size_t divisor)
      : divisor_(static_cast<std::uint32_t>(divisor)), inverse_(UINT32_MAX / divisor_ + 1) {}
  std::size_t operator()(std::uint32_t n) const {
    return static_cast<std::uint64_t>(inverse_ * n) * divisor_ >> 32;
  }

 private:
  std::uint32_t divisor_, inverse_;
};

void Insert(const std::vector<std::string>& tokens, const std::uint8_t* key, std::uint32_t hashes,
            std::span<std::uint8_t> filter) {
  const Modulo modulo(filter.size() * 8);
  std::string message;
  std::array<std::uint8_t, crypto_shorthash_siphashx24_BYTES> hash;
  for (const std::string& token : tokens) {
    message.assign(token).push_back('\0');
    for (std::uint32_t done = 0; done < hashes; ++message.back()) {
      crypto_shorthash_siphashx24(
          hash.data(), reinterpret_cast<const unsigned char*>(message.data()), message.size(), key);
      const std::size_t positions = std::min<std::size_t>(kPositionsPerHash, hashes - done);
      for (std::size_t i = 0; i < positions; ++i) {
        const std::size_t bit =
            modulo(static_cast<std::uint32_t>(hash[2 * i] << 8 | hash[2 * i + 1]));
        filter[bit / 8] |= static_cast<std::uint8_t>(0x80 >> (bit % 8));
      }
      done += static_cast<std::uint32_t>(positions);
    }
  }
}

class OwnEncoder : public Encoder {
 public:
  OwnEncoder(const linkage::LinkageSchema& schema, const crypto::Secret& key,
             std::string_view epoch, Hardening hardening)
      : schema_(*schema.own()),
        layouts_(linkage::PassLayoutsOf(schema)),
        keys_(crypto::SecretAccess::Read(key), AsBytes("onefold/v1")),
        hardening_(hardening) {
    for (const Pass& pass : schema_.passes) {
      Bytes info;
      AppendPrefixed(info, "encode");
      AppendPrefixed(info, kNormalizationVersion);
      AppendPrefixed(info, AsText(schema.digest));
      AppendPrefixed(info, epoch);
      AppendPrefixed(info, pass.name);
      pass_info_.push_back(std::move(info));
    }
  }

  NormalizedRecord Normalize(const Record& record) const override;

  const std::vector<linkage::PassLayout>& layouts() const override { return layouts_; }

  bool HasItem(const NormalizedRecord& record, std::size_t pass) const override {
    return BlockValue(schema_, schema_.passes[pass], record).has_value();
  }

  bool EncodeItem(const NormalizedRecord& record, std::size_t index,
                  std::span<std::uint8_t> item) const override {
    const Pass& pass = schema_.passes[index];
    const std::optional<Bytes> block = BlockValue(schema_, pass, record);
    if (!block) return false;
    Bytes info = pass_info_[index];
    AppendPrefixed(info, AsText(*block));
    std::array<std::uint8_t, kFieldKeysOffset + kMaxComparedFields * kKeyBytes> material;
    const std::size_t used = kFieldKeysOffset + pass.compare.size() * kKeyBytes;
    keys_.Expand(info, std::span(material).first(used));
    std::copy_n(material.begin(), linkage::kTokenBytes, item.begin());
    std::fill(item.begin() + linkage::kFiltersOffset, item.end(), std::uint8_t{0});
    for (std::size_t i = 0; i < pass.compare.size(); ++i) {
      const Field& field = schema_.fields[pass.compare[i]];
      Insert(record.fields[pass.compare[i]].tokens, &material[kFieldKeysOffset + i * kKeyBytes],
             field.hashes_per_token, Filter(index, pass.joined ? 0 : i, item));
    }
    const ByteView hardening_key(&material[linkage::kTokenBytes], kKeyBytes);
    for (std::size_t slot = 0; slot < layouts_[index].filters.size(); ++slot) {
      Harden(hardening_, hardening_key, slot, Filter(index, slot, item));
    }
    sodium_memzero(material.data(), used);
    return true;
  }

 private:
  std::span<std::uint8_t> Filter(std::size_t pass, std::size_t slot,
                                 std::span<std::uint8_t> item) const {
    const linkage::FilterSlot& filter = layouts_[pass].filters[slot];
    return item.subspan(filter.offset_bytes, filter.bits / 8);
  }

  const Schema& schema_;
  const std::vector<linkage::PassLayout> layouts_;
  const crypto::KeyDeriver keys_;
  const Hardening hardening_;
  std::vector<Bytes> pass_info_;  // by pass: the parts of the key label before the block value
};

void JoinWords(const std::vector<std::string>& words, NormalizedRecord::FieldValue& out) {
  for (const std::string& word : words) out.flat += word;
  out.phonetic = PhoneticCode(out.flat);
}

// A date that does not exist is compared by the digits written, which are mostly right, and blocks
// by the parts that could be right: one wrong digit does not make two persons.
void NormalizeDate(const Field& field, std::string_view text, NormalizedRecord::FieldValue& out) {
  const auto possible = ParseDate(text, field.date_formats);
  const std::optional<DateParts> written =
      possible.ok() ? *possible : WrittenDate(text, field.date_formats);
  if (!written) return;
  out.year = written->year;
  out.month = written->month <= 12 ? written->month : 0;
  out.day = written->day <= 31 ? written->day : 0;
  out.tokens = DateTokens(*written);
}

NormalizedRecord::FieldValue NormalizeField(const Field& field, std::string_view raw,
                                            std::string_view language) {
  NormalizedRecord::FieldValue out;
  const std::string_view text = TrimSpaces(raw);
  if (IsMissing(field, text)) return out;
  switch (field.type) {
    case FieldType::kName: {
      const NormalizedName name = NormalizeName(text, language);
      JoinWords(name.tokens, out);
      out.tokens = NameTokens(name.tokens, field.ngram);
      break;
    }
    case FieldType::kText: {
      const std::vector<std::string> words = NormalizeText(text, language);
      JoinWords(words, out);
      out.tokens = TextTokens(words, field.ngram);
      break;
    }
    case FieldType::kCode:
      out.flat = NormalizeCode(text);
      if (!out.flat.empty()) out.tokens = {out.flat};
      break;
    case FieldType::kDate:
      NormalizeDate(field, text, out);
      break;
  }
  out.missing = out.tokens.empty();
  return out;
}

NormalizedRecord OwnEncoder::Normalize(const Record& record) const {
  NormalizedRecord out;
  out.fields.reserve(schema_.fields.size());
  for (std::size_t i = 0; i < schema_.fields.size(); ++i) {
    const std::string_view language = i < record.languages.size()
                                          ? std::string_view(record.languages[i])
                                          : schema_.fields[i].language;
    const std::string_view value =
        i < record.values.size() ? std::string_view(record.values[i]) : "";
    out.fields.push_back(NormalizeField(schema_.fields[i], value, language));
  }
  return out;
}

}  // namespace

bool IsMissing(const Field& field, std::string_view trimmed) {
  return trimmed.empty() ||
         std::find(field.missing.begin(), field.missing.end(), trimmed) != field.missing.end();
}

StatusOr<std::unique_ptr<Encoder>> Encoder::Create(const linkage::LinkageSchema& schema,
                                                   const crypto::Secret& linkage_key,
                                                   std::string_view key_epoch) {
  if (schema.own() == nullptr) {
    return InvalidArgumentError("the linkage schema is not of our own format");
  }
  if (linkage_key.empty()) return InvalidArgumentError("the linkage key is empty");
  if (key_epoch.size() > kMaxBlockPartBytes)
    return InvalidArgumentError("the key epoch is too long");
  ONEFOLD_ASSIGN_OR_RETURN(const Hardening hardening, HardeningOf(schema.own()->profile));
  return std::unique_ptr<Encoder>(
      std::make_unique<OwnEncoder>(schema, linkage_key, key_epoch, hardening));
}

}  // namespace onefold::encode
