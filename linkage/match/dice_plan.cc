#include "linkage/match/dice_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace onefold::match {
namespace {

// Fewer pairs than this take less time than it takes to look at them first.
constexpr std::uint64_t kLeastPairsToSample = std::uint64_t{1} << 24;
constexpr std::size_t kSampleRows = 1024, kSampleColumns = 4096;
constexpr std::array<std::size_t, 13> kFoldWords = {2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32};

constexpr double kCyclesToFoldRow = 150, kCyclesToProjectRow = 2'000;  // of 1,024 bits
constexpr double kCyclesToMakeBasis = 1e9;                             // grows with the square
double CyclesToCount(std::size_t words) { return 30 + static_cast<double>(words); }

struct Wish {
  std::optional<DiceSketch> sketch;
  std::size_t words = 0;  // 0: any
};

StatusOr<Wish> ParseFilter(std::string_view filter) {
  constexpr std::array<std::pair<std::string_view, DiceSketch>, 3> kNames = {
      {{"none", DiceSketch::kNone},
       {"fold", DiceSketch::kFold},
       {"projection", DiceSketch::kProjection}}};
  if (filter == "auto") return Wish{};
  for (const auto& [name, sketch] : kNames) {
    if (!filter.starts_with(name)) continue;
    const std::string_view number = filter.substr(name.size());
    Wish wish = {sketch, 0};
    if (number.empty()) return wish;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), wish.words);
    if (error == std::errc() && end == number.data() + number.size() && wish.words > 0 &&
        sketch != DiceSketch::kNone) {
      return wish;
    }
  }
  return InvalidArgumentError("unknown filter " + std::string(filter) +
                              "; known: auto, none, fold, fold<words>, projection, "
                              "projection<blocks>");
}

std::string FilterName(const DiceChoice& choice) {
  switch (choice.kernel.sketch) {
    case DiceSketch::kNone:
      return "none";
    case DiceSketch::kFold:
      return "fold" + std::to_string(choice.words);
    case DiceSketch::kProjection:
      return "projection" + std::to_string(choice.words);
  }
  return "";
}

double CyclesToCompare(const DiceChoice& choice) {
  return static_cast<double>(choice.words) * choice.kernel.cycles_per_word +
         choice.kernel.cycles_per_pair;
}

// Everything that `kernel` and `filter` leave open. Of several instruction sets only the fastest
// for each sketch is of interest.
StatusOr<std::vector<DiceChoice>> Choices(const std::string& kernel, const Wish& wish,
                                          std::size_t words) {
  std::vector<DiceKernel> kernels;
  std::string known;
  for (const DiceKernel& candidate : DiceKernels()) {
    if (known.find(candidate.name) == std::string::npos) known += " " + std::string(candidate.name);
    if (kernel != "auto" && kernel != candidate.name) continue;
    if (words > candidate.max_words || wish.sketch.value_or(candidate.sketch) != candidate.sketch) {
      continue;
    }
    std::erase_if(kernels, [&](const DiceKernel& k) { return k.sketch == candidate.sketch; });
    kernels.push_back(candidate);
  }
  std::vector<DiceChoice> choices;
  for (const DiceKernel& k : kernels) {
    if (k.sketch == DiceSketch::kNone) {
      choices.push_back({k, words});
    } else if (k.sketch == DiceSketch::kFold) {
      for (const std::size_t to : kFoldWords) {
        if (wish.words == 0 && to < words) choices.push_back({k, to});
      }
      if (wish.words != 0 && wish.words < words) choices.push_back({k, wish.words});
    } else {
      for (std::size_t blocks = 1; blocks <= kMaxProjectionBlocks; ++blocks) {
        if (wish.words == 0 || wish.words == blocks) choices.push_back({k, blocks});
      }
    }
  }
  if (choices.empty()) {
    return InvalidArgumentError("this machine has no kernel " + kernel +
                                " for this filter and width; it has:" + known);
  }
  return choices;
}

// How often a choice has candidates, on a sample.
struct Rates {
  double candidates = 0, blocks = 0;  // per pair
};

class Sampler {
 public:
  Sampler(const DiceBound& bound, const PackedFilters& left, const PackedFilters& right,
          bool within)
      : bound_(bound),
        within_(within),
        left_(left.Sample(left.size() / kSampleRows + 1)),
        right_(right.Sample(right.size() / kSampleColumns + 1)),
        windows_(bound, left_, right_, false) {}

