#include <iostream>

#include "services/lab/attack/export_edges.h"
#include "services/lab/commands.h"

namespace onefold::lab {
namespace {

struct ExportArguments {
  attack::ExportOptions options;
  std::string secret_path;
};

int RunExportEdges(const ExportArguments& a) {
  const auto opened = crypto::ReadNamedSecretFile(a.secret_path);
  if (!opened.ok()) return Fail(opened.status());
  if (!opened->is_private) {
    std::cerr << "onefold-lab: warning: " << a.secret_path << " can be read by others\n";
  }
  const auto counts = attack::ExportEdges(a.options, opened->secret);
  if (!counts.ok()) return Fail(counts.status());
  std::cout << counts->edges << " pairs of " << counts->records << " records\n";
  return 0;
}

}  // namespace

Command DefineExportEdges(CLI::App& app) {
  const auto arguments = std::make_shared<ExportArguments>();
  ExportArguments& a = *arguments;
  CLI::App* command = app.add_subcommand(
      "export-edges", "Write the similarities that a matcher sees, for attacks by others");
  command->add_option("--schema", a.options.schema_path, "Linkage schema: our own or clkhash v3")
      ->required();
  command->add_option("--secret-file", a.secret_path, "File whose bytes are the secret")
      ->required();
  command->add_option("--in", a.options.input_path, "Records in clear")->required();
  command
      ->add_option("--out", a.options.output_path, "Writes pass,record_id_a,record_id_b,similarity")
      ->required();
  command->add_option("--limit", a.options.limit, "Records; 0 = all")->capture_default_str();
  command->add_option("--threads", a.options.threads, "0 = all cores")->capture_default_str();
  command->footer(
      "Example:\n  onefold-lab export-edges --schema deploy/schemas/febrl-clkhash.json "
      "--secret-file key --in deploy/data/febrl4a.csv --limit 1000 --out edges.csv");
  return {command, [arguments] { return RunExportEdges(*arguments); }};
}

}  // namespace onefold::lab
