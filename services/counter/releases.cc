#include "services/counter/releases.h"

#include <cstdio>
#include <utility>

#include "crypto/hash.h"
#include "crypto/tlog/note.h"
#include "services/audit/files.h"
#include "services/rpc/error.h"

namespace onefold::counter {
namespace {

constexpr int kCommitAttempts = 100;

std::string TypeOf(const std::vector<submission::Agency>& agencies,
                   const std::string& organisation) {
  for (const submission::Agency& agency : agencies) {
    if (agency.organisation == organisation) return agency.source_type;
  }
  return "state";
}

std::string StemOf(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof(text), "%04llu", static_cast<unsigned long long>(number));
  return text;
}

StatusOr<release::Profile> ProfileOf(const std::string& name) {
  const auto profile = release::ParseProfile(name);
  if (profile.ok()) return profile;
  return rpc::WithDetail(profile.status(), {.rule = "release.profile", .field = "profile"});
}

// Writes the file unless it is there with these bytes.
Status PublishFile(const std::string& path, std::string_view content) {
  const auto present = audit::ReadFile(path, content.size());
  if (present.ok() && AsText(*present) == content) return OkStatus();
  return audit::ReplaceFileDurably(path, AsBytes(content));
}

}  // namespace

std::string ReleaseNoteText(std::uint64_t number, const Digest& document_digest) {
  return "onefold-release v1\n" + std::to_string(number) + "\n" + FormatHex(document_digest) + "\n";
}

std::string Releases::PathOf(std::uint64_t number) { return StemOf(number) + ".json"; }

StatusOr<std::unique_ptr<Releases>> Releases::Open(ReleaseParts parts) {
  std::unique_ptr<Releases> releases(new Releases(std::move(parts)));
  ONEFOLD_ASSIGN_OR_RETURN(const auto known, releases->parts_.runs->Releases());
  for (const ReleaseRecord& release : known) {
    ONEFOLD_RETURN_IF_ERROR(releases->Publish(release, release.number == known.back().number));
  }
  return releases;
}

StatusOr<RunRecord> Releases::Finished(const Id128& run_id) const {
  ONEFOLD_ASSIGN_OR_RETURN(RunRecord run, parts_.runs->Get(run_id));
  if (run.state != RunState::kDone || !run.result.has_value()) {
    return rpc::WithDetail(
        FailedPreconditionError("the run is not done"),
        {.rule = "release.run-state", .field = "run_id", .retryable = !IsFinal(run.state)});
  }
  return run;
}

StatusOr<release::EstimateDocument> Releases::Estimate(const Id128& run_id,
                                                       const std::string& profile_name,
                                                       const estimate::EstimateOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const release::Profile profile, ProfileOf(profile_name));
  ONEFOLD_ASSIGN_OR_RETURN(const RunRecord run, Finished(run_id));
  const std::unique_lock alone(estimating_, std::try_to_lock);
  if (!alone.owns_lock()) {
    return rpc::WithDetail(UnavailableError("another estimate is under way"),
                           {.rule = "estimate.busy", .retryable = true});
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto input, InputOf(run, profile, /*number=*/0));
  return release::FormatRunEstimate(input, options);
}

StatusOr<ReleaseRecord> Releases::Create(const Id128& run_id, const std::string& profile_name) {
  ONEFOLD_ASSIGN_OR_RETURN(const release::Profile profile, ProfileOf(profile_name));
  const std::lock_guard lock(mutex_);
  ONEFOLD_ASSIGN_OR_RETURN(const RunRecord run, Finished(run_id));
  ONEFOLD_ASSIGN_OR_RETURN(const auto known, parts_.runs->Releases());
  for (const ReleaseRecord& release : known) {
    if (release.run_id == run_id && release.profile == profile_name) {
      ONEFOLD_RETURN_IF_ERROR(Publish(release, release.number == known.back().number));
      return release;
    }
  }
  ReleaseRecord release;
  release.number = known.empty() ? 1 : known.back().number + 1;
  release.run_id = run_id;
  release.profile = profile_name;
  ONEFOLD_ASSIGN_OR_RETURN(const auto input, InputOf(run, profile, release.number));
  Status committed = AbortedError("");
  for (int i = 0; i < kCommitAttempts && committed.code() == StatusCode::kAborted; ++i) {
    committed = Commit(input, release);
  }
  ONEFOLD_RETURN_IF_ERROR(committed);
  ONEFOLD_RETURN_IF_ERROR(Publish(release, true));
  return release;
}

StatusOr<release::ReleaseInput> Releases::InputOf(const RunRecord& run, release::Profile profile,
                                                  std::uint64_t number) const {
  const RunResult& result = *run.result;
  release::ReleaseInput input;
  input.number = number;
  input.run = run.id;
  input.profile = profile;
  input.register_name = run.register_name;
  input.purpose = run.purpose;
  input.key_epoch = run.key_epoch;
  input.colocated = parts_.colocated;
  for (const count::Source& source : run.sources) {
    input.sources.push_back({source.name, TypeOf(parts_.agencies, source.name)});
  }
  input.tally = result.tally;
  input.unique = result.estimate;
  input.manifest_digest = run.manifest_digest;
  input.pairs_digest = result.pairs_digest;
  input.entities_digest = result.entities_digest;
  // Warnings of a run hold exact small numbers: they stay with those who see exact counts. What all
  // must know, that there is no interval, is in the estimate.
  if (profile == release::Profile::kInternal) input.warnings = result.warnings;
  input.log_origin = parts_.log_origin;
  return input;
}

// The document names its own log entry, so its place is foreseen and checked when the entry is
// written.
Status Releases::Commit(release::ReleaseInput input, ReleaseRecord& release) {
  input.log_index = parts_.log->latest().size;
  release.log_index = input.log_index;
  ONEFOLD_ASSIGN_OR_RETURN(release.document, release::FormatRelease(input));
  const Digest digest = crypto::Sha256(AsBytes(release.document));
  release.note = tlog::SignNote(ReleaseNoteText(release.number, digest),
                                parts_.log_origin + "/release", *parts_.key);
  const audit::Event event = audit::WriteReleasePrepared(
      parts_.new_context(), {release.run_id, release.number, release.profile, digest});
  const auto write = [&](std::uint64_t index, rocksdb::WriteBatch& batch) -> Status {
    if (index != input.log_index) return AbortedError("another entry came first");
    parts_.runs->Put(batch, release);
    return OkStatus();
  };
  return parts_.log->Append(write, {&event, 1}).status();
}

Status Releases::Publish(const ReleaseRecord& release, bool latest) const {
  const std::string stem = parts_.directory + "/" + StemOf(release.number);
  ONEFOLD_RETURN_IF_ERROR(PublishFile(stem + ".note", release.note));
  ONEFOLD_RETURN_IF_ERROR(PublishFile(stem + ".json", release.document));
  if (!latest) return OkStatus();
  return PublishFile(parts_.directory + "/latest.json", release.document);
}

}  // namespace onefold::counter
