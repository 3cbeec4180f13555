// onefold-lab: linkage, scoring, test data and benchmarks on one machine, for data with known
// truth. Never deployed.
#include <CLI/CLI.hpp>

#include "crypto/random.h"
#include "services/lab/commands.h"

int main(int argc, char** argv) {
  namespace lab = onefold::lab;
  onefold::crypto::InitializeCrypto();
  CLI::App app("Linkage on one machine, for data with known truth", "onefold-lab");
  app.set_version_flag("--version", ONEFOLD_VERSION);
  app.require_subcommand(1);
  const std::vector<lab::Command> commands = {
      lab::DefineLink(app),     lab::DefineScore(app),       lab::DefineSweep(app),
      lab::DefineSimulate(app), lab::DefineGenerate(app),    lab::DefineBench(app),
      lab::DefineAttack(app),   lab::DefineExportEdges(app), lab::DefineMse(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  for (const lab::Command& command : commands) {
    if (command.app->parsed()) return command.run();
  }
  return 2;
}
