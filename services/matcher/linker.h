// Links sealed submissions pass by pass, logs the run, and gives pairs and progress to a sink. The
// items of one pass at a time are in memory, and as many of its pairs as fit. Knows no gRPC.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "linkage/match/link.h"
#include "services/audit/events.h"
#include "services/matcher/encodings.h"
#include "services/ops/metrics.h"
#include "services/store/log_store.h"
#include "services/store/submission_table.h"
#include "services/submission/run_manifest.h"

namespace onefold::matcher {

struct LinkJob {
  Id128 run_id{};
  std::vector<Id128> submissions;  // ascending, no repeats; position = source of the pairs
  Digest schema_digest{};
  std::string register_name, purpose, key_epoch;
  match::Parameters parameters;  // max_block 0: the matcher's own limit
  Bytes weights;  // a file of fixed weights (docs/formats/weights.md); empty: learned
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
  // Of a run: the items of one pass and its pairs. Pairs beyond it go to `scratch_dir`, encrypted.
  std::uint64_t memory_bytes = 0;
  std::string scratch_dir;
  std::uint64_t max_block = match::kDefaultMaxBlock;  // a run may ask for less
  // Whoever chooses weights can read more than a score from a pair: docs/formats/weights.md.
  bool allow_fixed_weights = false;
};

class Linker {
 public:
  // Removes what an earlier process left in the scratch folder.
  static StatusOr<std::unique_ptr<Linker>> Open(LinkerParts parts);

  // One run at a time: ResourceExhausted, retryable, while another is under way. InvalidArgument
  // when the weights are no such file or do not fit the schema. FailedPrecondition when a
  // submission is not sealed or does not fit the job, the run allows larger blocks than the
  // matcher, or fixes weights where the matcher refuses them; ResourceExhausted when a block is too
  // large, the items of a pass do not fit memory, or its pairs not the disk; Cancelled. A run that
  // was logged as started is logged as completed or failed.
  StatusOr<Linked> Run(LinkJob job, LinkSink& sink);

 private:
  // The items of a pass, a buffer a chunk.
  struct PassItems {
    std::vector<Bytes> chunks;
    std::vector<match::ItemBuffer> buffers;
    std::uint64_t memory = 0;  // bytes, with what linking them needs
  };

  explicit Linker(LinkerParts parts);
  StatusOr<std::vector<store::SubmissionRecord>> CheckedSubmissions(const LinkJob& job) const;
  StatusOr<match::FixedWeights> FixedWeightsOf(const LinkJob& job) const;
  submission::RunManifest ManifestOf(const LinkJob& job,
                                     const std::vector<store::SubmissionRecord>& records) const;
  Status Log(const audit::Event& event);
  StatusOr<Linked> LinkPasses(const LinkJob& job,
                              const std::vector<store::SubmissionRecord>& records,
                              const Digest& manifest, LinkSink& sink);
  StatusOr<Digest> LinkOnePass(const LinkJob& job,
                               const std::vector<store::SubmissionRecord>& records,
                               std::uint32_t pass, LinkSink& sink, std::string& counts);
  StatusOr<PassItems> LoadPass(const linkage::PassLayout& layout, std::uint64_t memory_of_item,
                               unsigned threads,
                               const std::vector<store::SubmissionRecord>& records,
                               const PassProgress& state, LinkSink& sink) const;

  const LinkerParts parts_;
  std::mutex running_;
};

}  // namespace onefold::matcher
