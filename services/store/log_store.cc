#include "services/store/log_store.h"

#include <rocksdb/write_batch.h>

#include <chrono>
#include <cstdlib>
#include <optional>

#include "crypto/tlog/merkle.h"
#include "crypto/tlog/note.h"
#include "services/audit/events.h"
#include "services/ops/diagnostics.h"
#include "services/store/log_guard.h"
#include "services/store/log_publisher.h"
#include "services/store/log_tables.h"
#include "services/store/log_tree.h"

namespace onefold::store {
namespace {

constexpr std::uint8_t kTypeEd25519 = 0x01;

std::uint64_t SystemTimeMs() {
  using std::chrono::milliseconds;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(now).count());
}

// After a failed write or sync nobody knows what is on the disk: only a new start, which reads it,
// does.
void RequireDurable(const Status& status, std::string_view what) {
  if (status.ok()) return;
  ops::Emit(ops::Level::kError, "log_write_failed",
            "the audit log could not be written; the process ends and is safe to start again",
            {{"step", std::string(what)}, {"error", std::string(Message(status))}});
  std::abort();
}

StatusOr<std::vector<Bytes>> EncodeAll(std::span<const audit::Event> events) {
  if (events.empty()) return InvalidArgumentError("log: nothing to append");
  std::vector<Bytes> leaves;
  for (const audit::Event& event : events) {
    const Status valid = audit::CheckEvent(event);
    if (!valid.ok()) return InvalidArgumentError(Message(valid));
    ONEFOLD_ASSIGN_OR_RETURN(Bytes leaf, audit::EncodeLeaf(event));
    leaves.push_back(std::move(leaf));
  }
  return leaves;
}

}  // namespace

struct LogStore::Impl {
  struct Signed {
    tlog::Checkpoint checkpoint;
    std::string note;
  };

  LogTables tables;
  LogOptions options;
  crypto::SignKeyPair key;
  tlog::VerifierKey verifier;
  std::unique_ptr<LogGuard> guard;
  std::unique_ptr<LogPublisher> publisher;

  std::mutex commit_mutex;  // one batch at a time
  LogTree tree;
  std::mutex publish_mutex;  // one checkpoint at a time; taken before commit_mutex
  std::uint64_t published_size = 0;
  mutable std::mutex signed_mutex;
  Signed latest;

  void After(LogStep step) const {
    if (options.after_step) options.after_step(step);
  }

  // Starting.
  Status Load();
  Status CheckOrigin() const;
  Status RestoreTree();
  Status CheckNotOlderThan(const tlog::Checkpoint& known, std::string_view where) const;
  Status CheckAgainstGuardAndFiles();
  Status Repair();
  Status WriteGenesis();

  // Appending.
  StatusOr<std::uint64_t> Append(const BatchWriter* write, rocksdb::WriteBatch& batch,
                                 std::span<const audit::Event> events);
  StatusOr<std::uint64_t> Commit(const BatchWriter* write, rocksdb::WriteBatch& batch,
                                 const std::vector<Bytes>& leaves);
  void SignAndPublish(std::uint64_t at_least);
};

Status LogStore::Impl::CheckOrigin() const {
  ONEFOLD_ASSIGN_OR_RETURN(const auto origin, tables.Origin());
  if (origin && *origin != options.origin) {
    return FailedPreconditionError("log: the database holds the log " + *origin + ", not " +
                                   options.origin);
  }
  return OkStatus();
}

Status LogStore::Impl::RestoreTree() {
  ONEFOLD_ASSIGN_OR_RETURN(auto head, tables.ReadHead());
  if (!head) return OkStatus();  // a new log
  StatusOr<LogTree> restored = LogTree::Restore(
      head->size, std::move(head->frontier), [this](std::uint64_t i) { return tables.ReadLeaf(i); },
      [this](unsigned l, std::uint64_t i) { return tables.ReadTile(l, i); });
  if (!restored.ok()) return DataLossError(Message(restored.status()));
  tree = *std::move(restored);
  if (tables.ReadLeaf(tree.size()).ok()) {
    return DataLossError("log: there is an entry after the last one");
  }
  return OkStatus();
}

