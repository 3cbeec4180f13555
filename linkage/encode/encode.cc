#include "linkage/encode/encode.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "crypto/mac.h"
#include "linkage/encode/block_value.h"
#include "linkage/encode/harden.h"
#include "linkage/encode/normalize.h"
#include "linkage/encode/normalize_record.h"

namespace onefold::encode {
namespace {

using linkage::Field;
using linkage::Pass;
using linkage::Schema;

__extension__ typedef unsigned __int128 Uint128;

constexpr std::size_t kKeyBytes = 16;
constexpr std::size_t kPassKeyBytes = 64;

// Keys of one block: token | hardening key | filter key. One HMAC gives them all.
using BlockKeys = std::array<std::uint8_t, linkage::kTokenBytes + 2 * kKeyBytes>;

// The positions of one hash: the leading digits of its two halves in base `bits` (multiplication
// instead of division, Lemire 2019). What is left of a half after the last digit has 8 bits or
// more, so that no position is favoured noticeably.
class Positions {
 public:
  explicit Positions(std::size_t bits)
      : bits_(bits), per_half_(static_cast<std::uint32_t>(56 / std::bit_width(bits - 1))) {}

  std::uint32_t per_hash() const { return 2 * per_half_; }

  // The first `count` positions, at most per_hash().
  void Set(std::span<const std::uint8_t, 16> hash, std::uint32_t count,
           std::span<std::uint8_t> filter) const {
    const std::uint32_t first = std::min(count, per_half_);
    SetHalf(hash.data(), first, filter);
    SetHalf(hash.data() + 8, count - first, filter);
  }

 private:
  void SetHalf(const std::uint8_t* bytes, std::uint32_t count,
               std::span<std::uint8_t> filter) const {
    std::uint64_t half = 0;  // big-endian, in the loop that a compiler knows as one load
    for (int i = 0; i < 8; ++i) half = half << 8 | bytes[i];
    for (; count > 0; --count) {
      const Uint128 product = static_cast<Uint128>(half) * bits_;
      const auto bit = static_cast<std::size_t>(product >> 64);
      half = static_cast<std::uint64_t>(product);
      filter[bit / 8] |= static_cast<std::uint8_t>(0x80 >> (bit % 8));
    }
  }

  std::uint64_t bits_;
  std::uint32_t per_half_;
};

// `place` is the field's place among the compared ones: it keeps the fields of a block apart.
void Insert(const std::vector<std::string>& tokens, const std::uint8_t* key, std::uint8_t place,
            std::uint32_t hashes, std::span<std::uint8_t> filter) {
  const Positions positions(filter.size() * 8);
  Bytes message;
  std::array<std::uint8_t, crypto_shorthash_siphashx24_BYTES> hash;
  for (const std::string& token : tokens) {
    message.resize(2 + token.size());
    message[0] = place;
    message[1] = 0;
    std::copy(token.begin(), token.end(), message.begin() + 2);
    for (std::uint32_t left = hashes; left > 0; ++message[1]) {
      crypto_shorthash_siphashx24(hash.data(), message.data(), message.size(), key);
      const std::uint32_t count = std::min(positions.per_hash(), left);
      positions.Set(hash, count, filter);
      left -= count;
    }
  }
}

class OwnEncoder : public Encoder {
 public:
  OwnEncoder(const linkage::LinkageSchema& schema, const crypto::Secret& key,
             std::string_view epoch, Hardening hardening)
      : schema_(*schema.own()),
        layouts_(linkage::PassLayoutsOf(schema)),
        hardening_(hardening),
        sample_key_(2 * kKeyBytes) {
    const crypto::KeyDeriver linkage_key(crypto::SecretAccess::Read(key), AsBytes("onefold/v1"));
    const auto label = [&](std::string_view purpose) {
      Bytes info;
      AppendPrefixed(info, purpose);
      AppendPrefixed(info, kNormalizationVersion);
      AppendPrefixed(info, AsText(schema.digest));
      AppendPrefixed(info, epoch);
      return info;
    };
    linkage_key.Expand(label("sample"), crypto::SecretAccess::Write(sample_key_));
    for (const Pass& pass : schema_.passes) {
      Bytes info = label("encode");
      AppendPrefixed(info, pass.name);
      crypto::Secret pass_key(kPassKeyBytes);
      linkage_key.Expand(info, crypto::SecretAccess::Write(pass_key));
      pass_keys_.push_back(std::make_unique<crypto::KeyDeriver>(
          crypto::SecretAccess::Read(pass_key), AsBytes("onefold/v1")));
    }
  }

