// A certificate authority and certificates for one test, made by the openssl program in a temporary
// folder.
#pragma once

#include <string>

#include "services/rpc/identity.h"
#include "services/rpc/tls.h"

namespace onefold::testing {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

class TestPki {
 public:
  TestPki();
  // Certificates carry DNS:localhost, IP:127.0.0.1 and, unless empty, the URI. `days` below 0:
  // expired.
  rpc::TlsFiles Issue(const std::string& uri, int days = 2) const;
  rpc::TlsFiles Issue(rpc::Role role, const std::string& organisation) const;
  // As Issue, from any extra names, e.g. "DNS:elsewhere.example".
  rpc::TlsFiles IssueWithNames(const std::string& names, int days = 2) const;

 private:
  TemporaryFolder folder_;
  mutable int issued_ = 0;
};

}  // namespace onefold::testing
