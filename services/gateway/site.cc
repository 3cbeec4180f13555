#include "services/gateway/site.h"

#include <map>
#include <utility>

#include "services/gateway/page.h"
#include "services/gateway/publish_path.h"
#include "services/gateway/style.h"
#include "services/http/ops_endpoint.h"
#include "services/ops/diagnostics.h"

namespace onefold::gateway {
namespace {

constexpr std::size_t kMaxListedReleases = 10'000;

StatusOr<Release> ReadLatestRelease(const PublishFolder& folder) {
  ONEFOLD_ASSIGN_OR_RETURN(const PublishedFile file,
                           folder.Read("releases/latest.json", kMaxReleaseBytes));
  return ParseRelease(file.content);
}

// Those whose .json is there, oldest first.
std::vector<ReleaseFileName> ListReleases(const PublishFolder& folder) {
  const auto names = folder.List("releases", kMaxListedReleases);
  if (!names.ok()) return {};
  std::map<std::uint64_t, std::pair<bool, bool>> found;  // number -> .json, .note
  for (const std::string& name : *names) {
    const auto file = ParseReleaseFileName(name);
    if (file) (file->note ? found[file->number].second : found[file->number].first) = true;
  }
  std::vector<ReleaseFileName> files;
  for (const auto& [number, there] : found) {
    if (there.first) files.push_back({.number = number, .note = there.second});
  }
  return files;
}

http::Response NotFound() { return http::PlainResponse(404, "404 not found"); }

}  // namespace

Site::Site(SiteOptions options)
    : options_(std::move(options)),
      folder_(options_.publish_dir),
      page_policy_("default-src 'none'; style-src '" + StyleHash() +
                   "'; img-src 'self'; base-uri 'none'; form-action 'none'; "
                   "frame-ancestors 'none'") {
  RefreshHealth();
}

http::Response Site::Answer(const http::Request& request) const {
  if (request.path == "/") return FirstPage(request);
  if (request.path == "/icon.svg") {
    http::Response icon;
    icon.content_type = "image/svg+xml";
    icon.body = std::string(kIcon);
    icon.headers.emplace_back("Cache-Control", "public, max-age=86400");
    return icon;
  }
  if (request.path == "/livez" || request.path == "/readyz") {
    RefreshHealth();
    return http::AnswerHealth(request, health_);
  }
  return PublishedFileAt(request.path);
}

http::Response Site::FirstPage(const http::Request& request) const {
  PageModel model;
  model.title = options_.title;
  model.public_url = options_.public_url.empty() ? "http://" + request.host : options_.public_url;
  model.release = ReadLatestRelease(folder_);
  model.matcher = ReadLogState(folder_, "matcher");
  model.counter = ReadLogState(folder_, "counter");
  model.release_files = ListReleases(folder_);

  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = RenderPage(model);
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.headers.emplace_back("Content-Security-Policy", page_policy_);
  return response;
}

http::Response Site::PublishedFileAt(std::string_view path) const {
  const auto published = MatchPublishedPath(path);
  if (!published) return NotFound();
  auto file = folder_.Read(published->file, published->max_bytes);
  if (!file.ok()) {
    if (file.status().code() == StatusCode::kNotFound) return NotFound();
    ops::Emit(ops::Level::kWarning, "file_not_served", "a published file cannot be served",
              {{"file", published->file}, {"error", std::string(Message(file.status()))}});
    const bool oversized = file.status().code() == StatusCode::kDataLoss;
    return oversized ? http::PlainResponse(500, "500 the file is not one of ours")
                     : http::PlainResponse(503, "503 the file cannot be read now");
  }
  http::Response response;
  response.content_type = published->content_type;
  response.headers.emplace_back("Cache-Control", published->cache_control);
  response.body = std::move(file->content);
  return response;
}

void Site::RefreshHealth() const {
  const Status status = folder_.Check();
  if (status.ok()) {
    health_.SetReady("publish_dir");
  } else {
    health_.SetNotReady("publish_dir", Message(status));
  }
}

void Site::SetStopping() { health_.SetNotReady("gateway", "stopping"); }

}  // namespace onefold::gateway
