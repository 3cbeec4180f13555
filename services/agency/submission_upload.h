// Uploads one half of a submission and resumes where it was cut.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "crypto/bytes.h"
#include "crypto/sign.h"
#include "crypto/status.h"
#include "services/agency/centre.h"
#include "services/agency/chunk_source.h"

namespace onefold::agency {

// SHA-256 over the chunks in order, each as u64 index | u32 pass | SHA-256(content), big-endian.
struct Uploaded {
  std::uint64_t chunks = 0;
  Digest content_digest{};
};

// `progress` hears how many of the items are durable at the centre; may be empty, is called on
// another thread. Opens with `manifest`, sends what the centre wants, and opens again after a cut,
// until every chunk is durable. A centre that has sealed the submission already is answered from
// the source alone. Errors that repeating does not mend are passed on with the centre's name;
// Unavailable when the tries are used up without progress: the same upload may be started again
// later.
StatusOr<Uploaded> Upload(Centre& centre, ByteView manifest, const crypto::Signature& signature,
                          ChunkSource& source, boost::asio::thread_pool& pool, unsigned threads,
                          const std::function<void(std::uint64_t items)>& progress);

}  // namespace onefold::agency
