#include "tests/services/submission/centre_fixture.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "services/rpc/grpc_status.h"

namespace onefold::testing {
namespace {

template <typename T>
T Must(StatusOr<T> value) {
  if (!value.ok()) throw std::runtime_error(std::string(Message(value.status())));
  return *std::move(value);
}

crypto::Secret FixedKey(std::uint8_t byte) { return crypto::Secret::CopyOf(Bytes(32, byte)); }
std::string AsString(ByteView bytes) { return std::string(AsText(bytes)); }

}  // namespace

TestStore::TestStore(Options given) : options(std::move(given)) {
  vault = std::make_unique<store::Vault>(Must(store::Vault::Make(FixedKey(7))));
  std::vector<store::Family> families = store::SubmissionTable::Families();
  for (const std::string& name : store::LogColumnFamilies()) families.push_back({name});
  families.insert(families.end(), options.families.begin(), options.families.end());
  database = Must(store::Database::Open(options.folder + "/data", families));
  table = std::make_unique<store::SubmissionTable>(database.get(), vault.get());
  store::LogOptions log_options;
  log_options.origin = options.role + ".example/test";
  log_options.publish_dir = options.folder + "/publish";
  log_options.guard_path = options.folder + "/guard";
  log_options.role = options.role;
  log_options.organisation = "office";
  log = Must(store::LogStore::Open(database->db(), database->families(), log_options,
                                   Must(crypto::SignKeyPairFromSeed(FixedKey(9)))));
  submission::IntakeParts parts;
  parts.database = database.get();
  parts.table = table.get();
  parts.log = log.get();
  parts.checker = options.checker;
  parts.metrics = &metrics;
  parts.new_context = [this] { return NewContext(); };
  intake = Must(submission::Intake::Open(std::move(parts), options.intake));
}

audit::EventContext TestStore::NewContext() const {
  return audit::NewEventContext(1'700'000'000'000, options.role, "office");
}

TestAgency::TestAgency(std::string agency_name, const TestPki& pki)
    : name(std::move(agency_name)),
      key(crypto::GenerateSignKeyPair()),
      tls(pki.Issue(rpc::Role::kAgency, name)) {}

void TestAgency::Connect(rpc::Role role, int port) {
  stub = v1::SubmissionService::NewStub(
      Must(rpc::MakeChannel({"127.0.0.1:" + std::to_string(port), role, ""}, tls)));
}

v1::Manifest TestAgency::NewManifest(const Digest& schema) const {
  v1::Manifest manifest;
  manifest.set_submission_id(AsString(crypto::RandomId128()));
  manifest.set_organisation(name);
  manifest.set_content(v1::CONTENT_KIND_ENCODINGS);
  manifest.set_register_("victim");
  manifest.set_purpose("statistics");
  manifest.set_key_epoch("2026");
  manifest.set_schema_digest(AsString(schema));
  return manifest;
}

std::string TestAgency::Sign(const std::string& context, const std::string& bytes) const {
  return AsString(crypto::Sign(key, AsBytes(std::string_view(context + bytes))));
}

v1::UploadRequest TestAgency::Open(const std::string& manifest) const {
  v1::UploadRequest request;
  request.mutable_open()->set_manifest(manifest);
  request.mutable_open()->set_signature(Sign("onefold/v1/manifest\n", manifest));
  return request;
}

v1::UploadRequest TestAgency::ChunkRequest(std::uint64_t index, const TestChunk& chunk) {
  v1::UploadRequest request;
  request.mutable_chunk()->set_index(index);
  request.mutable_chunk()->set_pass(chunk.pass);
  request.mutable_chunk()->set_content(AsString(chunk.content));
  return request;
}

TestAgency::Uploaded TestAgency::Upload(const v1::UploadRequest& open,
                                        const std::vector<TestChunk>& chunks) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, std::chrono::seconds(60));
  const auto stream = stub->Upload(&context);
  Uploaded result;
  stream->Write(open);
  v1::UploadResponse response;
  if (stream->Read(&response)) {
    result.first_want = result.want = response.want();
    result.state = response.state();
    for (std::uint64_t i = response.want(); i < chunks.size(); ++i) {
      if (!stream->Write(ChunkRequest(i, chunks[i]))) break;
    }
    stream->WritesDone();
    while (stream->Read(&response)) {
      result.want = response.want();
      result.state = response.state();
    }
  }
  result.status = rpc::FromGrpc(stream->Finish());
  return result;
}