Status LogStore::Impl::CheckNotOlderThan(const tlog::Checkpoint& known,
                                         std::string_view where) const {
  const std::string prefix = "log: the " + std::string(where) + " has size " +
                             std::to_string(known.size) + ", the database " +
                             std::to_string(tree.size());
  if (known.origin != options.origin) {
    return FailedPreconditionError("log: the " + std::string(where) + " belongs to " +
                                   known.origin);
  }
  if (known.size > tree.size()) {
    return DataLossError(prefix +
                         ": the database is older (restored backup or lost write-ahead "
                         "log); signing on would fork the log");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const Digest root,
                           tlog::RootFromSubtrees(known.size, tables.Subtrees()));
  if (root != known.root) {
    return DataLossError(prefix + " and another history: signing on would fork the log");
  }
  return OkStatus();
}

Status LogStore::Impl::CheckAgainstGuardAndFiles() {
  ONEFOLD_ASSIGN_OR_RETURN(const auto note, tables.Note());
  const StatusOr<tlog::Checkpoint> published = publisher->Published();
  if (published.ok()) {
    ONEFOLD_RETURN_IF_ERROR(CheckNotOlderThan(*published, "published checkpoint"));
    published_size = published->size;
  } else if (published.status().code() != StatusCode::kNotFound) {
    return published.status();
  }
  if (guard->last()) return CheckNotOlderThan(*guard->last(), "guard");
  // A guard comes into being with the first signature.
  if (note || published.ok()) {
    return DataLossError("log: the guard file " + options.guard_path + " is missing");
  }
  return OkStatus();
}

Status LogStore::Impl::WriteGenesis() {
  const std::uint64_t time = options.now_ms ? options.now_ms() : SystemTimeMs();
  const audit::Event event = audit::WriteLogGenesis(
      audit::NewEventContext(time, options.role, options.organisation), {.origin = options.origin});
  rocksdb::WriteBatch batch;
  ONEFOLD_RETURN_IF_ERROR(tables.AddOrigin(batch, options.origin));
  return Append(nullptr, batch, {&event, 1}).status();
}

// Signs and publishes what is committed, whatever step the last process came to.
Status LogStore::Impl::Repair() {
  ONEFOLD_ASSIGN_OR_RETURN(const auto note, tables.Note());
  if (note) {
    const StatusOr<tlog::Checkpoint> stored = tlog::OpenCheckpoint(*note, verifier);
    if (stored.status().code() == StatusCode::kNotFound) {
      return FailedPreconditionError("log: the stored checkpoint is signed by another key");
    }
    if (!stored.ok()) return DataLossError(Message(stored.status()));
    ONEFOLD_RETURN_IF_ERROR(CheckNotOlderThan(*stored, "stored checkpoint"));
    latest = {.checkpoint = *stored, .note = *note};
  }
  const bool complete =
      latest.checkpoint.size == tree.size() && published_size == tree.size() && note;
  if (!complete) SignAndPublish(tree.size());
  return OkStatus();
}

Status LogStore::Impl::Load() {
  ONEFOLD_RETURN_IF_ERROR(CheckOrigin());
  ONEFOLD_RETURN_IF_ERROR(RestoreTree());
  ONEFOLD_RETURN_IF_ERROR(CheckAgainstGuardAndFiles());
  return tree.size() == 0 ? WriteGenesis() : Repair();
}

StatusOr<std::uint64_t> LogStore::Impl::Commit(const BatchWriter* write, rocksdb::WriteBatch& batch,
                                               const std::vector<Bytes>& leaves) {
  const std::lock_guard lock(commit_mutex);
  const std::uint64_t first = tree.size();
  if (write != nullptr) ONEFOLD_RETURN_IF_ERROR((*write)(first, batch));
  LogTree next = tree;
  const std::vector<HashTile> changed = next.Append(leaves);
  RequireDurable(tables.AddLeaves(batch, first, leaves, changed, next), "batch");
  RequireDurable(tables.Write(batch), "commit");
  tree = std::move(next);
  After(LogStep::kCommitted);
  return first;
}

