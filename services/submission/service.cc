#include "services/submission/service.h"

#include <algorithm>
#include <optional>
#include <string>

#include "onefold/v1/submission.grpc.pb.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/server.h"

namespace onefold::submission {
namespace {

using grpc::ServerContext;
using rpc::ToGrpc;
using store::SubmissionRecord;
using store::SubmissionState;

constexpr std::uint32_t kPageSize = 100, kMaxPageSize = 1000;

std::string AsString(ByteView bytes) { return std::string(AsText(bytes)); }

const char* StateName(SubmissionState state) {
  switch (state) {
    case SubmissionState::kOpen:
      return "open";
    case SubmissionState::kSealed:
      return "sealed";
    case SubmissionState::kWithdrawn:
      return "withdrawn";
  }
  return "";
}

void Fill(const SubmissionRecord& record, v1::Submission& out) {
  out.set_submission_id(AsString(record.id));
  out.set_organisation(record.organisation);
  out.set_state(StateName(record.state));
  out.set_register_(record.register_name);
  out.set_purpose(record.purpose);
  out.set_key_epoch(record.key_epoch);
  out.set_schema_digest(AsString(record.schema_digest));
  out.set_chunks(record.chunks);
  out.set_items(record.items);
  if (record.seal.has_value()) out.set_log_index(record.seal->index);
  if (record.withdrawal.has_value()) out.set_withdrawal_log_index(record.withdrawal->index);
  out.set_content(static_cast<v1::ContentKind>(record.content));
}

StatusOr<Id128> IdOf(const std::string& bytes) {
  const auto id = ToId128(AsBytes(bytes));
  if (!id.ok()) {
    return rpc::WithDetail(InvalidArgumentError("submission_id: must have 16 bytes"),
                           {.rule = "request.malformed", .field = "submission_id"});
  }
  return id;
}

class Service final : public v1::SubmissionService::Service {
 public:
  explicit Service(Intake* intake) : intake_(*intake) {}

  grpc::Status Upload(
      ServerContext* context,
      grpc::ServerReaderWriter<v1::UploadResponse, v1::UploadRequest>* stream) override {
    return ToGrpc(Receive(*context, *stream));
  }

  grpc::Status Seal(ServerContext* context, const v1::SealRequest* request,
                    v1::SealResponse* response) override {
    const auto peer = rpc::PeerOf(*context);
    if (!peer.ok()) return ToGrpc(peer.status());
    const auto record = intake_.Seal(peer->organisation, AsBytes(request->statement()),
                                     AsBytes(request->signature()));
    if (!record.ok()) return ToGrpc(record.status());
    Fill(*record, *response->mutable_submission());
    return grpc::Status::OK;
  }

  grpc::Status Withdraw(ServerContext* context, const v1::WithdrawRequest* request,
                        v1::WithdrawResponse* response) override {
    const auto peer = rpc::PeerOf(*context);
    if (!peer.ok()) return ToGrpc(peer.status());
    const auto record = intake_.Withdraw(peer->organisation, AsBytes(request->statement()),
                                         AsBytes(request->signature()));
    if (!record.ok()) return ToGrpc(record.status());
    Fill(*record, *response->mutable_submission());
    return grpc::Status::OK;
  }

  grpc::Status GetSubmission(ServerContext* context, const v1::GetSubmissionRequest* request,
                             v1::Submission* response) override {
    const auto scope = ScopeOf(*context);
    if (!scope.ok()) return ToGrpc(scope.status());
    const auto id = IdOf(request->submission_id());
    if (!id.ok()) return ToGrpc(id.status());
    const auto record = intake_.Get(*scope, *id);
    if (!record.ok()) return ToGrpc(record.status());
    Fill(*record, *response);
    return grpc::Status::OK;
  }

