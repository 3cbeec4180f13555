// Links sealed submissions pass by pass, logs the run, and gives pairs and progress to a sink. One
// pass at a time is in memory. Knows no gRPC.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "linkage/match/link.h"
#include "services/audit/events.h"
#include "services/matcher/encodings.h"
#include "services/ops/metrics.h"
#include "services/store/log_store.h"
#include "services/store/submission_table.h"

namespace onefold::matcher {

struct LinkJob {
  Id128 run_id{};
  std::vector<Id128> submissions;  // ascending, no repeats; position = source of the pairs
  Digest schema_digest{};
  std::string register_name, purpose, key_epoch;
  match::Parameters parameters;
};

struct PassProgress {
  std::string pass;
  std::uint32_t index = 0, passes = 0;
  std::uint64_t comparisons_done = 0, comparisons_total = 0;
};

// False from any call: nobody listens any more, the run is given up.
class LinkSink {
 public:
  virtual ~LinkSink() = default;
  virtual bool Progress(const PassProgress& progress) = 0;
  // Packed pairs (services/submission/pair_record.h), less than 1 MiB.
  virtual bool Pairs(std::uint32_t pass, const Bytes& packed) = 0;
  virtual bool PassDone(std::uint32_t pass, const match::PassReport& report,
                        const Digest& pairs_digest) = 0;
};

struct Linked {
  std::uint64_t log_index = 0;
  Digest pairs_digest{};
};

struct LinkerParts {
  store::SubmissionTable* table = nullptr;
  store::LogStore* log = nullptr;
  const SchemaBook* schemas = nullptr;
  ops::Metrics* metrics = nullptr;
  std::function<audit::EventContext()> new_context;
  std::string program;
  bool colocated = false;
};

class Linker {
 public:
  explicit Linker(LinkerParts parts);

  // One run at a time: ResourceExhausted, retryable, while another is under way. FailedPrecondition
  // when a submission is not sealed or does not fit the job; Cancelled. A run that was logged as
  // started is logged as completed or failed.
  StatusOr<Linked> Run(const LinkJob& job, LinkSink& sink);

 private:
  StatusOr<std::vector<store::SubmissionRecord>> CheckedSubmissions(const LinkJob& job) const;
  Digest ManifestDigest(const LinkJob& job,
                        const std::vector<store::SubmissionRecord>& records) const;
  Status LogStarted(const LinkJob& job, const Digest& manifest);
  StatusOr<Linked> LinkPasses(const LinkJob& job,
                              const std::vector<store::SubmissionRecord>& records,
                              const Digest& manifest, LinkSink& sink);
  StatusOr<Digest> LinkOnePass(const LinkJob& job,
                               const std::vector<store::SubmissionRecord>& records,
                               std::uint32_t pass, LinkSink& sink, std::string& counts);
  StatusOr<Bytes> LoadPass(const store::SubmissionRecord& record, std::uint32_t pass) const;

  const LinkerParts parts_;
  std::mutex running_;
};

}  // namespace onefold::matcher
