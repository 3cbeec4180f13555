#include "services/http/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "services/http/address.h"
#include "services/http/session.h"
#include "services/ops/diagnostics.h"

namespace onefold::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kAcceptRetry{100};
constexpr std::chrono::seconds kForcedStop{2};

}  // namespace

// The acceptor, the threads and the list of open connections.
class Server::Core final : public Host {
 public:
  Core(ServerOptions options, Handler handler)
      : options_(std::move(options)), handler_(std::move(handler)) {}
  ~Core() override { Stop(); }

  Status Listen() {
    ONEFOLD_ASSIGN_OR_RETURN(const Address address, ParseAddress(options_.listen));
    const tcp::endpoint endpoint(asio::ip::make_address(address.ip), address.port);
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return UnavailableError("cannot listen on " + options_.listen + ": " + error.message());
    }
    port_ = acceptor_.local_endpoint(error).port();
    return OkStatus();
  }

  void Run() {
    asio::dispatch(acceptor_.get_executor(), [this] { Accept(); });
    for (int i = 0; i < std::max(1, options_.threads); ++i) {
      threads_.emplace_back([this] { RunThread(); });
    }
  }

  void Stop() {
    const std::lock_guard<std::mutex> once(stop_mutex_);
    if (stopped_) return;
    stopped_ = true;
    stopping_.store(true);
    asio::dispatch(acceptor_.get_executor(), [this] { CloseAcceptor(); });
    if (!threads_.empty() && !WaitForSessions(options_.stop_grace)) {
      StopSessions(true);
      WaitForSessions(kForcedStop);
    }
    work_.reset();
    context_.stop();
    for (std::thread& thread : threads_) thread.join();
  }

  int port() const { return port_; }

 private:
  // An exception (out of memory, mostly) costs the connection in whose handler it came up.
  void RunThread() {
    while (true) {
      try {
        context_.run();
        return;
      } catch (const std::exception& e) {
        ops::Emit(ops::Level::kError, "connection_failed", "a connection failed",
                  {{"error", std::string(e.what())}});
      }
    }
  }

  // Accept, Accepted and CloseAcceptor run on the acceptor's strand.
  void CloseAcceptor() {
    error_code ignored;
    acceptor_.close(ignored);
    retry_.cancel();
    StopSessions(false);
    const std::lock_guard<std::mutex> lock(sessions_mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  void Accept() {
    if (stopping_.load()) return;
    if (OpenSessions() >= options_.max_connections) {
      paused_ = true;
      return;
    }
    acceptor_.async_accept(asio::make_strand(context_), [this](error_code error, tcp::socket peer) {
      asio::dispatch(acceptor_.get_executor(),
                     [this, error, peer = std::move(peer)]() mutable { Accepted(error, peer); });
    });
  }

  void Accepted(error_code error, tcp::socket& peer) {
    if (stopping_.load()) return;
    if (error) {
      // Out of file descriptors, mostly: trying again at once would only burn the processor.
      ops::Emit(ops::Level::kWarning, "accept_failed", "cannot accept a connection",
                {{"error", error.message()}});
      retry_.expires_after(kAcceptRetry);
      retry_.async_wait([this](error_code stopped) {
        if (!stopped) Accept();
      });
      return;
    }
    OpenSession(std::move(peer))->Start();
    Accept();
  }

  std::shared_ptr<Session> OpenSession(tcp::socket peer) {
    const std::lock_guard<std::mutex> lock(sessions_mutex_);
    auto session = MakeSession(std::move(peer), *this, ++last_session_);
    sessions_[last_session_] = session;
    if (connections_ != nullptr) connections_->Set(static_cast<double>(sessions_.size()));
    return session;
  }

  void SessionEnded(std::uint64_t number) override {
    const std::lock_guard<std::mutex> lock(sessions_mutex_);
    sessions_.erase(number);
    if (connections_ != nullptr) connections_->Set(static_cast<double>(sessions_.size()));
    changed_.notify_all();
    if (stopping_.load()) return;
    asio::post(acceptor_.get_executor(), [this] {
      if (std::exchange(paused_, false)) Accept();
    });
  }

  void StopSessions(bool force) {
    std::vector<std::shared_ptr<Session>> open;
    {
      const std::lock_guard<std::mutex> lock(sessions_mutex_);
      for (const auto& [number, session] : sessions_) {
        if (auto alive = session.lock()) open.push_back(std::move(alive));
      }
    }
    for (const auto& session : open) session->Stop(force);
  }

  bool WaitForSessions(std::chrono::milliseconds limit) {
    std::unique_lock<std::mutex> lock(sessions_mutex_);
    return changed_.wait_for(lock, limit, [this] { return closed_ && sessions_.empty(); });
  }

  std::size_t OpenSessions() const {
    const std::lock_guard<std::mutex> lock(sessions_mutex_);
    return sessions_.size();
  }

  bool Crowded() const override { return OpenSessions() * 4 > options_.max_connections * 3; }

  Response Answer(const Request& request) override {
    try {
      return handler_(request);
    } catch (const std::exception& e) {
      ops::Emit(ops::Level::kError, "request_failed", "the handler of a request failed",
                {{"error", std::string(e.what())}});
      return PlainResponse(500, "500 the request failed");
    }
  }

  void CountResponse(int status, Clock::duration time) override {
    if (options_.metrics == nullptr) return;
    options_.metrics
        ->AddCounter("onefold_http_requests_total", "Requests answered, by status code.",
                     {{"code", std::to_string(status)}})
        .Add();
    latency_->Observe(std::chrono::duration<double>(time).count());
  }

  const ServerOptions& options() const override { return options_; }

  const ServerOptions options_;
  const Handler handler_;
  ops::Gauge* const connections_ =
      options_.metrics == nullptr
          ? nullptr
          : &options_.metrics->AddGauge("onefold_http_connections", "Open connections.");
  ops::Histogram* const latency_ =
      options_.metrics == nullptr
          ? nullptr
          : &options_.metrics->AddHistogram("onefold_http_request_seconds",
                                            "From a complete header to the sent response.",
                                            ops::Metrics::LatencyBounds());
  int port_ = 0;

  mutable std::mutex sessions_mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, std::weak_ptr<Session>> sessions_;  // by number
  std::uint64_t last_session_ = 0;
  bool closed_ = false;  // no session will be added any more
  std::atomic<bool> stopping_{false};

  std::mutex stop_mutex_;
  bool stopped_ = false;

  bool paused_ = false;  // of the acceptor's strand: at the limit of connections

  // Last: sessions that are still pending when the context goes need all of the above.
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  tcp::acceptor acceptor_{asio::make_strand(context_)};
  asio::steady_timer retry_{acceptor_.get_executor()};
  std::vector<std::thread> threads_;
};

Server::Server(std::unique_ptr<Core> core) : core_(std::move(core)) {}
Server::~Server() = default;

StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options, Handler handler) {
  auto core = std::make_unique<Core>(std::move(options), std::move(handler));
  ONEFOLD_RETURN_IF_ERROR(core->Listen());
  core->Run();
  return std::unique_ptr<Server>(new Server(std::move(core)));
}

int Server::port() const { return core_->port(); }

void Server::Stop() { core_->Stop(); }

}  // namespace onefold::http
