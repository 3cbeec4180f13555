#include "services/lab/simulate.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "linkage/match/parallel.h"
#include "services/lab/dark_figure.h"
#include "services/lab/link.h"
#include "services/lab/outcome_score.h"
#include "services/ops/progress.h"

namespace onefold::lab {
namespace {

class TemporaryFolder {
 public:
  static StatusOr<std::unique_ptr<TemporaryFolder>> Make() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "onefold-simulate-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) return InternalError("cannot make a temporary folder");
    return std::make_unique<TemporaryFolder>(pattern);
  }
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct WorldResult {
  std::vector<std::optional<Trial>> trials;  // in the order of kQuantities
  std::uint64_t records = 0;
  double precision = 0, recall = 0, f1 = 0;
};

enum Quantity { kUniquePersons, kStateOnly, kNgoOnly, kBoth };
constexpr std::size_t kCells = 4;
constexpr std::array<const char*, 7> kQuantities = {"unique_persons",
                                                    "state_only",
                                                    "ngo_only",
                                                    "both",
                                                    "all_persons_true_links",
                                                    "all_persons_as_linked",
                                                    "all_persons_linkage_averaged"};

bool IsStateAgency(std::string_view name) {
  return std::any_of(Agencies().begin(), Agencies().end(), [&](const Agency& agency) {
    return agency.name == name && agency.state_agency;
  });
}

// Persons by the kinds of agencies that hold a linkable record of them.
std::array<std::uint64_t, kCells> TrueCells(const LinkOutcome& outcome, const Truth& truth) {
  std::vector<unsigned> kinds(truth.persons());  // 1: state, 2: NGO
  for (const RowId& row : outcome.rows) {
    const std::string& source = outcome.source_names[row.source];
    const std::uint32_t person = truth.person_of(truth.Find(source, row.record_id));
    kinds[person] |= IsStateAgency(source) ? 1u : 2u;
  }
  std::array<std::uint64_t, kCells> cells{};
  for (const unsigned kind : kinds) {
    if (kind == 0) continue;
    ++cells[kUniquePersons];
    ++cells[kind];  // kStateOnly, kNgoOnly, kBoth
  }
  return cells;
}

StatusOr<WorldResult> RunWorld(const SimulateOptions& options, std::uint64_t seed) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto folder, TemporaryFolder::Make());
  GenerateOptions world = options.world;
  world.seed = seed;
  world.directory = folder->path();
  world.show_progress = false;
  ONEFOLD_ASSIGN_OR_RETURN(const Generated generated, Generate(world));

  LinkOptions link;
  link.schema_path = options.schema_path;
  link.secret = "world " + std::to_string(seed);
  link.cut = options.cut;
  link.show_progress = false;
  link.match.threads = link.read.threads = 1;
  link.read.max_reported = 0;
  for (std::size_t a = 0; a < world.agencies; ++a) {
    const std::string name(Agencies()[a].name);
    const auto type =
        Agencies()[a].state_agency ? count::SourceType::kState : count::SourceType::kNgo;
    link.sources.push_back({name, *folder / (name + ".csv"), false, type});
  }
  ONEFOLD_ASSIGN_OR_RETURN(const LinkOutcome outcome, Link(link));

  ONEFOLD_ASSIGN_OR_RETURN(const Truth truth, Truth::Read(*folder / "truth.csv"));
  const Score score = truth.Compare(EntityByRecord(outcome, truth));
  const auto cells = TrueCells(outcome, truth);
  const count::UniqueEstimate& unique = outcome.unique;
  WorldResult result{{}, generated.records, score.precision, score.recall_linked, score.f1_linked};
  const count::Interval all{unique.estimate, unique.low, unique.high};
  const count::Interval* const estimates[] = {&all, &unique.state_only, &unique.ngo_only,
                                              &unique.both};
  for (std::size_t q = 0; q < kCells; ++q) {
    result.trials.push_back(
        Trial{seed, cells[q], estimates[q]->estimate, estimates[q]->low, estimates[q]->high});
  }
  if (!options.dark_figure) return result;
  ONEFOLD_ASSIGN_OR_RETURN(const DarkFigureTrials dark,
                           EstimateWorld(outcome, truth, generated.persons, seed));
  result.trials.insert(result.trials.end(), {dark.true_links, dark.as_linked, dark.averaged});
  return result;
}

