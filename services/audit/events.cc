#include "services/audit/events.h"

#include <algorithm>
#include <bit>

#include "crypto/mac.h"
#include "crypto/random.h"

namespace onefold::audit {
namespace {

constexpr std::uint64_t kLargestBucket = std::uint64_t{1} << 63;

Event NewEvent(const EventContext& context, const char* type) {
  Event event;
  event.time_ms = context.time_ms;
  event.type = type;
  event.actor = context.daemon;
  event.outcome = "ok";
  event.event_id = context.event_id;
  event.boot_index = context.boot_index;
  return event;
}

Value Of(std::string text) { return {std::move(text)}; }
Value Of(std::uint64_t number) { return {number}; }
Value Of(const Digest& digest) { return {ToBytes(digest)}; }

void AddCommitment(Draft& draft, const EventContext& context, std::uint64_t key,
                   const std::string& kind, ByteView content) {
  const auto label = static_cast<std::uint8_t>(key);
  const Digest nonce = crypto::HmacSha256(context.nonce_seed, {&label, 1});
  draft.event.commitments[key] = Commit(kind, nonce, content);
  draft.openings.push_back({.key = key, .kind = kind, .nonce = nonce, .data = ToBytes(content)});
}

// Reads fields of an event that CheckEvent has accepted.
class Fields {
 public:
  static StatusOr<Fields> Of(const Event& event, const char* type) {
    if (event.type != type) return InvalidArgumentError("event: another type than asked for");
    ONEFOLD_RETURN_IF_ERROR(CheckEvent(event));
    return Fields(event);
  }
  std::string Text(std::uint64_t n) const { return std::get<std::string>(Field(n)); }
  std::uint64_t Number(std::uint64_t n) const { return std::get<std::uint64_t>(Field(n)); }
  Digest Hash(std::uint64_t n) const { return ToDigest(std::get<Bytes>(Field(n))).value(); }
  bool Has(std::uint64_t n) const { return event_.fields.contains(n); }
  Id128 Correlation() const { return event_.correlation.front(); }
  const std::string& Organisation() const { return event_.actor.organisation; }

 private:
  explicit Fields(const Event& event) : event_(event) {}
  const decltype(Value::value)& Field(std::uint64_t n) const { return event_.fields.at(n).value; }
  const Event& event_;
};

}  // namespace

EventContext NewEventContext(std::uint64_t time_ms, std::string role, std::string organisation,
                             std::uint64_t boot_index) {
  EventContext context;
  context.time_ms = time_ms;
  context.event_id = crypto::RandomId128();
  crypto::FillRandom(context.nonce_seed);
  context.daemon.role = std::move(role);
  context.daemon.organisation = std::move(organisation);
  context.boot_index = boot_index;
  return context;
}

Status VerifyOpening(const Event& event, const Opening& opening) {
  const auto found = event.commitments.find(opening.key);
  if (found == event.commitments.end() ||
      found->second != Commit(opening.kind, opening.nonce, opening.data)) {
    return DataLossError("the opening does not open the commitment");
  }
  return OkStatus();
}

std::uint64_t CountBucket(std::uint64_t count) {
  if (count > kLargestBucket) return kLargestBucket;
  return count == 0 ? 0 : std::bit_ceil(count);
}

Event WriteLogGenesis(const EventContext& context, const LogGenesis& facts) {
  Event event = NewEvent(context, event_type::kLogGenesis);
  event.fields[1] = Of(facts.origin);
  return event;
}

StatusOr<LogGenesis> ReadLogGenesis(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Fields fields, Fields::Of(event, event_type::kLogGenesis));
  return LogGenesis{.origin = fields.Text(1)};
}

Event WriteServiceStart(const EventContext& context, const ServiceStart& facts) {
  Event event = NewEvent(context, event_type::kServiceStart);
  event.fields[1] = Of(facts.program_version);
  return event;
}

StatusOr<ServiceStart> ReadServiceStart(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Fields fields, Fields::Of(event, event_type::kServiceStart));
  return ServiceStart{.program_version = fields.Text(1)};
}

Draft WriteSubmissionAccepted(const EventContext& context, const SubmissionAccepted& facts,
                              const SubmissionEvidence& evidence) {
  Draft draft{.event = NewEvent(context, event_type::kSubmissionAccepted), .openings = {}};
  draft.event.actor = {.role = "agency", .organisation = facts.organisation, .handle = {}};
  draft.event.correlation = {facts.submission_id};
  draft.event.fields = {{1, Of(facts.register_name)},
                        {2, Of(facts.purpose)},
                        {3, Of(facts.key_epoch)},
                        {4, Of(facts.schema_digest)},
                        {5, Of(CountBucket(evidence.items))},
                        {6, Of(facts.content_kind)}};
  Bytes count;
  AppendBe64(count, evidence.items);
  AddCommitment(draft, context, 1, "content", evidence.content_digest);
  AddCommitment(draft, context, 2, "count", count);
  AddCommitment(draft, context, 3, "signature", evidence.seal_signature);
  return draft;
}

