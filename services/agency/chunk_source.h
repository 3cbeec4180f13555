// The content of a submission as a list of chunks that can be made again from any place, byte by
// byte the same.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "services/agency/item_encoder.h"
#include "services/agency/prepared_extract.h"
#include "services/agency/submission_keys.h"

namespace onefold::agency {

// A message is at most 1 MiB; the rest is for its envelope.
inline constexpr std::size_t kMaxChunkBytes = (1 << 20) - (4 << 10);

class ChunkSource {
 public:
  struct Planned {
    std::uint32_t pass = 0;
    std::uint64_t items = 0;
    std::function<Bytes()> make;  // may run on any thread, once, while the source is alive
  };

  virtual ~ChunkSource() = default;
  virtual std::uint64_t chunks() const = 0;
  virtual std::uint64_t items() const = 0;
  // Next() continues with `chunk` (at most chunks()).
  virtual void SeekTo(std::uint64_t chunk) = 0;
  // In order; not beyond the last.
  virtual Planned Next() = 0;
};

// Handle of every row of the extract, by row.
std::vector<Id128> HandlesOf(const PreparedExtract& extract, const SubmissionKeys& keys);

// Encodings, pass by pass, each shuffled and under its own pseudonyms. The arguments outlive the
// source. InvalidArgument when an item does not fit in a chunk.
StatusOr<std::unique_ptr<ChunkSource>> MakeEncodingChunks(const PreparedExtract& extract,
                                                          const ItemEncoder& encoder,
                                                          const SubmissionKeys& keys,
                                                          const Id128& submission_id);

// Cases, shuffled. InvalidArgument when a case does not fit in a chunk.
StatusOr<std::unique_ptr<ChunkSource>> MakeCaseChunks(const PreparedExtract& extract,
                                                      const SubmissionKeys& keys);

}  // namespace onefold::agency
