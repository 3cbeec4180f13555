#include "services/submission/statement.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.h"
#include "onefold/v1/submission.pb.h"
#include "services/rpc/error.h"
#include "services/rpc/identity.h"

namespace onefold::submission {
namespace {

constexpr std::array<std::string_view, 4> kRegisters = {"victim", "trafficker", "missing-child",
                                                        "csa"};
constexpr std::array<std::string_view, 3> kReasons = {"consent-withdrawn", "replaced", "error"};
constexpr std::size_t kSealedKeyBytes = 32 + 48;
constexpr std::size_t kMaxStatementBytes = 4 << 10;
constexpr std::size_t kMaxManifestBytes = 256 << 10;  // chance agreement takes the most

Status Malformed(const char* field, const char* rule) {
  return rpc::WithDetail(InvalidArgumentError(std::string(field) + ": " + rule),
                         {.rule = "statement.malformed", .field = field});
}

// Purposes and epochs stand in the log and in file names.
bool IsCode(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), is_allowed);
}

template <typename Message>
Status ParseStrictly(ByteView bytes, Message& message, const char* what, std::size_t max_bytes) {
  if (bytes.size() > max_bytes ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Malformed(what, "cannot be read");
  }
  if (!message.GetReflection()->GetUnknownFields(message).empty()) {
    return Malformed(what, "has a field that this version does not know");
  }
  return OkStatus();
}

StatusOr<Id128> IdOf(const std::string& bytes, const char* field) {
  auto id = ToId128(AsBytes(bytes));
  if (!id.ok()) return Malformed(field, "must have 16 bytes");
  return id;
}

StatusOr<Digest> DigestOf(const std::string& bytes, const char* field) {
  auto digest = ToDigest(AsBytes(bytes));
  if (!digest.ok()) return Malformed(field, "must have 32 bytes");
  return digest;
}

Status ReadCaseFields(const v1::Manifest& message, Manifest& manifest) {
  manifest.sealed_pseudonym_key = ToBytes(AsBytes(message.sealed_pseudonym_key()));
  manifest.template_digest_hex = message.template_digest_hex();
  manifest.records = message.records();
  if (manifest.content == store::ContentKind::kEncodings) {
    if (!manifest.sealed_pseudonym_key.empty() || !manifest.template_digest_hex.empty() ||
        manifest.records != 0) {
      return Malformed("manifest", "has fields that only cases have");
    }
    return OkStatus();
  }
  if (manifest.sealed_pseudonym_key.size() != kSealedKeyBytes) {
    return Malformed("manifest.sealed_pseudonym_key", "must have 80 bytes");
  }
  if (!manifest.template_digest_hex.empty() && !ParseDigest(manifest.template_digest_hex).ok()) {
    return Malformed("manifest.template_digest_hex", "must have 64 hexadecimal digits");
  }
  return OkStatus();
}

// Counts of chance agreement: bounded and in order, so that two ways to write one table do not
// exist.
Status CheckChance(const v1::Manifest& message) {
  constexpr int kMaxGroups = 256, kMaxFilters = 4, kMaxOutcomes = 4'096;
  constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 40;
  if (message.content() != v1::CONTENT_KIND_ENCODINGS && message.chance_size() > 0) {
    return Malformed("manifest.chance", "is for encodings only");
  }
  if (message.chance_size() > kMaxGroups)
    return Malformed("manifest.chance", "has too many groups");
  std::vector<std::string> last;
  for (const v1::ChanceGroup& group : message.chance()) {
    const std::vector<std::string> filters(group.filters().begin(), group.filters().end());
    if (filters <= last) return Malformed("manifest.chance", "has groups out of order");
    last = filters;
    if (group.filters_size() < 1 || group.filters_size() > kMaxFilters || group.counts_size() < 1 ||
        group.counts_size() > kMaxOutcomes) {
      return Malformed("manifest.chance", "has a group of a wrong size");
    }
    for (int i = 0; i < group.counts_size(); ++i) {
      const v1::ChanceCount& count = group.counts(i);
      if (count.count() < 1 || count.count() > kMaxCount ||
          (i > 0 && count.outcome() <= group.counts(i - 1).outcome())) {
        return Malformed("manifest.chance", "has counts out of order or range");
      }
    }
  }
  return OkStatus();
}

}  // namespace

