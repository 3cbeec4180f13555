#include "linkage/encode/clkhash.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "crypto/mac.h"
#include "crypto/secret.h"
#include "linkage/encode/clkhash_cache.h"
#include "linkage/encode/clkhash_format.h"
#include "linkage/encode/clkhash_mask_cache.h"
#include "linkage/encode/clkhash_tokenize.h"

namespace onefold::encode {
namespace {

using linkage::ClkhashFeature;
using linkage::ClkhashSchema;

bool BitAt(const Bytes& filter, std::size_t i) { return (filter[i / 8] >> (7 - i % 8) & 1) != 0; }
void SetBit(std::span<std::uint8_t> filter, std::size_t i) {
  filter[i / 8] |= static_cast<std::uint8_t>(0x80 >> (i % 8));
}

// Both are a multiple of 8 bytes long, mostly of 32.
void Or(std::span<std::uint8_t> filter, ByteView mask) {
  typedef std::uint64_t Four __attribute__((vector_size(32)));
  std::size_t i = 0;
  const auto step = [&](auto a) {
    auto b = a;
    std::memcpy(&a, filter.data() + i, sizeof(a));
    std::memcpy(&b, mask.data() + i, sizeof(b));
    a |= b;
    std::memcpy(filter.data() + i, &a, sizeof(a));
    i += sizeof(a);
  };
  while (i + 32 <= filter.size()) step(Four{});
  while (i < filter.size()) step(std::uint64_t{});
}

// The first half XOR the second.
Bytes Fold(const Bytes& filter, std::size_t bits) {
  const std::size_t half = bits / 2;
  Bytes folded((half + 7) / 8);
  if (half % 8 == 0) {
    for (std::size_t i = 0; i < folded.size(); ++i)
      folded[i] = filter[i] ^ filter[i + folded.size()];
    return folded;
  }
  for (std::size_t i = 0; i < half; ++i) {
    if (BitAt(filter, i) != BitAt(filter, i + half)) SetBit(folded, i);
  }
  return folded;
}

class ClkEncoder : public ClkhashEncoder {
 public:
  ClkEncoder(const ClkhashSchema& schema, std::uint32_t folds, crypto::Secret keys,
             ClkhashFormats formats)
      : schema_(schema),
        folds_(folds),
        filter_bits_(schema.bits << folds),
        keys_(std::move(keys)),
        formats_(std::move(formats)),
        hashes_(schema.features.size()),
        filter_((filter_bits_ + 63) / 64 * 8) {
    const ByteView all = crypto::SecretAccess::Read(keys_);
    const std::size_t size = schema.kdf_key_bytes;
    for (std::size_t i = 0; i < schema.features.size(); ++i) {
      const ClkhashFeature& feature = schema.features[i];
      tokenizers_.emplace_back(feature.comparison, feature.format.encoding);
      positions_.push_back(std::make_unique<PositionCache>(feature, all.subspan(2 * i * size, size),
                                                           all.subspan((2 * i + 1) * size, size),
                                                           filter_bits_));
      masks_.push_back(std::make_unique<MaskCache>(filter_.size()));
      if (!feature.ignored) used_.push_back(i);
    }
  }

  std::size_t clk_bytes() const override { return (schema_.bits + 7) / 8; }

  Status Encode(const Record& record, std::span<std::uint8_t> clk) override {
    if (record.values.size() != schema_.features.size() || clk.size() != clk_bytes()) {
      return InvalidArgumentError("the record has not as many values as the schema has features");
    }
    std::fill(filter_.begin(), filter_.end(), std::uint8_t{0});
    for (const std::size_t i : used_) hashes_[i] = masks_[i]->Hash(record.values[i]);
    for (const std::size_t i : used_) masks_[i]->Approach(hashes_[i]);
    for (const std::size_t i : used_) ONEFOLD_RETURN_IF_ERROR(Insert(i, record));
    Write(clk);
    return OkStatus();
  }

