#include "services/counter/cases.h"

#include <algorithm>
#include <string_view>

#include "crypto/hash.h"
#include "onefold/v1/case.pb.h"
#include "services/audit/files.h"
#include "services/rpc/error.h"

namespace onefold::counter {
namespace {

constexpr std::size_t kMaxSchemaBytes = 4 << 20;
constexpr int kMaxIndicators = 256, kMaxCodes = 64;
constexpr std::size_t kMaxCodeLength = 64;

Status Malformed(std::size_t index, const char* field, const char* rule) {
  return rpc::WithDetail(
      InvalidArgumentError("case " + std::to_string(index) + ", " + field + ": " + rule),
      {.rule = "case.malformed", .field = field});
}

// Codes come from a template: printable ASCII without spaces, so that no free text fits in.
bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= kMaxCodeLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

StatusOr<linkage::Case> ReadCase(const v1::Case& message, std::size_t index) {
  linkage::Case item;
  const auto handle = ToId128(AsBytes(message.handle()));
  if (!handle.ok()) return Malformed(index, "handle", "must have 16 bytes");
  item.handle = *handle;

  const std::string_view basis = message.legal_basis(), letters = "CTPV";
  const std::size_t letter = basis.size() == 1 ? letters.find(basis[0]) : std::string_view::npos;
  if (letter == std::string_view::npos)
    return Malformed(index, "legal_basis", "is not C, T, P or V");
  item.legal_basis = static_cast<linkage::LegalBasis>(letter);
  if (message.consent_linkage() == "Y") {
    item.consent_linkage = linkage::Consent::kYes;
  } else if (message.consent_linkage() == "N") {
    item.consent_linkage = linkage::Consent::kNo;
  } else if (message.consent_linkage() != "NA") {
    return Malformed(index, "consent_linkage", "is not Y, N or NA");
  }
  item.linkable = message.linkable();
  if (item.linkable && !linkage::AllowsLinkage(item.legal_basis, item.consent_linkage)) {
    return Malformed(index, "linkable", "consent and legal basis do not allow linkage");
  }
  if (message.planted() > linkage::kMaxPlanted)
    return Malformed(index, "planted", "is not from 0 to 1000000");
  item.planted = message.planted();
  if (message.indicators_size() > kMaxIndicators)
    return Malformed(index, "indicators", "are too many");
  for (const auto& indicator : message.indicators()) {
    const auto& codes = indicator.codes();
    if (!IsCode(indicator.indicator()) || codes.size() > kMaxCodes ||
        !std::all_of(codes.begin(), codes.end(),
                     [](const std::string& code) { return IsCode(code); })) {
      return Malformed(index, "indicators", "are not codes");
    }
    item.indicators.push_back({indicator.indicator(), {codes.begin(), codes.end()}});
  }
  return item;
}

}  // namespace

Status ReadCases(ByteView bytes, const std::function<Status(const linkage::Case&)>& take) {
  v1::CaseBatch batch;
  if (!batch.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return rpc::WithDetail(InvalidArgumentError("not a batch of cases: truncated or damaged"),
                           {.rule = "chunk.items", .field = "chunk.content"});
  }
  for (int i = 0; i < batch.cases_size(); ++i) {
    ONEFOLD_ASSIGN_OR_RETURN(const linkage::Case item,
                             ReadCase(batch.cases(i), static_cast<std::size_t>(i)));
    ONEFOLD_RETURN_IF_ERROR(take(item));
  }
  return OkStatus();
}

StatusOr<std::set<Digest>> ReadSchemaDigests(const std::vector<std::string>& paths) {
  std::set<Digest> digests;
  for (const std::string& path : paths) {
    ONEFOLD_ASSIGN_OR_RETURN(const Bytes file, audit::ReadFile(path, kMaxSchemaBytes));
    digests.insert(crypto::Sha256(file));
  }
  return digests;
}

Status CasesChecker::CheckManifest(const submission::Manifest& manifest) const {
  if (!schemas_.contains(manifest.schema_digest)) {
    return rpc::WithDetail(
        FailedPreconditionError("the linkage schema is not in use at this counter"),
        {.rule = "submission.schema-mismatch", .field = "manifest.schema_digest"});
  }
  const auto key = crypto::OpenSealed(box_key_, manifest.sealed_pseudonym_key);
  if (!key.ok() || key->size() != 32) {
    return rpc::WithDetail(
        FailedPreconditionError("the pseudonym key is not sealed to this counter's key"),
        {.rule = "submission.pseudonym-key", .field = "manifest.sealed_pseudonym_key"});
  }
  return OkStatus();
}

StatusOr<std::uint64_t> CasesChecker::CheckChunk(const submission::Manifest&, std::uint32_t pass,
                                                 ByteView content) const {
  if (pass != 0) {
    return rpc::WithDetail(InvalidArgumentError("cases have no passes"),
                           {.rule = "chunk.pass", .field = "chunk.pass"});
  }
  std::uint64_t cases = 0;
  ONEFOLD_RETURN_IF_ERROR(ReadCases(content, [&](const linkage::Case&) {
    ++cases;
    return OkStatus();
  }));
  if (cases == 0) {
    return rpc::WithDetail(InvalidArgumentError("a chunk without a case"),
                           {.rule = "chunk.items", .field = "chunk.content"});
  }
  return cases;
}

Status CasesChecker::CheckSeal(const submission::Manifest& manifest, std::uint64_t items) const {
  if (manifest.records == items) return OkStatus();
  return rpc::WithDetail(InvalidArgumentError("the manifest announced another number of cases"),
                         {.rule = "seal.mismatch", .field = "manifest.records"});
}

}  // namespace onefold::counter
