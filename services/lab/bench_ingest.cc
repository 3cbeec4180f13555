#include "services/lab/bench_ingest.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>
#include <vector>

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

double SecondsSince(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

// Writes all chunks, counts them in `record`, and returns the seconds until the last was durable.
double WriteChunks(store::Database& database, const store::SubmissionTable& table,
                   const Bytes& content, std::uint64_t chunks, store::SubmissionRecord& record) {
  const crypto::Secret data_key = crypto::Secret::Random(32);
  rocksdb::WriteBatch first;
  table.PutDataKey(first, record.id, data_key);
  database.Write(first);
  std::vector<store::SealedChunk> group;
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t chunk = 0; chunk < chunks; ++chunk) {
    group.push_back({chunk,
                     {0, crypto::Sha256(content)},
                     store::SealChunk(data_key, record.id, chunk, 0, content)});
    record.chunks = chunk + 1;
    if (record.chunks % kSyncChunks != 0 && record.chunks != chunks) continue;
    rocksdb::WriteBatch batch;
    table.PutChunks(batch, record.id, group);
    table.Put(batch, record);
    database.Write(batch);
    group.clear();
  }
  return SecondsSince(began);
}

// Synced files only: others stay in the cache.
void DropFromPageCache(const std::string& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
  }
}

// All content, decrypted.
StatusOr<std::vector<Bytes>> LoadChunks(const store::SubmissionTable& table,
                                        const store::SubmissionRecord& record, unsigned threads) {
  std::vector<Bytes> chunks;
  const auto take = [&](Bytes content) {
    chunks.push_back(std::move(content));
    return OkStatus();
  };
  ONEFOLD_RETURN_IF_ERROR(table.ReadPass(record, 0, take, threads));
  return chunks;
}

// Filters of all items, back to back, in ascending order of their popcount: counting sort, one
// thread, portable code.
Bytes SortByPopcount(const std::vector<Bytes>& chunks, std::size_t filter_bytes) {
  const std::size_t item_bytes = kItemHeadBytes + filter_bytes;
  std::vector<std::uint32_t> popcounts;
  std::vector<std::size_t> first(8 * filter_bytes + 2);  // position of a popcount's next filter
  for (const Bytes& chunk : chunks) {
    for (std::size_t item = kItemHeadBytes; item < chunk.size(); item += item_bytes) {
      const std::uint8_t* const filter = chunk.data() + item;
      std::uint32_t popcount = 0;
      for (std::size_t byte = 0; byte + 8 <= filter_bytes; byte += 8) {
        std::uint64_t word;
        std::memcpy(&word, filter + byte, 8);
        popcount += static_cast<std::uint32_t>(std::popcount(word));
      }
      popcounts.push_back(popcount);
      ++first[popcount + 1];
    }
  }
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  Bytes sorted(popcounts.size() * filter_bytes);
  std::size_t next = 0;
  for (const Bytes& chunk : chunks) {
    for (std::size_t item = kItemHeadBytes; item < chunk.size(); item += item_bytes) {
      const std::size_t place = first[popcounts[next++]]++;
      std::memcpy(sorted.data() + place * filter_bytes, chunk.data() + item, filter_bytes);
    }
  }
  return sorted;
}

}  // namespace

StatusOr<std::string> BenchIngest(const BenchOptions& options) {
  const std::size_t item_bytes = kItemHeadBytes + options.bits / 8;
  const std::uint64_t items_per_chunk = kChunkBytes / item_bytes;
  if (options.records == 0 || options.bits == 0 || options.bits % 64 != 0 || items_per_chunk == 0) {
    return InvalidArgumentError(
        "--records must be positive, --bits a multiple of 64 that fits an item of at most 1 MiB");
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
  store::SubmissionRecord record;
  record.id = crypto::RandomId128();
  const std::uint64_t chunks = (options.records + items_per_chunk - 1) / items_per_chunk;
  const double seconds = WriteChunks(*database, table, content, chunks, record);
  const std::uint64_t size_on_disk = database->SizeOnDisk();
  DropFromPageCache(folder.path());
  const unsigned threads =
      options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const auto load_began = std::chrono::steady_clock::now();
  ONEFOLD_ASSIGN_OR_RETURN(const auto loaded, LoadChunks(table, record, threads));
  const double load_seconds = SecondsSince(load_began);
  const auto sort_began = std::chrono::steady_clock::now();
  const Bytes sorted = SortByPopcount(loaded, options.bits / 8);
  const double sort_seconds = SecondsSince(sort_began);

  const std::uint64_t records = chunks * items_per_chunk;  // whole chunks
  const auto rate = [&](double time) {
    return static_cast<std::uint64_t>(static_cast<double>(records) / time);
  };
  return nlohmann::ordered_json{
      {"stage", "store"},
      {"records_per_second", rate(seconds)},
      {"megabytes_per_second", static_cast<double>(records * item_bytes) / seconds / 1e6},
      {"records", records},
      {"item_bytes", item_bytes},
      {"seconds", seconds},
      {"size_on_disk_bytes", size_on_disk},
      {"load_threads", threads},
      {"load_seconds", load_seconds},
      {"load_records_per_second", rate(load_seconds)},
      {"sort_seconds", sort_seconds},
      {"sorted_bytes", sorted.size()}}
      .dump();
}

}  // namespace onefold::lab
