// From pairs of handles with weights to entities and the number of unique persons. Sees no encoding
// and no token.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::count {

// One linkable record of the run. The vector of cases must be sorted by handle: that order breaks
// all ties, so results do not depend on the order of submissions.
struct CaseRef {
  Id128 handle{};
  std::uint16_t source = 0;  // index into Run's sources (an agency's submissions share a source)
};

struct Source {
  std::string name;
  bool clean = false;  // at most one record a person: two of its records are never one entity
};

// A pair seen in one pass (case indices, left != right).
struct PassPair {
  std::uint32_t left = 0, right = 0;
  std::uint8_t pass = 0;
  std::int32_t weight = 0;  // millibits of posterior log-odds
};

// The pair over all passes: the same evidence seen again, so the maximum counts, not the sum.
struct Evidence {
  std::uint32_t left = 0, right = 0;  // left < right
  std::int32_t weight = 0;
  std::uint32_t passes = 0;  // bit p: seen in pass p
};

// Sorted by (left, right), one row a pair.
std::vector<Evidence> UnitePasses(std::vector<PassPair> pairs);

struct ClusterParameters {
  std::int32_t unseen_weight = -2'000;  // millibits: a pair of records seen in no pass
  std::int32_t cut = 0;  // merge while the mean weight between two clusters is above this
};

// A merge of two clusters.
struct Merge {
  std::int64_t weight_sum = 0;  // over all record pairs between the two, unseen ones included
  std::uint64_t pairs = 0;      // size_a * size_b
  std::uint32_t sightings = 0;  // (pair, pass) observations that support it
};

struct Entities {
  std::vector<std::uint32_t> entity_of;  // by case index; entities numbered by their first case
  std::uint32_t count = 0;
  std::vector<Merge> merges;  // made, strongest first within each connected group of cases
  // The merges that would have come next, had the cut been lower, down to unseen_weight: their mean
  // weight in millibits. What they would have joined is not in entity_of.
  std::vector<std::int32_t> rejected;
  // By case: bit p when pass p showed it together with another case of its entity.
  std::vector<std::uint32_t> passes_of;
};

// Average-link agglomeration on weights with negative evidence and clean-source constraints.
// Deterministic: integer arithmetic, ties by lowest case indices. Near-linear in `evidence`.
Entities Cluster(std::span<const CaseRef> cases, std::span<const Source> sources,
                 std::span<const Evidence> evidence, const ClusterParameters& parameters);

// The number of unique persons with its interval. Method and symbols: docs/QUALITY.md.
inline constexpr std::string_view kIntervalMethod = "merge-posterior-1";
struct UniqueEstimate {
  std::uint64_t records = 0;   // linkable records
  std::uint64_t entities = 0;  // clusters as found
  std::uint64_t estimate = 0;  // rounded: entities + expected false merges - expected missed merges
  std::uint64_t low = 0, high = 0;  // 95 %; always within [largest clean source, records]
  double false_merges = 0, missed_merges = 0, missed_by_blocking = 0;
  double standard_error = 0;
};
UniqueEstimate EstimateUnique(std::span<const CaseRef> cases, std::span<const Source> sources,
                              const Entities& entities);

// Gross and unique by source and by capture history (the set of sources that met a person, as a bit
// mask).
struct Tally {
  std::uint64_t gross = 0, unlinkable = 0, unique = 0;
  std::vector<std::uint64_t> gross_by_source, unique_by_source, only_this_source;
  std::map<std::uint32_t, std::uint64_t> persons_by_history;  // at most 32 sources
};
// InvalidArgument beyond 32 sources. `unlinkable_by_source` are records that were not linked; they
// add to gross.
StatusOr<Tally> TallyEntities(std::span<const CaseRef> cases, std::span<const Source> sources,
                              const Entities& entities,
                              std::span<const std::uint64_t> unlinkable_by_source);

}  // namespace onefold::count