  StatusOr<Rates> Count(const DiceChoice& choice) const {
    if (windows_.pairs == 0) return Rates{};
    const DicePanelSet panels(choice, bound_, windows_, left_, right_, 1);
    DiceWorker worker(choice, panels.view());
    std::uint64_t candidates = 0, blocks = 0;
    const DiceUnit all = {0, static_cast<std::uint32_t>(left_.padded_size()), 0,
                          static_cast<std::uint32_t>(right_.padded_size())};
    ONEFOLD_RETURN_IF_ERROR(
        worker.Walk(all, [&](const DiceUnit& unit, std::span<const std::uint32_t> found) {
          std::uint64_t block = ~std::uint64_t{0};
          for (const std::uint32_t candidate : found) {
            const std::uint32_t i = unit.row_begin + (candidate >> 16);
            const std::uint32_t j = unit.column_begin + (candidate & 0xffff);
            if (within_ && i < left_.size() && j < right_.size() &&
                left_.row_number(i) == right_.row_number(j)) {
              continue;  // no pair of the search
            }
            ++candidates;
            const std::uint64_t of =
                std::uint64_t{i / choice.kernel.block_rows} << 32 | j / choice.kernel.block_columns;
            blocks += of != block;
            block = of;
          }
          return OkStatus();
        }));
    const auto pairs = static_cast<double>(windows_.pairs);
    return Rates{static_cast<double>(candidates) / pairs, static_cast<double>(blocks) / pairs};
  }

 private:
  const DiceBound& bound_;
  const bool within_;
  const PackedFilters left_, right_;
  const DiceWindows windows_;
};

double CyclesWith(const DiceChoice& choice, const Rates& rates, std::size_t words) {
  return CyclesToCompare(choice) + rates.blocks * choice.kernel.cycles_per_hit_block +
         rates.candidates * CyclesToCount(words);
}

struct Preparing {
  double fold = 0, project = 0, make_basis = 0;  // cycles
  double Of(DiceSketch sketch, bool has_basis) const {
    if (sketch == DiceSketch::kNone) return 0;
    if (sketch == DiceSketch::kFold) return fold;
    return has_basis ? project : project + make_basis;
  }
};

Preparing CyclesToPrepare(const PackedFilters& left, const PackedFilters& right) {
  const double width = static_cast<double>(left.words()) / 16;
  const double rows = static_cast<double>(left.size() + right.size()) * width;
  return {kCyclesToFoldRow * rows, kCyclesToProjectRow * rows, kCyclesToMakeBasis * width * width};
}

DicePlan PlanOf(const DiceChoice& choice, std::string reason) {
  const std::string filter = FilterName(choice);
  return {choice, filter, fmt::format("{} {}: {}", choice.kernel.name, filter, reason)};
}

}  // namespace

StatusOr<DicePlan> PlanDiceSearch(const std::string& kernel, const std::string& filter,
                                  const DiceBound& bound, const DiceWindows& windows,
                                  const PackedFilters& left, const PackedFilters& right,
                                  bool within) {
  ONEFOLD_ASSIGN_OR_RETURN(const Wish wish, ParseFilter(filter));
  ONEFOLD_ASSIGN_OR_RETURN(std::vector<DiceChoice> choices, Choices(kernel, wish, left.words()));
  std::stable_sort(choices.begin(), choices.end(), [](const DiceChoice& a, const DiceChoice& b) {
    return CyclesToCompare(a) < CyclesToCompare(b);
  });
  std::shared_ptr<const ProjectionBasis> basis;
  const auto with_basis = [&](DiceChoice choice) {
    if (choice.kernel.sketch != DiceSketch::kProjection) return choice;
    if (basis == nullptr) {
      basis = std::make_shared<const ProjectionBasis>(
          MakeProjectionBasis(left, right, wish.words != 0 ? wish.words : kMaxProjectionBlocks));
    }
    choice.basis = basis;
    return choice;
  };
  if (choices.size() == 1) {
    return PlanOf(with_basis(choices[0]), "the only one that fits what was asked for");
  }
  if (windows.pairs < kLeastPairsToSample) {
    const auto whole = std::find_if(choices.begin(), choices.end(), [](const DiceChoice& choice) {
      return choice.kernel.sketch == DiceSketch::kNone;
    });
    return PlanOf(with_basis(whole != choices.end() ? *whole : choices.back()),
                  fmt::format("{} pairs are too few to look for a better one", windows.pairs));
  }

  // A basis is worth making when what is left to be saved pays for it.
  const Sampler sampler(bound, left, right, within);
  const auto pairs = static_cast<double>(windows.pairs);
  const Preparing preparing = CyclesToPrepare(left, right);
  std::stable_partition(choices.begin(), choices.end(), [](const DiceChoice& choice) {
    return choice.kernel.sketch != DiceSketch::kProjection;
  });
  std::optional<DiceChoice> best;
  double best_cycles = 0, best_rate = 0;
  for (const DiceChoice& choice : choices) {
    const double prepare = preparing.Of(choice.kernel.sketch, basis != nullptr) / pairs;
    if (best && CyclesToCompare(choice) + prepare >= best_cycles) continue;
    const DiceChoice tried = with_basis(choice);
    ONEFOLD_ASSIGN_OR_RETURN(const Rates rates, sampler.Count(tried));
    const double cycles =
        CyclesWith(choice, rates, left.words()) + preparing.Of(choice.kernel.sketch, true) / pairs;
    if (best && cycles >= best_cycles) continue;
    best = tried;
    best_cycles = cycles;
    best_rate = rates.candidates;
  }
  return PlanOf(*best, fmt::format("least of {} by model, {:.2f} cycles a pair with {:.2g} "
                                   "candidates a pair on a sample",
                                   choices.size(), best_cycles, best_rate));
}

}  // namespace onefold::match
