// One walk over a prepared Dice search: bands of left rows on all threads, candidates counted
// exactly, hits in order.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "linkage/match/dice_panels.h"
#include "linkage/match/dice_plan.h"
#include "linkage/match/dice_search.h"

namespace onefold::match {

struct PreparedDiceSearch {
  const PackedFilters& left;
  const PackedFilters& right;
  const bool within;
  const DiceSearchOptions options;
  const DiceBound bound;
  const DiceWindows windows;
  const DicePlan plan;
  const DicePanelSet panels;
};

class DiceWalk {
 public:
  DiceWalk(const PreparedDiceSearch& search, Progress* progress);
  // Ranks [begin, end), multiples of kRowGroup. Adds candidates and hits to the report.
  Status Run(std::uint32_t begin, std::uint32_t end, const DiceHitSink& sink,
             DiceSearchReport& report);

 private:
  struct RankedHit {
    std::uint32_t left = 0, right = 0, common = 0;  // ranks
  };

  // False: more hits than may be buffered, and the band can be halved.
  StatusOr<bool> SearchBand(std::uint32_t begin, std::uint32_t end);
  std::uint32_t StripeColumns(std::uint32_t chunks, std::uint32_t columns) const;
  Status SearchRectangle(unsigned worker, const DiceUnit& rectangle);
  // The exact test. Returns how many hits were added.
  std::uint64_t Verify(const DiceUnit& unit, std::span<const std::uint32_t> candidates,
                       std::vector<RankedHit>& found) const;
  Status Advance(std::uint64_t pairs);
  Status HandOn(const DiceHitSink& sink);

  const PreparedDiceSearch& search_;
  Progress* const progress_;
  const unsigned workers_;
  const DiceUnitShape shape_;
  std::vector<std::optional<DiceWorker>> worker_;
  std::vector<std::vector<RankedHit>> found_;  // of the band, by worker
  std::vector<DiceHit> hits_;
  std::uint64_t candidates_ = 0;
  std::atomic<std::uint64_t> band_hits_ = 0, band_candidates_ = 0, band_pairs_ = 0;
  std::atomic<bool> split_ = false;
  bool may_split_ = false;
};

}  // namespace onefold::match