 private:
  Status Insert(std::size_t index, const Record& record) {
    const std::string& value = record.values[index];
    if (const ByteView known = masks_[index]->Find(value, hashes_[index]); !known.empty()) {
      Or(filter_, known);
      return OkStatus();
    }
    const ClkhashFeature& feature = schema_.features[index];
    if (const FormatFault fault = formats_.Apply(index, value, formatted_); fault.rule != nullptr) {
      return Refuse(record.row, feature, fault.rule, fault.text);
    }
    if (!tokenizers_[index].Tokenize(formatted_, tokens_)) {
      return Refuse(record.row, feature, "format.number", "the value is no number");
    }
    const std::span<std::uint8_t> mask = masks_[index]->Add(value, hashes_[index]);
    InsertTokens(feature, *positions_[index], mask.empty() ? std::span(filter_) : mask);
    if (!mask.empty()) Or(filter_, mask);
    return OkStatus();
  }

  void InsertTokens(const ClkhashFeature& feature, PositionCache& positions,
                    std::span<std::uint8_t> mask) const {
    const auto count = static_cast<std::uint32_t>(tokens_.size());
    if (count == 0) return;
    // Bits of a feature are spread over its tokens, the first ones getting one more.
    const std::uint32_t each = feature.bits_per_feature ? feature.bits / count : feature.bits;
    const std::uint32_t with_one_more = feature.bits_per_feature ? feature.bits % count : 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t bits = each + (i < with_one_more ? 1 : 0);
      if (bits == 0) break;
      for (const std::uint32_t position : positions.Positions(tokens_[i], bits))
        SetBit(mask, position);
    }
  }

  static Status Refuse(std::uint64_t row, const ClkhashFeature& feature, const char* rule,
                       const char* text) {
    return InvalidArgumentError("row " + std::to_string(row) + ", column " + feature.identifier +
                                ": " + rule + ": " + text);
  }

  void Write(std::span<std::uint8_t> clk) {
    if (folds_ == 0) {
      std::copy_n(filter_.begin(), clk.size(), clk.begin());
      return;
    }
    Bytes folded = filter_;
    for (std::size_t bits = filter_bits_; bits > schema_.bits; bits /= 2)
      folded = Fold(folded, bits);
    std::copy(folded.begin(), folded.end(), clk.begin());
  }

  const ClkhashSchema& schema_;
  const std::uint32_t folds_;
  const std::uint32_t filter_bits_;  // before folding
  const crypto::Secret keys_;
  ClkhashFormats formats_;
  std::vector<ClkhashTokenizer> tokenizers_;
  std::vector<std::unique_ptr<PositionCache>> positions_;
  std::vector<std::unique_ptr<MaskCache>> masks_;
  std::vector<std::size_t> used_;      // features that are not ignored
  std::vector<std::uint64_t> hashes_;  // of the record's values
  Bytes filter_;
  std::string formatted_;
  TokenList tokens_;
};

}  // namespace

StatusOr<std::unique_ptr<ClkhashEncoder>> ClkhashEncoder::Create(const ClkhashSchema& schema,
                                                                 ByteView secret, FoldRule fold) {
  if (schema.features.empty() || schema.kdf_key_bytes == 0) {
    return InvalidArgumentError("the schema has no features or no key size");
  }
  for (const ClkhashFeature& feature : schema.features) {
    if (feature.ignored || feature.double_hash) continue;
    if (!std::has_single_bit(schema.bits) || schema.kdf_key_bytes > 64) {
      return InvalidArgumentError(
          "blakeHash needs a length that is a power of two and keys of at most 64 bytes");
    }
  }
  ONEFOLD_ASSIGN_OR_RETURN(ClkhashFormats formats, ClkhashFormats::Create(schema));
  const auto hash = schema.kdf_sha512 ? crypto::HkdfHash::kSha512 : crypto::HkdfHash::kSha256;
  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret keys,
                           crypto::Hkdf(hash, secret, schema.kdf_salt, schema.kdf_info,
                                        2 * schema.features.size() * schema.kdf_key_bytes));
  const std::uint32_t folds = fold == FoldRule::kBug ? schema.fold_key : schema.fold_spec;
  return std::unique_ptr<ClkhashEncoder>(
      std::make_unique<ClkEncoder>(schema, folds, std::move(keys), std::move(formats)));
}

}  // namespace onefold::encode
