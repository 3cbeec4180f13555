#include "linkage/count/draws.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <random>
#include <unordered_map>

#include "linkage/count/groups.h"
#include "linkage/count/probability.h"

namespace onefold::count {
namespace {

// Weights of a draw: scale * weight + shift, both drawn evenly from these ranges.
constexpr double kLeastScale = 0.7, kMostScale = 1.3;
constexpr double kShiftBits = 1.5;
// Merges this sure are made in every draw.
constexpr std::int64_t kSureMillibits = 20'000;
// Steps of the table of probabilities.
constexpr int kStepsPerBit = 8, kMostBits = 40;

constexpr std::size_t kMaxSources = 32;

std::int64_t MeanWeight(const Merge& merge) {
  return merge.weight_sum / static_cast<std::int64_t>(merge.pairs);
}

// Random numbers that are the same everywhere: the engine is specified, the distributions of the
// standard library are not.
class Random {
 public:
  double Even(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1p-53;
  }
  std::size_t Below(std::size_t n) { return engine_() % n; }
  // About normal: the sum of twelve even numbers.
  double Normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += Even(0, 1);
    return sum;
  }

 private:
  std::mt19937_64 engine_;  // always the default seed: the same run gives the same draws
};

// Probability by mean weight, for one draw.
class ProbabilityTable {
 public:
  ProbabilityTable(double scale, double shift) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
      const double bits = static_cast<double>(i) / kStepsPerBit - kMostBits;
      table_[i] = Logistic(bits * scale + shift);
    }
  }
  double operator()(const Merge& merge) const {
    const std::int64_t step = (MeanWeight(merge) + kMostBits * 1'000) * kStepsPerBit / 1'000;
    return table_[static_cast<std::size_t>(
        std::clamp<std::int64_t>(step, 0, static_cast<std::int64_t>(table_.size()) - 1))];
  }

 private:
  std::array<double, 2 * kMostBits * kStepsPerBit + 1> table_{};
};

// A merge that hardly any pass showed: what it joined is what unseen merges would join.
struct Template {
  std::uint32_t left = 0, right = 0;  // histories
};

// Share of the records of each source that stay alone, in millionths.
std::vector<std::uint64_t> AloneBySource(std::span<const CaseRef> cases,
                                         std::span<const Source> sources,
                                         const Entities& entities) {
  std::vector<std::uint32_t> size(entities.count);
  for (const std::uint32_t entity : entities.entity_of) ++size[entity];
  std::vector<std::uint64_t> alone(sources.size()), all(sources.size(), 1);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ++all[cases[i].source];
    if (size[entities.entity_of[i]] == 1) alone[cases[i].source] += 1'000'000;
  }
  for (std::size_t s = 0; s < sources.size(); ++s) alone[s] /= all[s];
  return alone;
}

// Replays the merges that were made: visit(merge, stratum, one, other), roots of the two clusters;
// `one` is the lone record for which the merge counts, where there is one.
template <typename Visit>
void Replay(std::span<const CaseRef> cases, std::span<const Source> sources,
            const Entities& entities, Visit visit) {
  const std::vector<std::uint64_t> alone = AloneBySource(cases, sources, entities);
  Groups groups(cases.size());
  std::vector<std::uint32_t> size(cases.size(), 1);
  for (const Merge& merge : entities.merges) {
    const std::uint32_t a = groups.Root(merge.left), b = groups.Root(merge.right);
    const std::size_t x = cases[a].source, y = cases[b].source;
    const bool second = size[a] == 1 && size[b] == 1
                            ? std::pair(alone[y], y) > std::pair(alone[x], x)
                            : size[b] == 1;
    const std::uint32_t one = second ? b : a;
    const bool is_lone = size[one] == 1;
    visit(merge, is_lone ? std::size_t{cases[one].source} : sources.size(), one, second ? a : b);
    groups.Join(a, b);
    size[groups.Root(a)] = size[a] + size[b];
  }
}

class Drawer {
 public:
  Drawer(std::span<const CaseRef> cases, std::span<const Source> sources, const Entities& entities)
      : histories_known_(sources.size() <= kMaxSources) {
    Contract(cases, entities);
    FindTemplates(cases, sources, entities);
  }

