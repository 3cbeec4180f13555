#include "services/http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

namespace onefold::http {
namespace {

namespace beast = boost::beast::http;

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool IsVisibleAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// RFC 9112 section 3.2: an HTTP/1.1 request has exactly one Host.
bool HasProperHost(const RequestParser::value_type& message) {
  const auto hosts = message.count(beast::field::host);
  return hosts == 1 || (hosts == 0 && message.version() < 11);
}

std::string PlainHost(std::string_view host) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
  const bool plain = host.size() <= 255 && host.find_first_not_of(kAllowed) == host.npos;
  return plain ? std::string(host) : std::string();
}

// Nothing of ours takes a body; one that is announced could hide a second request.
bool AnnouncesBody(const RequestParser& parser) {
  const auto& message = parser.get();
  if (message.count(beast::field::transfer_encoding) != 0) return true;
  const auto length = parser.content_length();
  return length && *length != 0;
}

Response MethodNotAllowed() {
  Response response = PlainResponse(405, "405 only GET and HEAD are allowed");
  response.headers.emplace_back("Allow", "GET, HEAD");
  return response;
}

}  // namespace

void LimitRequest(RequestParser& parser) {
  parser.header_limit(kMaxHeaderBytes);
  // A body is refused by AcceptRequest, after the method, and never read.
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
}

std::variant<Request, Response> AcceptRequest(const RequestParser& parser) {
  const auto& message = parser.get();
  if (!HasProperHost(message)) return PlainResponse(400, "400 one Host header is needed");
  const bool head = message.method() == beast::verb::head;
  if (!head && message.method() != beast::verb::get) return MethodNotAllowed();
  if (AnnouncesBody(parser)) return PlainResponse(413, "413 a request has no body here");
  const std::string_view target = View(message.target());
  if (target.size() > kMaxTargetBytes) return PlainResponse(414, "414 the path is too long");
  if (!target.starts_with('/') || !IsVisibleAscii(target) || target.find('#') != target.npos) {
    return PlainResponse(400, "400 the path is malformed");
  }
  const std::size_t question = target.find('?');
  Request request{
      .head = head, .path = std::string(target.substr(0, question)), .query = {}, .host = {}};
  request.host = PlainHost(View(message[beast::field::host]));
  if (question != target.npos) request.query = target.substr(question + 1);
  return request;
}

Response RefusalOf(const boost::beast::error_code& error) {
  if (error == beast::error::header_limit || error == beast::error::buffer_overflow) {
    return PlainResponse(431, "431 the header is too large");
  }
  // end_of_stream, partial_message: the client is gone. Everything else of Beast's own category is
  // a malformed request; other categories are the network.
  if (error == beast::error::end_of_stream || error == beast::error::partial_message ||
      error.category() != make_error_code(beast::error::bad_method).category()) {
    Response none;
    none.status = 0;
    return none;
  }
  return PlainResponse(400, "400 the request is malformed");
}

}  // namespace onefold::http