void LogStore::Impl::SignAndPublish(std::uint64_t at_least) {
  const std::lock_guard lock(publish_mutex);
  // Whoever came first has signed for those who committed meanwhile.
  if (published_size >= at_least && latest.checkpoint.size >= at_least) return;
  Signed next;
  {
    const std::lock_guard commit_lock(commit_mutex);
    next.checkpoint = {
        .origin = options.origin, .size = tree.size(), .root = tree.frontier().Root()};
  }
  RequireDurable(guard->Advance(next.checkpoint), "guard");
  After(LogStep::kGuarded);
  next.note = tlog::SignNote(tlog::FormatCheckpoint(next.checkpoint), options.origin, key);
  After(LogStep::kSigned);
  RequireDurable(tables.StoreNote(next.note), "note");
  After(LogStep::kStored);
  const std::uint64_t size = next.checkpoint.size;
  RequireDurable(publisher->PublishTiles(published_size, size), "tiles");
  After(LogStep::kTilesPublished);
  RequireDurable(publisher->PublishCheckpoint(next.note, published_size, size), "checkpoint");
  published_size = size;
  {
    const std::lock_guard signed_lock(signed_mutex);
    latest = std::move(next);
  }
  After(LogStep::kPublished);
}

StatusOr<std::uint64_t> LogStore::Impl::Append(const BatchWriter* write, rocksdb::WriteBatch& batch,
                                               std::span<const audit::Event> events) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::vector<Bytes> leaves, EncodeAll(events));
  ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t first, Commit(write, batch, leaves));
  SignAndPublish(first + leaves.size());
  return first;
}

LogStore::LogStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LogStore::~LogStore() = default;

StatusOr<std::unique_ptr<LogStore>> LogStore::Open(
    rocksdb::DB* db, const std::map<std::string, rocksdb::ColumnFamilyHandle*>& column,
    LogOptions options, crypto::SignKeyPair key) {
  if (!tlog::IsValidKeyName(options.origin)) {
    return InvalidArgumentError("log: the origin must be a name without spaces and \"+\"");
  }
  auto impl = std::make_unique<Impl>();
  ONEFOLD_ASSIGN_OR_RETURN(impl->tables, LogTables::On(db, column));
  impl->options = std::move(options);
  impl->key = std::move(key);
  impl->verifier = tlog::MakeVerifierKey(impl->options.origin, kTypeEd25519, impl->key.public_key);
  ONEFOLD_ASSIGN_OR_RETURN(impl->guard, LogGuard::Open(impl->options.guard_path));
  Impl* const raw = impl.get();
  impl->publisher = std::make_unique<LogPublisher>(
      impl->options.publish_dir, impl->verifier,
      [raw](const tlog::TileId& tile) { return raw->tables.TileContent(tile); });
  ONEFOLD_RETURN_IF_ERROR(impl->Load());
  return std::unique_ptr<LogStore>(new LogStore(std::move(impl)));
}

StatusOr<std::uint64_t> LogStore::Append(rocksdb::WriteBatch& batch,
                                         std::span<const audit::Event> events) {
  return impl_->Append(nullptr, batch, events);
}

StatusOr<std::uint64_t> LogStore::Append(const BatchWriter& write,
                                         std::span<const audit::Event> events) {
  rocksdb::WriteBatch batch;
  return impl_->Append(&write, batch, events);
}

StatusOr<Bytes> LogStore::ReadLeaf(std::uint64_t index) const {
  return impl_->tables.ReadLeaf(index);
}

StatusOr<tlog::LogProof> LogStore::Prove(std::uint64_t index) const {
  Impl::Signed head;
  {
    const std::lock_guard lock(impl_->signed_mutex);
    head = impl_->latest;
  }
  if (index >= head.checkpoint.size) return NotFoundError("log: no such entry under a checkpoint");
  tlog::LogProof proof;
  proof.index = index;
  proof.checkpoint = head.note;
  ONEFOLD_ASSIGN_OR_RETURN(proof.extra, impl_->tables.ReadLeaf(index));
  ONEFOLD_ASSIGN_OR_RETURN(
      proof.path, tlog::InclusionProof(index, head.checkpoint.size, impl_->tables.Subtrees()));
  return proof;
}

tlog::Checkpoint LogStore::latest() const {
  const std::lock_guard lock(impl_->signed_mutex);
  return impl_->latest.checkpoint;
}

std::string LogStore::latest_note() const {
  const std::lock_guard lock(impl_->signed_mutex);
  return impl_->latest.note;
}

std::string LogStore::verifier_key() const { return tlog::FormatVerifierKey(impl_->verifier); }

}  // namespace onefold::store
