// What a handler sees of an HTTP request and what it gives back.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace onefold::http {

// GET or HEAD; the server answers every other method itself and drops the body of the answer to a
// HEAD. The path starts with "/" and is visible ASCII, exactly as sent: percent-encoding is not
// decoded, so a handler that compares paths literally cannot be fooled by it.
struct Request {
  bool head = false;
  std::string path;   // "/matcher/checkpoint"
  std::string query;  // after the "?", not decoded
  std::string host;   // host[:port] as the client says; "" when it is absent or no such thing
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  // Further headers, or other values for those in kSecurityHeaders.
  std::vector<std::pair<std::string, std::string>> headers;
};

// On every response unless the handler sets them: nothing may be loaded, framed, sniffed, or told
// where the reader came from.
inline constexpr std::pair<std::string_view, std::string_view> kSecurityHeaders[] = {
    {"Content-Security-Policy",
     "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

// Called from several threads at once. An exception becomes a 500 without its text.
using Handler = std::function<Response(const Request&)>;

// "404 Not Found\n" as text that must not be cached.
Response PlainResponse(int status, std::string_view text);

}  // namespace onefold::http
