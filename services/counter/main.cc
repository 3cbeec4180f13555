// onefold-counter: takes the cases of submissions, counts unique persons, releases totals.
#include <CLI/CLI.hpp>
#include <string>

#include "crypto/random.h"
#include "services/counter/client.h"
#include "services/counter/serve.h"
#include "services/ops/diagnostics.h"
#include "services/submission/centre.h"

namespace {

using namespace onefold;

constexpr char kProgram[] = "onefold-counter";
constexpr char kVersion[] = "onefold-counter " ONEFOLD_VERSION;
const std::string kKeys[] = {"log", "storage", "box", "release"};
constexpr char kExamples[] =
    "\nExamples:\n"
    "  onefold-counter keygen --dir keys\n"
    "  onefold-counter serve --config counter.toml\n"
    "  AS=\"--counter localhost:7444 --cert coordinator.crt --key coordinator.pem --ca ca.crt\"\n"
    "  onefold-counter run $AS --register victim --purpose statistics --key-epoch 2026 \\\n"
    "      --schema febrl.json --clean police --wait --json\n"
    "  onefold-counter run $AS ... --constraints constraints.csv    (ids from `onefold-agency "
    "handle`; relation: must-link or cannot-link)\n"
    "  onefold-counter status $AS\n"
    "  onefold-counter report $AS --run RUN --out report.html\n"
    "  onefold-counter estimate $AS --run RUN --json    (experimental: docs/METHODS-MSE.md)\n"
    "  onefold-counter release $AS --run RUN --profile internal\n";
constexpr char kRunIdHelp[] = "Run id (32 hex digits).";

CLI::App* AddClientCommand(CLI::App& app, const char* name, const char* help,
                           counter::ClientOptions& client) {
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("--counter", client.counter, "The counter, host:port.")->required();
  command->add_option("--cert", client.tls.certificate, "The coordinator's certificate (PEM).")
      ->required();
  command->add_option("--key", client.tls.private_key, "Its private key (PEM).")->required();
  command->add_option("--ca", client.tls.ca, "The authority's certificate (PEM).")->required();
  command->add_flag("--json", client.json, "One JSON object on stdout.");
  return command;
}

void AddRunOptions(CLI::App* command, counter::RunCommand& run) {
  command->add_option("--run", run.run_id,
                      "Run id (32 hex digits); the same id again shows the same run.");
  command->add_option("--register", run.register_name, "Register.")->capture_default_str();
  command->add_option("--purpose", run.purpose, "Purpose.")->capture_default_str();
  command->add_option("--key-epoch", run.key_epoch, "Key epoch.")->required();
  command->add_option("--schema", run.schema, "The linkage schema's file.")->required();
  command->add_option("--clean", run.clean,
                      "An organisation with one record a person at most. Repeatable.");
  command->add_option("--submission", run.submissions,
                      "Only these submissions. Repeatable; without it, all that fit.");
  command->add_option("--constraints", run.constraints,
                      "Cases that are known to be one person, or two: CSV "
                      "submission_a,handle_a,submission_b,handle_b,relation,provenance.");
  command->add_flag("--wait", run.wait, "Show progress until the run is over.");
  command
      ->add_option("--emit-floor", run.emit_floor_millibits, "Least weight of a pair, millibits.")
      ->capture_default_str();
  command
      ->add_option("--dice-threshold", run.dice_threshold_ppm,
                   "clkhash profile: least Dice, millionths.")
      ->capture_default_str();
  command
      ->add_option("--unseen-weight", run.unseen_weight_millibits,
                   "Weight of a pair seen in no pass, millibits.")
      ->capture_default_str();
  command->add_option("--cut", run.cut_millibits,
                      "Join above this mean weight, millibits; without it, as the schema says.");
  command
      ->add_option("--max-block", run.max_block,
                   "Most records of a block; 0 = the matcher's own limit.")
      ->capture_default_str();
  command
      ->add_option("--oversized", run.oversized,
                   "Larger blocks: refuse the run, or skip_and_report.")
      ->check(CLI::IsMember({"refuse", "skip_and_report"}))
      ->capture_default_str();
  command->add_option("--weights", run.weights,
                      "Fixed weights, or a run's report to take them from, if the matcher allows "
                      "them; without it, learned.");
}

void AddEstimateOptions(CLI::App* command, counter::EstimateCommand& estimate) {
  command->add_option("--run", estimate.run_id, kRunIdHelp)->required();
  command
      ->add_option("--profile", estimate.profile,
                   "Who will read it: internal, inter-agency or public.")
      ->capture_default_str();
  command
      ->add_option("--method", estimate.method,
                   "dga (to five agencies), bic (to six) or stepwise; without it, dga or stepwise.")
      ->check(CLI::IsMember({"dga", "bic", "stepwise"}));
  command->add_option("--order", estimate.order, "bic: most agencies in one term.")
      ->check(CLI::Range(1u, 9u));
  command->add_option("--seed", estimate.seed, "Seed of the bootstrap.")->capture_default_str();
  command->add_option("--bootstrap", estimate.resamples, "Resamples of stepwise and bic.")
      ->check(CLI::Range(1u, 10'000u))
      ->capture_default_str();
}

}  // namespace

int main(int argc, char** argv) {
  crypto::InitializeCrypto();
  CLI::App app("Counts unique persons over agencies' submissions. Sees no name and no encoding.",
               kProgram);
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  app.footer(kExamples);

  std::string config, ports_file, dir, run_id, out, profile = "internal";
  bool check = false, cancel = false;
  counter::ClientOptions client;
  counter::RunCommand run_command;
  CLI::App* serve =
      app.add_subcommand("serve", "Serve agencies (submissions) and the coordination body (runs).");
  serve->add_option("--config", config, "The counter's TOML file.")->required();
  serve->add_flag("--check", check, "Print the configuration in force and exit.");
  serve->add_option("--ports-file", ports_file, "Write the ports in use to this file as JSON.");
  CLI::App* keygen =
      app.add_subcommand("keygen", "Make the missing key files and print their public parts.");
  keygen->add_option("--dir", dir, "Folder of the key files.")->required();
  CLI::App* run = AddClientCommand(app, "run", "Link and count sealed submissions.", client);
  AddRunOptions(run, run_command);
  CLI::App* status_command =
      AddClientCommand(app, "status", "Show the runs, or one of them.", client);
  status_command->add_option("run", run_id, kRunIdHelp);
  status_command->add_flag("--cancel", cancel, "Cancel the run first.");
  CLI::App* release =
      AddClientCommand(app, "release", "Sign, log and publish the totals of a run.", client);
  release->add_option("--run", run_id, kRunIdHelp)->required();
  release->add_option("--profile", profile, "internal, inter-agency or public.")
      ->capture_default_str();
  counter::EstimateCommand estimate_command;
  CLI::App* estimate = AddClientCommand(
      app, "estimate", "Experimental: estimate the persons whom no agency met, from a run.",
      client);
  AddEstimateOptions(estimate, estimate_command);
  CLI::App* report =
      AddClientCommand(app, "report", "Write the quality report of a finished run.", client);
  report->add_option("--run", run_id, kRunIdHelp)->required();
  report->add_option("--out", out, "File: a page when its name ends in .html, else JSON.")
      ->required();
  for (CLI::App* command : {serve, keygen, run, status_command, release, report, estimate})
    command->footer(kExamples);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  ops::StartDiagnostics(kProgram);
  Status status;
  if (serve->parsed()) {
    submission::BlockStopSignals();
    status = counter::Serve(config, check, ports_file, kVersion);
  } else if (keygen->parsed()) {
    status = submission::Keygen(dir, kKeys);
  } else if (run->parsed()) {
    status = counter::StartRun(client, run_command);
  } else if (status_command->parsed()) {
    status = counter::ShowStatus(client, run_id, cancel);
  } else if (estimate->parsed()) {
    status = counter::EstimateRun(client, estimate_command);
  } else if (report->parsed()) {
    status = counter::FetchReport(client, run_id, out);
  } else {
    status = counter::CreateRelease(client, run_id, profile);
  }
  return ops::ExitCode(status);
}
