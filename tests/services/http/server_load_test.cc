// The server against clients that are slow, many, or gone; and its stop.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "services/http/server.h"
#include "tests/services/http/socket_client.h"

namespace onefold::http {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class ServerLoadTest : public testing::Test {
 protected:
  std::unique_ptr<Server> Start(ServerOptions options) {
    options.listen = "127.0.0.1:0";
    auto server = Server::Start(options, [this](const Request& request) {
      if (request.path == "/wait") {
        waiting_.store(true);
        std::this_thread::sleep_for(400ms);
      }
      Response response;
      response.body = "done" + request.path;
      if (request.path == "/large") response.body.resize(4 << 20);
      if (request.path == "/huge") response.body.resize(64 << 20);
      answered_.fetch_add(1);
      return response;
    });
    EXPECT_TRUE(server.ok()) << Message(server.status());
    return *std::move(server);
  }
  std::atomic<bool> waiting_{false};
  std::atomic<int> answered_{0};
};

TEST_F(ServerLoadTest, SlowHeaderIsCutOffWhileOthersAreServed) {
  ServerOptions options;
  options.request_timeout = 500ms;
  const auto server = Start(options);
  SocketClient slow(server->port());
  const auto start = Clock::now();
  slow.Send("GET / HTTP/1.1\r\nHost: x\r\n");
  while (Clock::now() - start < 15s && slow.Send("A: b\r\n")) {
    std::this_thread::sleep_for(50ms);  // never idle for long: an idle limit alone would not help
    EXPECT_EQ(BodyOf(Exchange(server->port(), Get("/"))), "done/");
  }
  EXPECT_LT(Clock::now() - start, 10s);
  EXPECT_EQ(slow.Receive(), "");
}

TEST_F(ServerLoadTest, IdleConnectionsEnd) {
  ServerOptions options;
  options.request_timeout = 200ms;
  const auto server = Start(options);
  SocketClient fresh(server->port()), used(server->port());
  used.Send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(BodyOf(used.Receive("done/a")), "done/a");
  EXPECT_EQ(used.Receive(), "");
  EXPECT_TRUE(used.closed());
  EXPECT_EQ(fresh.Receive(), "");
  EXPECT_TRUE(fresh.closed());
}

TEST_F(ServerLoadTest, ReaderThatStopsReadingIsCutOff) {
  ServerOptions options;
  options.response_timeout = 300ms;
  options.stop_grace = 10s;
  auto server = Start(options);
  const SocketClient client(server->port());
  client.Send(Get("/huge"));
  while (answered_.load() == 0) std::this_thread::sleep_for(10ms);
  std::this_thread::sleep_for(600ms);
  const auto start = Clock::now();
  server->Stop();  // would wait the grace for a response under way
  EXPECT_LT(Clock::now() - start, 5s);
}

TEST_F(ServerLoadTest, MoreConnectionsThanAllowedWaitTheirTurn) {
  ServerOptions options;
  options.max_connections = 8;
  options.request_timeout = 500ms;
  const auto server = Start(options);
  std::vector<SocketClient> idle;
  for (int i = 0; i < 40; ++i) idle.emplace_back(server->port());
  EXPECT_EQ(BodyOf(Exchange(server->port(), Get("/late"))), "done/late");
}

TEST_F(ServerLoadTest, CrowdedServerKeepsNoConnection) {
  ServerOptions options;
  options.max_connections = 4;
  const auto server = Start(options);
  std::vector<SocketClient> idle;
  for (int i = 0; i < 3; ++i) idle.emplace_back(server->port());
  SocketClient client(server->port());
  client.Send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.Receive(), testing::HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerLoadTest, ManyClientsAtOnce) {
  const auto server = Start({});
  constexpr int kThreads = 8, kEach = 50;
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string path = "/" + std::to_string(t) + "/" + std::to_string(i);
        if (BodyOf(Exchange(server->port(), Get(path))) == "done" + path) right.fetch_add(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right.load(), kThreads * kEach);
}

TEST_F(ServerLoadTest, ClientsThatLeaveAreForgotten) {
  ServerOptions options;
  options.max_connections = 16;
  const auto server = Start(options);
  for (int i = 0; i < 200; ++i) {
    const SocketClient client(server->port());
    client.Send(i % 2 == 0 ? "GET / HTTP/1.1\r\nHost" : Get("/large"));
  }
  EXPECT_EQ(BodyOf(Exchange(server->port(), Get("/after"))), "done/after");
}

TEST_F(ServerLoadTest, StopFinishesTheResponseUnderWay) {
  auto server = Start({});
  const int port = server->port();
  auto response = std::async(std::launch::async, [port] { return Exchange(port, Get("/wait")); });
  while (!waiting_.load()) std::this_thread::sleep_for(5ms);
  server->Stop();
  EXPECT_EQ(answered_.load(), 1);
  EXPECT_EQ(BodyOf(response.get()), "done/wait");
  EXPECT_FALSE(SocketClient(port).connected());
}

TEST_F(ServerLoadTest, StopEndsIdleConnectionsAtOnceAndMayBeRepeated) {
  auto server = Start({});
  SocketClient idle(server->port()), half(server->port());
  half.Send("GET / HT");
  EXPECT_EQ(BodyOf(Exchange(server->port(), Get("/"))), "done/");
  const auto start = Clock::now();
  server->Stop();
  server->Stop();
  EXPECT_LT(Clock::now() - start, 3s);
  EXPECT_EQ(idle.Receive(), "");
  EXPECT_TRUE(idle.closed());
  EXPECT_EQ(half.Receive(), "");
}

TEST_F(ServerLoadTest, StopDoesNotWaitLongerThanItsGrace) {
  ServerOptions options;
  options.stop_grace = 200ms;
  auto server = Start(options);
  const SocketClient client(server->port());
  client.Send(Get("/huge"));
  while (answered_.load() == 0) std::this_thread::sleep_for(10ms);
  const auto start = Clock::now();
  server->Stop();
  EXPECT_LT(Clock::now() - start, 5s);
}

TEST_F(ServerLoadTest, StartsAndStopsUnderLoad) {
  for (int round = 0; round < 20; ++round) {
    auto server = Start({});
    const int port = server->port();
    std::atomic<bool> stop{false};
    std::thread client([&] {
      while (!stop.load()) Exchange(port, Get("/x"));
    });
    std::this_thread::sleep_for(10ms);
    server.reset();
    stop.store(true);
    client.join();
  }
}

}  // namespace
}  // namespace onefold::http
