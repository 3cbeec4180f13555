#include <fmt/format.h>

#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "crypto/require.h"
#include "onefold/v1/case.pb.h"
#include "services/agency/chunk_source.h"

namespace onefold::agency {
namespace {

// A case's bytes within a batch: its handle (tag, size, 16) and its own tag and size (at most 5
// bytes).
constexpr std::size_t kCaseOverhead = 18 + 1 + 5;

class CaseChunks final : public ChunkSource {
 public:
  CaseChunks(const PreparedExtract& extract, const SubmissionKeys& keys)
      : extract_(extract), handles_(HandlesOf(extract, keys)), order_(extract.rows.size()) {
    std::iota(order_.begin(), order_.end(), 0);
    keys.ShuffleCases(order_);
    std::size_t bytes = kMaxChunkBytes;  // so that the first case starts a chunk
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const std::size_t size = extract.rows[order_[i]].case_size + kCaseOverhead;
      if (bytes + size > kMaxChunkBytes) {
        starts_.push_back(i);
        bytes = 0;
      }
      bytes += size;
    }
  }

  std::uint64_t chunks() const override { return starts_.size(); }
  std::uint64_t items() const override { return order_.size(); }
  void SeekTo(std::uint64_t chunk) override { next_ = chunk; }

  Planned Next() override {
    crypto::Require(next_ < starts_.size(), "a chunk is left");
    const std::size_t first = starts_[next_];
    const std::size_t end = next_ + 1 < starts_.size() ? starts_[next_ + 1] : order_.size();
    ++next_;
    return {0, end - first, [this, first, end] { return MakeChunk(first, end); }};
  }

 private:
  Bytes MakeChunk(std::size_t first, std::size_t end) const {
    v1::CaseBatch batch;
    for (std::size_t i = first; i < end; ++i) {
      const PreparedRow& row = extract_.rows[order_[i]];
      v1::Case& item = *batch.add_cases();
      crypto::Require(item.ParseFromArray(row.case_bytes, static_cast<int>(row.case_size)),
                      "a prepared case is a case");
      const Id128& handle = handles_[order_[i]];
      item.set_handle(handle.data(), handle.size());
    }
    Bytes content(batch.ByteSizeLong());
    crypto::Require(batch.SerializeToArray(content.data(), static_cast<int>(content.size())),
                    "a batch is written");
    return content;
  }

  const PreparedExtract& extract_;
  const std::vector<Id128> handles_;
  std::vector<std::uint32_t> order_;
  std::vector<std::size_t> starts_;  // of each chunk, in order_
  std::uint64_t next_ = 0;
};

}  // namespace

std::vector<Id128> HandlesOf(const PreparedExtract& extract, const SubmissionKeys& keys) {
  std::vector<Id128> handles;
  handles.reserve(extract.rows.size());
  for (const PreparedRow& row : extract.rows) {
    handles.push_back(keys.HandleOf(PreparedExtract::RecordIdOf(row)));
  }
  return handles;
}

StatusOr<std::unique_ptr<ChunkSource>> MakeCaseChunks(const PreparedExtract& extract,
                                                      const SubmissionKeys& keys) {
  for (const PreparedRow& row : extract.rows) {
    if (row.case_size + kCaseOverhead > kMaxChunkBytes) {
      return InvalidArgumentError(
          fmt::format("a case has {} bytes; at most {} fit", row.case_size, kMaxChunkBytes));
    }
  }
  return std::make_unique<CaseChunks>(extract, keys);
}

}  // namespace onefold::agency
