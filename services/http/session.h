// One connection of the server: reads a request, has it answered, sends the response, and so on.
// Internal to services/http.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

#include "services/http/message.h"
#include "services/http/server.h"

namespace onefold::http {

// What a connection needs of the server. Called from any thread.
class Host {
 public:
  virtual ~Host() = default;
  virtual Response Answer(const Request& request) = 0;
  virtual void CountResponse(int status, std::chrono::steady_clock::duration time) = 0;
  virtual bool Crowded() const = 0;
  virtual void SessionEnded(std::uint64_t number) = 0;
  virtual const ServerOptions& options() const = 0;
};

// Lives as long as an operation on it is pending; then it tells its host.
class Session {
 public:
  virtual ~Session() = default;
  virtual void Start() = 0;
  // Ends the connection: at once when idle or forced, otherwise after the response under way. From
  // any thread.
  virtual void Stop(bool force) = 0;
};

// `host` outlives the session.
std::shared_ptr<Session> MakeSession(boost::asio::ip::tcp::socket socket, Host& host,
                                     std::uint64_t number);

}  // namespace onefold::http