StatusOr<SubmissionAccepted> ReadSubmissionAccepted(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Fields fields, Fields::Of(event, event_type::kSubmissionAccepted));
  return SubmissionAccepted{.submission_id = fields.Correlation(),
                            .organisation = fields.Organisation(),
                            .register_name = fields.Text(1),
                            .purpose = fields.Text(2),
                            .key_epoch = fields.Text(3),
                            .schema_digest = fields.Hash(4),
                            .item_bucket = fields.Number(5),
                            .content_kind = fields.Number(6)};
}

Event WriteErasureCompleted(const EventContext& context, const ErasureCompleted& facts) {
  Event event = NewEvent(context, event_type::kErasureCompleted);
  event.actor = {.role = "agency", .organisation = facts.organisation, .handle = {}};
  event.correlation = {facts.submission_id};
  event.fields = {{1, Of(facts.method)}, {2, Of(facts.reason)}};
  return event;
}

StatusOr<ErasureCompleted> ReadErasureCompleted(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Fields fields, Fields::Of(event, event_type::kErasureCompleted));
  return ErasureCompleted{.submission_id = fields.Correlation(),
                          .organisation = fields.Organisation(),
                          .method = fields.Text(1),
                          .reason = fields.Text(2)};
}

Event WriteRunStarted(const EventContext& context, const RunStarted& facts) {
  Event event = NewEvent(context, event_type::kRunStarted);
  event.correlation = {facts.run_id};
  event.fields = {{1, Of(facts.register_name)}, {2, Of(facts.purpose)},
                  {3, Of(facts.key_epoch)},     {4, Of(facts.schema_digest)},
                  {5, Of(facts.submissions)},   {6, Of(facts.manifest_digest)}};
  return event;
}

StatusOr<RunStarted> ReadRunStarted(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Fields fields, Fields::Of(event, event_type::kRunStarted));
  return RunStarted{.run_id = fields.Correlation(),
                    .register_name = fields.Text(1),
                    .purpose = fields.Text(2),
                    .key_epoch = fields.Text(3),
                    .schema_digest = fields.Hash(4),
                    .submissions = fields.Number(5),
                    .manifest_digest = fields.Hash(6)};
}

Draft WriteRunCompleted(const EventContext& context, const RunCompleted& facts, ByteView counts) {
  Draft draft{.event = NewEvent(context, event_type::kRunCompleted), .openings = {}};
  draft.event.correlation = {facts.run_id};
  draft.event.fields = {{1, Of(facts.manifest_digest)}, {2, Of(facts.pairs_digest)}};
  if (facts.entities_digest) draft.event.fields[3] = Of(*facts.entities_digest);
  AddCommitment(draft, context, 1, "counts", counts);
  return draft;
}

StatusOr<RunCompleted> ReadRunCompleted(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Fields fields, Fields::Of(event, event_type::kRunCompleted));
  RunCompleted facts{.run_id = fields.Correlation(),
                     .manifest_digest = fields.Hash(1),
                     .pairs_digest = fields.Hash(2),
                     .entities_digest = std::nullopt};
  if (fields.Has(3)) facts.entities_digest = fields.Hash(3);
  return facts;
}

Event WriteRunFailed(const EventContext& context, const RunFailed& facts) {
  Event event = NewEvent(context, event_type::kRunFailed);
  event.outcome = "failed";
  event.correlation = {facts.run_id};
  event.fields[1] = Of(facts.reason);
  return event;
}

StatusOr<RunFailed> ReadRunFailed(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Fields fields, Fields::Of(event, event_type::kRunFailed));
  return RunFailed{.run_id = fields.Correlation(), .reason = fields.Text(1)};
}

Event WriteReleasePrepared(const EventContext& context, const ReleasePrepared& facts) {
  Event event = NewEvent(context, event_type::kReleasePrepared);
  event.correlation = {facts.run_id};
  event.fields = {{1, Of(facts.number)}, {2, Of(facts.profile)}, {3, Of(facts.document_digest)}};
  return event;
}

StatusOr<ReleasePrepared> ReadReleasePrepared(const Event& event) {
  ONEFOLD_ASSIGN_OR_RETURN(const Fields fields, Fields::Of(event, event_type::kReleasePrepared));
  return ReleasePrepared{.run_id = fields.Correlation(),
                         .number = fields.Number(1),
                         .profile = fields.Text(2),
                         .document_digest = fields.Hash(3)};
}

}  // namespace onefold::audit
