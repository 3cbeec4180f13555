// The limits on a request and its way from Beast's parser to a Request. Internal to services/http
// and its fuzzer: it lets Beast's headers in.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <variant>

#include "services/http/message.h"

namespace onefold::http {

inline constexpr std::uint32_t kMaxHeaderBytes = 8 * 1024;  // request line and header fields
inline constexpr std::size_t kMaxTargetBytes = 1024;

using RequestParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

void LimitRequest(RequestParser& parser);

// After the header is complete: the request, or the response that refuses it.
std::variant<Request, Response> AcceptRequest(const RequestParser& parser);

// The response to bytes that Beast refuses; status 0 when the connection is gone or not worth one.
Response RefusalOf(const boost::beast::error_code& error);

}  // namespace onefold::http