  NormalizedRecord Normalize(const Record& record) const override {
    return NormalizeRecord(schema_, record);
  }

  const std::vector<linkage::PassLayout>& layouts() const override { return layouts_; }

  bool HasItem(const NormalizedRecord& record, std::size_t pass) const override {
    return PartValues(schema_, schema_.passes[pass].block, record).has_value();
  }

  bool EncodeItem(const NormalizedRecord& record, std::size_t index,
                  std::span<std::uint8_t> item) const override {
    const Pass& pass = schema_.passes[index];
    const std::optional<Bytes> block = BlockValue(schema_, pass.block, record);
    if (!block) return false;
    BlockKeys keys;
    pass_keys_[index]->Expand(*block, keys);
    const std::uint8_t* const hardening_key = &keys[linkage::kTokenBytes];
    const std::uint8_t* const filter_key = hardening_key + kKeyBytes;
    std::copy_n(keys.begin(), linkage::kTokenBytes, item.begin());
    std::fill(item.begin() + linkage::kFiltersOffset, item.end(), std::uint8_t{0});
    for (std::size_t i = 0; i < pass.compare.size(); ++i) {
      const Field& field = schema_.fields[pass.compare[i]];
      Insert(record.fields[pass.compare[i]].tokens, filter_key, static_cast<std::uint8_t>(i),
             field.hashes_per_token, Filter(index, pass.joined ? 0 : i, item));
    }
    for (std::size_t slot = 0; slot < layouts_[index].filters.size(); ++slot) {
      Harden(hardening_, {hardening_key, kKeyBytes}, slot, Filter(index, slot, item));
    }
    sodium_memzero(keys.data(), keys.size());
    return true;
  }

  void EncodeFields(const NormalizedRecord& record,
                    std::span<std::uint8_t> filters) const override {
    const ByteView key = crypto::SecretAccess::Read(sample_key_).first(kKeyBytes);
    std::fill(filters.begin(), filters.end(), std::uint8_t{0});
    for (std::size_t f = 0; f < schema_.fields.size(); ++f) {
      const Field& field = schema_.fields[f];
      const std::span<std::uint8_t> filter = filters.first(field.filter_bits / 8);
      Insert(record.fields[f].tokens, key.data(), static_cast<std::uint8_t>(f),
             field.hashes_per_token, filter);
      Harden(hardening_, key, f, filter);
      filters = filters.subspan(filter.size());
    }
  }

  std::uint64_t SampleRank(std::string_view record_id) const override {
    std::array<std::uint8_t, crypto_shorthash_siphashx24_BYTES> hash;
    crypto_shorthash_siphashx24(
        hash.data(), reinterpret_cast<const unsigned char*>(record_id.data()), record_id.size(),
        crypto::SecretAccess::Read(sample_key_).data() + kKeyBytes);
    return ReadBe64(ByteView(hash).first(8));
  }

 private:
  std::span<std::uint8_t> Filter(std::size_t pass, std::size_t slot,
                                 std::span<std::uint8_t> item) const {
    const linkage::FilterSlot& filter = layouts_[pass].filters[slot];
    return item.subspan(filter.offset_bytes, filter.bits / 8);
  }

  const Schema& schema_;
  const std::vector<linkage::PassLayout> layouts_;
  const Hardening hardening_;
  crypto::Secret sample_key_;  // of EncodeFields, then of SampleRank
  std::vector<std::unique_ptr<crypto::KeyDeriver>> pass_keys_;
};

}  // namespace

StatusOr<std::unique_ptr<Encoder>> Encoder::Create(const linkage::LinkageSchema& schema,
                                                   const crypto::Secret& linkage_key,
                                                   std::string_view key_epoch) {
  if (schema.own() == nullptr) {
    return InvalidArgumentError("the linkage schema is not of our own format");
  }
  if (linkage_key.empty()) return InvalidArgumentError("the linkage key is empty");
  if (key_epoch.size() > kMaxPartBytes) return InvalidArgumentError("the key epoch is too long");
  ONEFOLD_ASSIGN_OR_RETURN(const Hardening hardening, HardeningOf(schema.own()->profile));
  return std::unique_ptr<Encoder>(
      std::make_unique<OwnEncoder>(schema, linkage_key, key_epoch, hardening));
}

}  // namespace onefold::encode
