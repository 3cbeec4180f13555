#include <algorithm>

#include "services/lab/attack/experiment.h"
#include "services/lab/attack/pass_union.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab::attack {

namespace {

// Items of the population in blocks that are too large to be measured.
std::uint64_t CountSkipped(const Figures& figures) {
  std::uint64_t skipped = 0;
  for (std::size_t b = 0; b + 1 < figures.block_begin.size(); ++b) {
    if (figures.size_of(b) > kMaxBlock) skipped += figures.size_of(b);
  }
  return skipped;
}

}  // namespace

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
    all.AddDetail("skipped_items", CountSkipped(expected.mean));
    all.EndPass(watch.Lap());
  }
  return std::move(all).Finish();
}

}  // namespace onefold::lab::attack
