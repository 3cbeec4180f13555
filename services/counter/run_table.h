// Runs, their entities and releases at rest, encrypted. Families and keys: run: run id · entity:
// run id | u64 BE index · run_input, report: run id · release: u64 BE number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "linkage/count/count.h"
#include "linkage/count/planted.h"
#include "services/counter/constraints.h"
#include "services/store/database.h"
#include "services/store/vault.h"

namespace onefold::counter {

enum class RunState : std::uint8_t { kQueued = 1, kLinking, kCounting, kDone, kFailed, kCancelled };
std::string_view RunStateName(RunState state);
inline bool IsFinal(RunState state) { return state >= RunState::kDone; }

struct RunParameters {
  std::int32_t emit_floor_millibits = -8'000;
  std::uint32_t dice_threshold_ppm = 700'000;
  count::ClusterParameters cluster;
  std::uint64_t max_block = 0;  // 0: the matcher's own limit
  bool skip_oversized_blocks = false;
};

// What a run is given beside its parameters. It can be large, and only the run itself reads it.
struct RunInput {
  Bytes weights;  // a file of fixed weights (docs/formats/weights.md); empty: learned
  std::vector<PairConstraint> constraints;  // in canonical order
};

// Of planted records (linkage/count/planted.h); they are in no other number of a result but
// candidate_pairs, which the matcher counts.
struct PlantedResult {
  count::PlantedRecall recall;
  std::uint64_t unlinkable = 0;  // planted records that no pass or no consent lets into the linkage
};

struct RunResult {
  count::Tally tally;
  count::UniqueEstimate estimate;
  std::uint64_t linkable = 0, candidate_pairs = 0, pairs = 0;
  Digest pairs_digest{}, entities_digest{};
  std::uint64_t log_index = 0;
  std::vector<std::string> warnings;
  Bytes entities_key;  // wrapped
  std::uint64_t entity_chunks = 0;
  std::optional<PlantedResult> planted;  // when there was a planted record
};

struct RunRecord {
  Id128 id{};
  RunState state = RunState::kQueued;
  std::uint64_t sequence = 0;
  Digest request_digest{};
  std::string register_name, purpose, key_epoch;
  Digest schema_digest{};
  std::vector<Id128> submissions;      // ascending
  std::vector<count::Source> sources;  // by name
  RunParameters parameters;
  Digest manifest_digest{};
  std::string error;
  std::optional<RunResult> result;  // when done
};

struct ReleaseRecord {
  std::uint64_t number = 0;
  Id128 run_id{};
  std::string profile, document, note;
  std::uint64_t log_index = 0;
};

struct StoredTexts {
  std::string json, page;
};

// One row of a run's entities, in the order of handles.
struct EntityRow {
  Id128 submission{}, handle{};
  std::uint32_t entity = 0;
};

// Thread-safe: keeps no state of its own.
class RunTable {
 public:
  static std::vector<store::Family> Families();
  RunTable(store::Database* database, const store::Vault* vault)
      : database_(*database), vault_(*vault) {}

  // NotFound, DataLoss.
  StatusOr<RunRecord> Get(const Id128& id) const;
  StatusOr<std::vector<RunRecord>> List() const;  // in the order they were started
  void Put(rocksdb::WriteBatch& batch, const RunRecord& run) const;
  void Write(const RunRecord& run) const;

  void Put(rocksdb::WriteBatch& batch, const Id128& run, const RunInput& input) const;
  StatusOr<RunInput> Input(const Id128& run) const;  // DataLoss, also when there is none

  // Encrypts the rows under a new key, writes them, and notes key and number of chunks in `result`.
  // Returns the digest: SHA-256 over the rows, each as submission id | handle | u32 BE entity.
  Digest WriteEntities(const Id128& run, const std::vector<EntityRow>& rows,
                       RunResult& result) const;
  StatusOr<std::vector<EntityRow>> ReadEntities(const RunRecord& run) const;

  void WriteReport(const Id128& run, const StoredTexts& report) const;
  StatusOr<StoredTexts> ReadReport(const Id128& run) const;  // NotFound, DataLoss

  StatusOr<std::vector<ReleaseRecord>> Releases() const;  // by number
  void Put(rocksdb::WriteBatch& batch, const ReleaseRecord& release) const;

 private:
  // Values that are kept under the run's id.
  void PutSealed(rocksdb::WriteBatch& batch, const char* family, const Id128& run,
                 std::string_view bytes) const;
  StatusOr<std::optional<Bytes>> OpenSealed(const char* family, const Id128& run) const;

  store::Database& database_;
  const store::Vault& vault_;
};

}  // namespace onefold::counter
