#include "tests/services/rpc/test_pki.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace onefold::testing {
namespace {

void Run(const std::string& command) {
  if (std::system((command + " >/dev/null 2>&1").c_str()) != 0) {
    throw std::runtime_error("failed: " + command);
  }
}

constexpr char kNewKey[] = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "onefold-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestPki::TestPki() {
  Run("cd " + folder_.path() + " && umask 077 && openssl req -x509 " + kNewKey +
      " -keyout ca.pem -out ca.crt -subj /CN=test-authority -days 2");
}

rpc::TlsFiles TestPki::Issue(rpc::Role role, const std::string& organisation) const {
  return Issue(rpc::FormatPeerUri({role, organisation}));
}

rpc::TlsFiles TestPki::Issue(const std::string& uri, int days) const {
  return IssueWithNames("DNS:localhost,IP:127.0.0.1" + (uri.empty() ? "" : ",URI:" + uri), days);
}

rpc::TlsFiles TestPki::IssueWithNames(const std::string& names, int days) const {
  const std::string name = "peer" + std::to_string(issued_++);
  std::ofstream(folder_ / (name + ".ext")) << "subjectAltName=" << names << "\n";
  Run("cd " + folder_.path() + " && umask 077 && openssl req " + kNewKey + " -keyout " + name +
      ".pem -out " + name + ".csr -subj /CN=" + name + " && openssl x509 -req -in " + name +
      ".csr -CA ca.crt -CAkey ca.pem -CAcreateserial -days " + std::to_string(days) + " -extfile " +
      name + ".ext -out " + name + ".crt");
  return {folder_ / (name + ".crt"), folder_ / (name + ".pem"), folder_ / "ca.crt"};
}

}  // namespace onefold::testing
