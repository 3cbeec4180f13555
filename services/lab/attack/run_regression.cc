#include <algorithm>

#include "services/lab/attack/experiment.h"
#include "services/lab/attack/pass_union.h"
#include "services/lab/attack/regression.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab::attack {
namespace {

constexpr std::uint64_t kMaxTested = 2000;  // victims whom the attack is tried on, a sample

// The population without those whom the attacker knows to be a certain item, in a random order:
// the first of equals is taken.
std::vector<std::uint32_t> Candidates(const Experiment& experiment, const Guesses& known,
                                      std::size_t pass, std::uint64_t seed) {
  std::vector<bool> taken(experiment.population.size());
  for (const std::uint32_t row : known) {
    if (row != kNoGuess) taken[row] = true;
  }
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t row = 0; row < taken.size(); ++row) {
    if (!taken[row]) candidates.push_back(row);
  }
  crypto::SeededStream stream = StreamFor("ties", seed, pass);
  Shuffle(stream, candidates);
  return candidates;
}

}  // namespace

StatusOr<std::vector<AttackOutcome>> RunRegression(const Experiment& experiment) {
  if (experiment.schema.own() == nullptr) {
    return NotApplicable("A4", "known plaintext", "runs on schemas of our own format only");
  }
  PassUnion all("A4", "known plaintext", experiment);
  const auto layouts = linkage::PassLayoutsOf(experiment.schema);
  for (std::size_t pass = 0; pass < layouts.size(); ++pass) {
    Stopwatch watch;
    const TokenRows tokens = TokensOfPass(experiment.population, *experiment.schema.own(), pass);
    all.StartPass(layouts[pass].name);
    for (std::uint64_t seed = 1; seed <= experiment.options.seeds; ++seed) {
      ONEFOLD_ASSIGN_OR_RETURN(const EncodedPass victims, EncodeVictims(experiment, pass, seed));
      const std::vector<bool> known =
          experiment.judge.DrawKnown(experiment.options.known_fraction, seed);
      const std::vector<bool> tested = experiment.judge.DrawTested(known, kMaxTested, seed);
      const Guesses revealed = experiment.judge.Reveal(victims.row_of, known);
      std::vector<bool> wanted;
      for (const std::uint32_t victim : victims.row_of) {
        wanted.push_back(victim != kNobody && tested[victim]);
      }
      const Guesses guesses = GuessByRegression(victims.view, revealed, wanted,
                                                Candidates(experiment, revealed, pass, seed),
                                                tokens, experiment.workers);
      all.AddSeed(seed, victims.view, experiment.judge.FindRight(victims.row_of, guesses),
                  CountTrue(tested));
    }
    all.SetChance(1 / std::max(1.0, static_cast<double>(experiment.population_count) *
                                        (1 - experiment.options.known_fraction)));
    all.EndPass(watch.Lap());
  }
  return std::move(all).Finish();
}

}  // namespace onefold::lab::attack
