// What a run cannot hold in memory, on disk: a scratch database of its own, made at the first write
// and removed with the object.
//
// Blocks are encrypted under a key that exists in this object's memory only (XChaCha20-Poly1305,
// the associated data binds run and index), so what a crash leaves behind can be read by nobody.
// Nothing here needs to be durable: no write-ahead log, no sync.
//
// A write is refused while less than `least_free_bytes` would remain on the volume, because the
// database of the same volume must go on when a run cannot.
#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <string>

#include "crypto/secret.h"
#include "linkage/spill.h"

namespace onefold::ops {
class Metrics;
}

namespace onefold::store {

inline constexpr std::uint64_t kLeastFreeBytes = 256 << 20;

// Removes what an earlier process left. Called at start-up, before the first DiskSpill of `path`.
Status RemoveScratch(const std::string& path);

class DiskSpill : public linkage::Spill {
 public:
  // `path` is a folder for this object alone; it need not exist.
  // Bytes written count in the metric onefold_spilled_bytes_total of `metrics`, which may be null.
  DiskSpill(std::string path, ops::Metrics* metrics,
            std::uint64_t least_free_bytes = kLeastFreeBytes);
  ~DiskSpill() override;
  DiskSpill(const DiskSpill&) = delete;
  DiskSpill& operator=(const DiskSpill&) = delete;

  // ResourceExhausted when the volume is full; Unavailable for other errors of the disk.
  Status Write(std::uint32_t run, std::uint32_t index, ByteView block) override;
  StatusOr<Bytes> Read(std::uint32_t run, std::uint32_t index) override;
  Status Drop(std::uint32_t run, std::uint32_t blocks) override;

 private:
  Status Open();

  const std::string path_;
  const std::uint64_t least_free_bytes_;
  const crypto::Secret key_;
  ops::Metrics* metrics_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace onefold::store
