// Real servers and clients on loopback with real certificates: who gets in, and to what.
#include <google/protobuf/empty.pb.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "onefold/v1/count.grpc.pb.h"
#include "onefold/v1/link.grpc.pb.h"
#include "onefold/v1/node.grpc.pb.h"
#include "onefold/v1/submission.grpc.pb.h"
#include "services/rpc/channel.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/server.h"
#include "tests/services/rpc/test_pki.h"

namespace onefold::rpc {
namespace {

using grpc::StatusCode;
using testing::TestPki;

class Calls : public CallObserver {
 public:
  void CallFinished(std::string_view method, int code, double seconds) override {
    const std::lock_guard lock(mutex_);
    ++finished_[std::string(method) + " " + std::to_string(code)];
    EXPECT_GE(seconds, 0);
  }
  void CallRefused(std::string_view) override { ++refused; }
  int Finished(const std::string& key) {
    const std::lock_guard lock(mutex_);
    return finished_[key];
  }
  std::atomic<int> refused{0};

 private:
  std::mutex mutex_;
  std::map<std::string, int> finished_;
};

// The generated base classes answer UNIMPLEMENTED: a call that gets that far has passed the role
// check.
class ServerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { pki_ = new TestPki; }
  static void TearDownTestSuite() { delete pki_; }

  void StartServer(Program program, const std::string& server_uri) {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.tls = pki_->Issue(server_uri);
    options.program = program;
    options.organisation = "own";
    options.observer = &calls_;
    grpc::Service* services[] = {&submission_, &link_, &count_, &node_};
    auto server = RpcServer::Start(options, services);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    address_ = "127.0.0.1:" + std::to_string(server_->port());
  }

  // The status of one call without a message, by a client with `files`.
  grpc::Status Call(const std::string& method, const TlsFiles& files,
                    Role server_role = Role::kMatcher, const std::string& server_organisation = "",
                    const std::string& host = "127.0.0.1") {
    auto channel = MakeChannel(
        {host + ":" + std::to_string(server_->port()), server_role, server_organisation}, files);
    if (!channel.ok()) return ToGrpc(channel.status());
    return Call(method, *channel);
  }

  grpc::Status Call(const std::string& method, const std::shared_ptr<grpc::Channel>& channel) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    SetDeadline(context, std::chrono::seconds(10));
    grpc::CompletionQueue queue;
    grpc::ByteBuffer request, response;
    grpc::Slice empty("", 0);
    request = grpc::ByteBuffer(&empty, 1);
    auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
    call->StartCall();
    grpc::Status status;
    call->Finish(&response, &status, this);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return status;
  }

  static TestPki* pki_;
  Calls calls_;
  v1::SubmissionService::Service submission_;
  v1::LinkService::Service link_;
  v1::CountService::Service count_;
  v1::NodeService::Service node_;
  std::unique_ptr<RpcServer> server_;
  std::string address_;
};

TestPki* ServerTest::pki_ = nullptr;

TEST_F(ServerTest, TheTableIsEnforcedForEveryRoleAndMethod) {
  struct Site {
    Program program;
    Role role;
  };
  for (const Site& site :
       {Site{Program::kMatcher, Role::kMatcher}, Site{Program::kCounter, Role::kCounter},
        Site{Program::kNode, Role::kAgency}}) {
    StartServer(site.program, FormatPeerUri({site.role, "own"}));
    for (Role role : {Role::kAgency, Role::kMatcher, Role::kCounter, Role::kCoordinator,
                      Role::kClient, Role::kAuditor}) {
      auto channel = MakeChannel({address_, site.role, "own"}, pki_->Issue(role, "own"));
      ASSERT_TRUE(channel.ok());
      for (const AccessRule& rule : AccessTable()) {
        if (rule.method == "/grpc.health.v1.Health/Watch") continue;  // never ends
        const bool allowed = CheckAccess(rule.method, site.program, "own", {role, "own"}).ok();
        const grpc::Status status = Call(std::string(rule.method), *channel);
        if (!allowed) {
          EXPECT_EQ(status.error_code(), StatusCode::PERMISSION_DENIED)
              << rule.method << " " << RoleName(role);
        } else if (rule.method.starts_with("/grpc.health.v1.")) {
          EXPECT_TRUE(status.ok()) << status.error_message();
        } else {
          EXPECT_EQ(status.error_code(), StatusCode::UNIMPLEMENTED)
              << rule.method << " " << RoleName(role);
        }
      }
    }
    server_.reset();
  }
  EXPECT_GT(calls_.refused, 0);
  EXPECT_EQ(calls_.Finished("/onefold.v1.LinkService/Link 12"), 1);
}

