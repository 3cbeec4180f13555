#include "services/lab/bench_ingest.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "services/store/database.h"
#include "services/store/submission_table.h"
#include "services/store/vault.h"

namespace onefold::lab {
namespace {

constexpr std::size_t kChunkBytes = (1 << 20) - 4096;  // as an agency sends them
constexpr std::uint64_t kSyncChunks = 8;               // as the matcher syncs them
constexpr std::size_t kItemHeadBytes = 16 + 64;        // block token, sealed pseudonym

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "onefold-ingest-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Writes all chunks and returns the seconds until the last one was durable.
double WriteChunks(store::Database& database, const store::SubmissionTable& table,
                   const Bytes& content, std::uint64_t chunks) {
  const crypto::Secret data_key = crypto::Secret::Random(32);
  store::SubmissionRecord record;
  record.id = crypto::RandomId128();
  record.state = store::SubmissionState::kOpen;
  rocksdb::WriteBatch batch;
  table.PutDataKey(batch, record.id, data_key);
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t chunk = 0; chunk < chunks; ++chunk) {
    const store::ChunkRecord chunk_record{0, crypto::Sha256(content)};
    table.PutChunk(batch, record.id, data_key, chunk, chunk_record, content);
    record.chunks = chunk + 1;
    if (record.chunks % kSyncChunks != 0 && record.chunks != chunks) continue;
    table.Put(batch, record);
    database.Write(batch);
    batch.Clear();
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

StatusOr<std::string> BenchIngest(const BenchOptions& options) {
  const std::size_t item_bytes = kItemHeadBytes + options.bits / 8;
  const std::uint64_t items_per_chunk = kChunkBytes / item_bytes;
  if (options.records == 0 || options.bits == 0 || items_per_chunk == 0) {
    return InvalidArgumentError("--records and --bits must fit: an item has at most 1 MiB");
  }
  const TemporaryFolder folder;
  if (folder.path().empty()) return InternalError("cannot make a temporary folder");
  ONEFOLD_ASSIGN_OR_RETURN(const store::Vault vault,
                           store::Vault::Make(crypto::Secret::Random(32)));
  const auto families = store::SubmissionTable::Families();
  ONEFOLD_ASSIGN_OR_RETURN(const auto database,
                           store::Database::Open(folder.path() + "/db", families));
  const store::SubmissionTable table(database.get(), &vault);

  Bytes content(items_per_chunk * item_bytes);
  crypto::FillRandom(content);
  const std::uint64_t chunks = (options.records + items_per_chunk - 1) / items_per_chunk;
  const double seconds = WriteChunks(*database, table, content, chunks);
  const std::uint64_t records = chunks * items_per_chunk;  // whole chunks
  return nlohmann::ordered_json{
      {"records_per_second", static_cast<std::uint64_t>(static_cast<double>(records) / seconds)},
      {"megabytes_per_second", static_cast<double>(records * item_bytes) / seconds / 1e6},
      {"records", records},
      {"item_bytes", item_bytes},
      {"seconds", seconds},
      {"size_on_disk_bytes", database->SizeOnDisk()}}
      .dump();
}

}  // namespace onefold::lab
