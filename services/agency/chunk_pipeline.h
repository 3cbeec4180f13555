// Makes chunks on a thread pool, some ahead of the reader, and hands them over in order. Memory: at
// most `ahead` chunks.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <deque>
#include <future>
#include <optional>

#include "crypto/bytes.h"
#include "services/agency/chunk_source.h"

namespace onefold::agency {

struct UploadChunk {
  std::uint64_t index = 0;
  std::uint32_t pass = 0;
  std::uint64_t items = 0;
  Bytes content;
  Digest digest{};  // SHA-256(content)
};

class ChunkPipeline {
 public:
  // Starts at chunk `first`. Source and pool outlive the pipeline; one pipeline at a time on a
  // source.
  ChunkPipeline(ChunkSource& source, boost::asio::thread_pool& pool, std::uint64_t first,
                std::size_t ahead);
  // Waits for what is being made.
  ~ChunkPipeline();
  ChunkPipeline(const ChunkPipeline&) = delete;
  ChunkPipeline& operator=(const ChunkPipeline&) = delete;

  // Blocks; nothing after the last chunk.
  std::optional<UploadChunk> Next();

 private:
  void PlanOne();

  ChunkSource& source_;
  boost::asio::thread_pool& pool_;
  std::uint64_t planned_;
  std::size_t ahead_;
  std::deque<std::future<UploadChunk>> waiting_;
};

}  // namespace onefold::agency
