#include "linkage/match/link.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "linkage/match/block.h"
#include "linkage/match/compare.h"
#include "linkage/match/dice.h"
#include "linkage/match/pairs.h"
#include "linkage/match/parallel.h"
#include "linkage/match/weigh.h"

namespace onefold::match {

using linkage::BlockSizeClass;
using linkage::OutcomeSpace;

namespace {

constexpr std::uint64_t kPairsPerPiece = 1 << 17;

// Walks the candidate pairs of a pass, on all threads; what is done with a row's sums is the
// caller's.
class PairWalk {
 public:
  PairWalk(const linkage::PassLayout& layout, const OutcomeSpace& space,
           std::span<const ItemRef> items, const Blocks& blocks, unsigned threads)
      : layout_(layout),
        space_(space),
        items_(items),
        blocks_(blocks),
        pieces_(CutIntoPieces(blocks, kPairsPerPiece)),
        workers_(WorkerCount(threads)) {}

  unsigned workers() const { return workers_; }

  // row(worker, members, row, sums): sums[k] belongs to members[row] and members[row + 1 + k].
  // piece_done(worker, comparisons) after each piece.
  template <typename Start, typename Row, typename PieceDone>
  Status ForEachRow(const Terms& terms, Start start, Row row, PieceDone piece_done) const {
    std::vector<PackedBlock> packed(workers_, PackedBlock(layout_, space_, BestKernel()));
    std::vector<std::vector<std::int64_t>> sums(workers_);
    return ParallelFor(pieces_.size(), workers_, [&](unsigned worker, std::size_t p) {
      const BlockRange& piece = pieces_[p];
      std::uint64_t compared = 0;
      for (std::size_t b = piece.block; b < piece.block_end; ++b) {
        const std::span<const std::uint32_t> members = blocks_.block(b);
        const bool one_block = piece.block_end == piece.block + 1;
        const std::size_t begin = one_block ? piece.row_begin : 0;
        const std::size_t end = one_block ? piece.row_end : members.size() - 1;
        packed[worker].Load(items_, members);
        sums[worker].resize(std::max(sums[worker].size(), members.size()));
        for (std::size_t r = begin; r < end; ++r) {
          const auto row_sums = std::span(sums[worker]).first(members.size() - r - 1);
          packed[worker].ScoreRow(r, terms, start(members.size()), row_sums);
          row(worker, members, r, row_sums);
          compared += row_sums.size();
        }
      }
      return piece_done(worker, compared);
    });
  }

 private:
  const linkage::PassLayout& layout_;
  const OutcomeSpace& space_;
  std::span<const ItemRef> items_;
  const Blocks& blocks_;
  std::vector<BlockRange> pieces_;
  unsigned workers_;
};

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
  std::vector<std::unordered_map<std::uint64_t, std::uint64_t>> counts(walk.workers());
  ONEFOLD_RETURN_IF_ERROR(walk.ForEachRow(
      PatternTerms(space),
      [](std::size_t size) { return static_cast<std::int64_t>(BlockSizeClass(size)); },
      [&](unsigned worker, auto, std::size_t, std::span<const std::int64_t> sums) {
        for (const std::int64_t sum : sums) ++counts[worker][static_cast<std::uint64_t>(sum)];
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
  return walk.ForEachRow(
      WeightTerms(space, weights),
      [&](std::size_t size) { return std::int64_t{weights.prior_millibits[BlockSizeClass(size)]}; },
      [&](unsigned worker, std::span<const std::uint32_t> members, std::size_t row,
          std::span<const std::int64_t> sums) {
        for (std::size_t k = 0; k < sums.size(); ++k) {
          if (sums[k] < floor) continue;
          found[worker].push_back(
              {members[row], members[row + 1 + k], static_cast<std::int32_t>(sums[k])});
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
