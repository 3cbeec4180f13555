#include "linkage/encode/encode.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "crypto/mac.h"
#include "linkage/encode/block_value.h"
#include "linkage/encode/harden.h"
#include "linkage/encode/item_filter.h"
#include "linkage/encode/normalize.h"
#include "linkage/encode/normalize_record.h"

namespace onefold::encode {
namespace {

using linkage::Field;
using linkage::Pass;
using linkage::Schema;

constexpr std::size_t kKeyBytes = 16;
constexpr std::size_t kPassKeyBytes = 64;

// Keys of one block: token | hardening key | filter key. One HMAC gives them all.
using BlockKeys = std::array<std::uint8_t, linkage::kTokenBytes + 2 * kKeyBytes>;

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
      pass_bits_.push_back(FieldBitsOfPass(pass_bits_.size()));
    }
  }

  NormalizedRecord Normalize(const Record& record) const override {
    return NormalizeRecord(schema_, record);
  }

  const std::vector<linkage::PassLayout>& layouts() const override { return layouts_; }

  bool HasItem(const NormalizedRecord& record, std::size_t pass) const override {
    return HasParts(schema_, schema_.passes[pass].block, record);
  }

  bool EncodeItem(const NormalizedRecord& record, std::size_t index,
                  std::span<std::uint8_t> item) const override {
    const Pass& pass = schema_.passes[index];
    thread_local Bytes block;
    if (!BlockValue(schema_, pass.block, record, block)) return false;
    BlockKeys keys;
    pass_keys_[index]->Expand(block, keys);
    const std::uint8_t* const hardening_key = &keys[linkage::kTokenBytes];
    const std::uint8_t* const filter_key = hardening_key + kKeyBytes;
    std::copy_n(keys.begin(), linkage::kTokenBytes, item.begin());
    const std::span<std::uint8_t> filters = item.subspan(linkage::kFiltersOffset);
    FilterMaker& maker = Maker();
    maker.Start({filter_key, kKeyBytes}, filters.size() * 8);
    for (std::size_t i = 0; i < pass.compare.size(); ++i) {
      maker.Insert(record.fields[pass.compare[i]].tokens, pass_bits_[index][i]);
    }
    maker.Write(filters);
    for (std::size_t slot = 0; slot < layouts_[index].filters.size(); ++slot) {
      Harden(hardening_, {hardening_key, kKeyBytes}, slot, Filter(index, slot, item));
    }
    sodium_memzero(keys.data(), keys.size());
    return true;
  }

  void EncodeFields(const NormalizedRecord& record,
                    std::span<std::uint8_t> filters) const override {
    const ByteView key = crypto::SecretAccess::Read(sample_key_).first(kKeyBytes);
    FilterMaker& maker = Maker();
    maker.Start(key, filters.size() * 8);
    std::size_t bits = 0;
    for (std::size_t f = 0; f < schema_.fields.size(); ++f) {
      const Field& field = schema_.fields[f];
      maker.Insert(record.fields[f].tokens,
                   FieldBitsOf(field.filter_bits, bits, field.hashes_per_token,
                               static_cast<std::uint8_t>(f)));
      bits += field.filter_bits;
    }
    maker.Write(filters);
    for (std::size_t f = 0; f < schema_.fields.size(); ++f) {
      const std::size_t size = schema_.fields[f].filter_bits / 8;
      Harden(hardening_, key, f, filters.first(size));
      filters = filters.subspan(size);
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

  // Its memory is worth keeping. What a thread's last item was made of stays until its next.
  static FilterMaker& Maker() {
    thread_local FilterMaker maker(LaneKernels().empty() ? nullptr : &LaneKernels().front());
    return maker;
  }

  // By Pass::compare. The place of a field keeps the fields of a block apart.
  std::vector<FieldBits> FieldBitsOfPass(std::size_t index) const {
    const Pass& pass = schema_.passes[index];
    std::vector<FieldBits> out;
    for (std::size_t i = 0; i < pass.compare.size(); ++i) {
      const linkage::FilterSlot& slot = layouts_[index].filters[pass.joined ? 0 : i];
      out.push_back(FieldBitsOf(slot.bits, (slot.offset_bytes - linkage::kFiltersOffset) * 8,
                                schema_.fields[pass.compare[i]].hashes_per_token,
                                static_cast<std::uint8_t>(i)));
    }
    return out;
  }

  const Schema& schema_;
  const std::vector<linkage::PassLayout> layouts_;
  const Hardening hardening_;
  std::vector<std::vector<FieldBits>> pass_bits_;
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
