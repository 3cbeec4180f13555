#include "services/matcher/linker.h"

#include <chrono>
#include <future>
#include <utility>

#include "crypto/hash.h"
#include "linkage/match/parallel.h"
#include "services/matcher/chance.h"
#include "services/rpc/error.h"
#include "services/store/disk_spill.h"
#include "services/submission/pair_record.h"

namespace onefold::matcher {

using store::SubmissionRecord;
using submission::kPairBytes;

namespace {

constexpr std::size_t kPairsPerBatch = 7'000;   // 952,000 bytes
constexpr std::size_t kChunksPerProgress = 32;  // while items are loaded
constexpr auto kProgressInterval = std::chrono::milliseconds(250);

Status Gone() { return CancelledError("the counter does not listen any more"); }

Status Unfit(const Id128& id, const char* why) {
  return rpc::WithDetail(FailedPreconditionError("submission " + FormatHex(id) + ": " + why),
                         {.rule = "link.submission", .field = "submission_ids"});
}

// Runs LinkPass beside this thread, which tells the sink how far it is.
StatusOr<match::PassResult> LinkWithProgress(const linkage::PassLayout& layout,
                                             std::span<const match::ItemBuffer> buffers,
                                             const match::Parameters& parameters,
                                             PassProgress state, LinkSink& sink) {
  match::Progress progress;
  auto result = std::async(std::launch::async,
                           [&] { return match::LinkPass(layout, buffers, parameters, &progress); });
  do {
    state.comparisons_done = progress.done;
    state.comparisons_total = progress.total;
    if (!sink.Progress(state)) progress.cancel = true;
  } while (result.wait_for(kProgressInterval) != std::future_status::ready);
  return result.get();
}

// Sends the pairs packed, in the order they have, and returns the digest of all.
StatusOr<Digest> SendPairs(std::uint32_t pass, const match::PassResult& result, LinkSink& sink) {
  crypto::Sha256Stream digest;
  Bytes packed;
  packed.reserve(kPairsPerBatch * kPairBytes);
  const auto flush = [&] {
    digest.Update(packed);
    const bool listening = packed.empty() || sink.Pairs(pass, packed);
    packed.clear();
    return listening;
  };
  const auto end_of = [&](std::uint32_t item) {
    const match::ItemRef& ref = result.items[item];
    return submission::PairEnd{
        ref.source, {ref.bytes + linkage::kPseudonymOffset, linkage::kSealedPseudonymBytes}};
  };
  ONEFOLD_RETURN_IF_ERROR(result.pairs.ForEach([&](const match::WeightedPair& pair) {
    submission::AppendPair(packed, {end_of(pair.left), end_of(pair.right), pair.weight});
    return packed.size() < kPairsPerBatch * kPairBytes || flush() ? OkStatus() : Gone();
  }));
  if (!flush()) return Gone();
  return digest.Finish();
}

}  // namespace

Linker::Linker(LinkerParts parts) : parts_(std::move(parts)) {}

StatusOr<std::unique_ptr<Linker>> Linker::Open(LinkerParts parts) {
  ONEFOLD_RETURN_IF_ERROR(store::RemoveScratch(parts.scratch_dir));
  return std::unique_ptr<Linker>(new Linker(std::move(parts)));
}

Status Linker::Log(const audit::Event& event) {
  rocksdb::WriteBatch nothing;
  return parts_.log->Append(nothing, {&event, 1}).status();
}

StatusOr<Linked> Linker::Run(LinkJob job, LinkSink& sink) {
  const std::unique_lock running(running_, std::try_to_lock);
  if (!running.owns_lock()) {
    return rpc::WithDetail(ResourceExhaustedError("another run is under way"),
                           {.rule = "link.busy", .retryable = true});
  }
  if (job.parameters.max_block == 0) job.parameters.max_block = parts_.max_block;
  if (job.parameters.max_block > parts_.max_block) {
    return rpc::WithDetail(
        FailedPreconditionError("the run allows blocks of " +
                                std::to_string(job.parameters.max_block) + " items, this matcher " +
                                std::to_string(parts_.max_block)),
        {.rule = "link.max-block", .field = "parameters.max_block"});
  }
  if (!job.weights.empty() && !parts_.allow_fixed_weights) {
    return rpc::WithDetail(
        FailedPreconditionError("this matcher refuses fixed weights (fixed_weights in its "
                                "configuration); without them a run learns its own"),
        {.rule = "link.weights-refused", .field = "parameters.weights"});
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto records, CheckedSubmissions(job));
  ONEFOLD_ASSIGN_OR_RETURN(job.parameters.chance, SumChance(records));
  ONEFOLD_ASSIGN_OR_RETURN(job.parameters.fixed_weights, FixedWeightsOf(job));
  const audit::RunStarted started = submission::StartedFacts(ManifestOf(job, records));
  ONEFOLD_RETURN_IF_ERROR(Log(audit::WriteRunStarted(parts_.new_context(), started)));
  auto linked = LinkPasses(job, records, started.manifest_digest, sink);
  const char* outcome = linked.ok() ? "completed" : "failed";
  parts_.metrics->AddCounter("onefold_runs_total", "Runs by outcome.", {{"outcome", outcome}})
      .Add();
  if (!linked.ok()) {
    ONEFOLD_RETURN_IF_ERROR(Log(audit::WriteRunFailed(
        parts_.new_context(), {job.run_id, submission::FailureReason(linked.status())})));
  }
  return linked;
}

StatusOr<std::vector<SubmissionRecord>> Linker::CheckedSubmissions(const LinkJob& job) const {
  if (parts_.schemas->Find(job.schema_digest) == nullptr) {
    return rpc::WithDetail(
        FailedPreconditionError("the linkage schema is not in use at this matcher"),
        {.rule = "submission.schema-mismatch", .field = "schema_digest"});
  }
  std::vector<SubmissionRecord> records;
  for (const Id128& id : job.submissions) {
    auto record = parts_.table->Get(id);
    if (!record.ok()) return Unfit(id, "not known here");
    if (record->state != store::SubmissionState::kSealed) return Unfit(id, "not sealed");
    if (record->schema_digest != job.schema_digest) return Unfit(id, "made with another schema");
    if (record->key_epoch != job.key_epoch) return Unfit(id, "made in another key epoch");
    if (record->purpose != job.purpose) return Unfit(id, "made for another purpose");
    if (record->register_name != job.register_name) return Unfit(id, "of another register");
    records.push_back(*std::move(record));
  }
  return records;
}

StatusOr<match::FixedWeights> Linker::FixedWeightsOf(const LinkJob& job) const {
  if (job.weights.empty()) return match::FixedWeights();
  auto weights = match::ParseFixedWeights(job.weights, *parts_.schemas->Find(job.schema_digest));
  if (weights.ok()) return weights;
  return rpc::WithDetail(weights.status(), {.rule = "link.weights", .field = "parameters.weights"});
}

submission::RunManifest Linker::ManifestOf(const LinkJob& job,
                                           const std::vector<SubmissionRecord>& records) const {
  submission::RunManifest manifest;
  manifest.role = "matcher";
  manifest.program = parts_.program;
  manifest.colocated = parts_.colocated;
  manifest.run_id = job.run_id;
  manifest.register_name = job.register_name;
  manifest.purpose = job.purpose;
  manifest.key_epoch = job.key_epoch;
  manifest.schema_digest = job.schema_digest;
  manifest.parameters = {{"dice-threshold-ppm", job.parameters.dice_threshold_ppm},
                         {"emit-floor-millibits", job.parameters.emit_floor_millibits},
                         {"max-block", static_cast<std::int64_t>(job.parameters.max_block)},
                         {"skip-oversized-blocks", job.parameters.skip_oversized_blocks}};
  if (!job.weights.empty()) manifest.weights = crypto::Sha256(job.weights);
  manifest.chance = ChanceDigest(job.parameters.chance);
  for (const SubmissionRecord& record : records) {
    manifest.submissions.push_back({record.id, record.organisation, record.content_digest});
  }
  return manifest;
}

StatusOr<Linked> Linker::LinkPasses(const LinkJob& job,
                                    const std::vector<SubmissionRecord>& records,
                                    const Digest& manifest, LinkSink& sink) {
  const auto passes = static_cast<std::uint32_t>(parts_.schemas->Find(job.schema_digest)->size());
  std::vector<Digest> digests;
  std::string counts;
  for (std::uint32_t pass = 0; pass < passes; ++pass) {
    ONEFOLD_ASSIGN_OR_RETURN(const Digest digest, LinkOnePass(job, records, pass, sink, counts));
    digests.push_back(digest);
  }
  Linked linked;
  linked.pairs_digest = submission::PairsDigest(digests);
  const audit::Draft draft = audit::WriteRunCompleted(
      parts_.new_context(), {job.run_id, manifest, linked.pairs_digest, std::nullopt},
      AsBytes(counts));
  const auto write = [&](std::uint64_t, rocksdb::WriteBatch& batch) {
    parts_.table->PutOpenings(batch, draft.event.event_id, draft.openings);
    return OkStatus();
  };
  ONEFOLD_ASSIGN_OR_RETURN(linked.log_index, parts_.log->Append(write, {&draft.event, 1}));
  return linked;
}

StatusOr<Digest> Linker::LinkOnePass(const LinkJob& job,
                                     const std::vector<SubmissionRecord>& records,
                                     std::uint32_t pass, LinkSink& sink, std::string& counts) {
  const auto& layouts = *parts_.schemas->Find(job.schema_digest);
  const PassProgress state{layouts[pass].name, pass, static_cast<std::uint32_t>(layouts.size()), 0,
                           0};
  const std::uint64_t memory_of_item =
      layouts[pass].item_bytes + match::MemoryPerItem(layouts[pass], job.parameters);
  ONEFOLD_ASSIGN_OR_RETURN(
      const PassItems items,
      LoadPass(layouts[pass], memory_of_item, match::WorkerCount(job.parameters.threads), records,
               state, sink));
  store::DiskSpill spill(parts_.scratch_dir, parts_.metrics);
  match::Parameters parameters = job.parameters;
  parameters.spill = &spill;
  // Half of what is left: a buffer that grows is in memory twice for a moment.
  parameters.max_pairs_in_memory =
      (parts_.memory_bytes - items.memory) / 2 / sizeof(match::WeightedPair);
  ONEFOLD_ASSIGN_OR_RETURN(const match::PassResult result,
                           LinkWithProgress(layouts[pass], items.buffers, parameters, state, sink));
  ONEFOLD_ASSIGN_OR_RETURN(const Digest digest, SendPairs(pass, result, sink));
  if (!sink.PassDone(pass, result.report, digest)) return Gone();
  counts += "pass " + std::to_string(pass) + " items " + std::to_string(result.report.items) +
            " candidates " + std::to_string(result.report.candidate_pairs) + " pairs " +
            std::to_string(result.report.emitted_pairs) + " oversized-blocks " +
            std::to_string(result.report.oversized_blocks.size()) + " left-out-comparisons " +
            std::to_string(result.report.oversized_comparisons) + "\n";
  return digest;
}

StatusOr<Linker::PassItems> Linker::LoadPass(const linkage::PassLayout& layout,
                                             std::uint64_t memory_of_item, unsigned threads,
                                             const std::vector<SubmissionRecord>& records,
                                             const PassProgress& state, LinkSink& sink) const {
  PassItems items;
  for (std::size_t source = 0; source < records.size(); ++source) {
    const auto take = [&](Bytes content) -> Status {
      if (items.chunks.size() % kChunksPerProgress == 0 && !sink.Progress(state)) return Gone();
      items.memory += content.size() / layout.item_bytes * memory_of_item;
      if (items.memory > parts_.memory_bytes / 8 * 7) {  // the rest is for pairs
        return ResourceExhaustedError("pass " + layout.name +
                                      ": its items do not fit memory; raise memory_mib");
      }
      items.chunks.push_back(std::move(content));
      items.buffers.push_back({static_cast<std::uint16_t>(source), items.chunks.back()});
      return OkStatus();
    };
    ONEFOLD_RETURN_IF_ERROR(parts_.table->ReadPass(records[source], state.index, take, threads));
  }
  return items;
}

}  // namespace onefold::matcher
