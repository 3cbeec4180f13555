#include "services/agency/centre.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "services/rpc/channel.h"
#include "services/rpc/grpc_status.h"

namespace onefold::agency {

std::string_view CentreName(CentreKind kind) {
  return kind == CentreKind::kMatcher ? "matcher" : "counter";
}

crypto::Signature SignStatement(const crypto::SignKeyPair& key, std::string_view prefix,
                                ByteView statement) {
  Bytes message;
  Append(message, prefix);
  Append(message, statement);
  return crypto::Sign(key, message);
}

StatusOr<std::unique_ptr<Centre>> Centre::Connect(CentreKind kind, const AgencyConfig& config,
                                                  std::function<bool()> cancelled) {
  rpc::Server server;
  server.address = kind == CentreKind::kMatcher ? config.matcher : config.counter;
  server.role = kind == CentreKind::kMatcher ? rpc::Role::kMatcher : rpc::Role::kCounter;
  ONEFOLD_ASSIGN_OR_RETURN(auto channel, rpc::MakeChannel(server, config.tls));
  return std::unique_ptr<Centre>(
      new Centre(kind, config, std::move(channel), std::move(cancelled)));
}

Centre::Centre(CentreKind kind, const AgencyConfig& config, std::shared_ptr<grpc::Channel> channel,
               std::function<bool()> cancelled)
    : kind_(kind),
      log_(kind == CentreKind::kMatcher ? config.matcher_log : config.counter_log),
      policy_{.attempts = config.retry_attempts},
      cancelled_(std::move(cancelled)),
      stub_(v1::SubmissionService::NewStub(std::move(channel))) {}

bool Centre::Sleep(std::chrono::milliseconds time) const {
  constexpr std::chrono::milliseconds kSlice{50};
  for (; time.count() > 0 && !cancelled(); time -= kSlice) {
    std::this_thread::sleep_for(std::min(time, kSlice));
  }
  return !cancelled();
}

template <typename Request, typename Response>
StatusOr<Response> Centre::Call(grpc::Status (v1::SubmissionService::Stub::*method)(
                                    grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
  Response response;
  const auto once = [&] {
    grpc::ClientContext context;
    rpc::SetDeadline(context, rpc::kCallDeadline);
    return rpc::FromGrpc(((*stub_).*method)(&context, request, &response));
  };
  const Status status =
      rpc::Retry(rpc::Backoff(policy_), once, [this](auto time) { return Sleep(time); });
  if (!status.ok()) return Named(status);
  return response;
}

StatusOr<v1::Submission> Centre::Seal(ByteView statement, const crypto::Signature& signature) {
  v1::SealRequest request;
  request.set_statement(statement.data(), statement.size());
  request.set_signature(signature.data(), signature.size());
  ONEFOLD_ASSIGN_OR_RETURN(auto response, Call(&v1::SubmissionService::Stub::Seal, request));
  return std::move(*response.mutable_submission());
}

StatusOr<v1::Submission> Centre::Withdraw(ByteView statement, const crypto::Signature& signature) {
  v1::WithdrawRequest request;
  request.set_statement(statement.data(), statement.size());
  request.set_signature(signature.data(), signature.size());
  ONEFOLD_ASSIGN_OR_RETURN(auto response, Call(&v1::SubmissionService::Stub::Withdraw, request));
  return std::move(*response.mutable_submission());
}

StatusOr<v1::Submission> Centre::GetSubmission(const Id128& id) {
  v1::GetSubmissionRequest request;
  request.set_submission_id(id.data(), id.size());
  return Call(&v1::SubmissionService::Stub::GetSubmission, request);
}

StatusOr<v1::Receipt> Centre::GetReceipt(const Id128& id, bool withdrawal) {
  v1::GetReceiptRequest request;
  request.set_submission_id(id.data(), id.size());
  request.set_withdrawal(withdrawal);
  return Call(&v1::SubmissionService::Stub::GetReceipt, request);
}

}  // namespace onefold::agency
