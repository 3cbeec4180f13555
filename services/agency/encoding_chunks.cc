#include <fmt/format.h>

#include <memory>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "crypto/aead.h"
#include "crypto/require.h"
#include "linkage/case.h"
#include "linkage/encoding.h"
#include "services/agency/chunk_source.h"

namespace onefold::agency {
namespace {

// What leaves in a pass, and where it stands in the list of chunks.
struct PassPlan {
  encode::BatchPlan batch;
  std::uint64_t first_chunk = 0;
  std::uint64_t items = 0;
  std::uint64_t items_per_chunk = 0;
};

class EncodingChunks final : public ChunkSource {
 public:
  EncodingChunks(const PreparedExtract& extract, const ItemEncoder& encoder,
                 const SubmissionKeys& keys, const Id128& submission_id)
      : extract_(extract),
        encoder_(encoder),
        keys_(keys),
        handles_(HandlesOf(extract, keys)),
        submission_id_(submission_id) {
    std::vector<encode::BatchPlan> batches = encoder.PlanBatches(extract.rows);
    for (std::size_t pass = 0; pass < encoder.layouts().size(); ++pass) {
      PassPlan plan;
      plan.batch = std::move(batches[pass]);
      plan.first_chunk = chunks_;
      plan.items_per_chunk = kMaxChunkBytes / encoder.layouts()[pass].item_bytes;
      plan.items = plan.batch.items();
      chunks_ += (plan.items + plan.items_per_chunk - 1) / plan.items_per_chunk;
      items_ += plan.items;
      plans_.push_back(std::move(plan));
    }
  }

  std::uint64_t chunks() const override { return chunks_; }
  std::uint64_t items() const override { return items_; }

  void SeekTo(std::uint64_t chunk) override {
    next_ = chunk;
    order_.reset();
    nonces_.reset();
    if (chunk == chunks_) return;
    pass_ = 0;
    while (pass_ + 1 < plans_.size() && plans_[pass_ + 1].first_chunk <= chunk) ++pass_;
    StartPass();
    const PassPlan& plan = plans_[pass_];
    Bytes skipped(plan.items_per_chunk * crypto::kAeadNonceSize);
    for (std::uint64_t i = plan.first_chunk; i < chunk; ++i) nonces_->Fill(skipped);
  }

  Planned Next() override {
    crypto::Require(next_ < chunks_, "a chunk is left");
    while (next_ == EndOf(pass_)) {
      ++pass_;
      order_.reset();
    }
    if (!order_) StartPass();
    const PassPlan& plan = plans_[pass_];
    const std::uint64_t first = (next_ - plan.first_chunk) * plan.items_per_chunk;
    const std::uint64_t count = std::min(plan.items_per_chunk, plan.items - first);
    // Nonces are drawn here, in order; the chunk itself is made on whatever thread is free.
    Bytes nonces(count * crypto::kAeadNonceSize);
    nonces_->Fill(nonces);
    ++next_;
    return {static_cast<std::uint32_t>(pass_), count,
            [this, pass = pass_, first, count, order = order_, nonces = std::move(nonces)] {
              return MakeChunk(pass, first, std::span(order->places).subspan(first, count),
                               order->noise_key, nonces);
            }};
  }

 private:
  // Of a pass. A place is a row of the batch, or one of its dummies behind them.
  struct Order {
    std::vector<std::uint32_t> places;
    crypto::Secret noise_key;
  };

  std::uint64_t EndOf(std::size_t pass) const {
    return pass + 1 < plans_.size() ? plans_[pass + 1].first_chunk : chunks_;
  }

  void StartPass() {
    auto order = std::make_shared<Order>();
    order->places.resize(plans_[pass_].items);
    std::iota(order->places.begin(), order->places.end(), 0u);
    keys_.ShufflePass(static_cast<std::uint16_t>(pass_), order->places);
    order->noise_key = keys_.NoiseKey(static_cast<std::uint16_t>(pass_));
    order_ = std::move(order);
    nonces_.emplace(keys_.NonceStream(static_cast<std::uint16_t>(pass_)));
  }

  // `first`: the number of the chunk's first item in its pass.
  Bytes MakeChunk(std::size_t pass, std::uint64_t first, std::span<const std::uint32_t> places,
                  const crypto::Secret& noise_key, ByteView nonces) const {
    const std::size_t item_bytes = encoder_.layouts()[pass].item_bytes;
    const encode::BatchPlan& batch = plans_[pass].batch;
    Bytes content(places.size() * item_bytes);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto item = std::span(content).subspan(i * item_bytes, item_bytes);
      const encode::Noise noise{crypto::SecretAccess::Read(noise_key), first + i};
      const bool real = places[i] < batch.rows.size();
      const std::uint32_t row =
          real ? batch.rows[places[i]] : batch.alike[places[i] - batch.rows.size()];
      if (row != encode::kOwnBlock) {
        encoder_.EncodeItem(extract_.rows[row].packed, pass, noise, item);
      }
      if (!real) encode::MakeDummy(noise, row != encode::kOwnBlock, item);
      keys_.SealPseudonym(submission_id_, static_cast<std::uint8_t>(pass),
                          real ? handles_[row] : encode::DummyHandle(noise),
                          real ? 0 : linkage::kDummyFlag,
                          nonces.subspan(i * crypto::kAeadNonceSize, crypto::kAeadNonceSize),
                          item.subspan(linkage::kPseudonymOffset, linkage::kSealedPseudonymBytes));
    }
    return content;
  }

  const PreparedExtract& extract_;
  const ItemEncoder& encoder_;
  const SubmissionKeys& keys_;
  const std::vector<Id128> handles_;
  const Id128 submission_id_;
  std::vector<PassPlan> plans_;
  std::uint64_t chunks_ = 0, items_ = 0;

  std::uint64_t next_ = 0;
  std::size_t pass_ = 0;
  std::shared_ptr<const Order> order_;  // of pass_; null = not made yet
  std::optional<crypto::SeededStream> nonces_;
};

}  // namespace

StatusOr<std::unique_ptr<ChunkSource>> MakeEncodingChunks(const PreparedExtract& extract,
                                                          const ItemEncoder& encoder,
                                                          const SubmissionKeys& keys,
                                                          const Id128& submission_id) {
  for (const linkage::PassLayout& layout : encoder.layouts()) {
    if (layout.item_bytes > kMaxChunkBytes) {
      return InvalidArgumentError(fmt::format("an item of pass {} has {} bytes; at most {} fit",
                                              layout.name, layout.item_bytes, kMaxChunkBytes));
    }
  }
  return std::make_unique<EncodingChunks>(extract, encoder, keys, submission_id);
}

}  // namespace onefold::agency
