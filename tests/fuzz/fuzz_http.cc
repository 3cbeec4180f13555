// Arbitrary bytes as a request to the gateway: Beast's parser with our limits, our acceptance, and
// which file the path may name.
#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "services/gateway/publish_path.h"
#include "services/http/address.h"
#include "services/http/request_parser.h"

namespace {

using namespace onefold;

void Require(bool condition) {
  if (!condition) std::abort();
}

// Whatever passes the list of paths must stay below the publish directory.
void CheckFile(std::string_view file) {
  Require(!file.empty() && !file.starts_with('/') && !file.ends_with('/'));
  for (const std::string_view bad : {"//", "..", "/.", "%", "\\", "?"}) {
    Require(file.find(bad) == file.npos);
  }
  Require(file.starts_with("matcher/") || file.starts_with("counter/") ||
          file.starts_with("releases/"));
}

void Route(std::string_view path) {
  const auto published = gateway::MatchPublishedPath(path);
  if (!published) return;
  Require("/" + published->file == path && published->max_bytes > 0);
  CheckFile(published->file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  Route(text);
  if (const auto address = http::ParseAddress(text); address.ok()) {
    Require(
        http::ParseAddress(
            (address->ip.find(':') == std::string::npos ? address->ip : "[" + address->ip + "]") +
            ":" + std::to_string(address->port))
            .ok());
  }

  http::RequestParser parser;
  http::LimitRequest(parser);
  boost::beast::error_code error;
  parser.put(boost::asio::buffer(bytes, size), error);
  if (error) {
    const int status = http::RefusalOf(error).status;
    Require(status == 0 || status == 400 || status == 431);
    return 0;
  }
  if (!parser.is_header_done()) return 0;
  const auto accepted = http::AcceptRequest(parser);
  if (const auto* const request = std::get_if<http::Request>(&accepted)) {
    Require(request->path.starts_with('/') && request->path.size() <= http::kMaxTargetBytes);
    Require(request->path.find_first_of("?# \r\n") == std::string::npos);
    Require(request->host.find_first_of("<>\"'& ") == std::string::npos);
    Route(request->path);
  } else {
    Require(std::get<http::Response>(accepted).status >= 400);
  }
  return 0;
}
