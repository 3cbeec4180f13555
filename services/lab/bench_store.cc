#include "services/lab/bench_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "crypto/hash.h"
#include "crypto/random.h"

namespace onefold::lab {
namespace {

constexpr std::uint64_t kSyncChunks = 8;  // as the matcher syncs them

}  // namespace

BenchStore::BenchStore(std::string folder, store::Vault vault,
                       std::unique_ptr<store::Database> database)
    : folder_(std::move(folder)),
      vault_(std::move(vault)),
      database_(std::move(database)),
      table_(database_.get(), &vault_) {}

BenchStore::~BenchStore() {
  database_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

StatusOr<std::unique_ptr<BenchStore>> BenchStore::Make() {
  std::string name = (std::filesystem::temp_directory_path() / "onefold-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return InternalError("cannot make a temporary folder");
  ONEFOLD_ASSIGN_OR_RETURN(store::Vault vault, store::Vault::Make(crypto::Secret::Random(32)));
  const auto families = store::SubmissionTable::Families();
  auto database = store::Database::Open(name + "/db", families);
  if (!database.ok()) {
    std::error_code ignored;
    std::filesystem::remove_all(name, ignored);
    return database.status();
  }
  return std::unique_ptr<BenchStore>(
      new BenchStore(std::move(name), std::move(vault), *std::move(database)));
}

store::SubmissionRecord BenchStore::Write(std::uint64_t chunks, const FillChunk& fill) {
  store::SubmissionRecord record;
  record.id = crypto::RandomId128();
  const crypto::Secret data_key = crypto::Secret::Random(32);
  rocksdb::WriteBatch first;
  table_.PutDataKey(first, record.id, data_key);
  database_->Write(first);
  std::vector<store::SealedChunk> group;
  Bytes content;
  for (std::uint64_t chunk = 0; chunk < chunks; ++chunk) {
    fill(chunk, content);
    group.push_back({chunk,
                     {0, crypto::Sha256(content)},
                     store::SealChunk(data_key, record.id, chunk, 0, content)});
    record.chunks = chunk + 1;
    if (record.chunks % kSyncChunks != 0 && record.chunks != chunks) continue;
    rocksdb::WriteBatch batch;
    table_.PutChunks(batch, record.id, group);
    table_.Put(batch, record);
    database_->Write(batch);
    group.clear();
  }
  return record;
}

// Synced files only: others stay in the cache.
void BenchStore::DropFromPageCache() const {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
  }
}

StatusOr<std::vector<Bytes>> BenchStore::Load(const store::SubmissionRecord& record,
                                              unsigned threads) const {
  std::vector<Bytes> chunks;
  const auto take = [&](Bytes content) {
    chunks.push_back(std::move(content));
    return OkStatus();
  };
  ONEFOLD_RETURN_IF_ERROR(table_.ReadPass(record, 0, take, threads));
  return chunks;
}

}  // namespace onefold::lab