  grpc::Status ListSubmissions(ServerContext* context, const v1::ListSubmissionsRequest* request,
                               v1::ListSubmissionsResponse* response) override {
    const auto scope = ScopeOf(*context);
    if (!scope.ok()) return ToGrpc(scope.status());
    std::optional<Id128> after;
    if (!request->page_token().empty()) {
      const auto id = ParseId128(request->page_token());
      if (!id.ok()) return ToGrpc(id.status());
      after = *id;
    }
    const std::uint32_t limit =
        request->page_size() == 0 ? kPageSize : std::min(request->page_size(), kMaxPageSize);
    const auto records = intake_.List(*scope, after, limit);
    if (!records.ok()) return ToGrpc(records.status());
    for (const SubmissionRecord& record : *records) Fill(record, *response->add_submissions());
    if (records->size() == limit) response->set_next_page_token(FormatHex(records->back().id));
    return grpc::Status::OK;
  }

  grpc::Status GetReceipt(ServerContext* context, const v1::GetReceiptRequest* request,
                          v1::Receipt* response) override {
    const auto peer = rpc::PeerOf(*context);
    if (!peer.ok()) return ToGrpc(peer.status());
    const auto id = IdOf(request->submission_id());
    if (!id.ok()) return ToGrpc(id.status());
    const auto receipt = intake_.GetReceipt(peer->organisation, *id, request->withdrawal());
    if (!receipt.ok()) return ToGrpc(receipt.status());
    response->set_proof(receipt->proof);
    for (const audit::Opening& opening : receipt->openings) {
      auto& out = *response->add_openings();
      out.set_key(static_cast<std::uint32_t>(opening.key));
      out.set_kind(opening.kind);
      out.set_nonce(AsString(opening.nonce));
      out.set_data(AsString(opening.data));
    }
    return grpc::Status::OK;
  }

 private:
  // An agency sees its own; the coordination body, where the role table lets it in, sees all.
  static StatusOr<std::optional<std::string>> ScopeOf(const ServerContext& context) {
    ONEFOLD_ASSIGN_OR_RETURN(const rpc::Peer peer, rpc::PeerOf(context));
    if (peer.role == rpc::Role::kCoordinator) return std::optional<std::string>();
    return std::optional<std::string>(peer.organisation);
  }

  using Stream = grpc::ServerReaderWriter<v1::UploadResponse, v1::UploadRequest>;

  static bool Acknowledge(const submission::Upload& upload, Stream& stream) {
    v1::UploadResponse response;
    response.set_want(upload.want());
    response.set_state(StateName(upload.state()));
    return stream.Write(response);
  }

  Status Receive(const ServerContext& context, Stream& stream) {
    ONEFOLD_ASSIGN_OR_RETURN(const rpc::Peer peer, rpc::PeerOf(context));
    v1::UploadRequest request;
    if (!stream.Read(&request) || !request.has_open()) {
      return rpc::WithDetail(InvalidArgumentError("an upload begins with `open`"),
                             {.rule = "upload.open-first"});
    }
    ONEFOLD_ASSIGN_OR_RETURN(
        const auto upload, intake_.OpenUpload(peer.organisation, AsBytes(request.open().manifest()),
                                              AsBytes(request.open().signature())));
    Acknowledge(*upload, stream);
    upload->OnDurable([&] { Acknowledge(*upload, stream); });
    const Status received = ReceiveChunks(*upload, stream, request);
    // What came before an error was good and is kept: a resumed upload goes on behind it.
    const Status committed = upload->Commit();
    if (!received.ok()) return received;
    ONEFOLD_RETURN_IF_ERROR(committed);
    Acknowledge(*upload, stream);
    return OkStatus();
  }

  static Status ReceiveChunks(submission::Upload& upload, Stream& stream,
                              v1::UploadRequest& request) {
    while (stream.Read(&request)) {
      if (!request.has_chunk()) {
        return rpc::WithDetail(InvalidArgumentError("after `open` only chunks are sent"),
                               {.rule = "upload.chunk-expected"});
      }
      const v1::Chunk& chunk = request.chunk();
      ONEFOLD_RETURN_IF_ERROR(upload.Add(chunk.index(), chunk.pass(), AsBytes(chunk.content()),
                                         AsBytes(chunk.digest())));
    }
    return OkStatus();
  }

  Intake& intake_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeSubmissionService(Intake* intake) {
  return std::make_unique<Service>(intake);
}

}  // namespace onefold::submission