  // The histories of the persons of one draw.
  std::vector<std::uint32_t> Draw(std::span<const UnseenMerges> unseen, Random& random) {
    const ProbabilityTable probability(random.Even(kLeastScale, kMostScale),
                                       random.Even(-kShiftBits, kShiftBits));
    Groups groups(history_.size());
    for (const Merge& merge : doubtful_) {
      if (random.Even(0, 1) < probability(merge)) groups.Join(merge.left, merge.right);
    }
    std::vector<std::uint32_t> history(history_.size());
    for (std::uint32_t i = 0; i < history.size(); ++i) history[groups.Root(i)] |= history_[i];
    std::vector<std::uint32_t> persons;
    for (std::uint32_t i = 0; i < history.size(); ++i) {
      if (groups.Root(i) == i) persons.push_back(history[i]);
    }
    const double place = random.Even(-1, 1);
    std::vector<Template> wanted;
    for (std::size_t stratum = 0; stratum < unseen.size(); ++stratum) {
      const auto& like = templates_[stratum];
      if (like.empty()) continue;
      // With few merges seen twice the estimate explodes: no more than there are to join.
      const std::size_t count =
          std::min(UnseenCount(unseen[stratum], place, random), persons.size());
      for (std::size_t i = 0; i < count; ++i) wanted.push_back(like[random.Below(like.size())]);
    }
    JoinLike(wanted, random, persons);
    return persons;
  }

 private:
  std::uint32_t HistoryOf(const CaseRef& one) const {
    return histories_known_ ? std::uint32_t{1} << one.source : 1;
  }

  // Nodes: what the sure merges join.
  void Contract(std::span<const CaseRef> cases, const Entities& entities) {
    Groups sure(cases.size());
    for (const Merge& merge : entities.merges) {
      if (MeanWeight(merge) >= kSureMillibits) sure.Join(merge.left, merge.right);
    }
    std::vector<std::uint32_t> node(cases.size());
    for (std::uint32_t i = 0; i < cases.size(); ++i) {
      const std::uint32_t root = sure.Root(i);
      if (root == i) {
        node[i] = static_cast<std::uint32_t>(history_.size());
        history_.push_back(0);
      } else {
        node[i] = node[root];  // roots come first
      }
      history_[node[i]] |= HistoryOf(cases[i]);
    }
    const auto add = [&](const Merge& merge) {
      Merge one = merge;
      one.left = node[merge.left];
      one.right = node[merge.right];
      doubtful_.push_back(one);
    };
    for (const Merge& merge : entities.merges) {
      if (MeanWeight(merge) < kSureMillibits) add(merge);
    }
    for (const Merge& merge : entities.rejected) add(merge);
  }

  // By stratum: the merges that the fewest passes spoke for, until there are enough of them.
  void FindTemplates(std::span<const CaseRef> cases, std::span<const Source> sources,
                     const Entities& entities) {
    constexpr std::size_t kEnough = 20;
    std::vector<std::array<std::vector<Template>, 33>> by_passes(sources.size() + 1);
    std::vector<std::uint32_t> history;
    for (const CaseRef& one : cases) history.push_back(HistoryOf(one));
    std::vector<std::vector<std::uint32_t>> members(entities.count);
    for (std::uint32_t i = 0; i < cases.size(); ++i) members[entities.entity_of[i]].push_back(i);
    Replay(
        cases, sources, entities,
        [&](const Merge& merge, std::size_t stratum, std::uint32_t a, std::uint32_t b) {
          if (stratum == sources.size()) return;
          // What the entity would be without the record that was attached.
          const std::uint32_t lone = cases[a].source == stratum ? a : b;
          Template like{HistoryOf(cases[lone]), 0};
          for (const std::uint32_t other : members[entities.entity_of[lone]]) {
            if (other != lone) like.right |= HistoryOf(cases[other]);
          }
          by_passes[stratum][static_cast<std::size_t>(std::popcount(merge.passes))].push_back(like);
        });
    for (const auto& stratum : by_passes) {
      std::vector<Template>& like = templates_.emplace_back();
      for (const auto& some : stratum) {
        if (like.size() >= kEnough) break;
        like.insert(like.end(), some.begin(), some.end());
      }
    }
  }

  // `likely` in the middle of the draws, between `least` and `most` as a rule, and more often near
  // the middle than near `most`. `place`: -1 to 1, the same for all strata of a draw.
  static std::size_t UnseenCount(const UnseenMerges& unseen, double place, Random& random) {
    const double count = unseen.likely + unseen.sd * random.Normal() +
                         (place < 0 ? place * (unseen.likely - unseen.least)
                                    : place * place * (unseen.most - unseen.likely));
    return count < 0.5 ? 0 : static_cast<std::size_t>(count + 0.5);
  }

