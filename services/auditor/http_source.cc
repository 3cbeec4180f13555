#include "services/auditor/http_source.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <utility>

namespace onefold::auditor {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::string_view kScheme = "http://";
constexpr auto kTimeout = std::chrono::seconds(20);
constexpr std::uint32_t kMaxHeader = 16 * 1024;

struct Url {
  std::string host, port, prefix;  // the prefix begins and ends with "/"
};

StatusOr<Url> ParseUrl(std::string_view text) {
  const Status malformed = InvalidArgumentError("not an address like http://host:port/prefix/");
  text.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(text.find('/'), text.size());
  std::string_view authority = text.substr(0, slash);
  Url url{.host = {}, .port = "80", .prefix = std::string(text.substr(slash))};
  const std::size_t host_end = authority.starts_with('[') ? authority.find(']') : 0;
  const std::size_t colon = authority.find(':', host_end);
  if (host_end == authority.npos || authority.find('@') != authority.npos) return malformed;
  if (colon != authority.npos) {
    url.port = std::string(authority.substr(colon + 1));
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[')) authority = authority.substr(1, authority.size() - 2);
  url.host = std::string(authority);
  const bool bad_port = url.port.empty() || url.port.size() > 5 ||
                        url.port.find_first_not_of("0123456789") != std::string::npos;
  if (url.host.empty() || bad_port || url.prefix.find_first_of(" ?#\r\n") != std::string::npos) {
    return malformed;
  }
  if (!url.prefix.ends_with('/')) url.prefix += '/';
  return url;
}

class HttpSource : public audit::LogSource {
 public:
  explicit HttpSource(Url url) : url_(std::move(url)) {}

  StatusOr<Bytes> Read(const std::string& path, std::size_t max_size) override {
    // The server may have closed the connection since the last file: then a new one is tried once.
    const bool fresh = !stream_;
    StatusOr<Bytes> content = Get(path, max_size);
    if (!fresh && content.status().code() == StatusCode::kUnavailable) {
      stream_.reset();
      content = Get(path, max_size);
    }
    return content;
  }

 private:
  // Runs one asynchronous operation to its end: Beast has timeouts for these only.
  template <typename Start>
  error_code Run(Start start) {
    error_code result;
    stream_->expires_after(kTimeout);
    start([&result](error_code error, auto&&...) { result = error; });
    context_.restart();
    context_.run();
    return result;
  }

  Status Unreachable(const error_code& error) {
    stream_.reset();
    return UnavailableError("http://" + url_.host + ":" + url_.port + ": " + error.message());
  }

  Status Connect() {
    error_code error;
    asio::ip::tcp::resolver resolver(context_);
    const auto addresses = resolver.resolve(url_.host, url_.port, error);
    if (error) return Unreachable(error);
    stream_.emplace(context_);
    buffer_.clear();
    error = Run([&](auto done) { stream_->async_connect(addresses, std::move(done)); });
    return error ? Unreachable(error) : OkStatus();
  }

  StatusOr<Bytes> Get(const std::string& path, std::size_t max_size) {
    if (!stream_) ONEFOLD_RETURN_IF_ERROR(Connect());
    http::request<http::empty_body> request(http::verb::get, url_.prefix + path, 11);
    request.set(http::field::host, url_.host + ":" + url_.port);
    request.set(http::field::user_agent, "onefold-audit");
    http::response_parser<http::vector_body<std::uint8_t>> parser;
    parser.body_limit(max_size);
    parser.header_limit(kMaxHeader);
    error_code error =
        Run([&](auto done) { http::async_write(*stream_, request, std::move(done)); });
    if (!error) {
      error = Run([&](auto done) { http::async_read(*stream_, buffer_, parser, std::move(done)); });
    }
    if (error == http::error::body_limit) {
      stream_.reset();
      return DataLossError(path + ": larger than such a file can be");
    }
    if (error) return Unreachable(error);
    auto response = parser.release();
    if (!response.keep_alive()) stream_.reset();
    if (response.result() == http::status::ok) return std::move(response.body());
    if (response.result() == http::status::not_found) return NotFoundError(path + ": 404");
    return UnavailableError(path + ": the server answers " + std::to_string(response.result_int()));
  }

  const Url url_;
  asio::io_context context_;
  std::optional<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
};

}  // namespace

StatusOr<std::unique_ptr<audit::LogSource>> OpenSource(const std::string& location) {
  if (location.starts_with(kScheme)) {
    ONEFOLD_ASSIGN_OR_RETURN(Url url, ParseUrl(location));
    return std::unique_ptr<audit::LogSource>(new HttpSource(std::move(url)));
  }
  if (location.find("://") != std::string::npos) {
    return InvalidArgumentError(location + ": only http:// addresses and folders are read");
  }
  return std::unique_ptr<audit::LogSource>(new audit::DirectorySource(location));
}

}  // namespace onefold::auditor
