// The auditor's commands on folders and over HTTP.
#include "services/auditor/verify_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/auditor/http_source.h"
#include "services/auditor/known_state.h"
#include "services/auditor/receipt_command.h"
#include "services/http/server.h"
#include "tests/services/audit/log_files.h"

namespace onefold::auditor {
namespace {

using audit::EncodeLeaf;
using audit::SampleContext;
using audit::SampleDigest;
using audit::SampleEvent;
using audit::SampleId;
using audit::SampleLeaves;
using audit::WriteLog;
using testing::Contains;
using testing::HasSubstr;

constexpr char kCounterOrigin[] = "counter.example/linkage/test";

// The log of one of the two: a submission and a run with these pairs.
std::vector<Bytes> CentreLeaves(const std::string& origin, std::uint64_t kind, std::uint8_t pairs) {
  const std::vector<audit::Event> events = {
      audit::WriteLogGenesis(SampleContext(1), {.origin = origin}),
      audit::WriteSubmissionAccepted(
          SampleContext(2),
          {.submission_id = SampleId(1), .organisation = "police", .content_kind = kind}, {})
          .event,
      audit::WriteRunStarted(SampleContext(3), {.run_id = SampleId(2), .submissions = 1}),
      audit::WriteRunCompleted(SampleContext(4),
                               {.run_id = SampleId(2), .pairs_digest = SampleDigest(pairs)}, {})
          .event};
  return audit::EncodeEvents(events);
}

class VerifyCommandTest : public testing::Test {
 protected:
  VerifyCommandTest() {
    WriteLog(matcher_, CentreLeaves(audit::kTestOrigin, 1, 7));
    WriteLog(counter_, CentreLeaves(kCounterOrigin, 2, 7), kCounterOrigin);
  }
  VerifyRequest Request() const {
    return {.logs = {matcher_}, .vkeys = {}, .state_directory = folder_ / "state"};
  }
  ExitCode Run(const VerifyRequest& request) {
    const auto result = Verify(request);
    EXPECT_TRUE(result.ok()) << result.status();
    if (!result.ok()) return kUsage;
    const auto json = nlohmann::json::parse(FormatJson(*result));
    EXPECT_EQ(json["verified"], result->exit_code == kVerified);
    EXPECT_FALSE(FormatHuman(*result).empty());
    return result->exit_code;
  }
  audit::ScratchFolder folder_;
  const std::string matcher_ = folder_ / "matcher", counter_ = folder_ / "counter";
};

TEST_F(VerifyCommandTest, OneLogWithAndWithoutAGivenKey) {
  VerifyRequest request = Request();
  EXPECT_EQ(Run(request), kVerified);
  request.vkeys = {tlog::FormatVerifierKey(audit::TestVerifierKey())};
  EXPECT_EQ(Run(request), kVerified);
  request.vkeys = {matcher_ + "/log.vkey"};
  EXPECT_EQ(Run(request), kVerified);
  request.vkeys = {tlog::FormatVerifierKey(audit::TestVerifierKey("other.example"))};
  EXPECT_EQ(Run(request), kIntegrityFailure);
  request.vkeys = {tlog::FormatVerifierKey(
      tlog::MakeVerifierKey(audit::kTestOrigin, 1, audit::TestLogKey(9).public_key))};
  EXPECT_EQ(Run(request), kIntegrityFailure);
}

TEST_F(VerifyCommandTest, TheOutputSaysWhatWasCheckedAndAgainstWhichKey) {
  const auto result = Verify(Request()).value();
  const std::string text = FormatHuman(result);
  EXPECT_THAT(text, HasSubstr("RESULT    verified"));
  EXPECT_THAT(text, HasSubstr("entries 4/4"));
  EXPECT_THAT(text, HasSubstr("as the log says itself"));
  const auto json = nlohmann::json::parse(FormatJson(result));
  EXPECT_EQ(json["verified"], true);
  EXPECT_EQ(json["logs"][0]["size"], 4);
  EXPECT_EQ(json["logs"][0]["origin"], audit::kTestOrigin);
  EXPECT_EQ(json["logs"][0]["submissions"], 1);
}

TEST_F(VerifyCommandTest, RollbackAndForkAreNoticedByTheRememberedCheckpoint) {
  WriteLog(matcher_, SampleLeaves(300));
  EXPECT_EQ(Run(Request()), kVerified);
  WriteLog(matcher_, SampleLeaves(310));
  const auto grown = Verify(Request()).value();
  EXPECT_EQ(grown.logs[0].report.consistent_from, 300U);
  WriteLog(matcher_, SampleLeaves(305));
  EXPECT_EQ(Run(Request()), kIntegrityFailure);
  std::vector<Bytes> fork = SampleLeaves(320);
  fork[100] = EncodeLeaf(SampleEvent(5555)).value();
  WriteLog(matcher_, fork);
  EXPECT_EQ(Run(Request()), kIntegrityFailure);
  // A failed verification changes nothing that is remembered.
  WriteLog(matcher_, SampleLeaves(310));
  EXPECT_EQ(Run(Request()), kVerified);
  // Without memory a fork passes; that is why the output says so.
  WriteLog(matcher_, fork);
  VerifyRequest forgetful = Request();
  forgetful.state_directory.clear();
  EXPECT_EQ(Run(forgetful), kVerified);
  EXPECT_THAT(FormatHuman(Verify(forgetful).value()), HasSubstr("give --state"));
}

TEST_F(VerifyCommandTest, TwoLogsMustAgree) {
  VerifyRequest request = Request();
  request.logs = {matcher_, counter_};
  EXPECT_EQ(Run(request), kVerified);
  EXPECT_THAT(FormatHuman(Verify(request).value()), HasSubstr("the logs agree"));
  WriteLog(counter_, CentreLeaves(kCounterOrigin, 2, 8), kCounterOrigin);
  request.state_directory = folder_ / "other-state";
  EXPECT_EQ(Run(request), kIntegrityFailure);
  EXPECT_THAT(FormatHuman(Verify(request).value()), HasSubstr("THE LOGS DISAGREE"));
}

TEST_F(VerifyCommandTest, RulesInsideALogCountToo) {
  std::vector<Bytes> twice = SampleLeaves(5);
  twice[4] = twice[3];
  WriteLog(matcher_, twice);
  EXPECT_EQ(Run(Request()), kIntegrityFailure);
  std::vector<Bytes> headless = SampleLeaves(5);
  headless.erase(headless.begin());
  WriteLog(matcher_, headless);
  EXPECT_EQ(Run(Request()), kIntegrityFailure);
}

TEST_F(VerifyCommandTest, WhatCannotBeHadIsUnavailableAndNotAFailure) {
  VerifyRequest request = Request();
  request.logs = {folder_ / "nowhere"};
  EXPECT_EQ(Run(request), kUnavailable);
  request.logs = {"http://127.0.0.1:1/matcher/"};
  EXPECT_EQ(Run(request), kUnavailable);
  request.logs = {matcher_, folder_ / "nowhere"};
  EXPECT_EQ(Run(request), kUnavailable);
  std::filesystem::remove(matcher_ + "/tile/0/000.p/4");
  EXPECT_EQ(Run(request), kIntegrityFailure);  // a failure weighs more
}

TEST_F(VerifyCommandTest, RequestsThatMakeNoSenseAreUsageErrors) {
  const auto code = [](VerifyRequest request) { return Verify(request).status().code(); };
  VerifyRequest request = Request();
  request.vkeys = {"a", "b"};
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
  request.vkeys = {"not a key"};
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
  request = Request();
  request.logs = {"https://example.com/"};
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
  request.logs = {};
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
  request.logs = {matcher_, matcher_, matcher_};
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
}

TEST_F(VerifyCommandTest, ADamagedMemoryIsAFailureNotAFirstTime) {
  EXPECT_EQ(Run(Request()), kVerified);
  for (const auto& file : std::filesystem::directory_iterator(folder_ / "state")) {
    std::ofstream(file.path()) << "rubbish";
  }
  EXPECT_EQ(Run(Request()), kIntegrityFailure);
}

TEST_F(VerifyCommandTest, Receipts) {
  const std::vector<Bytes> leaves = CentreLeaves(audit::kTestOrigin, 1, 7);
  std::vector<Digest> hashes;
  for (const Bytes& leaf : leaves) hashes.push_back(tlog::LeafHash(leaf));
  const auto read = [&](unsigned level, std::uint64_t i) -> StatusOr<Digest> {
    return tlog::RootOf(std::span(hashes).subspan(i << level, std::size_t{1} << level));
  };
  const Bytes note = audit::ReadFile(matcher_ + "/checkpoint", 9999).value();
  tlog::LogProof proof{.extra = leaves[1],
                       .index = 1,
                       .path = tlog::InclusionProof(1, 4, read).value(),
                       .checkpoint = std::string(AsText(note))};
  const auto result = CheckReceipt(tlog::FormatLogProof(proof), audit::TestVerifierKey());
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->event.type, "submission.accepted");
  EXPECT_THAT(FormatHuman(*result), HasSubstr("RESULT    verified"));
  const auto json = nlohmann::json::parse(FormatJson(*result));
  EXPECT_EQ(json["organisation"], "police");
  EXPECT_EQ(json["subject"], FormatHex(SampleId(1)));
  EXPECT_EQ(json["time"], "2025-01-01T00:00:00.002Z");
  proof.index = 2;
  EXPECT_EQ(CheckReceipt(tlog::FormatLogProof(proof), audit::TestVerifierKey()).status().code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(CheckReceipt("rubbish", audit::TestVerifierKey()).status().code(),
            StatusCode::kInvalidArgument);
}

class HttpSourceTest : public VerifyCommandTest {
 protected:
  void Serve(http::Handler handler) {
    auto server = http::Server::Start({.listen = "127.0.0.1:0"}, std::move(handler));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  std::string Url(const std::string& prefix) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + prefix;
  }
  // The files below folder_.
  http::Response Answer(const http::Request& request) const {
    const auto content = audit::ReadFile(folder_ / request.path.substr(1), 1 << 24);
    if (!content.ok()) return http::PlainResponse(404, "404 Not Found\n");
    http::Response response;
    response.body = std::string(AsText(*content));
    return response;
  }
  std::unique_ptr<http::Server> server_;
};

TEST_F(HttpSourceTest, ALogIsVerifiedOverHttp) {
  WriteLog(matcher_, SampleLeaves(600));
  Serve([this](const http::Request& request) { return Answer(request); });
  VerifyRequest request = Request();
  request.logs = {Url("/matcher/")};
  EXPECT_EQ(Run(request), kVerified);
  request.logs = {Url("/matcher")};  // the final slash may be missing
  EXPECT_EQ(Run(request), kVerified);
  std::filesystem::remove(matcher_ + "/tile/entries/001");
  EXPECT_EQ(Run(request), kIntegrityFailure);
  request.logs = {Url("/nowhere/")};
  EXPECT_EQ(Run(request), kUnavailable);
}

TEST_F(HttpSourceTest, AServerThatFailsOrFloodsIsNotBelieved) {
  int answers = 0;
  Serve([&](const http::Request& request) {
    if (request.path.find("/tile/") != std::string::npos) {
      if (++answers > 1) return http::PlainResponse(503, "busy\n");
      http::Response response;
      response.body = std::string(4 << 20, 'x');  // more than a bundle can hold
      return response;
    }
    return Answer(request);
  });
  VerifyRequest request = Request();
  request.logs = {Url("/matcher/")};
  EXPECT_EQ(Run(request), kIntegrityFailure);
  EXPECT_EQ(Run(request), kUnavailable);
}

TEST(OpenSource, OnlyHttpAddressesAndFolders) {
  for (const char* location :
       {"https://a/", "ftp://a/", "http://", "http:///x", "http://a:b/", "http://a:/",
        "http://user@a/", "http://[::1/", "http://a/b c", "http://a/?q", "http://a:123456/"}) {
    EXPECT_EQ(OpenSource(location).status().code(), StatusCode::kInvalidArgument) << location;
  }
  for (const char* location : {"http://a", "http://a:80/x", "http://[::1]:8080/x/", "folder"}) {
    EXPECT_TRUE(OpenSource(location).ok()) << location;
  }
}

}  // namespace
}  // namespace onefold::auditor
