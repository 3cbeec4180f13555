#include "linkage/match/link.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <numeric>

#include "linkage/match/block.h"
#include "linkage/match/dice.h"
#include "linkage/match/dice_search.h"
#include "linkage/match/pair_walk.h"
#include "linkage/match/pairs.h"
#include "linkage/match/weigh.h"

namespace onefold::match {

using linkage::OutcomeSpace;

namespace {

Terms PatternTerms(const OutcomeSpace& space) {
  Terms terms;
  for (std::size_t g = 0; g < space.groups.size(); ++g) {
    std::vector<std::int64_t>& of = terms.emplace_back(space.groups[g].size);
    for (std::size_t o = 0; o < of.size(); ++o) {
      of[o] = static_cast<std::int64_t>(o * space.stride[g]);
    }
  }
  return terms;
}

// Every outcome that the second walk meets has a weight: the first walk met the same pairs.
Terms WeightTerms(const OutcomeSpace& space, const Weights& weights) {
  Terms terms;
  for (std::size_t g = 0; g < space.groups.size(); ++g) {
    std::vector<std::int64_t>& of = terms.emplace_back(space.groups[g].size);
    for (const OutcomeWeight& outcome : weights.groups[g].outcomes) {
      of[outcome.outcome] = outcome.weight;
    }
  }
  return terms;
}

// First walk: how often each pattern occurs. No pair is kept.
StatusOr<std::vector<PatternCount>> CountPatterns(const PairWalk& walk, const OutcomeSpace& space,
                                                  PairSink& sink) {
  std::vector<absl::flat_hash_map<std::uint64_t, std::uint64_t>> counts(walk.workers());
  PairWalk::Starts size_class{};
  std::iota(size_class.begin(), size_class.end(), 0);
  ONEFOLD_RETURN_IF_ERROR(walk.ForEachBatch(
      size_class, PatternTerms(space),
      [&](unsigned worker, const ScoredPairs& scored) {
        for (const std::int64_t sum : scored.sums) {
          ++counts[worker][static_cast<std::uint64_t>(sum)];
        }
      },
      [&](unsigned, std::uint64_t compared) { return sink.Advance(compared); }));

  for (std::size_t w = 1; w < counts.size(); ++w) {
    for (const auto& [pattern, count] : counts[w]) counts[0][pattern] += count;
  }
  std::vector<PatternCount> patterns;
  for (const auto& [pattern, count] : counts[0]) patterns.push_back({pattern, count});
  std::sort(patterns.begin(), patterns.end(),
            [](const PatternCount& a, const PatternCount& b) { return a.pattern < b.pattern; });
  return patterns;
}

// Second walk: weighs every pair again and keeps those above the floor.
Status EmitPairs(const PairWalk& walk, const OutcomeSpace& space, const Weights& weights,
                 std::int32_t floor, PairSink& sink) {
  std::vector<std::vector<WeightedPair>> found(walk.workers());
  PairWalk::Starts priors{};
  std::copy(weights.prior_millibits.begin(), weights.prior_millibits.end(), priors.begin());
  return walk.ForEachBatch(
      priors, WeightTerms(space, weights),
      [&](unsigned worker, const ScoredPairs& scored) {
        for (std::size_t k = 0; k < scored.pairs.size(); ++k) {
          if (scored.sums[k] < floor) continue;
          found[worker].push_back({scored.items[scored.pairs[k].left],
                                   scored.items[scored.pairs[k].right],
                                   static_cast<std::int32_t>(scored.sums[k])});
        }
      },
      [&](unsigned worker, std::uint64_t compared) {
        ONEFOLD_RETURN_IF_ERROR(sink.Add(found[worker]));
        found[worker].clear();
        return sink.Advance(compared);
      });
}

// nullptr: the pass learns.
const FixedPass* FixedPassOf(const Parameters& parameters, const std::string& pass) {
  const auto found = std::find_if(parameters.fixed_weights.begin(), parameters.fixed_weights.end(),
                                  [&](const FixedPass& one) { return one.pass == pass; });
  return found == parameters.fixed_weights.end() ? nullptr : &*found;
}

Status LinkBlocked(const linkage::PassLayout& layout, const Parameters& parameters,
                   Progress* progress, PassResult& result) {
  const OutcomeSpace space(layout);
  if (layout.filters.empty() || !space.fits) {
    return InvalidArgumentError("pass " + layout.name + ": no filters, or too many levels in all");
  }
  for (const linkage::FilterSlot& slot : layout.filters) {
    if (slot.bits == 0 || slot.bits % 64 != 0 ||
        slot.offset_bytes + slot.bits / 8 > layout.item_bytes) {
      return InvalidArgumentError("pass " + layout.name + ": filter " + slot.name +
                                  " does not fit the item");
    }
  }
  const Blocks blocks = GroupByToken(result.items, parameters.max_block);
  PassReport& report = result.report;
  DescribeBlocks(blocks, report);
  ONEFOLD_RETURN_IF_ERROR(JudgeOversizedBlocks(layout, parameters, blocks, report));
  if (blocks.pairs > parameters.max_candidate_pairs) return TooManyCandidates(layout, report);

  const PairWalk walk(layout, space, result.items, blocks, parameters.threads);
  PairSink sink(layout, parameters, progress);
  sink.SetTotal(2 * blocks.pairs);
  ONEFOLD_ASSIGN_OR_RETURN(const std::vector<PatternCount> patterns,
                           CountPatterns(walk, space, sink));
  const FixedPass* given = FixedPassOf(parameters, layout.name);
  const Weights weights = given != nullptr
                              ? FixWeights(space, patterns, *given)
                              : LearnWeights(layout, space, patterns, parameters.chance);
  ONEFOLD_RETURN_IF_ERROR(EmitPairs(walk, space, weights, parameters.emit_floor_millibits, sink));
  ONEFOLD_ASSIGN_OR_RETURN(result.pairs, sink.TakeSorted());

  report.weights_learned = weights.learned;
  report.weights_fixed = weights.fixed;
  report.em_iterations = weights.iterations;
  report.prior_millibits = weights.mean_prior_millibits;
  report.prior_millibits_by_block_size.assign(
      weights.prior_millibits.begin(),
      weights.prior_millibits.begin() + std::ssize(report.block_size_histogram));
  report.weights = weights.groups;
  report.warnings.insert(report.warnings.end(), weights.warnings.begin(), weights.warnings.end());
  return OkStatus();
}

}  // namespace

std::uint64_t MemoryPerItem(const linkage::PassLayout& layout, const Parameters& parameters) {
  constexpr std::uint64_t kPlace = 64;  // in the canonical order and in a block
  if (layout.blocked || layout.filters.empty()) return kPlace;
  return kPlace + DiceBytesPerRow(layout.filters[0].bits) +
         4 * std::uint64_t{parameters.dice_partners};
}

StatusOr<PassResult> LinkPass(const linkage::PassLayout& layout,
                              std::span<const ItemBuffer> buffers, const Parameters& parameters,
                              Progress* progress) {
  PassResult result;
  result.report.pass = layout.name;
  ONEFOLD_ASSIGN_OR_RETURN(result.items, CanonicalItems(layout, buffers));
  result.report.items = result.items.size();
  const Status status = layout.blocked ? LinkBlocked(layout, parameters, progress, result)
                                       : LinkByDice(layout, parameters, progress, result);
  if (!status.ok()) return status;
  result.report.emitted_pairs = result.pairs.size();
  return result;
}

}  // namespace onefold::match
