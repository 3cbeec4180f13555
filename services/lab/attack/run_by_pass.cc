// The attacks that look at one pass at a time and need one encoding of the population.
#include "services/lab/attack/dictionary.h"
#include "services/lab/attack/elimination.h"
#include "services/lab/attack/experiment.h"
#include "services/lab/attack/frequency.h"
#include "services/lab/attack/pass_union.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab::attack {
namespace {

StatusOr<EncodedPass> EncodePopulation(const Experiment& experiment, std::size_t pass,
                                       const crypto::Secret& key, std::string_view epoch) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto encoder,
                           encode::Encoder::Create(experiment.schema, key, epoch));
  crypto::SeededStream stream = StreamFor("attacker's order", 0, pass);
  return EncodePass(experiment.population, *encoder, pass, stream, experiment.workers);
}

}  // namespace

StatusOr<std::vector<AttackOutcome>> RunElimination(const Experiment& experiment) {
  if (experiment.schema.own() == nullptr) return NotApplicable("A5", "elimination", kNoBlocks);
  PassUnion all("A5", "elimination", experiment);
  const auto layouts = linkage::PassLayoutsOf(experiment.schema);
  for (std::size_t pass = 0; pass < layouts.size(); ++pass) {
    Stopwatch watch;
    ONEFOLD_ASSIGN_OR_RETURN(
        const EncodedPass population,
        EncodePopulation(experiment, pass, KeyFor("attacker's key", 0, 0), "attack"));
    all.StartPass(layouts[pass].name);
    std::uint64_t unmasked = 0;
    for (std::uint64_t seed = 1; seed <= experiment.options.seeds; ++seed) {
      ONEFOLD_ASSIGN_OR_RETURN(const EncodedPass victims, EncodeVictims(experiment, pass, seed));
      const std::vector<bool> known =
          experiment.judge.DrawKnown(experiment.options.known_fraction, seed);
      crypto::SeededStream stream = StreamFor("ties", seed, pass);
      const Guesses guesses =
          GuessByElimination(victims.view, experiment.judge.Reveal(victims.row_of, known),
                             population, stream, unmasked);
      all.AddSeed(seed, victims.view, experiment.judge.FindRight(victims.row_of, guesses),
                  experiment.judge.overlap() - CountTrue(known));
    }
    all.AddDetail("unmasked", unmasked / experiment.options.seeds);
    all.EndPass(watch.Lap());
  }
  return std::move(all).Finish();
}

StatusOr<std::vector<AttackOutcome>> RunFrequency(const Experiment& experiment) {
  if (experiment.schema.own() == nullptr) return NotApplicable("A6", "frequency", kNoBlocks);
  PassUnion all("A6", "frequency", experiment);
  const auto layouts = linkage::PassLayoutsOf(experiment.schema);
  for (std::size_t pass = 0; pass < layouts.size(); ++pass) {
    Stopwatch watch;
    ONEFOLD_ASSIGN_OR_RETURN(
        const EncodedPass population,
        EncodePopulation(experiment, pass, KeyFor("attacker's key", 0, 0), "attack"));
    all.StartPass(layouts[pass].name);
    for (std::uint64_t seed = 1; seed <= experiment.options.seeds; ++seed) {
      ONEFOLD_ASSIGN_OR_RETURN(const EncodedPass victims, EncodeVictims(experiment, pass, seed));
      crypto::SeededStream stream = StreamFor("ties", seed, pass);
      const Guesses guesses = GuessByFrequency(victims.view, population, stream);
      all.AddSeed(seed, victims.view, experiment.judge.FindRight(victims.row_of, guesses),
                  experiment.judge.overlap());
    }
    all.EndPass(watch.Lap());
  }
  return std::move(all).Finish();
}

StatusOr<std::vector<AttackOutcome>> RunDictionary(const Experiment& experiment) {
  if (experiment.schema.own() == nullptr) {
    return NotApplicable("A7", "dictionary with the key", kNoBlocks);
  }
  PassUnion all("A7", "dictionary with the key", experiment);
  const auto layouts = linkage::PassLayoutsOf(experiment.schema);
  for (std::size_t pass = 0; pass < layouts.size(); ++pass) {
    Stopwatch watch;
    all.StartPass(layouts[pass].name);
    for (std::uint64_t seed = 1; seed <= experiment.options.seeds; ++seed) {
      ONEFOLD_ASSIGN_OR_RETURN(const EncodedPass victims, EncodeVictims(experiment, pass, seed));
      ONEFOLD_ASSIGN_OR_RETURN(const EncodedPass population,
                               EncodePopulation(experiment, pass, VictimsKey(seed), kVictimsEpoch));
      const Guesses guesses = GuessByDictionary(victims.view, population, experiment.workers);
      all.AddSeed(seed, victims.view, experiment.judge.FindRight(victims.row_of, guesses),
                  experiment.judge.overlap());
    }
    all.EndPass(watch.Lap());
  }
  return std::move(all).Finish();
}

}  // namespace onefold::lab::attack
