#include "services/http/session.h"

#include <boost/asio/dispatch.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdio>
#include <ctime>
#include <optional>
#include <utility>
#include <variant>

#include "services/http/request_parser.h"

namespace onefold::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBufferBytes = 2 * kMaxHeaderBytes;
constexpr std::size_t kMaxDrainedBytes = 64 * 1024;
constexpr std::chrono::seconds kDrainTimeout{2};

// RFC 9110 section 5.6.7; the C locale's names, whatever the process' locale is.
std::string HttpDate(std::time_t time) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[utc.tm_wday],
                utc.tm_mday, kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                utc.tm_sec);
  return text;
}

using Message = beast::http::response<beast::http::string_body>;

Message ToMessage(Response response, unsigned version, bool keep_alive) {
  Message message;
  message.version(version);
  message.result(static_cast<unsigned>(response.status));
  message.set(beast::http::field::date, HttpDate(std::time(nullptr)));
  message.set(beast::http::field::content_type, response.content_type);
  for (const auto& [name, value] : kSecurityHeaders) {
    message.set(beast::string_view(name.data(), name.size()),
                beast::string_view(value.data(), value.size()));
  }
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.body() = std::move(response.body);
  message.keep_alive(keep_alive);
  message.prepare_payload();
  return message;
}

// All functions but Start, Stop and the destructor run on the connection's strand.
class Connection final : public Session, public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Host& host, std::uint64_t number)
      : stream_(std::move(socket)), host_(host), number_(number) {}
  ~Connection() override { host_.SessionEnded(number_); }

  void Start() override {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->ReadRequest(); });
  }

  void Stop(bool force) override {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this(), force] {
      self->stopping_ = true;
      if (self->reading_ || force) self->stream_.close();
    });
  }

 private:
  void ReadRequest() {
    if (stopping_) return;
    parser_.emplace();
    LimitRequest(*parser_);
    reading_ = true;
    stream_.expires_after(host_.options().request_timeout);
    beast::http::async_read_header(
        stream_, buffer_, *parser_,
        beast::bind_front_handler(&Connection::RequestRead, shared_from_this()));
  }

  void RequestRead(error_code error, std::size_t) {
    reading_ = false;
    received_ = Clock::now();
    if (error) {
      Response refusal = RefusalOf(error);
      if (refusal.status != 0 && !stopping_) Send(std::move(refusal), 11, false, false);
      return;
    }
    const bool head = parser_->get().method() == beast::http::verb::head;
    auto accepted = AcceptRequest(*parser_);
    // A refused request may have a body, so the next request's start is unknown.
    const bool keep_alive = std::holds_alternative<Request>(accepted) &&
                            parser_->get().keep_alive() && !stopping_ && !host_.Crowded();
    Response response = std::holds_alternative<Request>(accepted)
                            ? host_.Answer(std::get<Request>(accepted))
                            : std::get<Response>(std::move(accepted));
    Send(std::move(response), parser_->get().version(), keep_alive, head);
  }

  void Send(Response response, unsigned version, bool keep_alive, bool head) {
    const int status = response.status;
    message_ = ToMessage(std::move(response), version, keep_alive);
    serializer_.emplace(message_);
    stream_.expires_after(host_.options().response_timeout);
    auto sent = [self = shared_from_this(), status, keep_alive](error_code error, std::size_t) {
      self->host_.CountResponse(status, Clock::now() - self->received_);
      if (!error) keep_alive ? self->ReadRequest() : self->Finish();
    };
    // Named by its type: the answer to a HEAD has the header of the answer to the GET.
    if (head) {
      beast::http::async_write_header(stream_, *serializer_, std::move(sent));
    } else {
      beast::http::async_write(stream_, *serializer_, std::move(sent));
    }
  }

  // Closing with unread bytes would reset the connection, and the client might lose the response:
  // say that we are done, then read away a little.
  void Finish() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    reading_ = true;
    stream_.expires_after(kDrainTimeout);
    buffer_.clear();
    Drain();
  }

  void Drain() {
    stream_.async_read_some(buffer_.prepare(kMaxHeaderBytes),
                            [self = shared_from_this()](error_code error, std::size_t bytes) {
                              self->drained_ += bytes;
                              const bool stop = self->stopping_;
                              if (!error && !stop && self->drained_ < kMaxDrainedBytes) {
                                self->Drain();
                              }
                            });
  }

  beast::tcp_stream stream_;
  Host& host_;
  const std::uint64_t number_;
  beast::flat_buffer buffer_{kBufferBytes};
  std::optional<RequestParser> parser_;
  Message message_;
  std::optional<beast::http::serializer<false, beast::http::string_body>> serializer_;
  Clock::time_point received_;
  std::size_t drained_ = 0;
  bool reading_ = false;
  bool stopping_ = false;
};

}  // namespace

std::shared_ptr<Session> MakeSession(tcp::socket socket, Host& host, std::uint64_t number) {
  return std::make_shared<Connection>(std::move(socket), host, number);
}

}  // namespace onefold::http
