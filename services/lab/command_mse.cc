#include <cmath>
#include <cstdio>
#include <iostream>

#include "linkage/csv_columns.h"
#include "linkage/estimate/estimate.h"
#include "linkage/estimate/table_rows.h"
#include "services/lab/commands.h"

namespace onefold::lab {
namespace {

struct MseArguments {
  std::string counts, method;
  unsigned order = 0;
  estimate::EstimateOptions options;
  bool json = false;
};

StatusOr<estimate::CaptureTable> ReadCounts(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto columns, linkage::ReadColumnNames(path));
  auto rows = estimate::TableRows::Start(columns);
  if (!rows.ok()) return Annotate(rows.status(), path);
  ONEFOLD_RETURN_IF_ERROR(linkage::ReadColumns(
      path, columns, [&](const std::vector<std::string>& values) { return rows->Add(values); }));
  auto table = rows->Finish();
  if (!table.ok()) return Annotate(table.status(), path);
  return table;
}

std::string Persons(double value) {
  return std::isfinite(value) ? std::to_string(std::llround(value)) : "no bound";
}

void PrintRow(const char* mark, const estimate::ModelEstimate& row) {
  std::printf("%-2s%-14s%10s%10s%10s  %-20s%s\n", mark, row.method.c_str(),
              Persons(row.estimate).c_str(), Persons(row.low).c_str(), Persons(row.high).c_str(),
              row.interval.c_str(), row.model.c_str());
}

void Print(const estimate::Estimate& estimate) {
  std::printf("EXPERIMENTAL. %llu persons on the lists; 95 %% intervals\n",
              static_cast<unsigned long long>(estimate.observed));
  if (!estimate.models.empty()) {
    std::printf("  %-14s%10s%10s%10s  %-20s%s\n", "method", "estimate", "low", "high", "interval",
                "model");
  }
  for (const auto& row : estimate.models) PrintRow("", row);
  if (estimate.refusal.empty()) PrintRow("=>", estimate.result);
  for (const std::string& warning : estimate.warnings) std::printf("! %s\n", warning.c_str());
}

int RunMse(MseArguments& a) {
  if (!a.method.empty()) {
    const auto method = estimate::ParseMethod(a.method);
    if (!method.ok()) return Misused(method.status());
    a.options.method = *method;
  }
  if (a.order != 0) a.options.order = a.order;
  const auto table = ReadCounts(a.counts);
  if (!table.ok()) return Misused(table.status());
  const auto estimate = estimate::EstimatePersons(*table, a.options);
  if (!estimate.ok()) return Misused(estimate.status());
  if (a.json) {
    std::cout << estimate::FormatEstimate(*estimate) << "\n";
  } else {
    Print(*estimate);
  }
  if (estimate->refusal.empty()) return 0;
  std::fflush(stdout);
  return Fail(FailedPreconditionError("refused: " + estimate->refusal));
}

}  // namespace

Command DefineMse(CLI::App& app) {
  const auto arguments = std::make_shared<MseArguments>();
  MseArguments& a = *arguments;
  CLI::App* mse = app.add_subcommand(
      "mse", "Experimental: estimate the persons on no list from counts of capture histories");
  mse->add_option("counts", a.counts, "COUNTS.csv: a column of 0 and 1 for each list, and count")
      ->required();
  mse->add_option(
      "--method", a.method,
      "stepwise, bic (to six lists) or dga (to five); default dga, from six lists on stepwise");
  mse->add_option("--order", a.order,
                  "bic: most lists in one term; default 2 for three and six lists, else 3")
      ->check(CLI::Range(1u, 4u));
  mse->add_option("--seed", a.options.seed, "Seed of the bootstrap")->capture_default_str();
  mse->add_option("--threads", a.options.threads, "0: all cores; the result does not depend on it")
      ->check(CLI::Range(0u, 256u))
      ->capture_default_str();
  mse->add_option("--bootstrap", a.options.resamples,
                  "Resamples, stepwise and bic; 0: profile likelihood, which takes the model as "
                  "known")
      ->check(CLI::Range(std::size_t{0}, estimate::kMostResamples))
      ->capture_default_str();
  mse->add_flag("--json", a.json, "One JSON object on standard output");
  mse->footer(
      "Several models always stand side by side: their differences are part of the result.\n"
      "What must be believed for any of them, and what critics say: docs/METHODS-MSE.md\n"
      "Exit code 1: the counts say too little, and the reason is printed.\n\n"
      "Example:\n  onefold-lab mse counts.csv --method stepwise --bootstrap 1000 --seed 7 --json");
  return {mse, [arguments] { return RunMse(*arguments); }};
}

}  // namespace onefold::lab
