#include "services/http/ops_endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/http/address.h"
#include "tests/services/http/socket_client.h"

namespace onefold::http {
namespace {

using testing::HasSubstr;

class OpsServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto server = OpsServer::Start("127.0.0.1:0", health_, metrics_);
    ASSERT_TRUE(server.ok()) << Message(server.status());
    server_ = *std::move(server);
  }
  std::string Ask(std::string_view path) const { return Exchange(server_->port(), Get(path)); }

  ops::Health health_;
  ops::Metrics metrics_;
  std::unique_ptr<OpsServer> server_;
};

TEST_F(OpsServerTest, AliveFromTheStartUntilItFails) {
  EXPECT_EQ(StatusOf(Ask("/livez")), 200);
  health_.Fail("the store is corrupt");
  EXPECT_EQ(StatusOf(Ask("/livez")), 503);
  EXPECT_THAT(Ask("/livez"), HasSubstr("the store is corrupt"));
  EXPECT_THAT(Ask("/readyz"), HasSubstr("[-] process: the store is corrupt\n"));
}

TEST_F(OpsServerTest, ReadyOnlyWhenEveryComponentIs) {
  EXPECT_EQ(StatusOf(Ask("/readyz")), 503);
  health_.SetReady("store");
  health_.SetNotReady("log", "being recovered");
  const std::string waiting = Ask("/readyz");
  EXPECT_EQ(StatusOf(waiting), 503);
  EXPECT_EQ(BodyOf(waiting), "not ready\n[-] log: being recovered\n[+] store\n");
  health_.SetReady("log");
  const std::string ready = Ask("/readyz");
  EXPECT_EQ(StatusOf(ready), 200);
  EXPECT_EQ(BodyOf(ready), "ready\n[+] log\n[+] store\n");
  EXPECT_THAT(ready, HasSubstr("Cache-Control: no-store\r\n"));
}

TEST_F(OpsServerTest, Metrics) {
  metrics_.AddCounter("onefold_things_total", "Things.").Add(3);
  const std::string response = Ask("/metrics");
  EXPECT_EQ(StatusOf(response), 200);
  EXPECT_THAT(response, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(BodyOf(response), HasSubstr("onefold_things_total 3\n"));
}

TEST_F(OpsServerTest, NothingElse) {
  for (const char* path : {"/", "/livez/", "/LIVEZ", "/metrics/x", "//livez", "/%6civez"}) {
    EXPECT_EQ(StatusOf(Ask(path)), 404) << path;
  }
}

TEST(OpsServerStart, RefusesOtherAddressesThanLoopback) {
  const ops::Health health;
  const ops::Metrics metrics;
  for (const char* listen : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "", "127.0.0.1", "9443"}) {
    EXPECT_EQ(OpsServer::Start(listen, health, metrics).status().code(),
              StatusCode::kInvalidArgument)
        << listen;
  }
}

struct AddressCase {
  const char *name, *text, *ip;  // ip "" = refused
  int port;
  bool loopback;
};
class AddressTest : public testing::TestWithParam<AddressCase> {};

TEST_P(AddressTest, Parses) {
  const auto address = ParseAddress(GetParam().text);
  ASSERT_EQ(address.ok(), *GetParam().ip != '\0');
  if (!address.ok()) return;
  EXPECT_EQ(address->ip, GetParam().ip);
  EXPECT_EQ(address->port, GetParam().port);
  EXPECT_EQ(address->loopback, GetParam().loopback);
}

INSTANTIATE_TEST_SUITE_P(
    All, AddressTest,
    testing::Values(AddressCase{"Loopback", "127.0.0.1:80", "127.0.0.1", 80, true},
                    AddressCase{"LoopbackNet", "127.8.9.1:1", "127.8.9.1", 1, true},
                    AddressCase{"Localhost", "localhost:0", "127.0.0.1", 0, true},
                    AddressCase{"Six", "[::1]:65535", "::1", 65535, true},
                    AddressCase{"SixLong", "[0:0::0:1]:7", "::1", 7, true},
                    AddressCase{"Any", "0.0.0.0:8080", "0.0.0.0", 8080, false},
                    AddressCase{"Public", "192.0.2.7:8080", "192.0.2.7", 8080, false},
                    AddressCase{"PortTooLarge", "127.0.0.1:65536", "", 0, false},
                    AddressCase{"PortSigned", "127.0.0.1:+80", "", 0, false},
                    AddressCase{"NoPort", "127.0.0.1:", "", 0, false},
                    AddressCase{"SixBare", "::1:80", "", 0, false},
                    AddressCase{"FourInBrackets", "[127.0.0.1]:80", "", 0, false},
                    AddressCase{"Name", "example.org:80", "", 0, false},
                    AddressCase{"Empty", "", "", 0, false}),
    [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace onefold::http
