// Releases of finished runs: numbered from 1, signed, logged, then published, never edited.
//
// A release leaves the database only when its log entry is under a signed checkpoint, and its files
// are repaired at start-up when a crash came between the two.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "crypto/sign.h"
#include "linkage/release/estimate_document.h"
#include "linkage/release/report.h"
#include "services/audit/events.h"
#include "services/counter/run_table.h"
#include "services/store/log_store.h"
#include "services/submission/intake.h"

namespace onefold::counter {

struct ReleaseParts {
  const RunTable* runs = nullptr;
  store::LogStore* log = nullptr;
  const crypto::SignKeyPair* key = nullptr;
  std::vector<submission::Agency> agencies;  // for the type of each source
  std::function<audit::EventContext()> new_context;
  std::string directory;   // NNNN.json, NNNN.note, latest.json
  std::string log_origin;  // the note is signed as "<log origin>/release"
  bool colocated = false;
};

// The text that is signed: "onefold-release v1\n<number>\n<SHA-256 of the document in hex>\n".
std::string ReleaseNoteText(std::uint64_t number, const Digest& document_digest);

// Thread-safe.
class Releases {
 public:
  // Publishes what a crash left unpublished.
  static StatusOr<std::unique_ptr<Releases>> Open(ReleaseParts parts);

  // Idempotent by (run, profile). FailedPrecondition when the run is not done, InvalidArgument for
  // an unknown profile.
  StatusOr<ReleaseRecord> Create(const Id128& run_id, const std::string& profile);

  // Experimental: the persons whom no agency met included. Nothing is published, logged or kept.
  // Errors as Create, and of release::FormatRunEstimate; Unavailable while another is under way:
  // it uses all cores.
  StatusOr<release::EstimateDocument> Estimate(const Id128& run_id, const std::string& profile,
                                               const estimate::EstimateOptions& options);

  static std::string PathOf(std::uint64_t number);  // "0001.json"

 private:
  // A run that is done; FailedPrecondition otherwise.
  StatusOr<RunRecord> Finished(const Id128& run_id) const;
  explicit Releases(ReleaseParts parts) : parts_(std::move(parts)) {}
  StatusOr<release::ReleaseInput> InputOf(const RunRecord& run, release::Profile profile,
                                          std::uint64_t number) const;
  // Aborted when another entry took the place in the log that the document names.
  Status Commit(release::ReleaseInput input, ReleaseRecord& release);
  Status Publish(const ReleaseRecord& release, bool latest) const;

  const ReleaseParts parts_;
  std::mutex mutex_, estimating_;
};

}  // namespace onefold::counter
