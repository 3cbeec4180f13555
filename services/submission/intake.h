// The life of a submission at a centre: open -> sealed -> withdrawn. Knows statements, storage and
// log; knows neither gRPC nor what the content means (ContentChecker). docs/formats/wire.md has the
// state machine.
//
// Every acknowledged chunk is durable. Seal and withdrawal commit the state and their log entry in
// one synced batch.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "services/audit/events.h"
#include "services/ops/metrics.h"
#include "services/store/log_store.h"
#include "services/store/submission_table.h"
#include "services/submission/checker.h"
#include "services/submission/statement.h"

namespace onefold::submission {

inline constexpr std::size_t kMaxChunkBytes = (1 << 20) - 4096;
// A chunk is synced, and acknowledged, with at most this many before it, or this many bytes. A
// client's window must be larger, or it would wait for an answer that waits for it.
inline constexpr std::uint64_t kSyncChunks = 8;
inline constexpr std::size_t kSyncBytes = 8 << 20;

struct Agency {
  std::string organisation;
  crypto::SignPublicKey sign_public_key{};
  std::string source_type;  // state, ngo, io, private
};

struct IntakeOptions {
  std::vector<Agency> agencies;
  std::uint64_t max_open_submissions = 64;  // of one agency
  std::uint64_t max_items_per_submission = 20'000'000;
};

// All outlive the Intake.
struct IntakeParts {
  store::Database* database = nullptr;
  store::SubmissionTable* table = nullptr;
  store::LogStore* log = nullptr;
  const ContentChecker* checker = nullptr;
  ops::Metrics* metrics = nullptr;
  std::function<audit::EventContext()> new_context;
};

class Upload;

// Thread-safe.
class Intake {
 public:
  // Counts what is there and finishes scrubbing that a crash interrupted.
  static StatusOr<std::unique_ptr<Intake>> Open(IntakeParts parts, IntakeOptions options);
  ~Intake();

  // `organisation` is the certificate's. The same manifest again resumes, in whatever state the
  // submission is; an upload of the same submission that is still under way elsewhere is superseded
  // (its next write is Aborted). AlreadyExists for another manifest under the same id. The Upload
  // must not outlive the Intake.
  StatusOr<std::unique_ptr<Upload>> OpenUpload(const std::string& organisation, ByteView manifest,
                                               ByteView signature);
  StatusOr<store::SubmissionRecord> Seal(const std::string& organisation, ByteView statement,
                                         ByteView signature);
  StatusOr<store::SubmissionRecord> Withdraw(const std::string& organisation, ByteView statement,
                                             ByteView signature);

  // `organisation` nullopt: of any agency. NotFound also for another agency's.
  StatusOr<store::SubmissionRecord> Get(const std::optional<std::string>& organisation,
                                        const Id128& id) const;
  StatusOr<std::vector<store::SubmissionRecord>> List(
      const std::optional<std::string>& organisation, const std::optional<Id128>& after,
      std::size_t limit) const;

  struct Receipt {
    std::string proof;
    std::vector<audit::Opening> openings;
  };
  StatusOr<Receipt> GetReceipt(const std::string& organisation, const Id128& id,
                               bool withdrawal) const;

 private:
  friend class Upload;
  // Changes of one submission, one after another. A higher generation means that an older upload
  // has lost it.
  struct Lane {
    std::mutex mutex;
    std::uint64_t generation = 0;
  };
  struct Gauges {
    ops::Counter *chunks, *bytes, *items;
    ops::Gauge *open, *sealed, *withdrawn;
  };

  Intake(IntakeParts parts, IntakeOptions options);
  std::shared_ptr<Lane> LaneOf(const Id128& id);
  StatusOr<const Agency*> FindAgency(const std::string& organisation) const;
  Status CheckNew(const Agency& agency, const Manifest& manifest);
  Status CreateRecord(const Manifest& manifest, ByteView bytes, ByteView signature);
  StatusOr<store::SubmissionRecord> Own(const std::string& organisation, const Id128& id) const;
  Status CommitSeal(store::SubmissionRecord& record);
  Status CommitWithdrawal(store::SubmissionRecord& record, const std::string& reason);
  void CountState(const store::SubmissionRecord& record, int change);

  const IntakeParts parts_;
  const IntakeOptions options_;
  Gauges gauges_{};
  std::mutex mutex_;
  std::map<Id128, std::shared_ptr<Lane>> lanes_;
  std::map<std::string, std::uint64_t> open_by_agency_;
  std::mutex scrub_mutex_;
};

// One stream of chunks into an open submission. Used by one thread; while a group of chunks is made
// durable on another, the next is taken.
class Upload {
 public:
  // Waits for what is being written.
  ~Upload();

  // Every chunk below this is durable.
  std::uint64_t want() const { return durable_; }
  store::SubmissionState state() const { return state_; }
  // Hears that want() has grown, on another thread, one call at a time and none after Commit() has
  // returned. Set before the first Add; may be left empty.
  void OnDurable(std::function<void()> heard) { heard_ = std::move(heard); }
  // Checks and keeps the chunk; starts to write when kSyncChunks or kSyncBytes are reached. The
  // error may be that of the group before. After an error the upload takes nothing more.
  Status Add(std::uint64_t index, std::uint32_t pass, ByteView content, ByteView digest);
  // Makes durable what was added.
  Status Commit();

 private:
  friend class Intake;
  // Chunks that become durable together.
  struct Group {
    std::vector<store::SealedChunk> chunks;
    std::uint64_t items = 0;
    std::size_t bytes = 0;  // of content
  };

  Upload() = default;
  // Waits for the group before, then writes the staged one beside this thread.
  Status StartWriting();
  Status Write(const Group& group);

  Intake* intake_ = nullptr;
  std::shared_ptr<Intake::Lane> lane_;
  std::uint64_t generation_ = 0;
  Manifest manifest_;
  crypto::Secret data_key_;
  store::SubmissionState state_ = store::SubmissionState::kOpen;
  std::atomic<std::uint64_t> durable_{0};
  std::uint64_t next_ = 0, items_ = 0;  // chunks and items taken, durable or not
  std::uint32_t last_pass_ = 0;
  Group staged_, writing_;
  std::function<void()> heard_;
  std::future<Status> written_;  // last: what it uses is still there when it is waited for
};

}  // namespace onefold::submission
