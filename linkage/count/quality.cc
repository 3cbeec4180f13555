#include "linkage/count/quality.h"

#include <algorithm>

namespace onefold::count {
namespace {

constexpr std::int32_t kCutStep = 500, kMostCut = 8'000;
constexpr std::int32_t kBin = 1'000, kMostBin = 20'000;

std::int64_t MeanWeight(const Merge& merge) {
  return merge.weight_sum / static_cast<std::int64_t>(merge.pairs);
}

// The mean weight of merges only falls, so a cut undoes those at or below it.
std::vector<EntitiesAtCut> ByCut(std::size_t records, const Entities& entities) {
  std::vector<EntitiesAtCut> by_cut;
  for (std::int32_t cut = -kMostCut; cut <= kMostCut; cut += kCutStep) {
    std::uint64_t merges = 0;
    for (const auto* some : {&entities.merges, &entities.rejected}) {
      for (const Merge& merge : *some) merges += MeanWeight(merge) > cut;
    }
    by_cut.push_back({cut, records - merges});
  }
  return by_cut;
}

WeightBin& BinOf(std::int64_t weight, std::vector<WeightBin>& bins) {
  const auto most = std::int64_t{kMostBin};
  const auto place = (std::clamp(weight, -most, most - 1) + most) / kBin;
  return bins[static_cast<std::size_t>(place)];
}

// With the merges; pairs are counted as they are read.
std::vector<WeightBin> Bins(const Entities& entities) {
  std::vector<WeightBin> bins;
  for (std::int32_t from = -kMostBin; from < kMostBin; from += kBin) bins.push_back({from});
  for (const Merge& merge : entities.merges) ++BinOf(MeanWeight(merge), bins).made;
  for (const Merge& merge : entities.rejected) ++BinOf(MeanWeight(merge), bins).rejected;
  return bins;
}

void CountPair(const Evidence& pair, const Entities& entities, Quality& quality) {
  ++BinOf(pair.weight, quality.weights).pairs;
  if (pair.passes == 0 || entities.entity_of[pair.left] != entities.entity_of[pair.right]) return;
  ++quality.links;
  for (std::size_t p = 0; p < quality.passes.size(); ++p) {
    const std::uint32_t bit = std::uint32_t{1} << p;
    const bool here = (pair.passes & bit) != 0, elsewhere = (pair.passes & ~bit) != 0;
    PassCapture& pass = quality.passes[p];
    pass.found += here;
    pass.by_others += elsewhere;
    pass.by_both += here && elsewhere;
    pass.only_here += here && !elsewhere;
  }
}

void EstimateCompleteness(Quality& quality) {
  std::vector<double> completeness;
  for (PassCapture& pass : quality.passes) {
    const auto found = static_cast<double>(pass.found),
               others = static_cast<double>(pass.by_others);
    pass.links = (found + 1) * (others + 1) / (static_cast<double>(pass.by_both) + 1) - 1;
    if (pass.found == 0 || pass.by_others == 0) continue;
    completeness.push_back(std::clamp(static_cast<double>(quality.links) / pass.links, 0.0, 1.0));
  }
  if (completeness.empty()) return;
  std::sort(completeness.begin(), completeness.end());
  quality.pair_completeness = completeness[completeness.size() / 2];
  quality.pair_completeness_low = completeness.front();
  quality.pair_completeness_high = completeness.back();
}

void MeasureSources(std::span<const CaseRef> cases, const Entities& entities, Quality& quality) {
  constexpr std::uint32_t kNone = 0xffffffff, kSeveral = 0xfffffffe;
  std::vector<std::uint32_t> size(entities.count), only_source(entities.count, kNone);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::uint32_t entity = entities.entity_of[i];
    ++size[entity];
    std::uint32_t& only = only_source[entity];
    only = only == kNone || only == cases[i].source ? cases[i].source : kSeveral;
  }
  std::vector<std::pair<std::uint16_t, std::uint32_t>> met;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::uint32_t entity = entities.entity_of[i];
    SourceProfile& source = quality.sources[cases[i].source];
    ++source.records;
    source.linked += size[entity] > 1;
    source.linked_elsewhere += only_source[entity] == kSeveral;
    met.emplace_back(cases[i].source, entity);
  }
  std::sort(met.begin(), met.end());
  met.erase(std::unique(met.begin(), met.end()), met.end());
  for (const auto& [source, entity] : met) ++quality.sources[source].entities;
  quality.entity_sizes.resize(kEntitySizes);
  for (const std::uint32_t records : size) {
    ++quality.entity_sizes[std::min<std::size_t>(records, kEntitySizes) - 1];
  }
}

std::uint64_t PairsOf(std::uint64_t records) {
  return records < 2 ? 0 : records * (records - 1) / 2;
}

}  // namespace

StatusOr<Quality> MeasureQuality(std::span<const CaseRef> cases, std::span<const Source> sources,
                                 const EvidenceStream& evidence, const Entities& entities,
                                 std::size_t passes) {
  Quality quality;
  quality.sources.resize(sources.size());
  quality.passes.resize(std::min<std::size_t>(passes, 32));
  quality.by_cut = ByCut(cases.size(), entities);
  quality.weights = Bins(entities);
  ONEFOLD_RETURN_IF_ERROR(evidence.ForEach([&](std::span<const Evidence> some) {
    for (const Evidence& pair : some) CountPair(pair, entities, quality);
  }));
  EstimateCompleteness(quality);
  MeasureSources(cases, entities, quality);
  quality.possible_pairs = PairsOf(cases.size());
  for (std::size_t s = 0; s < sources.size(); ++s) {
    if (sources[s].clean) quality.possible_pairs -= PairsOf(quality.sources[s].records);
  }
  return quality;
}

}  // namespace onefold::count
