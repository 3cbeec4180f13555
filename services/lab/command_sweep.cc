#include <cstdio>
#include <iostream>

#include "services/lab/commands.h"
#include "services/lab/link_flags.h"
#include "services/lab/sweep.h"

namespace onefold::lab {
namespace {

struct SweepArguments {
  SweepOptions options;
  std::vector<std::string> sources;
  std::string cuts, thresholds;
  bool json = false;
};

void PrintTable(const Sweep& sweep) {
  std::printf("%10s %9s %9s %9s %9s %9s %9s %9s %9s\n", sweep.dice ? "threshold" : "cut",
              "entities", "unique", "low", "high", "precision", "recall", "F1", "B-cubed");
  for (const SweepRow& row : sweep.rows) {
    const std::string cut = sweep.dice ? std::to_string(row.cut / 1e6) : std::to_string(row.cut);
    std::printf("%10s %9llu %9llu %9llu %9llu %9.4f %9.4f %9.4f %9.4f\n", cut.c_str(),
                static_cast<unsigned long long>(row.score.entities),
                static_cast<unsigned long long>(row.unique.estimate),
                static_cast<unsigned long long>(row.unique.low),
                static_cast<unsigned long long>(row.unique.high), row.score.precision,
                row.score.recall_linked, row.score.f1_linked, row.score.bcubed_f1);
  }
  std::printf("%llu persons have a linked record\n",
              static_cast<unsigned long long>(sweep.unique_true));
}

int RunSweep(SweepArguments& a) {
  if (a.cuts.empty() == a.thresholds.empty()) {
    return Misused(InvalidArgumentError("sweep takes one of --cuts and --thresholds"));
  }
  auto sources = ParseSources(a.sources);
  if (!sources.ok()) return Misused(sources.status());
  a.options.link.sources = *std::move(sources);
  auto cuts = a.cuts.empty() ? ParseCuts(a.thresholds, 1e6) : ParseCuts(a.cuts, 1);
  if (!cuts.ok()) return Misused(cuts.status());
  a.options.cuts = *std::move(cuts);
  a.options.dice = a.cuts.empty();
  a.options.link.read.threads = a.options.link.match.threads;
  const auto sweep = SweepCuts(a.options);
  if (!sweep.ok()) return Fail(sweep.status());
  if (a.json) {
    std::cout << FormatSweep(*sweep) << "\n";
  } else {
    PrintTable(*sweep);
  }
  return 0;
}

}  // namespace

Command DefineSweep(CLI::App& app) {
  const auto arguments = std::make_shared<SweepArguments>();
  SweepArguments& a = *arguments;
  CLI::App* sweep = app.add_subcommand("sweep", "Link once, then score the entities of many cuts");
  AddLinkFlags(*sweep, a.options.link, a.sources);
  sweep->add_option("--truth", a.options.truth_path, "source,record_id,person_id")->required();
  sweep->add_option("--cuts", a.cuts,
                    "Own schemas: FROM:TO:STEP or a list, millibits, e.g. --cuts=-6000:6000:500");
  sweep->add_option("--thresholds", a.thresholds,
                    "clkhash schemas: Dice thresholds, e.g. 0.7:0.95:0.05");
  sweep->add_flag("--json", a.json, "One JSON object on standard output");
  sweep->footer(
      "Example:\n  onefold-lab sweep --schema deploy/schemas/see.json --secret-file key "
      "--source police=made-up/police.csv --source shelter=made-up/shelter.csv "
      "--truth made-up/truth.csv --cuts=-6000:6000:500 --json");
  return {sweep, [arguments] { return RunSweep(*arguments); }};
}

}  // namespace onefold::lab
