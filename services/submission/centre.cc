#include "services/submission/centre.h"

#include <pthread.h>

#include <chrono>
#include <csignal>
#include <utility>

#include "crypto/key_file.h"
#include "services/audit/files.h"
#include "services/http/ops_endpoint.h"
#include "services/ops/diagnostics.h"
#include "services/rpc/server.h"
#include "services/submission/call_metrics.h"
#include "services/submission/service.h"

namespace onefold::submission {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

std::uint64_t NowMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

StatusOr<std::unique_ptr<store::LogStore>> OpenLog(const CentreConfig& config,
                                                   const CentreKind& kind,
                                                   const store::Database& database) {
  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret seed, crypto::ReadKeyFile(config.log_key_file, "sign"));
  ONEFOLD_ASSIGN_OR_RETURN(crypto::SignKeyPair key, crypto::SignKeyPairFromSeed(std::move(seed)));
  store::LogOptions options;
  options.origin = config.log_origin;
  options.publish_dir = config.publish_dir;
  options.guard_path = config.guard_file;
  options.role = kind.role;
  options.organisation = config.organisation;
  return store::LogStore::Open(database.db(), database.families(), std::move(options),
                               std::move(key));
}

}  // namespace

struct Centre::Parts {
  CentreConfig config;
  CentreKind kind;
  std::uint64_t boot_index = 0;
  std::unique_ptr<ops::Metrics> metrics;
  std::unique_ptr<ops::Health> health;
  std::unique_ptr<CallMetrics> calls;
  std::unique_ptr<store::Vault> vault;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::SubmissionTable> table;
  std::unique_ptr<store::LogStore> log;
  std::unique_ptr<Intake> intake;
};

Centre::Centre(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Centre::~Centre() = default;

StatusOr<std::unique_ptr<Centre>> Centre::Open(const CentreConfig& config, CentreKind kind,
                                               const ContentChecker* checker) {
  std::unique_ptr<Centre> centre(new Centre(std::make_unique<Parts>()));
  Parts& parts = *centre->parts_;
  parts.config = config;
  parts.kind = std::move(kind);
  parts.metrics = std::make_unique<ops::Metrics>();
  parts.metrics->AddProcessMetrics();
  parts.health = std::make_unique<ops::Health>();
  parts.health->SetNotReady("rpc", "starting");
  parts.calls = std::make_unique<CallMetrics>(parts.metrics.get());

  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret storage_key,
                           crypto::ReadKeyFile(config.storage_key_file, "storage"));
  ONEFOLD_ASSIGN_OR_RETURN(store::Vault vault, store::Vault::Make(std::move(storage_key)));
  parts.vault = std::make_unique<store::Vault>(std::move(vault));

  std::vector<store::Family> families = store::SubmissionTable::Families();
  for (const std::string& name : store::LogColumnFamilies()) families.push_back({name});
  families.insert(families.end(), parts.kind.families.begin(), parts.kind.families.end());
  ONEFOLD_ASSIGN_OR_RETURN(parts.database, store::Database::Open(config.data_dir, families));
  parts.table = std::make_unique<store::SubmissionTable>(parts.database.get(), parts.vault.get());
  ONEFOLD_ASSIGN_OR_RETURN(parts.log, OpenLog(config, parts.kind, *parts.database));

  const audit::Event start = audit::WriteServiceStart(centre->NewContext(), {parts.kind.version});
  rocksdb::WriteBatch nothing;
  ONEFOLD_ASSIGN_OR_RETURN(parts.boot_index, parts.log->Append(nothing, {&start, 1}));

  IntakeParts intake;
  intake.database = parts.database.get();
  intake.table = parts.table.get();
  intake.log = parts.log.get();
  intake.checker = checker;
  intake.metrics = parts.metrics.get();
  intake.new_context = [raw = centre.get()] { return raw->NewContext(); };
  ONEFOLD_ASSIGN_OR_RETURN(parts.intake, Intake::Open(std::move(intake), config.intake));

  parts.metrics->AddGaugeReader(
      "onefold_database_bytes", "Size of the database's files.",
      [&parts] { return static_cast<double>(parts.database->SizeOnDisk()); });
  parts.metrics->AddGaugeReader("onefold_log_entries",
                                "Entries of the audit log under a signed checkpoint.",
                                [&parts] { return static_cast<double>(parts.log->latest().size); });
  return centre;
}

audit::EventContext Centre::NewContext() const {
  return audit::NewEventContext(NowMs(), parts_->kind.role, parts_->config.organisation,
                                parts_->boot_index);
}

Status Centre::Serve(grpc::Service* service, const std::string& ports_file,
                     const std::function<void()>& before_stop) {
  const auto submissions = MakeSubmissionService(parts_->intake.get());
  grpc::Service* const services[] = {submissions.get(), service};
  rpc::ServerOptions options;
  options.listen = parts_->config.listen;
  options.tls = parts_->config.tls;
  options.program = parts_->kind.program;
  options.organisation = parts_->config.organisation;
  options.observer = parts_->calls.get();
  options.max_receive_bytes = parts_->kind.max_receive_bytes;
  ONEFOLD_ASSIGN_OR_RETURN(const auto server, rpc::RpcServer::Start(options, services));
  ONEFOLD_ASSIGN_OR_RETURN(
      const auto ops_server,
      http::OpsServer::Start(parts_->config.ops_listen, *parts_->health, *parts_->metrics));
  const int ops_port = ops_server->port();

  parts_->health->SetReady("rpc");
  if (!ports_file.empty()) {
    const std::string text = "{\"grpc\":" + std::to_string(server->port()) +
                             ",\"ops\":" + std::to_string(ops_port) + "}\n";
    ONEFOLD_RETURN_IF_ERROR(audit::ReplaceFile(ports_file, AsBytes(text)));
  }
  ops::Emit(ops::Level::kInfo, "listening", "ready",
            {{"grpc_port", std::int64_t{server->port()}}, {"ops_port", std::int64_t{ops_port}}});

  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  ops::Emit(ops::Level::kInfo, "stopping", "a signal asked the program to end",
            {{"signal", std::int64_t{signal}}});
  parts_->health->SetNotReady("rpc", "stopping");
  if (before_stop) before_stop();
  server->Shutdown(std::chrono::seconds(5));
  ops::Emit(ops::Level::kInfo, "stopped", "everything acknowledged is on disk");
  return OkStatus();
}

store::Database& Centre::database() { return *parts_->database; }
const store::Vault& Centre::vault() const { return *parts_->vault; }
store::SubmissionTable& Centre::table() { return *parts_->table; }
store::LogStore& Centre::log() { return *parts_->log; }
Intake& Centre::intake() { return *parts_->intake; }
ops::Metrics& Centre::metrics() { return *parts_->metrics; }
ops::Health& Centre::health() { return *parts_->health; }

void BlockStopSignals() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace onefold::submission
