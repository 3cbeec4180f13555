#include "services/counter/client_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>

#include "crypto/random.h"
#include "linkage/schema.h"
#include "services/counter/client.h"
#include "services/counter/client_output.h"
#include "services/ops/progress.h"

namespace onefold::counter {
namespace {

std::atomic<bool> interrupted{false};
extern "C" void OnInterrupt(int) { interrupted = true; }

struct Connection {
  std::string counter;
  rpc::TlsFiles tls;
  bool json = false;
};

struct RunOptions {
  std::string register_name = "victim", purpose, key_epoch, schema, run_id;
  std::vector<std::string> submissions, clean;
  bool no_wait = false;
  std::optional<std::uint32_t> threshold_ppm;
  std::optional<std::int32_t> cut, unseen;
};

void AddConnection(CLI::App& command, Connection& to) {
  command.add_option("--counter", to.counter, "Address of the counter, host:port")->required();
  command
      .add_option("--certificate", to.tls.certificate,
                  "Certificate (PEM) with the URI onefold://coordinator/<organisation>")
      ->required();
  command.add_option("--private-key", to.tls.private_key, "Its private key (PEM, mode 0600)")
      ->required();
  command.add_option("--ca", to.tls.ca, "The authority's certificate (PEM)")->required();
  command.add_flag("--json", to.json, "One JSON object on stdout");
}

StatusOr<std::unique_ptr<Client>> Connect(const Connection& connection) {
  std::signal(SIGINT, OnInterrupt);
  std::signal(SIGTERM, OnInterrupt);
  return Client::Connect(connection.counter, connection.tls, [] { return interrupted.load(); });
}

Status Write(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return InternalError("standard output cannot be written");
  }
  return OkStatus();
}

StatusOr<std::string> IdBytes(const std::string& hex) {
  ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ParseId128(hex));
  return std::string(AsText(id));
}

StatusOr<v1::StartRunRequest> MakeRequest(const RunOptions& options) {
  v1::StartRunRequest request;
  Id128 run = crypto::RandomId128();
  if (!options.run_id.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(run, ParseId128(options.run_id));
  }
  request.set_run_id(run.data(), run.size());
  request.set_register_(options.register_name);
  request.set_purpose(options.purpose);
  request.set_key_epoch(options.key_epoch);
  ONEFOLD_ASSIGN_OR_RETURN(const auto schema, linkage::ReadLinkageSchema(options.schema));
  for (const std::string& warning : schema.warnings) {
    fmt::print(stderr, "onefold-counter: warning: {}\n", warning);
  }
  request.set_schema_digest(schema.digest.data(), schema.digest.size());
  for (const std::string& hex : options.submissions) {
    ONEFOLD_ASSIGN_OR_RETURN(*request.add_submission_ids(), IdBytes(hex));
  }
  for (const std::string& organisation : options.clean) {
    v1::SourceRule* rule = request.add_sources();
    rule->set_organisation(organisation);
    rule->set_clean(true);
  }
  // Absent parameters (0 on the wire) mean the counter's defaults.
  if (options.threshold_ppm)
    request.mutable_parameters()->set_dice_threshold_ppm(*options.threshold_ppm);
  if (options.cut) request.mutable_parameters()->set_cut_millibits(*options.cut);
  if (options.unseen) request.mutable_parameters()->set_unseen_weight_millibits(*options.unseen);
  return request;
}

Status RunCommand(const Connection& connection, const RunOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const v1::StartRunRequest request, MakeRequest(options));
  ONEFOLD_ASSIGN_OR_RETURN(const auto client, Connect(connection));
  ONEFOLD_ASSIGN_OR_RETURN(v1::Run run, client->StartRun(request));
  if (!options.no_wait) {
    ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ToId128(AsBytes(request.run_id())));
    fmt::print(stderr, "onefold-counter: run {}\n", FormatHex(id));
    ops::ProgressBar bar("counting", "%", 100);
    ONEFOLD_ASSIGN_OR_RETURN(
        run, client->WaitFor(id, [&bar](const v1::Run& answer) { bar.Update(answer.percent()); }));
    bar.Finish();
  }
  ONEFOLD_RETURN_IF_ERROR(Write(connection.json ? RunAsJson(run) : RunAsText(run)));
  if (run.state() == "failed") return FailedPreconditionError("the run failed: " + run.error());
  if (run.state() == "cancelled") return CancelledError("the run was cancelled");
  return OkStatus();
}

