#include "linkage/estimate/bic.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace onefold::estimate {
namespace {

// A fit on the way to infinity stops this close to its supremum.
constexpr double kSlack = 1e-6;

// Decides term by term what is dropped and what is kept. A branch is bounded from below by the
// likelihood of its widest model, all that is not dropped, and by the number of parameters of its
// narrowest, all that is kept.
class Search {
 public:
  Search(const Counts& counts, std::size_t keep)
      : counts_(counts),
        keep_(keep),
        cost_(std::log(static_cast<double>(Persons(counts)))),
        main_(MainEffects(counts.lists)) {}

  std::vector<RankedModel> Run(unsigned order) {
    Model widest = main_;
    for (unsigned size = 2; size <= order; ++size) {
      for (const History term : TermsOfOrder(counts_.lists, size)) {
        widest.push_back(term);
        terms_.push_back(term);
      }
    }
    std::sort(widest.begin(), widest.end());
    SortByWeight(widest);
    Branch(0, main_, widest, Deviance(widest));
    return std::move(best_);
  }

 private:
  double Deviance(const Model& model) const { return -2 * FitModel(counts_, model).log_likelihood; }

  static Model Without(const Model& model, History dropped) {
    Model narrower;
    for (const History term : model) {
      if ((term & dropped) != dropped) narrower.push_back(term);
    }
    return narrower;
  }

  // Terms whose loss costs most come first: dropping them ends a branch at once. Pairs come before
  // larger terms, so that what is kept is hierarchical.
  void SortByWeight(const Model& widest) {
    std::vector<std::pair<double, History>> weighted;
    for (const History term : terms_) {
      weighted.emplace_back(-Deviance(Without(widest, term)), term);
    }
    std::stable_sort(weighted.begin(), weighted.end(), [](const auto& a, const auto& b) {
      const int left = std::popcount(a.second), right = std::popcount(b.second);
      return left != right ? left < right : a.first < b.first;
    });
    for (std::size_t i = 0; i < terms_.size(); ++i) terms_[i] = weighted[i].second;
  }

  bool CannotCompete(const Model& kept, double deviance) const {
    if (best_.size() < keep_) return false;
    const double bound = deviance + cost_ * static_cast<double>(kept.size() + 1);
    return bound - kSlack > best_.back().fit.bic;
  }

  // `deviance` is that of `widest`.
  void Branch(std::size_t next, const Model& kept, const Model& widest, double deviance) {
    if (CannotCompete(kept, deviance)) return;
    while (next < terms_.size() && !HasTerm(widest, terms_[next])) ++next;
    if (next == terms_.size()) return Consider(kept);
    const Model narrower = Without(widest, terms_[next]);
    const double without = Deviance(narrower);
    // The more promising branch first: what it finds cuts the other.
    const bool keep_first = without > deviance + cost_;
    if (!keep_first) Branch(next + 1, kept, narrower, without);
    Branch(next + 1, WithTerm(kept, terms_[next]), widest, deviance);
    if (keep_first) Branch(next + 1, kept, narrower, without);
  }

  void Consider(const Model& model) {
    RankedModel ranked{model, FitModel(counts_, model)};
    const auto before = [](const RankedModel& a, const RankedModel& b) {
      return a.fit.bic != b.fit.bic ? a.fit.bic < b.fit.bic : a.model < b.model;
    };
    if (best_.size() == keep_ && !before(ranked, best_.back())) return;
    if (CheckModel(counts_, model, ranked.fit.mu) != kSound) return;
    best_.insert(std::upper_bound(best_.begin(), best_.end(), ranked, before), std::move(ranked));
    if (best_.size() > keep_) best_.pop_back();
  }

  const Counts& counts_;
  const std::size_t keep_;
  const double cost_;
  const Model main_;
  std::vector<History> terms_;  // to decide, in this order
  std::vector<RankedModel> best_;
};

}  // namespace

unsigned DefaultOrder(unsigned lists) { return lists == 4 || lists == 5 ? 3 : 2; }

unsigned MostOrder(unsigned lists) { return lists == kMostListsEnumerated ? 3 : lists - 1; }

StatusOr<std::vector<RankedModel>> BestByBic(const Counts& counts, unsigned order,
                                             std::size_t keep) {
  if (counts.lists > kMostListsEnumerated) {
    return InvalidArgumentError("models are enumerated for at most " +
                                std::to_string(kMostListsEnumerated) + " lists");
  }
  if (order < 1 || order > MostOrder(counts.lists)) {
    return InvalidArgumentError(
        "the order of a model is 1 to the number of lists less one, of six lists 3");
  }
  if (keep == 0) return std::vector<RankedModel>();
  return Search(counts, keep).Run(order);
}

}  // namespace onefold::estimate
