// onefold-matcher: takes the encodings of submissions and links them, pass by pass.
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "crypto/random.h"
#include "services/matcher/encodings.h"
#include "services/matcher/link_service.h"
#include "services/matcher/linker.h"
#include "services/ops/diagnostics.h"
#include "services/submission/centre.h"

namespace {

using namespace onefold;

constexpr char kProgram[] = "onefold-matcher";
constexpr char kVersion[] = "onefold-matcher " ONEFOLD_VERSION;
const std::string kKeys[] = {"log", "storage"};
constexpr char kExamples[] =
    "\nExamples:\n"
    "  onefold-matcher keygen --dir keys\n"
    "  onefold-matcher serve --config matcher.toml --check\n"
    "  onefold-matcher serve --config matcher.toml\n";

Status Serve(const std::string& config_path, bool check_only, const std::string& ports_file) {
  ONEFOLD_ASSIGN_OR_RETURN(ops::ConfigReader reader, ops::ConfigReader::Open(config_path));
  const submission::CentreConfig config = submission::ReadCentreConfig(reader);
  const auto max_block = static_cast<std::uint64_t>(
      reader.IntegerOr("max_block", match::kDefaultMaxBlock, 2, 1 << 30));
  const std::string fixed_weights = reader.String("fixed_weights", "refuse");
  if (fixed_weights != "allow" && fixed_weights != "refuse") {
    reader.Refuse("fixed_weights", "must be allow or refuse");
  }
  ONEFOLD_RETURN_IF_ERROR(reader.Finish());
  ONEFOLD_ASSIGN_OR_RETURN(const matcher::SchemaBook schemas,
                           matcher::SchemaBook::Read(config.schemas));
  if (check_only) {
    std::cout << reader.EffectiveToml();
    return OkStatus();
  }
  const matcher::EncodingsChecker checker(&schemas);
  submission::CentreKind kind;
  kind.program = rpc::Program::kMatcher;
  kind.role = "matcher";
  kind.version = kVersion;
  ONEFOLD_ASSIGN_OR_RETURN(const auto centre, submission::Centre::Open(config, kind, &checker));
  matcher::LinkerParts parts;
  parts.table = &centre->table();
  parts.log = &centre->log();
  parts.schemas = &schemas;
  parts.metrics = &centre->metrics();
  parts.new_context = [&] { return centre->NewContext(); };
  parts.program = kVersion;
  parts.colocated = config.colocated;
  parts.memory_bytes = config.memory_bytes;
  parts.scratch_dir = submission::ScratchDirectory(config);
  parts.max_block = max_block;
  parts.allow_fixed_weights = fixed_weights == "allow";
  ONEFOLD_ASSIGN_OR_RETURN(const auto linker, matcher::Linker::Open(std::move(parts)));
  const auto service = matcher::MakeLinkService(linker.get(), config.threads);
  return centre->Serve(service.get(), ports_file, {});
}

}  // namespace

int main(int argc, char** argv) {
  submission::BlockStopSignals();
  crypto::InitializeCrypto();
  CLI::App app(
      "Links the encodings of agencies' submissions. Sees no name, no key and no indicator.",
      kProgram);
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  app.footer(kExamples);

  std::string config, ports_file, dir;
  bool check = false;
  CLI::App* serve =
      app.add_subcommand("serve", "Serve agencies (submissions) and the counter (links).");
  serve->add_option("--config", config, "The matcher's TOML file.")->required();
  serve->add_flag("--check", check, "Print the configuration in force and exit.");
  serve->add_option("--ports-file", ports_file, "Write the ports in use to this file as JSON.");
  CLI::App* keygen =
      app.add_subcommand("keygen", "Make the missing key files and print their public parts.");
  keygen->add_option("--dir", dir, "Folder of the key files.")->required();
  for (CLI::App* command : {serve, keygen}) command->footer(kExamples);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  ops::StartDiagnostics(kProgram);
  const Status status =
      serve->parsed() ? Serve(config, check, ports_file) : submission::Keygen(dir, kKeys);
  return ops::ExitCode(status);
}
