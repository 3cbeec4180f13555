#include "services/counter/run_codec.h"

#include <algorithm>

#include "onefold/storage/v1/run.pb.h"
#include "services/counter/planted_message.h"

namespace onefold::counter {
namespace {

namespace pb = storage::v1;

std::string AsString(ByteView bytes) { return std::string(AsText(bytes)); }

template <typename Values>
std::vector<std::uint64_t> ToVector(const Values& values) {
  return {values.begin(), values.end()};
}

void FillTally(const count::Tally& tally, pb::StoredResult& out) {
  out.set_gross(tally.gross);
  out.set_unlinkable(tally.unlinkable);
  out.set_unique(tally.unique);
  for (const std::uint64_t n : tally.gross_by_source) out.add_gross_by_source(n);
  for (const std::uint64_t n : tally.unique_by_source) out.add_unique_by_source(n);
  for (const std::uint64_t n : tally.only_this_source) out.add_only_this_source(n);
  for (const auto& [history, n] : tally.persons_by_history) {
    out.add_histories()->set_history(history);
    out.mutable_histories()->rbegin()->set_persons(n);
  }
}

count::Tally TallyOf(const pb::StoredResult& in) {
  count::Tally tally;
  tally.gross = in.gross();
  tally.unlinkable = in.unlinkable();
  tally.unique = in.unique();
  tally.gross_by_source = ToVector(in.gross_by_source());
  tally.unique_by_source = ToVector(in.unique_by_source());
  tally.only_this_source = ToVector(in.only_this_source());
  for (const auto& history : in.histories()) {
    tally.persons_by_history[history.history()] = history.persons();
  }
  return tally;
}

void FillInterval(const count::Interval& interval, pb::StoredInterval& out) {
  out.set_estimate(interval.estimate);
  out.set_low(interval.low);
  out.set_high(interval.high);
}

count::Interval IntervalOf(const pb::StoredInterval& in) {
  return {in.estimate(), in.low(), in.high()};
}

void FillEstimate(const count::UniqueEstimate& estimate, pb::StoredResult& out) {
  out.set_estimate_records(estimate.records);
  out.set_estimate_entities(estimate.entities);
  out.set_estimate(estimate.estimate);
  out.set_estimate_low(estimate.low);
  out.set_estimate_high(estimate.high);
  out.set_false_merges(estimate.false_merges);
  out.set_missed_merges(estimate.missed_merges);
  out.set_missed_by_blocking(estimate.missed_by_blocking);
  out.set_separation(estimate.separation);
  out.set_interval_refusal(estimate.refusal);
  for (const auto& interval : estimate.by_source) FillInterval(interval, *out.add_by_source());
  for (const auto& interval : estimate.only_this_source) {
    FillInterval(interval, *out.add_only_source());
  }
  for (const auto& history : estimate.by_history) {
    FillInterval(history.persons, *out.add_by_history());
    out.mutable_by_history()->rbegin()->set_history(history.history);
  }
  FillInterval(estimate.state_only, *out.mutable_state_only());
  FillInterval(estimate.ngo_only, *out.mutable_ngo_only());
  FillInterval(estimate.both, *out.mutable_both());
  for (const auto& draw : estimate.drawn) {
    pb::StoredDraw& stored = *out.add_drawn();
    for (const auto& [history, persons] : draw) {
      stored.add_histories(history);
      stored.add_persons(persons);
    }
  }
}

count::UniqueEstimate EstimateOf(const pb::StoredResult& in) {
  count::UniqueEstimate estimate;
  estimate.records = in.estimate_records();
  estimate.entities = in.estimate_entities();
  estimate.estimate = in.estimate();
  estimate.low = in.estimate_low();
  estimate.high = in.estimate_high();
  estimate.false_merges = in.false_merges();
  estimate.missed_merges = in.missed_merges();
  estimate.missed_by_blocking = in.missed_by_blocking();
  estimate.separation = in.separation();
  estimate.refusal = in.interval_refusal();
  for (const auto& interval : in.by_source()) estimate.by_source.push_back(IntervalOf(interval));
  for (const auto& interval : in.only_source()) {
    estimate.only_this_source.push_back(IntervalOf(interval));
  }
  for (const auto& history : in.by_history()) {
    estimate.by_history.push_back({history.history(), IntervalOf(history)});
  }
  estimate.state_only = IntervalOf(in.state_only());
  estimate.ngo_only = IntervalOf(in.ngo_only());
  estimate.both = IntervalOf(in.both());
  for (const pb::StoredDraw& stored : in.drawn()) {
    auto& draw = estimate.drawn.emplace_back();
    const int size = std::min(stored.histories_size(), stored.persons_size());
    for (int i = 0; i < size; ++i) draw[stored.histories(i)] = stored.persons(i);
  }
  return estimate;
}

// DataLoss when it names a source that the run does not have.
StatusOr<PlantedResult> PlantedOf(const pb::StoredPlanted& in, std::size_t sources) {
  PlantedResult planted;
  count::PlantedRecall& recall = planted.recall;
  recall.persons = in.persons();
  recall.records = in.records();
  recall.pairs = in.pairs();
  recall.linked = in.linked();
  recall.interval = {in.low(), in.high()};
  recall.falsely_linked = in.falsely_linked();
  planted.unlinkable = in.unlinkable();
  for (const auto& row : in.by_sources()) {
    if (row.left() >= sources || row.right() >= sources) {
      return DataLossError("a stored run measures a source that it does not have");
    }
    recall.by_sources.push_back({static_cast<std::uint16_t>(row.left()),
                                 static_cast<std::uint16_t>(row.right()),
                                 row.pairs(),
                                 row.linked(),
                                 {row.low(), row.high()}});
  }
  return planted;
}

void FillResult(const RunResult& result, pb::StoredResult& out) {
  out.set_linkable(result.linkable);
  out.set_candidate_pairs(result.candidate_pairs);
  out.set_pairs(result.pairs);
  out.set_pairs_digest(AsString(result.pairs_digest));
  out.set_entities_digest(AsString(result.entities_digest));
  out.set_log_index(result.log_index);
  for (const std::string& warning : result.warnings) out.add_warnings(warning);
  out.set_entities_key(AsString(result.entities_key));
  out.set_entity_chunks(result.entity_chunks);
  FillTally(result.tally, out);
  FillEstimate(result.estimate, out);
  if (result.planted.has_value()) {
    FillPlanted(
        *result.planted, [](std::uint16_t source) { return source; }, *out.mutable_planted());
  }
}

StatusOr<RunResult> ResultOf(const pb::StoredResult& in, std::size_t sources) {
  RunResult result;
  result.linkable = in.linkable();
  result.candidate_pairs = in.candidate_pairs();
  result.pairs = in.pairs();
  ONEFOLD_ASSIGN_OR_RETURN(result.pairs_digest, ToDigest(AsBytes(in.pairs_digest())));
  ONEFOLD_ASSIGN_OR_RETURN(result.entities_digest, ToDigest(AsBytes(in.entities_digest())));
  result.log_index = in.log_index();
  result.warnings = {in.warnings().begin(), in.warnings().end()};
  result.entities_key = ToBytes(AsBytes(in.entities_key()));
  result.entity_chunks = in.entity_chunks();
  result.tally = TallyOf(in);
  result.estimate = EstimateOf(in);
  if (in.has_planted()) {
    ONEFOLD_ASSIGN_OR_RETURN(result.planted, PlantedOf(in.planted(), sources));
  }
  return result;
}

void Fill(const PairConstraint& one, pb::StoredConstraint& out) {
  out.set_submission_a(AsString(one.a.submission));
  out.set_handle_a(AsString(one.a.handle));
  out.set_submission_b(AsString(one.b.submission));
  out.set_handle_b(AsString(one.b.handle));
  out.set_link(one.link);
  out.set_provenance(one.provenance);
}

StatusOr<PairConstraint> ConstraintOf(const pb::StoredConstraint& in) {
  PairConstraint one;
  ONEFOLD_ASSIGN_OR_RETURN(one.a.submission, ToId128(AsBytes(in.submission_a())));
  ONEFOLD_ASSIGN_OR_RETURN(one.a.handle, ToId128(AsBytes(in.handle_a())));
  ONEFOLD_ASSIGN_OR_RETURN(one.b.submission, ToId128(AsBytes(in.submission_b())));
  ONEFOLD_ASSIGN_OR_RETURN(one.b.handle, ToId128(AsBytes(in.handle_b())));
  one.link = in.link();
  one.provenance = in.provenance();
  return one;
}

}  // namespace

std::string EncodeRun(const RunRecord& run) {
  pb::StoredRun out;
  out.set_run_id(AsString(run.id));
  out.set_state(static_cast<std::uint32_t>(run.state));
  out.set_sequence(run.sequence);
  out.set_request_digest(AsString(run.request_digest));
  out.set_register_(run.register_name);
  out.set_purpose(run.purpose);
  out.set_key_epoch(run.key_epoch);
  out.set_schema_digest(AsString(run.schema_digest));
  for (const Id128& id : run.submissions) out.add_submission_ids(AsString(id));
  for (const count::Source& source : run.sources) {
    out.add_sources()->set_organisation(source.name);
    out.mutable_sources()->rbegin()->set_clean(source.clean);
  }
  out.set_emit_floor_millibits(run.parameters.emit_floor_millibits);
  out.set_dice_threshold_ppm(run.parameters.dice_threshold_ppm);
  out.set_unseen_weight_millibits(run.parameters.cluster.unseen_weight);
  out.set_cut_millibits(run.parameters.cluster.cut);
  out.set_max_block(run.parameters.max_block);
  out.set_skip_oversized_blocks(run.parameters.skip_oversized_blocks);
  out.set_manifest_digest(AsString(run.manifest_digest));
  out.set_error(run.error);
  if (run.result.has_value()) FillResult(*run.result, *out.mutable_result());
  return out.SerializeAsString();
}

StatusOr<RunRecord> DecodeRun(ByteView bytes) {
  pb::StoredRun in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || in.state() < 1 ||
      in.state() > 6) {
    return DataLossError("a stored run cannot be read");
  }
  RunRecord run;
  ONEFOLD_ASSIGN_OR_RETURN(run.id, ToId128(AsBytes(in.run_id())));
  ONEFOLD_ASSIGN_OR_RETURN(run.request_digest, ToDigest(AsBytes(in.request_digest())));
  ONEFOLD_ASSIGN_OR_RETURN(run.schema_digest, ToDigest(AsBytes(in.schema_digest())));
  ONEFOLD_ASSIGN_OR_RETURN(run.manifest_digest, ToDigest(AsBytes(in.manifest_digest())));
  run.state = static_cast<RunState>(in.state());
  run.sequence = in.sequence();
  run.register_name = in.register_();
  run.purpose = in.purpose();
  run.key_epoch = in.key_epoch();
  for (const std::string& id_bytes : in.submission_ids()) {
    ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ToId128(AsBytes(id_bytes)));
    run.submissions.push_back(id);
  }
  for (const auto& source : in.sources())
    run.sources.push_back({source.organisation(), source.clean()});
  run.parameters.emit_floor_millibits = in.emit_floor_millibits();
  run.parameters.dice_threshold_ppm = in.dice_threshold_ppm();
  run.parameters.cluster.unseen_weight = in.unseen_weight_millibits();
  run.parameters.cluster.cut = in.cut_millibits();
  run.parameters.max_block = in.max_block();
  run.parameters.skip_oversized_blocks = in.skip_oversized_blocks();
  run.error = in.error();
  if (in.has_result()) {
    ONEFOLD_ASSIGN_OR_RETURN(run.result, ResultOf(in.result(), run.sources.size()));
  }
  return run;
}

