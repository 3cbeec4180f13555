// onefold-audit: checks logs and receipts without trusting whoever runs them. Reads files or HTTP,
// writes nothing but what --state asks for.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "services/audit/files.h"
#include "services/auditor/receipt_command.h"
#include "services/auditor/verify_command.h"

namespace {

using namespace onefold;  // NOLINT(google-build-using-namespace): the program's own
using auditor::ExitCode;

ExitCode Report(const Status& status, ExitCode code, bool as_json) {
  std::fprintf(stderr, "onefold-audit: %s\n", std::string(Message(status)).c_str());
  if (as_json) {
    const nlohmann::json out = {{"verified", false}, {"error", std::string(Message(status))}};
    std::printf("%s\n", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  return code;
}

ExitCode RunVerify(const auditor::VerifyRequest& request, bool as_json) {
  const auto result = auditor::Verify(request);
  if (!result.ok()) return Report(result.status(), auditor::kUsage, as_json);
  std::fputs((as_json ? FormatJson(*result) : FormatHuman(*result)).c_str(), stdout);
  for (const auto& log : result->logs) {
    if (!log.status.ok()) {
      std::fprintf(stderr, "onefold-audit: %s: %s\n", log.location.c_str(),
                   std::string(Message(log.status)).c_str());
    }
  }
  return result->exit_code;
}

ExitCode RunReceiptCheck(const std::string& path, const std::string& vkey, bool as_json) {
  const auto key = auditor::ReadVerifierKey(vkey);
  if (!key.ok()) return Report(key.status(), auditor::kUsage, as_json);
  const auto text = audit::ReadFile(path, 1 << 20);
  if (!text.ok()) return Report(text.status(), auditor::kUnavailable, as_json);
  const auto result = auditor::CheckReceipt(AsText(*text), *key);
  if (!result.ok()) {
    return Report(Annotate(result.status(), path), auditor::kIntegrityFailure, as_json);
  }
  std::fputs((as_json ? FormatJson(*result) : FormatHuman(*result)).c_str(), stdout);
  return auditor::kVerified;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Checks the audit logs of a Onefold deployment from their published files alone.");
  app.set_version_flag("--version", "onefold-audit " ONEFOLD_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  onefold-audit verify --log publish/matcher --vkey matcher.vkey --state ~/audit\n"
      "  onefold-audit verify --log http://127.0.0.1:8080/matcher/ --log "
      "http://127.0.0.1:8080/counter/\n"
      "  onefold-audit receipt check 7f3a.tlog-proof --vkey matcher.vkey\n"
      "Exit codes: 0 verified, 1 integrity failure, 2 usage, 3 unavailable.");

  bool as_json = false;
  auditor::VerifyRequest request;
  CLI::App* const verify = app.add_subcommand(
      "verify", "Recomputes a log from its entries; with two logs, checks that they agree.");
  verify->add_option("--log", request.logs, "Folder or http:// address; once or twice")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verify->add_option("--vkey", request.vkeys, "Verifier key or its file; one for each --log")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verify->add_option("--state", request.state_directory,
                     "Folder that remembers verified checkpoints: notices rollback and fork");
  verify->add_flag("--json", as_json, "One JSON object on stdout");

  std::string receipt_path, vkey;
  CLI::App* const receipt = app.add_subcommand("receipt", "Receipts of submissions and erasures.");
  receipt->require_subcommand(1);
  CLI::App* const check = receipt->add_subcommand("check", "Checks a receipt against a log's key.");
  check->add_option("FILE", receipt_path, "The receipt (.tlog-proof)")->required();
  check->add_option("--vkey", vkey, "Verifier key or its file")->required();
  check->add_flag("--json", as_json, "One JSON object on stdout");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : auditor::kUsage;
  }
  return verify->parsed() ? RunVerify(request, as_json)
                          : RunReceiptCheck(receipt_path, vkey, as_json);
}
