// What benches of stored items share: a RocksDB in a temporary folder, items stored as the matcher
// stores submissions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "services/store/database.h"
#include "services/store/submission_table.h"
#include "services/store/vault.h"

namespace onefold::lab {

inline constexpr std::size_t kItemHeadBytes = 16 + 64;        // block token, sealed pseudonym
inline constexpr std::size_t kChunkBytes = (1 << 20) - 4096;  // as an agency sends them

class BenchStore {
 public:
  // In the folder for temporary files; gone with the object.
  static StatusOr<std::unique_ptr<BenchStore>> Make();
  ~BenchStore();

  // Stores one submission and returns it once it is durable. `fill` writes chunk 0, 1, ... into
  // `content` and keeps it between calls.
  using FillChunk = std::function<void(std::uint64_t chunk, Bytes& content)>;
  store::SubmissionRecord Write(std::uint64_t chunks, const FillChunk& fill);
  // Reads come from the disk.
  void DropFromPageCache() const;
  // All content, decrypted, in the order it was written.
  StatusOr<std::vector<Bytes>> Load(const store::SubmissionRecord& record, unsigned threads) const;

  std::uint64_t size_on_disk() const { return database_->SizeOnDisk(); }

 private:
  BenchStore(std::string folder, store::Vault vault, std::unique_ptr<store::Database> database);

  const std::string folder_;
  const store::Vault vault_;
  std::unique_ptr<store::Database> database_;
  const store::SubmissionTable table_;
};

}  // namespace onefold::lab
