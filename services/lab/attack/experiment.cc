#include "services/lab/attack/experiment.h"

#include <algorithm>

namespace onefold::lab::attack {

StatusOr<EncodedPass> EncodeVictims(const Experiment& experiment, std::size_t pass,
                                    std::uint64_t seed) {
  const crypto::Secret key = KeyFor("victims' key", seed, 0);
  ONEFOLD_ASSIGN_OR_RETURN(const auto encoder,
                           encode::Encoder::Create(experiment.schema, key, "victims"));
  crypto::SeededStream stream = StreamFor("victims' order", seed, pass);
  return EncodePass(experiment.victims, *encoder, pass, stream, experiment.workers);
}

std::uint64_t CountTrue(const std::vector<bool>& values) {
  return static_cast<std::uint64_t>(std::count(values.begin(), values.end(), true));
}

}  // namespace onefold::lab::attack
