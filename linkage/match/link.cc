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
namespace {

constexpr std::uint64_t kPairsPerPiece = 1 << 17;

// Walks the candidate pairs of a pass, on all threads; what is done with a row's sums is the
// caller's.
class PairWalk {
 public:
  PairWalk(const linkage::PassLayout& layout, std::span<const ItemRef> items, const Blocks& blocks,
           unsigned threads)
      : layout_(layout),
        items_(items),
        blocks_(blocks),
        pieces_(CutIntoPieces(blocks, kPairsPerPiece)),
        workers_(WorkerCount(threads)) {}

  unsigned workers() const { return workers_; }

  // row(worker, members, row, sums): sums[k] belongs to members[row] and members[row + 1 + k].
  // piece_done(worker, comparisons) after each piece.
  template <typename Start, typename Row, typename PieceDone>
  Status ForEachRow(const Terms& terms, Start start, Row row, PieceDone piece_done) const {
    std::vector<PackedBlock> packed(workers_, PackedBlock(layout_, BestKernel()));
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
  std::span<const ItemRef> items_;
  const Blocks& blocks_;
  std::vector<BlockRange> pieces_;
  unsigned workers_;
};

Terms PatternTerms(const PatternCode& code) {
  Terms terms;
  for (std::size_t f = 0; f < code.stride.size(); ++f) {
    terms.emplace_back();
    for (std::int64_t outcome = 0; outcome < code.outcomes[f]; ++outcome) {
      terms.back().push_back(outcome * code.stride[f]);
    }
  }
  return terms;
}

Terms WeightTerms(const Weights& weights) {
  Terms terms;
  for (const FilterWeights& filter : weights.filters) {
    terms.emplace_back();
    for (const LevelWeight& level : filter.levels) terms.back().push_back(level.weight);
    terms.back().push_back(0);  // missing says nothing
  }
  return terms;
}

// First walk: how often each pattern occurs. No pair is kept.
StatusOr<std::vector<PatternCount>> CountPatterns(const PairWalk& walk, const PatternCode& code,
                                                  PairSink& sink) {
  std::vector<std::unordered_map<std::uint64_t, std::uint64_t>> counts(walk.workers());
  ONEFOLD_RETURN_IF_ERROR(walk.ForEachRow(
      PatternTerms(code),
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
            [](const PatternCount& a, const PatternCount& b) { return a.code < b.code; });
  return patterns;
}

// Second walk: weighs every pair again and keeps those above the floor.
Status EmitPairs(const PairWalk& walk, const Weights& weights, std::int32_t floor, PairSink& sink) {
  std::vector<std::vector<WeightedPair>> found(walk.workers());
  return walk.ForEachRow(
      WeightTerms(weights),
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
        ONEFOLD_RETURN_IF_ERROR(sink.Add(std::exchange(found[worker], {})));
        return sink.Advance(compared);
      });
}

void DescribeBlocks(const Blocks& blocks, PassReport& report) {
  report.blocks = blocks.singles + blocks.size();
  report.block_size_histogram.assign(1, blocks.singles);
  report.largest_block = blocks.singles > 0 ? 1 : 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::size_t size = blocks.block(b).size();
    const std::size_t bucket = BlockSizeClass(size);
    if (report.block_size_histogram.size() <= bucket)
      report.block_size_histogram.resize(bucket + 1);
    ++report.block_size_histogram[bucket];
    report.largest_block = std::max<std::uint64_t>(report.largest_block, size);
  }
  report.candidate_pairs = blocks.pairs;
}

Status LinkBlocked(const linkage::PassLayout& layout, const Parameters& parameters,
                   Progress* progress, PassResult& result) {
  const PatternCode code(layout);
  if (layout.filters.empty() || !code.fits) {
    return InvalidArgumentError("pass " + layout.name + ": no filters, or too many levels in all");
  }
  for (const linkage::FilterSlot& slot : layout.filters) {
    if (slot.bits == 0 || slot.bits % 64 != 0 ||
        slot.offset_bytes + slot.bits / 8 > layout.item_bytes) {
      return InvalidArgumentError("pass " + layout.name + ": filter " + slot.name +
                                  " does not fit the item");
    }
  }
  const Blocks blocks = GroupByToken(result.items);
  PassReport& report = result.report;
  DescribeBlocks(blocks, report);
  if (blocks.pairs > parameters.max_candidate_pairs) return TooManyCandidates(layout, report);

  const PairWalk walk(layout, result.items, blocks, parameters.threads);
  PairSink sink(parameters, progress);
  sink.SetTotal(2 * blocks.pairs);
  ONEFOLD_ASSIGN_OR_RETURN(const std::vector<PatternCount> patterns,
                           CountPatterns(walk, code, sink));
  const Weights weights = LearnWeights(layout, code, patterns);
  ONEFOLD_RETURN_IF_ERROR(EmitPairs(walk, weights, parameters.emit_floor_millibits, sink));
  result.pairs = sink.TakeSorted();

  report.weights_learned = weights.learned;
  report.em_iterations = weights.iterations;
  report.prior_millibits = weights.mean_prior_millibits;
  report.prior_millibits_by_block_size.assign(
      weights.prior_millibits.begin(),
      weights.prior_millibits.begin() + std::ssize(report.block_size_histogram));
  report.weights = weights.filters;
  report.warnings = weights.warnings;
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