Status StatusCommand(const Connection& connection, const std::string& run_hex, bool cancel) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto client, Connect(connection));
  if (run_hex.empty()) {
    if (cancel) return InvalidArgumentError("--cancel needs a run");
    ONEFOLD_ASSIGN_OR_RETURN(const auto runs, client->ListRuns());
    return Write(connection.json ? RunsAsJson(runs) : RunsAsText(runs));
  }
  ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ParseId128(run_hex));
  ONEFOLD_ASSIGN_OR_RETURN(const auto run, cancel ? client->CancelRun(id) : client->GetRun(id));
  return Write(connection.json ? RunAsJson(run) : RunAsText(run));
}

Status SubmissionsCommand(const Connection& connection) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto client, Connect(connection));
  ONEFOLD_ASSIGN_OR_RETURN(const auto list, client->ListSealed());
  return Write(connection.json ? SubmissionsAsJson(list) : SubmissionsAsText(list));
}

Status ReleaseCommand(const Connection& connection, const std::string& run_hex,
                      const std::string& profile) {
  ONEFOLD_ASSIGN_OR_RETURN(const Id128 id, ParseId128(run_hex));
  ONEFOLD_ASSIGN_OR_RETURN(const auto client, Connect(connection));
  ONEFOLD_ASSIGN_OR_RETURN(const auto release, client->CreateRelease(id, profile));
  return Write(connection.json ? ReleaseAsJson(release) : ReleaseAsText(release));
}

int Report(const Status& status) {
  if (status.ok()) return 0;
  fmt::print(stderr, "onefold-counter: {}\n", Message(status));
  return 1;
}

void AddRun(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("run", "Count unique persons over sealed submissions");
  auto connection = std::make_shared<Connection>();
  auto options = std::make_shared<RunOptions>();
  AddConnection(*command, *connection);
  command
      ->add_option("--register", options->register_name, "victim, trafficker, missing-child, csa")
      ->capture_default_str();
  command->add_option("--purpose", options->purpose, "Purpose of the key epoch")->required();
  command->add_option("--key-epoch", options->key_epoch, "Key epoch")->required();
  command->add_option("--schema", options->schema, "Linkage schema (JSON) of the submissions")
      ->required();
  command->add_option("--submission", options->submissions,
                      "Submission to count (repeatable); all sealed ones that fit when absent");
  command->add_option("--clean", options->clean,
                      "Agency that has one record a person at most (repeatable)");
  command->add_option("--run-id", options->run_id,
                      "32 hex characters; starting the same run again is the same run");
  command->add_option("--threshold-ppm", options->threshold_ppm,
                      "clkhash profile: Dice threshold in millionths");
  command->add_option("--cut-millibits", options->cut, "Merge while the mean weight is above this");
  command->add_option("--unseen-millibits", options->unseen, "Weight of a pair that no pass saw");
  command->add_flag("--no-wait", options->no_wait, "Start the run and return at once");
  command->footer(
      "Example:\n  onefold-counter run --counter counter.example:7444 --certificate me.crt "
      "--private-key me.pem \\\n    --ca ca.crt --purpose statistics --key-epoch 2026 --schema "
      "febrl.json --clean police");
  command->callback([=, &exit_code] { exit_code = Report(RunCommand(*connection, *options)); });
}

void AddStatus(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("status", "One run, or all of them");
  auto connection = std::make_shared<Connection>();
  auto run = std::make_shared<std::string>();
  auto cancel = std::make_shared<bool>(false);
  AddConnection(*command, *connection);
  command->add_option("run", *run, "Run (32 hex characters); all runs when absent");
  command->add_flag("--cancel", *cancel, "Cancel the run");
  command->callback(
      [=, &exit_code] { exit_code = Report(StatusCommand(*connection, *run, *cancel)); });
}

void AddSubmissions(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("submissions", "The sealed submissions that can be counted");
  auto connection = std::make_shared<Connection>();
  AddConnection(*command, *connection);
  command->callback([=, &exit_code] { exit_code = Report(SubmissionsCommand(*connection)); });
}

void AddRelease(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("release", "Sign, log and publish the totals of a run");
  auto connection = std::make_shared<Connection>();
  auto run = std::make_shared<std::string>();
  auto profile = std::make_shared<std::string>("internal");
  AddConnection(*command, *connection);
  command->add_option("--run", *run, "Run (32 hex characters)")->required();
  command
      ->add_option("--profile", *profile,
                   "internal (nothing suppressed), inter-agency (cells under 3), public (under 10)")
      ->check(CLI::IsMember({"internal", "inter-agency", "public"}))
      ->capture_default_str();
  command->callback(
      [=, &exit_code] { exit_code = Report(ReleaseCommand(*connection, *run, *profile)); });
}

}  // namespace

void AddClientCommands(CLI::App& app, int& exit_code) {
  AddRun(app, exit_code);
  AddStatus(app, exit_code);
  AddSubmissions(app, exit_code);
  AddRelease(app, exit_code);
}

}  // namespace onefold::counter
