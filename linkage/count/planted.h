// Recall from planted records: agencies agree on fictitious persons, each writes them as it writes
// real ones, and the share of their true links that was found is an estimate of the share of all
// true links that were. Method and its limits: docs/QUALITY.md.
//
// Planted records are linked together with the real ones and then taken out, so that counts are
// those of the real records alone: the clusters are made again without them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/count/count.h"
#include "linkage/count/wilson.h"

namespace onefold::count {

// A pair: two planted records of one fictitious person at two different sources. Linked: in one
// entity.
struct PlantedSources {
  std::uint16_t left = 0, right = 0;  // sources, left < right
  std::uint64_t pairs = 0, linked = 0;
  ShareInterval interval;  // 95 %, of linked / pairs
  friend bool operator==(const PlantedSources&, const PlantedSources&) = default;
};

struct PlantedRecall {
  std::uint64_t persons = 0, records = 0;
  std::uint64_t pairs = 0, linked = 0;  // sums over by_sources
  ShareInterval interval;
  // Planted records in one entity with a real record, or with a planted one of another person.
  std::uint64_t falsely_linked = 0;
  std::vector<PlantedSources> by_sources;  // ascending; those with a pair
  friend bool operator==(const PlantedRecall&, const PlantedRecall&) = default;
};

// `planted`: by case, the number of the fictitious person, 0 for a real record. `entities`: of all
// these cases. In O(n log n), and for each entity of a person the square of its sources.
PlantedRecall MeasurePlanted(std::span<const CaseRef> cases, std::span<const std::uint32_t> planted,
                             const Entities& entities);

// The pairs of real records, numbered as if the cases had never had planted ones. `all` outlives
// it.
class RealEvidence final : public EvidenceStream {
 public:
  // `planted` as above; empty: all are real.
  RealEvidence(std::span<const std::uint32_t> planted, const EvidenceStream& all);
  Status ForEach(const Visit& visit) const override;

 private:
  const EvidenceStream& all_;
  std::vector<std::uint32_t> number_;  // by case of `all`; kGone: planted
};

}  // namespace onefold::count
