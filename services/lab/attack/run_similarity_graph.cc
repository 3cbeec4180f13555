#include "services/lab/attack/experiment.h"
#include "services/lab/attack/side.h"
#include "services/lab/attack/similarity_graph.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab::attack {
namespace {

constexpr char kName[] = "graph matching";

StatusOr<EncodedPass> EncodeClks(const Experiment& experiment, const std::string& path,
                                 const crypto::Secret& key, crypto::SeededStream stream) {
  ONEFOLD_ASSIGN_OR_RETURN(
      const Side side,
      ReadSide(path, experiment.schema, key, experiment.options.limit, experiment.options.threads));
  return ViewOfClks(linkage::PassLayoutsOf(experiment.schema)[0], side.clks, stream);
}

}  // namespace

StatusOr<std::vector<AttackOutcome>> RunSimilarityGraph(const Experiment& experiment) {
  if (experiment.schema.clkhash() == nullptr) {
    return NotApplicable("A1", kName,
                         "every block has keys of its own: similarities exist inside blocks only, "
                         "there is no graph of all records (see A2)");
  }
  if (std::max(experiment.victim_count, experiment.population_count) > kMaxGraph) {
    return NotApplicable("A1", kName,
                         "not run: more than " + std::to_string(kMaxGraph) +
                             " records, whose similarities do not fit (use --limit)");
  }
  Stopwatch watch;
  AttackOutcome outcome;
  outcome.id = "A1";
  outcome.name = kName;
  std::vector<PassView> views;  // one a key of the attacker, all in one order
  std::vector<std::uint32_t> population_rows;
  for (unsigned key = 0; key < experiment.options.attacker_keys; ++key) {
    ONEFOLD_ASSIGN_OR_RETURN(
        EncodedPass population,
        EncodeClks(experiment, experiment.options.population_path, KeyFor("attacker's key", 0, key),
                   StreamFor("attacker's order", 0, 0)));
    views.push_back(std::move(population.view));
    population_rows = std::move(population.row_of);
  }
  const RankedSimilarities population(views, experiment.workers);
  for (std::uint64_t seed = 1; seed <= experiment.options.seeds; ++seed) {
    ONEFOLD_ASSIGN_OR_RETURN(const EncodedPass victims,
                             EncodeClks(experiment, experiment.options.victims_path,
                                        VictimsKey(seed), StreamFor("victims' order", seed, 0)));
    const Guesses guesses =
        GuessBySimilarities(RankedSimilarities({victims.view}, experiment.workers), population,
                            population_rows, experiment.workers);
    outcome.seeds.push_back({seed, CountTrue(experiment.judge.FindRight(victims.row_of, guesses)),
                             experiment.judge.overlap()});
  }
  outcome.chance = 1.0 / static_cast<double>(experiment.population_count);
  outcome.seconds = watch.Lap();
  return std::vector{outcome};
}

}  // namespace onefold::lab::attack
