#include "services/lab/attack/experiment.h"

#include <algorithm>

namespace onefold::lab::attack {

StatusOr<EncodedPass> EncodeVictims(const Experiment& experiment, std::size_t pass,
                                    std::uint64_t seed) {
  ONEFOLD_ASSIGN_OR_RETURN(
      const auto encoder,
      encode::Encoder::Create(experiment.schema, VictimsKey(seed), kVictimsEpoch));
  crypto::SeededStream stream = StreamFor("victims' order", seed, pass);
  return EncodePass(experiment.victims, *encoder, pass, stream, experiment.workers);
}

crypto::Secret VictimsKey(std::uint64_t seed) { return KeyFor("victims' key", seed, 0); }

std::vector<AttackOutcome> NotApplicable(std::string_view id, std::string_view name,
                                         std::string_view reason) {
  AttackOutcome outcome;
  outcome.id = id;
  outcome.name = name;
  outcome.reason = reason;
  return {outcome};
}

std::uint64_t CountTrue(const std::vector<bool>& values) {
  return static_cast<std::uint64_t>(std::count(values.begin(), values.end(), true));
}

}  // namespace onefold::lab::attack
