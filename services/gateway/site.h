// What the gateway answers: the first page, the published files, and the health of the process.
#pragma once

#include <string>

#include "services/gateway/publish_folder.h"
#include "services/http/message.h"
#include "services/ops/health.h"

namespace onefold::gateway {

struct SiteOptions {
  std::string publish_dir;
  std::string title;
  std::string public_url;  // without a final "/"; "" = as the reader's request says
};

// Thread-safe. Reads the files anew for every request: what is published is seen at once.
class Site {
 public:
  explicit Site(SiteOptions options);

  http::Response Answer(const http::Request& request) const;

  const ops::Health& health() const { return health_; }
  // Looks whether the publish directory can be read; also done for /readyz.
  void RefreshHealth() const;
  void SetStopping();

 private:
  http::Response FirstPage(const http::Request& request) const;
  http::Response PublishedFileAt(std::string_view path) const;

  const SiteOptions options_;
  const PublishFolder folder_;
  const std::string page_policy_;  // Content-Security-Policy
  mutable ops::Health health_;
};

}  // namespace onefold::gateway