TestAgency::Uploaded TestAgency::SendRaw(const std::vector<v1::UploadRequest>& requests) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, std::chrono::seconds(60));
  const auto stream = stub->Upload(&context);
  for (const auto& request : requests) {
    if (!stream->Write(request)) break;
  }
  stream->WritesDone();
  Uploaded result;
  v1::UploadResponse response;
  while (stream->Read(&response)) {
    result.want = response.want();
    result.state = response.state();
  }
  result.status = rpc::FromGrpc(stream->Finish());
  return result;
}

v1::SealStatement TestAgency::StatementFor(const std::string& id,
                                           const std::vector<TestChunk>& chunks,
                                           std::uint64_t items) const {
  // Written from the document, not with the server's code.
  Bytes records;
  for (std::uint64_t i = 0; i < chunks.size(); ++i) {
    AppendBe64(records, i);
    AppendBe32(records, chunks[i].pass);
    onefold::Append(records, ByteView(crypto::Sha256(chunks[i].content)));
  }
  v1::SealStatement statement;
  statement.set_submission_id(id);
  statement.set_chunks(chunks.size());
  statement.set_content_digest(AsString(crypto::Sha256(records)));
  statement.set_items(items);
  return statement;
}

StatusOr<v1::Submission> TestAgency::Seal(const v1::SealStatement& statement) {
  v1::SealRequest request;
  request.set_statement(statement.SerializeAsString());
  request.set_signature(Sign("onefold/v1/seal\n", request.statement()));
  v1::SealResponse response;
  grpc::ClientContext context;
  rpc::SetDeadline(context, std::chrono::seconds(30));
  ONEFOLD_RETURN_IF_ERROR(rpc::FromGrpc(stub->Seal(&context, request, &response)));
  return response.submission();
}

StatusOr<v1::Submission> TestAgency::Withdraw(const std::string& id, const std::string& reason) {
  v1::WithdrawStatement statement;
  statement.set_submission_id(id);
  statement.set_reason(reason);
  v1::WithdrawRequest request;
  request.set_statement(statement.SerializeAsString());
  request.set_signature(Sign("onefold/v1/withdraw\n", request.statement()));
  v1::WithdrawResponse response;
  grpc::ClientContext context;
  rpc::SetDeadline(context, std::chrono::seconds(30));
  ONEFOLD_RETURN_IF_ERROR(rpc::FromGrpc(stub->Withdraw(&context, request, &response)));
  return response.submission();
}

StatusOr<v1::Receipt> TestAgency::Receipt(const std::string& id, bool withdrawal) {
  v1::GetReceiptRequest request;
  request.set_submission_id(id);
  request.set_withdrawal(withdrawal);
  v1::Receipt response;
  grpc::ClientContext context;
  rpc::SetDeadline(context, std::chrono::seconds(30));
  ONEFOLD_RETURN_IF_ERROR(rpc::FromGrpc(stub->GetReceipt(&context, request, &response)));
  return response;
}

StatusOr<v1::Submission> TestAgency::Get(const std::string& id) {
  v1::GetSubmissionRequest request;
  request.set_submission_id(id);
  v1::Submission response;
  grpc::ClientContext context;
  rpc::SetDeadline(context, std::chrono::seconds(30));
  ONEFOLD_RETURN_IF_ERROR(rpc::FromGrpc(stub->GetSubmission(&context, request, &response)));
  return response;
}

StatusOr<std::vector<v1::Submission>> TestAgency::List(std::uint32_t page_size) {
  std::vector<v1::Submission> all;
  v1::ListSubmissionsRequest request;
  request.set_page_size(page_size);
  do {
    v1::ListSubmissionsResponse response;
    grpc::ClientContext context;
    rpc::SetDeadline(context, std::chrono::seconds(30));
    ONEFOLD_RETURN_IF_ERROR(rpc::FromGrpc(stub->ListSubmissions(&context, request, &response)));
    all.insert(all.end(), response.submissions().begin(), response.submissions().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::string RuleOf(const Status& status) {
  const auto detail = rpc::DetailOf(status);
  return detail.has_value() ? detail->rule : "";
}

bool FilesContain(const std::string& folder, ByteView needle) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (text.find(AsText(needle)) != std::string::npos) return true;
  }
  return false;
}

}  // namespace onefold::testing