  // Joins two persons with the histories of each of `wanted`, where there are such.
  static void JoinLike(const std::vector<Template>& wanted, Random& random,
                       std::vector<std::uint32_t>& persons) {
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> of;  // by history
    for (std::uint32_t i = 0; i < persons.size(); ++i) of[persons[i]].push_back(i);
    std::vector<bool> gone(persons.size());
    const auto take = [&](std::uint32_t history, std::uint32_t& person) {
      auto& some = of[history];
      if (some.empty()) return false;
      std::swap(some[random.Below(some.size())], some.back());
      person = some.back();
      some.pop_back();
      return true;
    };
    for (const Template& like : wanted) {
      std::uint32_t a = 0, b = 0;
      if (!take(like.left, a)) continue;
      if (!take(like.right, b)) {
        of[like.left].push_back(a);
        continue;
      }
      persons[a] |= persons[b];
      of[persons[a]].push_back(a);
      gone[b] = true;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < persons.size(); ++i) {
      if (!gone[i]) persons[kept++] = persons[i];
    }
    persons.resize(kept);
  }

  const bool histories_known_;
  std::vector<std::uint32_t> history_;            // by node
  std::vector<Merge> doubtful_;                   // between nodes
  std::vector<std::vector<Template>> templates_;  // by stratum
};

}  // namespace

double ProbabilityOf(const Merge& merge) {
  return Logistic(static_cast<double>(MeanWeight(merge)) / 1'000);
}

UnseenMerges EstimateUnseen(std::span<const Merge> merges) {
  double f1 = 0, f2 = 0;
  std::uint32_t all = 0;
  for (const Merge& merge : merges) {
    all |= merge.passes;
    // A merge counts by how sure it is: chance agreements rest on few passes too.
    if (std::popcount(merge.passes) == 1) f1 += ProbabilityOf(merge);
    if (std::popcount(merge.passes) == 2) f2 += ProbabilityOf(merge);
  }
  UnseenMerges unseen;
  unseen.passes = static_cast<std::uint32_t>(std::popcount(all));
  if (unseen.passes < 2) return unseen;
  const double t = unseen.passes, ratio = f1 / (f2 + 1);
  unseen.least = f1 * ratio / 2;
  unseen.likely = 1.75 * unseen.least;
  unseen.most = std::max(3 * unseen.least, f1 * (t - 1) / t);
  unseen.sd = 1.75 * std::sqrt((f2 + 1) * (ratio * ratio / 2 + ratio * ratio * ratio +
                                           ratio * ratio * ratio * ratio / 4));
  return unseen;
}

std::vector<UnseenMerges> EstimateUnseenBySource(std::span<const CaseRef> cases,
                                                 std::span<const Source> sources,
                                                 const Entities& entities) {
  std::vector<std::vector<Merge>> strata(sources.size() + 1);
  Replay(cases, sources, entities,
         [&](const Merge& merge, std::size_t stratum, std::uint32_t, std::uint32_t) {
           strata[stratum].push_back(merge);
         });
  std::vector<UnseenMerges> unseen;
  for (const std::vector<Merge>& stratum : strata) unseen.push_back(EstimateUnseen(stratum));
  return unseen;
}

UnseenMerges Sum(std::span<const UnseenMerges> strata) {
  UnseenMerges sum;
  for (const UnseenMerges& stratum : strata) {
    sum.least += stratum.least;
    sum.likely += stratum.likely;
    sum.most += stratum.most;
    sum.sd = std::sqrt(sum.sd * sum.sd + stratum.sd * stratum.sd);
    sum.passes = std::max(sum.passes, stratum.passes);
  }
  return sum;
}

Draws DrawLinkages(std::span<const CaseRef> cases, std::span<const Source> sources,
                   const Entities& entities, std::span<const UnseenMerges> unseen) {
  Draws draws;
  Random random;
  Drawer drawer(cases, sources, entities);
  for (std::size_t d = 0; d < kDraws; ++d) {
    const std::vector<std::uint32_t> persons = drawer.Draw(unseen, random);
    draws.persons.push_back(persons.size());
    if (sources.size() > kMaxSources) continue;
    auto& by_history = draws.by_history.emplace_back();
    for (const std::uint32_t history : persons) ++by_history[history];
  }
  return draws;
}

}  // namespace onefold::count
