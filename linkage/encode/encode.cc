#include "linkage/encode/encode.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "crypto/mac.h"
#include "linkage/encode/block_value.h"
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

// Keys of one block: token | filter key | hardening key. One HMAC gives them all.
using BlockKeys = std::array<std::uint8_t, linkage::kTokenBytes + kKeyBytes + kHardeningKeyBytes>;

class OwnEncoder : public Encoder {
 public:
  OwnEncoder(const linkage::LinkageSchema& schema, const crypto::Secret& key,
             std::string_view epoch)
      : schema_(*schema.own()),
        layouts_(linkage::PassLayoutsOf(schema)),
        field_slots_(FieldSlots(schema_)),
        sample_key_(2 * kKeyBytes + kHardeningKeyBytes) {
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

  const Schema& schema() const override { return schema_; }
  const std::vector<linkage::PassLayout>& layouts() const override { return layouts_; }

  bool HasItem(const NormalizedRecord& record, std::size_t pass) const override {
    return HasParts(schema_, schema_.passes[pass].block, record);
  }

  std::uint64_t BlockOf(const NormalizedRecord& record, std::size_t pass) const override {
    thread_local Bytes block;
    BlockValue(schema_, schema_.passes[pass].block, record, block);
    return RankOf(AsText(block));
  }

  bool EncodeItem(const NormalizedRecord& record, std::size_t index, const Noise& noise,
                  std::span<std::uint8_t> item) const override {
    const Pass& pass = schema_.passes[index];
    thread_local Bytes block;
    if (!BlockValue(schema_, pass.block, record, block)) return false;
    BlockKeys keys;
    pass_keys_[index]->Expand(block, keys);
    const std::uint8_t* const filter_key = &keys[linkage::kTokenBytes];
    std::copy_n(keys.begin(), linkage::kTokenBytes, item.begin());
    const std::span<std::uint8_t> filters = item.subspan(linkage::kFiltersOffset);
    FilterMaker& maker = Maker();
    maker.Start({filter_key, kKeyBytes}, filters.size() * 8);
    for (std::size_t i = 0; i < pass.compare.size(); ++i) {
      maker.Insert(record.fields[pass.compare[i]].tokens, pass_bits_[index][i]);
    }
    maker.Write(filters);
    if (schema_.diffusion > 0) {
      const std::vector<linkage::FilterSlot>& slots = layouts_[index].filters;
      HardenFilters(schema_.diffusion, {filter_key + kKeyBytes, kHardeningKeyBytes}, slots, item);
      for (std::size_t i = 0; i < pass.compare.size() && !pass.joined; ++i) {
        if (!record.fields[pass.compare[i]].missing) continue;
        FillNoise(noise, i, item.subspan(slots[i].offset_bytes, slots[i].bytes()));
      }
    }
    sodium_memzero(keys.data(), keys.size());
    return true;
  }

  void EncodeFields(const NormalizedRecord& record,
                    std::span<std::uint8_t> filters) const override {
    const ByteView key = crypto::SecretAccess::Read(sample_key_);
    FilterMaker& maker = Maker();
    maker.Start(key.first(kKeyBytes), filters.size() * 8);
    std::size_t bits = 0;
    for (std::size_t f = 0; f < schema_.fields.size(); ++f) {
      const Field& field = schema_.fields[f];
      maker.Insert(record.fields[f].tokens,
                   FieldBitsOf(field.filter_bits, bits, field.hashes_per_token,
                               static_cast<std::uint8_t>(f)));
      bits += field.filter_bits;
    }
    maker.Write(filters);
    if (schema_.diffusion == 0) return;
    HardenFilters(schema_.diffusion, key.last(kHardeningKeyBytes), field_slots_, filters);
    for (std::size_t f = 0; f < schema_.fields.size(); ++f) {
      if (!record.fields[f].missing) continue;
      const linkage::FilterSlot& slot = field_slots_[f];
      const auto filter = filters.subspan(slot.offset_bytes, slot.bits / 8);
      std::fill(filter.begin(), filter.end(), std::uint8_t{0});
    }
  }

  std::uint64_t SampleRank(std::string_view record_id) const override { return RankOf(record_id); }

 private:
  std::uint64_t RankOf(std::string_view text) const {
    std::array<std::uint8_t, crypto_shorthash_siphashx24_BYTES> hash;
    crypto_shorthash_siphashx24(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                text.size(),
                                crypto::SecretAccess::Read(sample_key_).data() + kKeyBytes);
    return ReadBe64(ByteView(hash).first(8));
  }

  // Where EncodeFields puts each field.
  static std::vector<linkage::FilterSlot> FieldSlots(const Schema& schema) {
    std::vector<linkage::FilterSlot> slots;
    std::size_t at = 0;
    for (const Field& field : schema.fields) {
      slots.push_back({.name = field.name, .offset_bytes = at, .bits = field.filter_bits});
      at += field.filter_bits / 8;
    }
    return slots;
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
  const std::vector<linkage::FilterSlot> field_slots_;
  std::vector<std::vector<FieldBits>> pass_bits_;
  crypto::Secret sample_key_;  // of EncodeFields, of SampleRank, hardening key of EncodeFields
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
  return std::unique_ptr<Encoder>(std::make_unique<OwnEncoder>(schema, linkage_key, key_epoch));
}

}  // namespace onefold::encode