TEST_F(ServerTest, RefusesCertificatesThatAreNotGood) {
  StartServer(Program::kMatcher, "onefold://matcher/own");
  const std::string seal = "/onefold.v1.SubmissionService/Seal";
  EXPECT_EQ(Call(seal, pki_->Issue("onefold://agency/police")).error_code(),
            StatusCode::UNIMPLEMENTED);

  EXPECT_EQ(Call(seal, pki_->Issue("onefold://agency/police", -1)).error_code(),
            StatusCode::UNAVAILABLE)
      << "expired";

  const TestPki stranger;
  TlsFiles foreign = stranger.Issue("onefold://agency/police");
  foreign.ca = pki_->Issue("onefold://agency/police").ca;
  EXPECT_EQ(Call(seal, foreign).error_code(), StatusCode::UNAVAILABLE) << "another authority";

  for (const char* uri : {"", "onefold://admin/police", "https://police.example"}) {
    EXPECT_EQ(Call(seal, pki_->Issue(uri)).error_code(), StatusCode::UNAUTHENTICATED) << uri;
  }
  const TlsFiles two =
      pki_->IssueWithNames("URI:onefold://agency/police,URI:onefold://counter/own,IP:127.0.0.1");
  EXPECT_EQ(Call(seal, two).error_code(), StatusCode::UNAUTHENTICATED) << "two identities";
}

TEST_F(ServerTest, AClientWithoutCertificateOrTlsDoesNotGetIn) {
  StartServer(Program::kMatcher, "onefold://matcher/own");
  const std::string check = "/grpc.health.v1.Health/Check";
  EXPECT_EQ(
      Call(check, grpc::CreateChannel(address_, grpc::InsecureChannelCredentials())).error_code(),
      StatusCode::UNAVAILABLE);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = [] {
    FILE* file = std::fopen(pki_->Issue("").ca.c_str(), "r");
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
  }();
  EXPECT_EQ(Call(check, grpc::CreateChannel("localhost:" + std::to_string(server_->port()),
                                            grpc::SslCredentials(options)))
                .error_code(),
            StatusCode::UNAVAILABLE);
}

TEST_F(ServerTest, TheClientChecksTheServer) {
  const TlsFiles agency = pki_->Issue("onefold://agency/police");
  const std::string check = "/grpc.health.v1.Health/Check";
  StartServer(Program::kMatcher, "onefold://matcher/own");
  EXPECT_TRUE(Call(check, agency).ok());
  EXPECT_TRUE(Call(check, agency, Role::kMatcher, "own").ok());
  EXPECT_TRUE(Call(check, agency, Role::kMatcher, "own", "localhost").ok());
  EXPECT_EQ(Call(check, agency, Role::kCounter).error_code(), StatusCode::UNAVAILABLE) << "role";
  EXPECT_EQ(Call(check, agency, Role::kMatcher, "other").error_code(), StatusCode::UNAVAILABLE);
  server_.reset();

  StartServer(Program::kMatcher, "onefold://agency/police");
  EXPECT_EQ(Call(check, agency).error_code(), StatusCode::UNAVAILABLE)
      << "an agency posing as matcher";
  server_.reset();

  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.tls = pki_->IssueWithNames("DNS:elsewhere.example,URI:onefold://matcher/own");
  grpc::Service* services[] = {&link_};
  auto server = RpcServer::Start(options, services);
  ASSERT_TRUE(server.ok());
  server_ = *std::move(server);
  EXPECT_EQ(Call(check, agency).error_code(), StatusCode::UNAVAILABLE)
      << "another host's certificate";
}

TEST_F(ServerTest, AnExpiredServerIsNotTrusted) {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.tls = pki_->Issue("onefold://matcher/own", -1);
  grpc::Service* services[] = {&link_};
  auto server = RpcServer::Start(options, services);
  ASSERT_TRUE(server.ok());
  server_ = *std::move(server);
  EXPECT_EQ(
      Call("/grpc.health.v1.Health/Check", pki_->Issue("onefold://agency/police")).error_code(),
      StatusCode::UNAVAILABLE);
}

TEST_F(ServerTest, AMessageAboveTheLimitIsRefused) {
  StartServer(Program::kMatcher, "onefold://matcher/own");
  auto channel =
      MakeChannel({address_, Role::kMatcher, ""}, pki_->Issue("onefold://agency/police"));
  ASSERT_TRUE(channel.ok());
  auto stub = v1::SubmissionService::NewStub(*channel);
  v1::SealRequest request;
  request.set_statement(std::string(kMaxMessageBytes, 'x'));
  v1::SealResponse response;
  grpc::ClientContext context;
  SetDeadline(context, std::chrono::seconds(10));
  EXPECT_EQ(stub->Seal(&context, request, &response).error_code(), StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(ServerTest, FilesAndAddressesThatCannotBeUsedAreErrors) {
  TlsFiles files = pki_->Issue("onefold://matcher/own");
  ASSERT_EQ(chmod(files.private_key.c_str(), 0644), 0);
  EXPECT_EQ(MakeServerCredentials(files).status().code(), onefold::StatusCode::kPermissionDenied);
  ASSERT_EQ(chmod(files.private_key.c_str(), 0600), 0);
  files.certificate += ".absent";
  EXPECT_EQ(MakeServerCredentials(files).status().code(), onefold::StatusCode::kNotFound);

  StartServer(Program::kMatcher, "onefold://matcher/own");
  ServerOptions second;
  second.listen = address_;
  second.tls = pki_->Issue("onefold://matcher/own");
  grpc::Service* services[] = {&link_};
  EXPECT_EQ(RpcServer::Start(second, services).status().code(), onefold::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace onefold::rpc
