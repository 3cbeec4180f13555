#include <iostream>

#include "services/lab/commands.h"
#include "services/lab/simulate.h"
#include "services/lab/world_flags.h"

namespace onefold::lab {
namespace {

struct SimulateArguments {
  SimulateOptions options;
  bool json = false;
};

int RunSimulate(const SimulateArguments& a) {
  const auto simulation = Simulate(a.options);
  if (!simulation.ok()) return Fail(simulation.status());
  if (a.json) {
    std::cout << FormatSimulation(*simulation) << "\n";
    return 0;
  }
  std::cout << simulation->worlds << " worlds of " << simulation->persons << " persons: precision "
            << simulation->mean_precision << ", recall " << simulation->mean_recall << ", F1 "
            << simulation->mean_f1 << "\n";
  for (const Coverage& coverage : simulation->coverage) {
    std::cout << coverage.what << ": the truth lies in the interval of " << coverage.covered
              << " of " << coverage.worlds << " worlds (95 %: " << coverage.interval.low << " to "
              << coverage.interval.high << "); mean error " << coverage.mean_relative_error
              << ", mean width " << coverage.mean_relative_width << " of the truth\n";
    for (const Trial& trial : coverage.failures) {
      std::cout << "  not with seed " << trial.seed << ": " << trial.truth << " persons, estimate "
                << trial.estimate << " (" << trial.low << " to " << trial.high << ")\n";
    }
  }
  return 0;
}

}  // namespace

Command DefineSimulate(CLI::App& app) {
  const auto arguments = std::make_shared<SimulateArguments>();
  SimulateArguments& a = *arguments;
  a.options.world.persons = 2000;
  CLI::App* simulate = app.add_subcommand(
      "simulate", "How often the interval holds the truth, over many made-up worlds");
  simulate->add_option("--worlds", a.options.worlds, "How many worlds; world w has seed S + w")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  simulate->add_option("--persons", a.options.world.persons, "Persons of a world")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  simulate->add_option("--schema", a.options.schema_path, "Linkage schema of our own format")
      ->required();
  AddWorldFlags(*simulate, a.options.world);
  simulate->add_option("--cut", a.options.cut,
                       "Least mean weight of a merge, millibits; without it, the schema's");
  simulate->add_flag("--dark-figure", a.options.dark_figure,
                     "Experimental: also estimate all persons, those whom no agency met included");
  simulate->add_option("--threads", a.options.threads, "0 = all cores; one world a thread")
      ->capture_default_str();
  simulate->add_flag("--json", a.json, "One JSON object on standard output");
  simulate->footer(
      "Example:\n  onefold-lab simulate --worlds 200 --persons 2000 --seed 1 "
      "--schema deploy/schemas/see.json --json");
  return {simulate, [arguments] { return RunSimulate(*arguments); }};
}

}  // namespace onefold::lab
