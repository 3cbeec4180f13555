#include "services/http/address.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace onefold::http {
namespace {

StatusOr<std::uint16_t> ParsePort(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || port > 65535) {
    return InvalidArgumentError("the port is a number from 0 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

}  // namespace

StatusOr<Address> ParseAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return InvalidArgumentError("an address is IP:port, e.g. 127.0.0.1:8080");
  ONEFOLD_ASSIGN_OR_RETURN(const std::uint16_t port, ParsePort(text.substr(colon + 1)));
  std::string host(text.substr(0, colon));
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";

  boost::system::error_code error;
  const auto ip = boost::asio::ip::make_address(host, error);
  if (error || ip.is_v6() != bracketed) {
    return InvalidArgumentError("an address is IP:port, e.g. 127.0.0.1:8080 or [::1]:8080");
  }
  return Address{.ip = ip.to_string(), .port = port, .loopback = ip.is_loopback()};
}

}  // namespace onefold::http
