// From pairs of handles with weights to entities and the number of unique persons. Sees no encoding
// and no token.
#pragma once

#include <cstdint>
#include <functional>
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

enum class SourceType { kState, kNgo, kOther };

struct Source {
  std::string name;
  bool clean = false;  // at most one record a person: two of its records are never one entity
  SourceType type = SourceType::kOther;
};

// A pair seen in one pass (case indices, left != right).
struct PassPair {
  std::uint32_t left = 0, right = 0;
  std::uint8_t pass = 0;
  std::int32_t weight = 0;  // millibits of posterior log-odds
};

// The pair over all passes. Every pass judges the same records, each by what its own pairs taught
// it: that is one piece of evidence measured several times, so the mean counts, not the sum.
struct Evidence {
  std::uint32_t left = 0, right = 0;  // left < right
  std::int32_t weight = 0;
  std::uint32_t passes =
      0;  // bit p: pass p (p < 31, all later ones share bit 31) spoke for the link
};

// Sorted by (left, right), one row a pair.
std::vector<Evidence> UnitePasses(std::vector<PassPair> pairs);

// The united pairs of a run, sorted by (left, right), as often as they are asked for: they need not
// be in memory.
class EvidenceStream {
 public:
  virtual ~EvidenceStream() = default;
  using Visit = std::function<void(std::span<const Evidence>)>;
  virtual Status ForEach(const Visit& visit) const = 0;
};

StatusOr<std::uint64_t> SizeOf(const EvidenceStream& evidence);

class EvidenceInMemory final : public EvidenceStream {
 public:
  explicit EvidenceInMemory(std::span<const Evidence> evidence) : evidence_(evidence) {}
  Status ForEach(const Visit& visit) const override {
    visit(evidence_);
    return OkStatus();
  }

 private:
  std::span<const Evidence> evidence_;
};

// What people know and weights do not: two records are one person, or are not. Stronger than any
// weight and than a source's being clean; where the two kinds contradict each other, cannot-link
// holds.
struct Constraint {
  std::uint32_t left = 0, right = 0;  // left != right
  bool link = false;                  // must-link, else cannot-link
};

// A merge that a must-link makes has this mean weight: surer than any score.
inline constexpr std::int32_t kMustLinkWeight = 1'000'000;

struct ClusterParameters {
  std::int32_t unseen_weight = -1'000;  // millibits: a pair of records seen in no pass
  std::int32_t cut = 0;  // merge while the mean weight between two clusters is above this
};

// A merge of two clusters, named by their lowest cases.
struct Merge {
  std::uint32_t left = 0, right = 0;  // left < right
  std::int64_t weight_sum = 0;        // over all record pairs between the two, unseen ones included
  std::uint64_t pairs = 0;            // size of the one times size of the other
  std::uint32_t passes = 0;           // that spoke for it, as in Evidence
};

struct Entities {
  std::vector<std::uint32_t> entity_of;  // by case index; entities numbered by their first case
  std::uint32_t count = 0;
  std::vector<Merge> merges;  // made, strongest first within each connected group of cases
  // The merges that would have come next, had the cut been lower, while anything spoke for them
  // more than never having been seen. What they would have joined is not in entity_of.
  std::vector<Merge> rejected;
  std::int32_t competition_shift = 0;  // millibits added between clean sources: competition.h
  // Must-links that a cannot-link contradicts.
  std::uint64_t contradictions = 0;
};

// Average-link agglomeration on weights with negative evidence and clean-source constraints.
// Deterministic: integer arithmetic, ties by lowest case indices. Near-linear in the pairs.
//
// Reads the pairs several times and holds those only that can matter: two records that no chain of
// pairs above the unseen weight connects are never merged. ResourceExhausted when these need more
// than `memory_bytes`.
StatusOr<Entities> Cluster(std::span<const CaseRef> cases, std::span<const Source> sources,
                           const EvidenceStream& evidence, const ClusterParameters& parameters,
                           std::span<const Constraint> constraints = {},
                           std::uint64_t memory_bytes = UINT64_MAX);
// Of pairs in memory.
Entities Cluster(std::span<const CaseRef> cases, std::span<const Source> sources,
                 std::span<const Evidence> evidence, const ClusterParameters& parameters,
                 std::span<const Constraint> constraints = {});

// The number of unique persons with its interval. Method and symbols: docs/QUALITY.md.
inline constexpr std::string_view kIntervalMethod = "linkage-averaging-1";

struct Interval {
  std::uint64_t estimate = 0, low = 0, high = 0;  // 95 %
};

// Persons met by exactly these sources (bit s: source s).
struct HistoryEstimate {
  std::uint32_t history = 0;
  Interval persons;
};

struct UniqueEstimate {
  std::uint64_t records = 0;   // linkable records
  std::uint64_t entities = 0;  // clusters as found
  std::uint64_t estimate = 0;
  std::uint64_t low = 0, high = 0;  // 95 %; always within [largest clean source, records]
  // Expected numbers: merges that join two persons, merges that the cut rejected, merges that no
  // pass could show; and how much of the total does not hang on doubtful merges, 0 to 1.
  double false_merges = 0, missed_merges = 0, missed_by_blocking = 0, separation = 1;
  // Why no interval can be given; "" when there is one. Then low and high are the hard bounds.
  std::string refusal;
  // Of the same draws. Empty, and zero, beyond 32 sources and after a refusal.
  std::vector<Interval> by_source;          // persons met by the source
  std::vector<Interval> only_this_source;   // and by no other
  std::vector<HistoryEstimate> by_history;  // ascending; those that occur in a draw
  Interval state_only, ngo_only, both;      // by Source::type
  // Linkage structures that may be right instead of the one found: persons by history, without
  // zeros, in kKeptDraws of the draws. For what is computed from all histories together. Empty
  // beyond kMostSourcesKept sources and after a refusal.
  std::vector<std::map<std::uint32_t, std::uint64_t>> drawn;
};
inline constexpr std::size_t kKeptDraws = 100, kMostSourcesKept = 10;
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
