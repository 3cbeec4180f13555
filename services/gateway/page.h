// The first page: the latest released total, who counted it, and the state of the logs, for
// somebody who has never heard of Onefold. HTML5 without scripts and without anything loaded from
// elsewhere; a pure function of the model.
#pragma once

#include <string>
#include <vector>

#include "crypto/status.h"
#include "services/gateway/log_state.h"
#include "services/gateway/publish_path.h"
#include "services/gateway/release.h"

namespace onefold::gateway {

struct PageModel {
  std::string title;
  std::string public_url;  // where readers reach the site, without a final "/"
  StatusOr<Release> release = NotFoundError("");  // NotFound: none yet
  StatusOr<LogState> matcher = NotFoundError(""), counter = NotFoundError("");
  std::vector<ReleaseFileName> release_files;  // oldest first
};

// The texts of the model may be anything: they are escaped.
std::string RenderPage(const PageModel& model);

// "sha256-…" of the page's style sheet, for Content-Security-Policy.
std::string StyleHash();

}  // namespace onefold::gateway
