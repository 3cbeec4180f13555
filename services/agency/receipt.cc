#include "services/agency/receipt.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "crypto/tlog/checkpoint.h"
#include "services/audit/events.h"
#include "services/audit/leaf.h"

namespace onefold::agency {
namespace {

Status Expect(bool holds, std::string_view what) {
  if (holds) return OkStatus();
  return DataLossError(fmt::format("the receipt does not fit: {}", what));
}

struct Opened {
  audit::Event event;
  ReceiptFacts facts;
};

// The entry that the receipt proves to be in the log.
StatusOr<Opened> OpenReceipt(const v1::Receipt& receipt, const tlog::VerifierKey& log) {
  ONEFOLD_ASSIGN_OR_RETURN(const tlog::LogProof proof, tlog::ParseLogProof(receipt.proof()));
  ONEFOLD_ASSIGN_OR_RETURN(const tlog::Checkpoint checkpoint, tlog::VerifyLogProof(proof, log));
  Opened opened;
  ONEFOLD_ASSIGN_OR_RETURN(opened.event, audit::DecodeLeaf(proof.extra));
  ONEFOLD_RETURN_IF_ERROR(audit::CheckEvent(opened.event));
  opened.facts.log_origin = checkpoint.origin;
  opened.facts.log_index = proof.index;
  opened.facts.checkpoint_size = checkpoint.size;
  opened.facts.time_ms = opened.event.time_ms;
  opened.facts.proven.push_back(
      fmt::format("entry {} is in the log {} under a checkpoint of {} entries signed by its key",
                  proof.index, checkpoint.origin, checkpoint.size));
  return opened;
}

// Every commitment of a seal must be opened, and open to what we know.
Status CheckOpenings(const v1::Receipt& receipt, const audit::Event& event, const HalfRecord& half,
                     const crypto::Signature& seal_signature) {
  Bytes count;
  AppendBe64(count, half.items);
  const std::map<std::uint64_t, std::pair<std::string_view, Bytes>> expected = {
      {1, {"content", ToBytes(half.content_digest)}},
      {2, {"count", count}},
      {3, {"signature", ToBytes(seal_signature)}},
  };
  std::size_t opened = 0;
  for (const v1::Opening& wire : receipt.openings()) {
    audit::Opening opening;
    opening.key = wire.key();
    opening.kind = wire.kind();
    ONEFOLD_ASSIGN_OR_RETURN(opening.nonce, ToDigest(AsBytes(wire.nonce())));
    opening.data = ToBytes(AsBytes(wire.data()));
    const auto wanted = expected.find(opening.key);
    ONEFOLD_RETURN_IF_ERROR(Expect(wanted != expected.end(), "an opening of no commitment"));
    ONEFOLD_RETURN_IF_ERROR(audit::VerifyOpening(event, opening));
    ONEFOLD_RETURN_IF_ERROR(
        Expect(opening.kind == wanted->second.first && opening.data == wanted->second.second,
               fmt::format("commitment {}", wanted->second.first)));
    ++opened;
  }
  return Expect(opened == expected.size(), "a commitment is not opened");
}

}  // namespace

StatusOr<ReceiptFacts> VerifySealReceipt(const v1::Receipt& receipt, const tlog::VerifierKey& log,
                                         CentreKind centre, const SubmissionRecord& submission,
                                         std::string_view organisation,
                                         const crypto::Signature& seal_signature) {
  const bool matcher = centre == CentreKind::kMatcher;
  const HalfRecord& half = matcher ? submission.encodings : submission.cases;
  ONEFOLD_ASSIGN_OR_RETURN(Opened opened, OpenReceipt(receipt, log));
  ONEFOLD_ASSIGN_OR_RETURN(const auto facts, audit::ReadSubmissionAccepted(opened.event));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.submission_id == submission.id, "submission id"));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.organisation == organisation, "organisation"));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.register_name == submission.register_name, "register"));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.purpose == submission.purpose, "purpose"));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.key_epoch == submission.key_epoch, "key epoch"));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.schema_digest == submission.schema_digest, "schema"));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.content_kind == (matcher ? 1u : 2u), "content kind"));
  ONEFOLD_RETURN_IF_ERROR(
      Expect(facts.item_bucket == audit::CountBucket(half.items), "size class"));
  ONEFOLD_RETURN_IF_ERROR(CheckOpenings(receipt, opened.event, half, seal_signature));
  opened.facts.proven.push_back(
      fmt::format("the entry accepts submission {} of {}, register {}, purpose {}, key epoch {}",
                  FormatHex(submission.id), organisation, submission.register_name,
                  submission.purpose, submission.key_epoch));
  opened.facts.proven.push_back(
      fmt::format("it commits to exactly the {} {} that were sent, and to this agency's signature",
                  half.items, matcher ? "encodings" : "cases"));
  return std::move(opened.facts);
}

StatusOr<ReceiptFacts> VerifyWithdrawalReceipt(const v1::Receipt& receipt,
                                               const tlog::VerifierKey& log,
                                               const SubmissionRecord& submission,
                                               std::string_view organisation) {
  ONEFOLD_ASSIGN_OR_RETURN(Opened opened, OpenReceipt(receipt, log));
  ONEFOLD_ASSIGN_OR_RETURN(const auto facts, audit::ReadErasureCompleted(opened.event));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.submission_id == submission.id, "submission id"));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.organisation == organisation, "organisation"));
  ONEFOLD_RETURN_IF_ERROR(Expect(facts.reason == submission.withdrawal_reason, "reason"));
  opened.facts.proven.push_back(
      fmt::format("the entry states that submission {} was erased ({}), reason {}",
                  FormatHex(submission.id), facts.method, facts.reason));
  return std::move(opened.facts);
}

std::string FormatOpenings(const v1::Receipt& receipt) {
  nlohmann::ordered_json openings = nlohmann::ordered_json::array();
  for (const v1::Opening& opening : receipt.openings()) {
    openings.push_back({{"key", opening.key()},
                        {"kind", opening.kind()},
                        {"nonce", FormatHex(AsBytes(opening.nonce()))},
                        {"data", FormatBase64(AsBytes(opening.data()))}});
  }
  const nlohmann::ordered_json json = {{"openings", std::move(openings)}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace onefold::agency
