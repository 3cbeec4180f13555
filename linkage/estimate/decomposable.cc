#include "linkage/estimate/decomposable.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace onefold::estimate {
namespace {

// One list in an order in which each makes a clique with what is left of its neighbours. The weight
// of a graph, cliques over separators, is the product of clique over neighbours along that order.
struct Elimination {
  History clique, neighbours;
};
using Graph = std::vector<Elimination>;

History Neighbours(History list, History left, const std::vector<History>& edges) {
  History found = 0;
  for (const History edge : edges) {
    if ((edge & list) != 0 && (edge & left) == edge) found |= edge & ~list;
  }
  return found;
}

bool IsClique(History lists, const std::vector<History>& edges) {
  const auto inside = std::count_if(edges.begin(), edges.end(),
                                    [&](History edge) { return (edge & lists) == edge; });
  const auto size = std::popcount(lists);
  return inside == size * (size - 1) / 2;
}

// Nothing for a graph that is not decomposable.
std::optional<Graph> Eliminate(unsigned lists, const std::vector<History>& edges) {
  Graph order;
  History left = (History{1} << lists) - 1;
  while (left != 0) {
    const std::size_t before = order.size();
    for (unsigned i = 0; i < lists && order.size() == before; ++i) {
      const History list = History{1} << i;
      if ((left & list) == 0) continue;
      const History neighbours = Neighbours(list, left, edges);
      if (!IsClique(neighbours, edges)) continue;
      order.push_back({neighbours | list, neighbours});
      left &= ~list;
    }
    if (order.size() == before) return std::nullopt;
  }
  return order;
}

// The logarithm of the marginal likelihood of every set of lists, as a function of the dark figure,
// which adds to one cell only: to those on none of the lists.
class Marginals {
 public:
  Marginals(const Counts& counts, double delta)
      : persons_(static_cast<double>(Persons(counts))),
        all_(delta * static_cast<double>(counts.by_history.size())) {
    for (History lists = 0; lists < counts.by_history.size(); ++lists) Add(counts, delta, lists);
  }

  std::vector<double> At(double dark) const {
    const double total = std::lgamma(all_) - std::lgamma(dark + persons_ + all_);
    std::vector<double> logs(nobody_.size());  // of no lists: 0
    for (std::size_t lists = 1; lists < logs.size(); ++lists) {
      logs[lists] = fixed_[lists] + std::lgamma(dark + nobody_[lists]) + total;
    }
    return logs;
  }

 private:
  void Add(const Counts& counts, double delta, History lists) {
    std::vector<double> cells(counts.by_history.size());
    for (History w = 0; w < counts.by_history.size(); ++w) {
      cells[w & lists] += static_cast<double>(counts.by_history[w]);
    }
    const double prior = delta * std::exp2(counts.lists - std::popcount(lists));
    double fixed = -std::exp2(std::popcount(lists)) * std::lgamma(prior);
    for (History w = 1; w < cells.size(); ++w) {
      if ((w & lists) == w) fixed += std::lgamma(cells[w] + prior);
    }
    fixed_.push_back(fixed);
    nobody_.push_back(cells[0] + prior);
  }

  double persons_, all_;
  std::vector<double> fixed_, nobody_;
};

std::vector<Graph> DecomposableGraphs(unsigned lists) {
  const std::vector<History> pairs = TermsOfOrder(lists, 2);
  std::vector<Graph> graphs;
  for (std::uint32_t chosen = 0; chosen < std::uint32_t{1} << pairs.size(); ++chosen) {
    std::vector<History> edges;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if ((chosen >> i & 1) != 0) edges.push_back(pairs[i]);
    }
    if (auto graph = Eliminate(lists, edges)) graphs.push_back(*std::move(graph));
  }
  return graphs;
}

Model CliquesOf(unsigned lists, const Graph& graph) {
  std::vector<History> cliques;
  for (const Elimination& step : graph) cliques.push_back(step.clique);
  return Closure(lists, cliques);
}

// From logarithms of joint weights to probabilities.
void Normalise(AveragedPosterior& posterior) {
  double highest = -std::numeric_limits<double>::infinity();
  for (const GraphPosterior& graph : posterior.graphs) {
    for (const double log_weight : graph.by_dark) highest = std::max(highest, log_weight);
  }
  double sum = 0;
  for (GraphPosterior& graph : posterior.graphs) {
    for (double& weight : graph.by_dark) sum += weight = std::exp(weight - highest);
  }
  posterior.by_dark.assign(posterior.dark.size(), 0);
  for (GraphPosterior& graph : posterior.graphs) {
    for (std::size_t i = 0; i < posterior.dark.size(); ++i) {
      graph.by_dark[i] /= sum;
      graph.probability += graph.by_dark[i];
      posterior.by_dark[i] += graph.by_dark[i];
    }
  }
  std::stable_sort(posterior.graphs.begin(), posterior.graphs.end(),
                   [](const auto& a, const auto& b) { return a.probability > b.probability; });
}

}  // namespace

AveragingPrior DefaultPrior(const Counts& counts) {
  const auto persons = static_cast<double>(Persons(counts));
  return {std::exp2(-static_cast<double>(counts.lists)),
          [persons](double dark) { return -std::log(persons + dark); }};
}

std::vector<std::uint64_t> DefaultDarkFigures(const Counts& counts) {
  constexpr std::size_t kSteps = 1'000;
  const double most = 30.0 * static_cast<double>(Persons(counts));
  std::vector<std::uint64_t> dark;
  for (std::size_t i = 0; i < kSteps; ++i) {
    const double share = static_cast<double>(i) / (kSteps - 1);
    dark.push_back(static_cast<std::uint64_t>(std::lround(1 + share * (most - 1))));
  }
  return dark;
}

StatusOr<AveragedPosterior> AverageGraphs(const Counts& counts, const AveragingPrior& prior,
                                          std::vector<std::uint64_t> dark) {
  if (counts.lists > kMostListsAveraged) {
    return InvalidArgumentError("graphs are averaged for at most " +
                                std::to_string(kMostListsAveraged) + " lists");
  }
  if (dark.empty() || !(prior.delta > 0)) {
    return InvalidArgumentError("averaging needs dark figures and a positive delta");
  }
  const std::vector<Graph> graphs = DecomposableGraphs(counts.lists);
  const Marginals marginals(counts, prior.delta);
  const auto persons = static_cast<double>(Persons(counts));
  AveragedPosterior posterior;
  for (const Graph& graph : graphs) {
    posterior.graphs.push_back({CliquesOf(counts.lists, graph), 0, {}});
  }
  for (const std::uint64_t figure : dark) {
    const auto m = static_cast<double>(figure);
    const std::vector<double> logs = marginals.At(m);
    const double shared = std::lgamma(m + persons + 1) - std::lgamma(m + 1) + prior.log_dark(m);
    for (std::size_t g = 0; g < graphs.size(); ++g) {
      double weight = shared;
      for (const auto& [clique, neighbours] : graphs[g]) {
        weight += logs[clique] - logs[neighbours];
      }
      posterior.graphs[g].by_dark.push_back(weight);
    }
  }
  posterior.dark = std::move(dark);
  Normalise(posterior);
  return posterior;
}

std::uint64_t DarkQuantile(const AveragedPosterior& posterior, double level) {
  double below = 0;
  for (std::size_t i = 0; i < posterior.dark.size(); ++i) {
    below += posterior.by_dark[i];
    if (below >= level) return posterior.dark[i];
  }
  return posterior.dark.back();
}

}  // namespace onefold::estimate
