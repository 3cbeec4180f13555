// onefold-agency: parses the command line and calls one command.
#include <CLI/CLI.hpp>
#include <string>

#include "crypto/random.h"
#include "services/agency/commands.h"

namespace {

using namespace onefold::agency;

constexpr char kPlantedHelp[] =
    "CSV file of the agreed fictitious persons: columns as in the extract, and planted (1 to "
    "1000000)";

void AddKeygen(CLI::App& app, int& exit_code) {
  CLI::App& keygen = *app.add_subcommand("keygen", "Makes keys: identity, linkage, open");
  keygen.require_subcommand(1);
  keygen.footer(
      "Examples:\n"
      "  onefold-agency keygen identity --org police --out keys\n"
      "  onefold-agency keygen linkage --purpose statistics --key-epoch 2026 --sign-key "
      "keys/sign.key \\\n"
      "      --from keys/police.agency.json --recipient keys/police.agency.json \\\n"
      "      --recipient shelter.agency.json --out envelopes\n"
      "  onefold-agency keygen open --in police.envelope.json --box-key keys/box.key \\\n"
      "      --from maker.agency.json --out keys/linkage.key");

  auto identity = std::make_shared<KeygenIdentityOptions>();
  CLI::App& first = *keygen.add_subcommand("identity", "Draws this agency's signing and box keys");
  first.add_option("--org", identity->organisation, "Name as in the certificate: a-z, 0-9, '-'")
      ->required();
  first.add_option("--out", identity->out_dir, "Folder for sign.key, box.key and ORG.agency.json")
      ->required();
  first.add_flag("--json", identity->json, "One JSON object on stdout");
  first.footer("Example:\n  onefold-agency keygen identity --org police --out keys");
  first.callback([identity, &exit_code] { exit_code = RunKeygenIdentity(*identity); });

  auto linkage = std::make_shared<KeygenLinkageOptions>();
  CLI::App& second = *keygen.add_subcommand(
      "linkage", "Draws a linkage key and seals it to each agency; the key itself is not written");
  second.add_option("--purpose", linkage->purpose, "What the key is for, e.g. statistics")
      ->required();
  second.add_option("--key-epoch", linkage->key_epoch, "Period of the key, e.g. 2026")->required();
  second.add_option("--from", linkage->maker, "The maker's own ORG.agency.json")->required();
  second.add_option("--sign-key", linkage->sign_key, "The maker's sign.key")->required();
  second.add_option("--recipient", linkage->recipients, "An agency's ORG.agency.json; repeat it")
      ->required()
      ->take_all();
  second.add_option("--out", linkage->out_dir, "Folder for the envelopes")->required();
  second.add_flag("--json", linkage->json, "One JSON object on stdout");
  second.footer(
      "The maker is a recipient like the others if it takes part.\nExample:\n"
      "  onefold-agency keygen linkage --purpose statistics --key-epoch 2026 --sign-key "
      "keys/sign.key \\\n"
      "      --from keys/police.agency.json --recipient keys/police.agency.json \\\n"
      "      --recipient shelter.agency.json --out envelopes");
  second.callback([linkage, &exit_code] { exit_code = RunKeygenLinkage(*linkage); });

  auto open = std::make_shared<KeygenOpenOptions>();
  CLI::App& third = *keygen.add_subcommand("open", "Opens an envelope into a linkage key file");
  third.add_option("--in", open->envelope, "The envelope that was received")->required();
  third.add_option("--box-key", open->box_key, "This agency's box.key")->required();
  third.add_option("--from", open->maker, "The maker's ORG.agency.json, from the maker itself")
      ->required();
  third.add_option("--out", open->out_path, "The linkage key file; never overwritten")->required();
  third.add_flag("--json", open->json, "One JSON object on stdout");
  third.footer(
      "Example:\n  onefold-agency keygen open --in police.envelope.json --box-key keys/box.key \\\n"
      "      --from shelter.agency.json --out keys/linkage.key");
  third.callback([open, &exit_code] { exit_code = RunKeygenOpen(*open); });
}

void AddCheck(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App& check = *app.add_subcommand("check", "Reads an extract and reports every bad row");
  check.add_option("extract", options->extract, "CSV file")->required();
  check.add_option("--planted", options->planted, kPlantedHelp);
  CLI::Option* config = check.add_option("--config", options->config, "agency.toml");
  CLI::Option* schema =
      check.add_option("--schema", options->schema, "Linkage schema, instead of --config");
  check.add_option("--register", options->register_template, "Register template, with --schema")
      ->needs(schema);
  config->excludes(schema);
  check.add_option("--report", options->report,
                   "File for every issue: CSV, or JSON lines when it ends in .jsonl");
  check.add_option("--first", options->listed, "Issues shown on the terminal (20)");
  check.add_flag("--json", options->json, "One JSON object on stdout (the first 1,000 issues)");
  check.footer(
      "Exit code 0: every row can be used (there may be warnings); 1: a row or the header is "
      "refused.\n"
      "Issues name row, column and rule, never a value. Rows are counted from 1 after the header.\n"
      "Examples:\n"
      "  onefold-agency check extract.csv --config agency.toml --report issues.csv\n"
      "  onefold-agency check extract.csv --schema febrl.json --register victim.json --json");
  check.callback([options, &exit_code] {
    if (options->config.empty() && options->schema.empty()) {
      throw CLI::RequiredError("--config or --schema");
    }
    exit_code = RunCheck(*options);
  });
}

void AddEncode(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<EncodeOptions>();
  CLI::App& encode = *app.add_subcommand(
      "encode", "Writes record-level CLKs as clkhash does (not safe against re-identification)");
  encode.add_option("--schema", options->schema, "clkhash schema, version 3")->required();
  encode
      .add_option("--secret-file", options->secret_file,
                  "Its bytes without a final line break are the secret; mode 0600")
      ->required();
  encode.add_option("--in", options->in, "CSV file")->required();
  encode.add_option("--out", options->out, "JSON file: {\"clks\":[...]}, in the order of the rows")
      ->required();
  encode.add_option("--format", options->format, "clkhash")->check(CLI::IsMember({"clkhash"}));
  encode
      .add_option("--clkhash-compat", options->compat,
                  "bug: fold by clkConfig.xor_folds, as clkhash does; spec: by clkConfig.xorFolds")
      ->check(CLI::IsMember({"bug", "spec"}));
  encode.add_flag(
      "--skip-bad-rows", options->skip_bad_rows,
      "Leave bad rows out and say which; otherwise nothing is written when a row is bad");
  encode.add_option("--threads", options->threads, "0 = all cores")->check(CLI::Range(0, 1024));
  encode.add_flag("--json", options->json, "One JSON object on stdout");
  encode.footer(
      "Example:\n  onefold-agency encode --schema S.json --secret-file K --in F.csv --out F.json "
      "--format clkhash");
  encode.callback([options, &exit_code] { exit_code = RunEncode(*options); });
}

void AddSubmit(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SubmitOptions>();
  CLI::App& submit = *app.add_subcommand(
      "submit", "Checks an extract, sends encodings and cases, seals, verifies the receipts");
  submit.add_option("extract", options->extract, "CSV file")->required();
  submit.add_option("--planted", options->planted, kPlantedHelp);
  submit.add_option("--config", options->config, "agency.toml")->required();
  submit.add_option("--submission", options->submission_id,
                    "Id to use or to continue (32 hexadecimal digits); otherwise found or drawn");
  submit.add_flag("--skip-bad-rows", options->skip_bad_rows,
                  "Submit the good rows; otherwise nothing is sent when a row is refused");
  submit.add_option("--report", options->report,
                    "File for every issue: CSV, or JSON lines when it ends in .jsonl");
  submit.add_option("--first", options->listed, "Issues shown on the terminal (20)");
  submit.add_flag("--json", options->json, "One JSON object on stdout");
  submit.footer(
      "The same command with the same file continues after a cut connection or a crash; when the\n"
      "submission is sealed already it only checks the receipts again.\n"
      "Example:\n  onefold-agency submit extract.csv --config agency.toml");
  submit.callback([options, &exit_code] { exit_code = RunSubmit(*options); });
}

void AddSubmissionCommands(CLI::App& app, int& exit_code) {
  auto status = std::make_shared<SubmissionOptions>();
  CLI::App& first = *app.add_subcommand("status", "Lists this agency's submissions");
  first.add_option("submission", status->submission_id, "Only this one");
  first.add_option("--config", status->config, "agency.toml")->required();
  first.add_flag("--remote", status->remote, "Ask matcher and counter as well");
  first.add_flag("--json", status->json, "One JSON object on stdout");
  first.footer("Example:\n  onefold-agency status --config agency.toml --remote");
  first.callback([status, &exit_code] { exit_code = RunStatus(*status); });

  auto withdraw = std::make_shared<SubmissionOptions>();
  CLI::App& second = *app.add_subcommand(
      "withdraw", "Has matcher and counter erase a submission; keeps their receipts");
  second.add_option("submission", withdraw->submission_id, "Its id")->required();
  second.add_option("--config", withdraw->config, "agency.toml")->required();
  second.add_option("--reason", withdraw->reason, "consent-withdrawn, replaced or error")
      ->required()
      ->check(CLI::IsMember({"consent-withdrawn", "replaced", "error"}));
  second.add_flag("--json", withdraw->json, "One JSON object on stdout");
  second.footer(
      "Example:\n  onefold-agency withdraw 0123456789abcdef0123456789abcdef --config agency.toml "
      "--reason replaced");
  second.callback([withdraw, &exit_code] { exit_code = RunWithdraw(*withdraw); });

  auto receipt = std::make_shared<SubmissionOptions>();
  CLI::App& third =
      *app.add_subcommand("receipt", "Fetches, verifies and stores a submission's receipts");
  third.add_option("submission", receipt->submission_id, "Its id")->required();
  third.add_option("--config", receipt->config, "agency.toml")->required();
  third.add_flag("--json", receipt->json, "One JSON object on stdout");
  third.footer(
      "Example:\n  onefold-agency receipt 0123456789abcdef0123456789abcdef --config agency.toml");
  third.callback([receipt, &exit_code] { exit_code = RunReceipt(*receipt); });
}

void AddHandle(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<HandleOptions>();
  CLI::App& handle = *app.add_subcommand(
      "handle", "Says what the counter calls records, for constraints that name nobody");
  handle.add_option("submission", options->submission_id, "The submission's id")->required();
  handle.add_option("--config", options->config, "agency.toml")->required();
  handle.add_option("--record-id-file", options->record_ids, "Text file: one record id a line")
      ->required();
  handle.add_option("--extract", options->extract,
                    "The submission's CSV file: checks that it has the records");
  handle.add_flag("--json", options->json, "One JSON object on stdout");
  handle.footer(
      "Prints CSV, submission,handle: a row for each line of the file, in its order. With the row\n"
      "of another agency it becomes a constraint of `onefold-counter run --constraints`:\n"
      "  submission_a,handle_a,submission_b,handle_b,relation,provenance\n"
      "Without --extract a mistyped record id gets a handle too, which no record has.\n"
      "Example:\n  onefold-agency handle 0123456789abcdef0123456789abcdef --config agency.toml "
      "\\\n      --record-id-file referred.txt --extract extract.csv");
  handle.callback([options, &exit_code] { exit_code = RunHandle(*options); });
}

void AddServe(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App& serve = *app.add_subcommand(
      "serve", "The node: takes extracts from this agency's own systems over gRPC, on loopback");
  serve.add_option("--config", options->config, "agency.toml")->required();
  serve.add_flag("--check", options->check, "Print the configuration in force and end");
  serve.add_option("--ports-file", options->ports_file, "Writes {\"grpc\":N,\"ops\":N} when ready");
  serve.footer("Example:\n  onefold-agency serve --config agency.toml");
  serve.callback([options, &exit_code] { exit_code = RunServe(*options); });
}

}  // namespace

int main(int argc, char** argv) {
  onefold::crypto::InitializeCrypto();
  int exit_code = 0;
  CLI::App app("Onefold, the agency's part: encodes records at home and hands them in.",
               std::string(kProgram));
  app.set_version_flag("--version", std::string(kProgram) + " " + ONEFOLD_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done, 1 refused or failed, 2 wrong usage.\n"
      "Start with: onefold-agency check extract.csv --config agency.toml");
  AddKeygen(app, exit_code);
  AddCheck(app, exit_code);
  AddEncode(app, exit_code);
  AddSubmit(app, exit_code);
  AddSubmissionCommands(app, exit_code);
  AddHandle(app, exit_code);
  AddServe(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return exit_code;
}