StatusOr<Manifest> ParseManifest(ByteView bytes) {
  v1::Manifest message;
  ONEFOLD_RETURN_IF_ERROR(ParseStrictly(bytes, message, "manifest", kMaxManifestBytes));
  Manifest manifest;
  ONEFOLD_ASSIGN_OR_RETURN(manifest.id, IdOf(message.submission_id(), "manifest.submission_id"));
  ONEFOLD_ASSIGN_OR_RETURN(manifest.schema_digest,
                           DigestOf(message.schema_digest(), "manifest.schema_digest"));
  manifest.organisation = message.organisation();
  manifest.register_name = message.register_();
  manifest.purpose = message.purpose();
  manifest.key_epoch = message.key_epoch();
  if (!rpc::IsOrganisationName(manifest.organisation)) {
    return Malformed("manifest.organisation", "is not an organisation name");
  }
  if (message.content() != v1::CONTENT_KIND_ENCODINGS &&
      message.content() != v1::CONTENT_KIND_CASES) {
    return Malformed("manifest.content", "is not a known kind");
  }
  manifest.content = static_cast<store::ContentKind>(message.content());
  if (std::find(kRegisters.begin(), kRegisters.end(), manifest.register_name) == kRegisters.end()) {
    return Malformed("manifest.register", "is not a known register");
  }
  if (!IsCode(manifest.purpose)) return Malformed("manifest.purpose", "is not a code");
  if (!IsCode(manifest.key_epoch)) return Malformed("manifest.key_epoch", "is not a code");
  ONEFOLD_RETURN_IF_ERROR(ReadCaseFields(message, manifest));
  ONEFOLD_RETURN_IF_ERROR(CheckChance(message));
  return manifest;
}

StatusOr<SealStatement> ParseSealStatement(ByteView bytes) {
  v1::SealStatement message;
  ONEFOLD_RETURN_IF_ERROR(ParseStrictly(bytes, message, "statement", kMaxStatementBytes));
  SealStatement statement;
  ONEFOLD_ASSIGN_OR_RETURN(statement.id, IdOf(message.submission_id(), "statement.submission_id"));
  ONEFOLD_ASSIGN_OR_RETURN(statement.content_digest,
                           DigestOf(message.content_digest(), "statement.content_digest"));
  statement.chunks = message.chunks();
  statement.items = message.items();
  return statement;
}

StatusOr<WithdrawStatement> ParseWithdrawStatement(ByteView bytes) {
  v1::WithdrawStatement message;
  ONEFOLD_RETURN_IF_ERROR(ParseStrictly(bytes, message, "statement", kMaxStatementBytes));
  WithdrawStatement statement;
  ONEFOLD_ASSIGN_OR_RETURN(statement.id, IdOf(message.submission_id(), "statement.submission_id"));
  statement.reason = message.reason();
  if (std::find(kReasons.begin(), kReasons.end(), statement.reason) == kReasons.end()) {
    return Malformed("statement.reason", "is not a known code");
  }
  return statement;
}

Status VerifyStatement(const crypto::SignPublicKey& key, Signed what, ByteView bytes,
                       ByteView signature) {
  Bytes text;
  switch (what) {
    case Signed::kManifest:
      Append(text, "onefold/v1/manifest\n");
      break;
    case Signed::kSeal:
      Append(text, "onefold/v1/seal\n");
      break;
    case Signed::kWithdraw:
      Append(text, "onefold/v1/withdraw\n");
      break;
  }
  Append(text, bytes);
  if (signature.size() != 64 || !crypto::VerifySignature(key, text, signature)) {
    return rpc::WithDetail(
        UnauthenticatedError("the signature is not the agency's over these bytes"),
        {.rule = "statement.signature", .field = "signature"});
  }
  return OkStatus();
}

Digest ContentDigest(std::span<const store::ChunkRecord> chunks) {
  crypto::Sha256Stream stream;
  for (std::uint64_t index = 0; index < chunks.size(); ++index) {
    Bytes row;
    AppendBe64(row, index);
    AppendBe32(row, chunks[index].pass);
    Append(row, ByteView(chunks[index].digest));
    stream.Update(row);
  }
  return stream.Finish();
}

}  // namespace onefold::submission