double Share(double part, std::uint64_t whole) {
  return whole == 0 ? 0 : part / static_cast<double>(whole);
}

nlohmann::ordered_json TrialJson(const Trial& trial) {
  return {{"seed", trial.seed},
          {"truth", trial.truth},
          {"estimate", trial.estimate},
          {"low", trial.low},
          {"high", trial.high}};
}

}  // namespace

Coverage Summarize(std::string what, const std::vector<Trial>& trials) {
  Coverage coverage;
  coverage.what = std::move(what);
  coverage.worlds = trials.size();
  for (const Trial& trial : trials) {
    if (trial.Holds()) {
      ++coverage.covered;
    } else {
      coverage.failures.push_back(trial);
    }
    const double truth = static_cast<double>(std::max<std::uint64_t>(trial.truth, 1));
    const double error =
        (static_cast<double>(trial.estimate) - static_cast<double>(trial.truth)) / truth;
    coverage.mean_relative_error += std::abs(error);
    coverage.mean_signed_relative_error += error;
    coverage.mean_relative_width += static_cast<double>(trial.high - trial.low) / truth;
  }
  coverage.interval = count::WilsonInterval(coverage.covered, coverage.worlds);
  for (double* mean : {&coverage.mean_relative_error, &coverage.mean_signed_relative_error,
                       &coverage.mean_relative_width}) {
    *mean = Share(*mean, coverage.worlds);
  }
  return coverage;
}

StatusOr<Simulation> Simulate(const SimulateOptions& options) {
  if (options.worlds == 0) return InvalidArgumentError("--worlds must be at least 1");
  const auto start = std::chrono::steady_clock::now();
  std::vector<WorldResult> results(options.worlds);
  std::optional<ops::ProgressBar> bar;
  if (options.show_progress) bar.emplace("simulating", "worlds", options.worlds);
  std::atomic<std::uint64_t> done{0};
  ONEFOLD_RETURN_IF_ERROR(match::ParallelFor(
      options.worlds, match::WorkerCount(options.threads), [&](unsigned, std::size_t w) {
        auto result = RunWorld(options, options.world.seed + w);
        if (!result.ok()) {
          return Annotate(result.status(),
                          "the world of seed " + std::to_string(options.world.seed + w));
        }
        results[w] = *std::move(result);
        if (bar) bar->Update(++done);
        return OkStatus();
      }));
  Simulation simulation;
  simulation.worlds = options.worlds;
  simulation.persons = options.world.persons;
  for (const WorldResult& result : results) {
    simulation.records += result.records;
    simulation.mean_precision += Share(result.precision, options.worlds);
    simulation.mean_recall += Share(result.recall, options.worlds);
    simulation.mean_f1 += Share(result.f1, options.worlds);
  }
  for (std::size_t q = 0; q < results[0].trials.size(); ++q) {
    std::vector<Trial> trials;
    for (const WorldResult& result : results) {
      if (result.trials[q]) trials.push_back(*result.trials[q]);
    }
    simulation.coverage.push_back(Summarize(kQuantities[q], trials));
  }
  simulation.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return simulation;
}

std::string FormatSimulation(const Simulation& simulation) {
  nlohmann::ordered_json json;
  json["worlds"] = simulation.worlds;
  json["persons"] = simulation.persons;
  json["records"] = simulation.records;
  json["mean_precision"] = simulation.mean_precision;
  json["mean_recall"] = simulation.mean_recall;
  json["mean_f1"] = simulation.mean_f1;
  json["coverage"] = nlohmann::ordered_json::array();
  for (const Coverage& coverage : simulation.coverage) {
    nlohmann::ordered_json one;
    one["what"] = coverage.what;
    one["worlds"] = coverage.worlds;
    one["covered"] = coverage.covered;
    one["share"] = Share(static_cast<double>(coverage.covered), coverage.worlds);
    one["share_low"] = coverage.interval.low;
    one["share_high"] = coverage.interval.high;
    one["mean_relative_error"] = coverage.mean_relative_error;
    one["mean_signed_relative_error"] = coverage.mean_signed_relative_error;
    one["mean_relative_width"] = coverage.mean_relative_width;
    one["failures"] = nlohmann::ordered_json::array();
    for (const Trial& trial : coverage.failures) one["failures"].push_back(TrialJson(trial));
    json["coverage"].push_back(std::move(one));
  }
  json["seconds"] = simulation.seconds;
  return json.dump();
}

}  // namespace onefold::lab
