// The events of version 1 of the log: one struct, one writer and one reader for each, so that no
// service knows a field number. The numbers stand in docs/formats/leaf.md and in the table of
// event_rules.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "services/audit/leaf.h"

namespace onefold::audit {

namespace event_type {
inline constexpr char kLogGenesis[] = "log.genesis";
inline constexpr char kServiceStart[] = "service.start";
inline constexpr char kSubmissionAccepted[] = "submission.accepted";
inline constexpr char kErasureCompleted[] = "erasure.completed";
inline constexpr char kRunStarted[] = "run.started";
inline constexpr char kRunCompleted[] = "run.completed";
inline constexpr char kRunFailed[] = "run.failed";
inline constexpr char kReleasePrepared[] = "release.prepared";
}  // namespace event_type

// What does not come from the facts: when, which event, and the seed of the commitments' nonces.
struct EventContext {
  std::uint64_t time_ms = 0;
  Id128 event_id{};
  Digest nonce_seed{};  // nonce of commitment k = HMAC-SHA256(seed, u8 k)
  Actor daemon;         // role "matcher" or "counter" and its organisation; the handle stays zero
  std::uint64_t boot_index = 0;  // log index of this process's service.start; 0 = none
};
// With a fresh event id and seed.
EventContext NewEventContext(std::uint64_t time_ms, std::string role, std::string organisation,
                             std::uint64_t boot_index = 0);

// What opens a commitment. Kept outside of the leaf, erasable.
struct Opening {
  std::uint64_t key = 0;
  std::string kind;
  Digest nonce{};
  Bytes data;
};
struct Draft {
  Event event;
  std::vector<Opening> openings;
};
// OK when `opening` opens the commitment of its key; DataLoss otherwise.
Status VerifyOpening(const Event& event, const Opening& opening);

// The smallest power of two that is not smaller than `count`; 0 for 0. Exact counts stand in
// commitments only.
std::uint64_t CountBucket(std::uint64_t count);

struct LogGenesis {
  std::string origin;
};
Event WriteLogGenesis(const EventContext& context, const LogGenesis& facts);
StatusOr<LogGenesis> ReadLogGenesis(const Event& event);

struct ServiceStart {
  std::string program_version;  // e.g. "onefold-matcher 0.1.0"
};
Event WriteServiceStart(const EventContext& context, const ServiceStart& facts);
StatusOr<ServiceStart> ReadServiceStart(const Event& event);

struct SubmissionAccepted {
  Id128 submission_id{};
  std::string organisation;  // of the agency
  std::string register_name, purpose, key_epoch;
  Digest schema_digest{};
  std::uint64_t item_bucket = 0;   // set by the writer
  std::uint64_t content_kind = 0;  // 1 encodings, 2 cases
};
// Committed to: content digest, exact count, the agency's seal signature.
struct SubmissionEvidence {
  Digest content_digest{};
  std::uint64_t items = 0;
  Bytes seal_signature;
};
Draft WriteSubmissionAccepted(const EventContext& context, const SubmissionAccepted& facts,
                              const SubmissionEvidence& evidence);
StatusOr<SubmissionAccepted> ReadSubmissionAccepted(const Event& event);

struct ErasureCompleted {
  Id128 submission_id{};
  std::string organisation;  // of the agency
  std::string method = "key-destroyed+range-delete";
  std::string reason;  // code: consent-withdrawn, replaced, error
};
Event WriteErasureCompleted(const EventContext& context, const ErasureCompleted& facts);
StatusOr<ErasureCompleted> ReadErasureCompleted(const Event& event);

struct RunStarted {
  Id128 run_id{};
  std::string register_name, purpose, key_epoch;
  Digest schema_digest{};
  std::uint64_t submissions = 0;
  Digest manifest_digest{};
};
Event WriteRunStarted(const EventContext& context, const RunStarted& facts);
StatusOr<RunStarted> ReadRunStarted(const Event& event);

struct RunCompleted {
  Id128 run_id{};
  Digest manifest_digest{};
  Digest pairs_digest{};
  std::optional<Digest> entities_digest;  // counter only
};
// `counts`: canonical text of the run's exact counts, committed to.
Draft WriteRunCompleted(const EventContext& context, const RunCompleted& facts, ByteView counts);
StatusOr<RunCompleted> ReadRunCompleted(const Event& event);

struct RunFailed {
  Id128 run_id{};
  std::string reason;  // code
};
Event WriteRunFailed(const EventContext& context, const RunFailed& facts);
StatusOr<RunFailed> ReadRunFailed(const Event& event);

struct ReleasePrepared {
  Id128 run_id{};
  std::uint64_t number = 0;
  std::string profile;  // internal, inter-agency, public
  Digest document_digest{};
};
Event WriteReleasePrepared(const EventContext& context, const ReleasePrepared& facts);
StatusOr<ReleasePrepared> ReadReleasePrepared(const Event& event);

// OK when the event has exactly the fields, commitments and correlation that its type asks for.
// Unimplemented for a field this version does not know, DataLoss for a missing or misshapen one.
Status CheckEvent(const Event& event);

}  // namespace onefold::audit
