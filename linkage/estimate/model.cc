#include "linkage/estimate/model.h"

#include <algorithm>
#include <bit>

namespace onefold::estimate {

Model MainEffects(unsigned lists) { return TermsOfOrder(lists, 1); }

Model Closure(unsigned lists, std::span<const History> generators) {
  Model model = MainEffects(lists);
  for (const History generator : generators) {
    for (History term = generator; term != 0; term = (term - 1) & generator) model.push_back(term);
  }
  std::sort(model.begin(), model.end());
  model.erase(std::unique(model.begin(), model.end()), model.end());
  return model;
}

bool HasTerm(const Model& model, History term) {
  return std::binary_search(model.begin(), model.end(), term);
}

Model WithTerm(const Model& model, History term) {
  Model wider = model;
  wider.insert(std::lower_bound(wider.begin(), wider.end(), term), term);
  return wider;
}

std::vector<History> TermsOfOrder(unsigned lists, unsigned order) {
  std::vector<History> terms;
  for (History term = 1; term < History{1} << lists; ++term) {
    if (static_cast<unsigned>(std::popcount(term)) == order) terms.push_back(term);
  }
  return terms;
}

std::string Describe(const Model& model, std::span<const std::string> lists) {
  std::vector<History> generators;
  for (const History term : model) {
    const bool inside = std::any_of(model.begin(), model.end(), [&](History other) {
      return other != term && (other & term) == term;
    });
    if (!inside) generators.push_back(term);
  }
  std::stable_sort(generators.begin(), generators.end(),
                   [](auto a, auto b) { return std::popcount(a) > std::popcount(b); });
  std::string text;
  for (const History generator : generators) {
    std::string names;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if ((generator >> i & 1) != 0) names += (names.empty() ? "" : "*") + lists[i];
    }
    text += (text.empty() ? "[" : " [") + names + "]";
  }
  return text;
}

}  // namespace onefold::estimate
