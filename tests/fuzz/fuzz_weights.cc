// Any bytes as a file of fixed weights. What is accepted is bounded, complete and in order, and
// must weigh every pattern.
#include <cstdint>
#include <cstdlib>

#include "linkage/match/fixed_weights.h"
#include "linkage/match/weigh.h"

namespace {

using namespace onefold;

void Require(bool condition) {
  if (!condition) std::abort();
}

// Pass "one": groups a+b and c; pass "two": group d.
std::vector<linkage::PassLayout> Layouts() {
  std::vector<linkage::PassLayout> layouts(2);
  layouts[0].name = "one";
  layouts[0].filters = {
      {.name = "a", .offset_bytes = 80, .bits = 64, .levels_permille = {900, 500}, .group = 0},
      {.name = "b", .offset_bytes = 88, .bits = 64, .levels_permille = {700}, .group = 0},
      {.name = "c", .offset_bytes = 96, .bits = 64, .levels_permille = {}, .group = 1}};
  layouts[1].name = "two";
  layouts[1].filters = {{.name = "d",
                         .offset_bytes = 80,
                         .bits = 64,
                         .levels_permille = {1000, 800, 600},
                         .group = 0}};
  return layouts;
}

void CheckBounds(const linkage::OutcomeSpace& space, const match::FixedPass& pass) {
  Require(pass.prior_millibits.size() <= linkage::kBlockSizeClasses);
  Require(pass.groups.size() == space.groups.size());
  for (std::size_t g = 0; g < pass.groups.size(); ++g) {
    std::int64_t before = -1;
    for (const auto& outcome : pass.groups[g].outcomes) {
      Require(outcome.outcome > before && outcome.outcome < space.groups[g].size);
      Require(std::abs(outcome.weight) <= match::kMaxFixedMillibits);
      before = outcome.outcome;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<linkage::PassLayout> layouts = Layouts();
  const auto weights = match::ParseFixedWeights({data, size}, layouts);
  if (!weights.ok()) {
    Require(Message(weights.status()).starts_with("weights: "));
    return 0;
  }
  Require(weights->size() == layouts.size());
  for (std::size_t p = 0; p < layouts.size(); ++p) {
    const linkage::OutcomeSpace space(layouts[p]);
    CheckBounds(space, (*weights)[p]);
    std::vector<match::PatternCount> patterns;
    for (std::uint64_t pattern = 0; pattern < space.stride.back() * space.groups.back().size;
         ++pattern) {
      patterns.push_back({pattern, 1});
    }
    const match::Weights used = match::FixWeights(space, patterns, (*weights)[p]);
    for (std::size_t g = 0; g < space.groups.size(); ++g) {
      Require(used.groups[g].outcomes.size() == space.groups[g].size);
    }
  }
  return 0;
}
