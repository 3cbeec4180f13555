#include <algorithm>

#include "services/lab/attack/experiment.h"
#include "services/lab/attack/pass_union.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab::attack {

StatusOr<std::vector<AttackOutcome>> RunBlockAware(const Experiment& experiment) {
  if (experiment.schema.own() == nullptr) return NotApplicable("A2", "block-aware", kNoBlocks);
  const auto layouts = linkage::PassLayoutsOf(experiment.schema);
  PassUnion all("A2", "block-aware", experiment);
  for (std::size_t pass = 0; pass < layouts.size(); ++pass) {
    Stopwatch watch;
    ONEFOLD_ASSIGN_OR_RETURN(const Expectation expected,
                             Expect(experiment.population, experiment.schema, pass, /*seed=*/0,
                                    experiment.options.attacker_keys, experiment.workers));
    all.StartPass(layouts[pass].name);
    for (std::uint64_t seed = 1; seed <= experiment.options.seeds; ++seed) {
      ONEFOLD_ASSIGN_OR_RETURN(const EncodedPass victims, EncodeVictims(experiment, pass, seed));
      const Guesses guesses =
          GuessByBlocks(victims.view, expected,
                        {.dummies = experiment.options.dummies, .workers = experiment.workers});
      all.AddSeed(seed, victims.view, experiment.judge.FindRight(victims.row_of, guesses),
                  experiment.judge.overlap());
    }
    all.EndPass(watch.Lap());
  }
  return std::move(all).Finish();
}

}  // namespace onefold::lab::attack
