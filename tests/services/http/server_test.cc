// The server as a well-behaved client and as a malformed one see it.
#include "services/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/services/http/socket_client.h"

namespace onefold::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.metrics = &metrics_;
    auto server = Server::Start(options, [](const Request& request) {
      if (request.path == "/throws") throw std::runtime_error("secret detail");
      Response response;
      response.body = request.path + "|" + request.query;
      if (request.path == "/own") {
        response.status = 404;
        response.headers = {{"Referrer-Policy", "same-origin"}, {"X-Own", "yes"}};
      }
      return response;
    });
    ASSERT_TRUE(server.ok()) << Message(server.status());
    server_ = *std::move(server);
  }
  std::string Ask(std::string_view request) const { return Exchange(server_->port(), request); }

  ops::Metrics metrics_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersGet) {
  const std::string response = Ask(Get("/a/b?c=d"));
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(BodyOf(response), "/a/b|c=d");
  EXPECT_THAT(response, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_THAT(response, HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(response, testing::ContainsRegex("Date: [A-Z][a-z]+, [0-9]+ [A-Z][a-z]+ 20[0-9]+"));
  EXPECT_THAT(response, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(response, Not(HasSubstr("Server:")));
}

TEST_F(ServerTest, HeadHasTheHeaderOfGetAndNoBody) {
  const std::string response =
      Ask("HEAD /long/path HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(StatusOf(response), 200);
  EXPECT_THAT(response, HasSubstr("Content-Length: 11\r\n"));
  EXPECT_EQ(BodyOf(response), "");
}

TEST_F(ServerTest, KeepsTheConnectionAfterHeadAndGet) {
  SocketClient client(server_->port());
  client.Send("HEAD /one HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(StatusOf(client.Receive("\r\n\r\n")), 200);
  client.Send("GET /two HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(BodyOf(client.Receive("/two|")), "/two|");
  EXPECT_FALSE(client.closed());
}

TEST_F(ServerTest, Http10ClosesUnlessAsked) {
  const std::string response = Ask("GET /old HTTP/1.0\r\n\r\n");
  EXPECT_EQ(StatusOf(response), 200);
  EXPECT_EQ(BodyOf(response), "/old|");
}

TEST_F(ServerTest, SecurityHeadersOnEverything) {
  for (const char* path : {"/", "/throws"}) {
    const std::string response = Ask(Get(path));
    for (const auto& [name, value] : kSecurityHeaders) {
      EXPECT_THAT(response, HasSubstr(std::string(name) + ": " + std::string(value) + "\r\n"));
    }
  }
}

TEST_F(ServerTest, HandlerMayReplaceAHeader) {
  const std::string response = Ask(Get("/own"));
  EXPECT_THAT(response, StartsWith("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_THAT(response, HasSubstr("Referrer-Policy: same-origin\r\n"));
  EXPECT_THAT(response, Not(HasSubstr("no-referrer")));
  EXPECT_THAT(response, HasSubstr("X-Own: yes\r\n"));
}

TEST_F(ServerTest, ExceptionOfTheHandlerIs500WithoutItsText) {
  const std::string response = Ask(Get("/throws"));
  EXPECT_EQ(StatusOf(response), 500);
  EXPECT_THAT(response, Not(HasSubstr("secret")));
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  constexpr int kRequests = 200;
  std::string requests, expected;
  for (int i = 0; i < kRequests; ++i) {
    const std::string path = "/" + std::to_string(i);
    requests += i + 1 < kRequests ? "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n" : Get(path);
    expected += path + "|";
  }
  const std::string response = Ask(requests);
  std::string bodies;
  for (std::size_t at = response.find("\r\n\r\n"); at != response.npos;
       at = response.find("\r\n\r\n", at + 4)) {
    bodies += response.substr(at + 4, response.find("|", at) - at - 3);
  }
  EXPECT_EQ(bodies, expected);
}

TEST_F(ServerTest, RequestInSingleBytes) {
  SocketClient client(server_->port());
  for (const char c : Get("/slowly")) ASSERT_TRUE(client.Send(std::string_view(&c, 1)));
  EXPECT_EQ(BodyOf(client.Receive()), "/slowly|");
}

TEST_F(ServerTest, CountsRequestsByStatus) {
  Ask(Get("/"));
  Ask(Get("/own"));
  Ask("nonsense\r\n\r\n");
  server_->Stop();
  const std::string text = metrics_.Exposition();
  for (const char* code : {"200", "404", "400"}) {
    EXPECT_THAT(text,
                HasSubstr("onefold_http_requests_total{code=\"" + std::string(code) + "\"} 1\n"));
  }
  EXPECT_THAT(text, HasSubstr("onefold_http_connections 0\n"));
  EXPECT_THAT(text, HasSubstr("onefold_http_request_seconds_count 3\n"));
}

struct Refusal {
  const char* name;
  std::string request;
  int status;
};
class RefusalTest : public ServerTest, public testing::WithParamInterface<Refusal> {};

TEST_P(RefusalTest, IsAnsweredAndTheConnectionEnds) {
  SocketClient client(server_->port());
  client.Send(GetParam().request);
  const std::string response = client.Receive();
  EXPECT_EQ(StatusOf(response), GetParam().status) << response;
  EXPECT_TRUE(client.closed());
  // One refusal and nothing after it: what follows a refused request is never read as a request.
  EXPECT_EQ(response.find("HTTP/1.1", 9), response.npos);
}

constexpr const char* kHost = "Host: x\r\n\r\n";
std::string With(const std::string& line) { return line + " HTTP/1.1\r\n" + kHost; }
std::string WithHeader(const std::string& header) {
  return "GET / HTTP/1.1\r\n" + header + "\r\n" + kHost;
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusalTest,
    testing::Values(
        Refusal{"Post", With("POST /"), 405}, Refusal{"Put", With("PUT /"), 405},
        Refusal{"Delete", With("DELETE /"), 405}, Refusal{"Options", With("OPTIONS /"), 405},
        Refusal{"OptionsStar", With("OPTIONS *"), 405}, Refusal{"Trace", With("TRACE /"), 405},
        Refusal{"Connect", With("CONNECT x:80"), 405}, Refusal{"Unknown", With("BREW /"), 405},
        Refusal{"PostWithBody",
                "POST / HTTP/1.1\r\nContent-Length: 40\r\n" + std::string(kHost) + Get("/smuggled"),
                405},
        Refusal{"GetWithBody", WithHeader("Content-Length: 5") + "12345" + Get("/smuggled"), 413},
        Refusal{"HugeBody", WithHeader("Content-Length: 99999999999"), 413},
        Refusal{"ChunkedBody",
                WithHeader("Transfer-Encoding: chunked") + "0\r\n\r\n" + Get("/smuggled"), 413},
        Refusal{"BothLengths",
                WithHeader("Content-Length: 4\r\nTransfer-Encoding: chunked") + Get("/smuggled"),
                400},
        Refusal{"BadLength", WithHeader("Content-Length: 4x"), 400},
        Refusal{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        Refusal{"TwoHosts", WithHeader("Host: y"), 400}, Refusal{"NoVersion", "GET /\r\n\r\n", 400},
        Refusal{"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        Refusal{"OldVersion", "GET / HTTP/0.9\r\n\r\n", 400},
        Refusal{"Tls", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
        Refusal{"AbsoluteForm", With("GET http://x/"), 400}, Refusal{"NoSlash", With("GET x"), 400},
        Refusal{"Fragment", With("GET /a#b"), 400}, Refusal{"SpaceInPath", With("GET /a b"), 400},
        Refusal{"HighBytes", With("GET /\xc3\xa9"), 400},
        Refusal{"FoldedHeader", "GET / HTTP/1.1\r\nA: b\r\n\x01: c\r\n" + std::string(kHost), 400},
        Refusal{"SpaceBeforeColon", WithHeader("A : b"), 400},
        Refusal{"NulByte", "GET /" + std::string(1, '\0') + " HTTP/1.1\r\n" + kHost, 400},
        Refusal{"LongPath", With("GET /" + std::string(2000, 'a')), 414},
        Refusal{"LongHeader", WithHeader("A: " + std::string(20'000, 'a')), 431},
        Refusal{"EndlessRequestLine", "GET /" + std::string(100'000, 'a'), 431}),
    [](const auto& param_info) { return param_info.param.name; });

TEST_F(RefusalTest, ManyHeaders) {
  std::string request = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 2000; ++i) request += "A" + std::to_string(i) + ": b\r\n";
  EXPECT_EQ(StatusOf(Ask(request + "\r\n")), 431);
}

TEST_F(ServerTest, MethodNotAllowedNamesTheAllowedOnes) {
  EXPECT_THAT(Ask(With("POST /")), HasSubstr("Allow: GET, HEAD\r\n"));
}

TEST(ServerStart, RefusesWhatItCannotListenOn) {
  const auto handler = [](const Request&) { return Response{}; };
  ServerOptions options;
  options.listen = "nowhere:80";
  EXPECT_EQ(Server::Start(options, handler).status().code(), StatusCode::kInvalidArgument);
  options.listen = "127.0.0.1:0";
  auto first = Server::Start(options, handler);
  ASSERT_TRUE(first.ok());
  options.listen = "127.0.0.1:" + std::to_string((*first)->port());
  EXPECT_EQ(Server::Start(options, handler).status().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace onefold::http