std::string EncodeInput(const RunInput& input) {
  pb::StoredRunInput out;
  out.set_weights(AsString(input.weights));
  for (const PairConstraint& one : input.constraints) Fill(one, *out.add_constraints());
  return out.SerializeAsString();
}

StatusOr<RunInput> DecodeInput(ByteView bytes) {
  pb::StoredRunInput in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return DataLossError("the stored input of a run cannot be read");
  }
  RunInput input;
  input.weights = ToBytes(AsBytes(in.weights()));
  for (const auto& constraint : in.constraints()) {
    ONEFOLD_ASSIGN_OR_RETURN(PairConstraint one, ConstraintOf(constraint));
    input.constraints.push_back(std::move(one));
  }
  return input;
}

std::string EncodeReport(const StoredTexts& report) {
  pb::StoredReport out;
  out.set_json(report.json);
  out.set_page(report.page);
  return out.SerializeAsString();
}

StatusOr<StoredTexts> DecodeReport(ByteView bytes) {
  pb::StoredReport in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return DataLossError("a stored report cannot be read");
  }
  return StoredTexts{in.json(), in.page()};
}

std::string EncodeRelease(const ReleaseRecord& release) {
  pb::StoredRelease out;
  out.set_number(release.number);
  out.set_run_id(AsString(release.run_id));
  out.set_profile(release.profile);
  out.set_document(release.document);
  out.set_note(release.note);
  out.set_log_index(release.log_index);
  return out.SerializeAsString();
}

StatusOr<ReleaseRecord> DecodeRelease(ByteView bytes) {
  pb::StoredRelease in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return DataLossError("a stored release cannot be read");
  }
  ReleaseRecord release;
  ONEFOLD_ASSIGN_OR_RETURN(release.run_id, ToId128(AsBytes(in.run_id())));
  release.number = in.number();
  release.profile = in.profile();
  release.document = in.document();
  release.note = in.note();
  release.log_index = in.log_index();
  return release;
}

}  // namespace onefold::counter
