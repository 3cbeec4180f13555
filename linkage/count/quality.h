// How well a run linked, as far as it can be known without truth: blocking, scores, the total by
// cut, and who was linked. Sums over many records; nothing about a single person.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/count/count.h"

namespace onefold::count {

struct EntitiesAtCut {
  std::int32_t cut = 0;  // millibits
  std::uint64_t entities = 0;
};

// Weights from `from` to `from` + 1000 millibits; the first bin holds all lower ones too, the last
// all higher ones.
struct WeightBin {
  std::int32_t from = 0;
  std::uint64_t pairs = 0;               // of records, united over passes
  std::uint64_t made = 0, rejected = 0;  // merges, by their mean weight
};

// Two-pass capture (Lincoln and Petersen): what one pass finds of the links that all others find
// says how many links it finds, as far as passes miss links independently. Links here are the pairs
// of records of one entity that a pass spoke for.
struct PassCapture {
  std::uint64_t found = 0;      // by this pass
  std::uint64_t by_others = 0;  // by at least one other pass
  std::uint64_t by_both = 0;    // by this one and another
  std::uint64_t only_here = 0;  // found - by_both
  // of all links that exist, Chapman's estimate (found + 1)(by_others + 1) / (by_both + 1) - 1
  double links = 0;
};

struct SourceProfile {
  std::uint64_t records = 0;
  std::uint64_t linked = 0;            // in an entity with another record
  std::uint64_t linked_elsewhere = 0;  // in an entity with a record of another source
  std::uint64_t entities = 0;          // with a record of this source
};

struct Quality {
  std::vector<EntitiesAtCut> by_cut;  // ascending
  std::vector<WeightBin> weights;     // ascending
  std::vector<PassCapture> passes;    // by pass number (count.h: at most 32)
  std::uint64_t links = 0;            // found by any pass
  // Share of the links that exist which some pass showed: the median over passes of
  // links / PassCapture::links, with the lowest and the highest. 0 without links or with one pass.
  double pair_completeness = 0, pair_completeness_low = 0, pair_completeness_high = 0;
  std::uint64_t possible_pairs = 0;         // of linkable records, less those of one clean source
  std::vector<std::uint64_t> entity_sizes;  // [i]: entities of i + 1 records; the last: or more
  std::vector<SourceProfile> sources;
};
inline constexpr std::size_t kEntitySizes = 6;

StatusOr<Quality> MeasureQuality(std::span<const CaseRef> cases, std::span<const Source> sources,
                                 const EvidenceStream& evidence, const Entities& entities,
                                 std::size_t passes);

}  // namespace onefold::count
