#include "services/agency/chunk_pipeline.h"

#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

#include "crypto/hash.h"

namespace onefold::agency {

ChunkPipeline::ChunkPipeline(ChunkSource& source, boost::asio::thread_pool& pool,
                             std::uint64_t first, std::size_t ahead)
    : source_(source), pool_(pool), planned_(first), ahead_(ahead) {
  source_.SeekTo(first);
}

ChunkPipeline::~ChunkPipeline() {
  for (auto& chunk : waiting_) chunk.wait();
}

void ChunkPipeline::PlanOne() {
  ChunkSource::Planned planned = source_.Next();
  // A packaged_task cannot be copied, which Asio's handlers may be.
  auto task = std::make_shared<std::packaged_task<UploadChunk()>>(
      [index = planned_++, planned = std::move(planned)] {
        UploadChunk chunk{index, planned.pass, planned.items, planned.make(), {}};
        chunk.digest = crypto::Sha256(chunk.content);
        return chunk;
      });
  waiting_.push_back(task->get_future());
  boost::asio::post(pool_, [task] { (*task)(); });
}

std::optional<UploadChunk> ChunkPipeline::Next() {
  while (planned_ < source_.chunks() && waiting_.size() < ahead_) PlanOne();
  if (waiting_.empty()) return std::nullopt;
  UploadChunk chunk = waiting_.front().get();
  waiting_.pop_front();
  return chunk;
}

}  // namespace onefold::agency
