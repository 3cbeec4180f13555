// The order in which agencies submit, and withdraw, changes nothing: what counts is who is in.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

#include "linkage/count/count.h"
#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

struct Record {
  Id128 handle{};
  char agency = 'A';
  std::uint32_t person = 0;
};

// Everything of a result that has a meaning, by handles and names instead of numbers.
struct Result {
  std::set<std::set<Id128>> entities;
  std::map<std::pair<Id128, Id128>, std::tuple<std::int64_t, std::uint64_t, std::uint32_t>> merges,
      rejected;
  std::uint64_t contradictions = 0;
  std::int32_t competition_shift = 0;
  std::vector<std::uint64_t> persons;  // estimate, low, high
  std::map<std::string, std::vector<std::uint64_t>> by_source;
  friend bool operator==(const Result&, const Result&) = default;
};

class World {
 public:
  explicit World(std::uint64_t seed) : seed_(seed) {
    std::mt19937_64 random(seed);
    for (const char agency : {'A', 'B', 'C'}) {
      for (std::uint32_t person = 0; person < 60; ++person) {
        // C has duplicates; A and B are clean.
        const std::uint64_t records = agency == 'C' ? random() % 3 : random() % 2;
        for (std::uint64_t r = 0; r < records; ++r) {
          Record one{{}, agency, person};
          for (auto& byte : one.handle) byte = static_cast<std::uint8_t>(random());
          records_.push_back(one);
        }
      }
    }
  }

  // A full run over what these agencies submitted, in this order. `shuffle` orders the records of
  // the submissions and the pairs as they come in.
  Scene Submit(const std::string& agencies, std::uint64_t shuffle) const {
    std::mt19937_64 random(shuffle);
    std::vector<Record> records;
    Scene scene;
    for (const char agency : agencies) {
      scene.sources.push_back({std::string(1, agency), agency != 'C', SourceType::kOther});
      for (const Record& one : records_) {
        if (one.agency == agency) records.push_back(one);
      }
    }
    std::shuffle(records.begin(), records.end(), random);
    std::sort(records.begin(), records.end(),
              [](const Record& a, const Record& b) { return a.handle < b.handle; });
    for (const Record& one : records) {
      scene.cases.push_back({one.handle, static_cast<std::uint16_t>(agencies.find(one.agency))});
    }
    std::vector<PassPair> pairs;
    for (std::uint32_t i = 0; i < records.size(); ++i) {
      for (std::uint32_t j = 0; j < i; ++j) Compare(records, i, j, pairs, scene.constraints);
    }
    std::shuffle(pairs.begin(), pairs.end(), random);
    std::shuffle(scene.constraints.begin(), scene.constraints.end(), random);
    scene.evidence = UnitePasses(pairs);
    return scene;
  }

 private:
  // The same for every run that holds both records, whichever of them comes first.
  void Compare(const std::vector<Record>& records, std::uint32_t i, std::uint32_t j,
               std::vector<PassPair>& pairs, std::vector<Constraint>& constraints) const {
    const Record &a = records[i], &b = records[j];
    std::uint64_t mix = seed_;
    for (std::size_t k = 0; k < 8; ++k) {
      mix = (mix ^ static_cast<std::uint64_t>(a.handle[k] ^ b.handle[k])) * 0x100000001b3;
    }
    const auto random = [&mix] {
      mix ^= mix >> 29;
      return (mix *= 0xbf58476d1ce4e5b9) >> 32;
    };
    const bool same = a.person == b.person;
    if (!same && random() % 20 != 0) return;
    for (std::uint8_t pass = 0; pass < 3; ++pass) {
      if (random() % 3 == 0) continue;
      const auto weight = static_cast<std::int32_t>(random() % 9) * 1'000 + (same ? 1'000 : -8'000);
      pairs.push_back({i, j, pass, weight});
    }
    if (random() % 40 == 0) constraints.push_back({i, j, random() % 2 == 0});
  }

  const std::uint64_t seed_;
  std::vector<Record> records_;
};

// Estimates draw source by source: the caller numbers sources by name.
Scene NumberedByName(Scene scene) {
  const std::vector<Source> old = scene.sources;
  std::sort(scene.sources.begin(), scene.sources.end(),
            [](const Source& a, const Source& b) { return a.name < b.name; });
  for (CaseRef& one : scene.cases) {
    std::uint16_t number = 0;
    while (scene.sources[number].name != old[one.source].name) ++number;
    one.source = number;
  }
  return scene;
}

Result RunCount(const Scene& submitted) {
  Scene scene = submitted;
  const Entities entities =
      Cluster(scene.cases, scene.sources, scene.evidence, {}, scene.constraints);
  Result result;
  std::vector<std::set<Id128>> members(entities.count);
  for (std::size_t i = 0; i < scene.cases.size(); ++i) {
    members[entities.entity_of[i]].insert(scene.cases[i].handle);
  }
  result.entities.insert(members.begin(), members.end());
  const auto by_handle = [&](const std::vector<Merge>& merges, auto& to) {
    for (const Merge& one : merges) {
      to[{scene.cases[one.left].handle, scene.cases[one.right].handle}] = {one.weight_sum,
                                                                           one.pairs, one.passes};
    }
  };
  by_handle(entities.merges, result.merges);
  by_handle(entities.rejected, result.rejected);
  result.contradictions = entities.contradictions;
  result.competition_shift = entities.competition_shift;
  scene = NumberedByName(scene);
  const UniqueEstimate estimate = EstimateUnique(scene.cases, scene.sources, entities);
  result.persons = {estimate.estimate, estimate.low, estimate.high};
  for (std::size_t s = 0; s < scene.sources.size(); ++s) {
    const Interval &met = estimate.by_source[s], &only = estimate.only_this_source[s];
    result.by_source[scene.sources[s].name] = {met.estimate,  met.low,  met.high,
                                               only.estimate, only.low, only.high};
  }
  return result;
}

// The run without one of its sources: its cases and all that was said about them are gone.
Scene Withdraw(const Scene& scene, const std::string& name) {
  constexpr std::uint32_t kGone = 0xffffffff;
  Scene left;
  std::vector<std::uint16_t> source_number;
  for (const Source& source : scene.sources) {
    source_number.push_back(static_cast<std::uint16_t>(left.sources.size()));
    if (source.name != name) left.sources.push_back(source);
  }
  std::vector<std::uint32_t> number;
  for (const CaseRef& one : scene.cases) {
    const bool stays = scene.sources[one.source].name != name;
    number.push_back(stays ? static_cast<std::uint32_t>(left.cases.size()) : kGone);
    if (stays) left.cases.push_back({one.handle, source_number[one.source]});
  }
  const auto stay = [&](const auto& from, auto& to) {
    for (auto one : from) {
      one.left = number[one.left];
      one.right = number[one.right];
      if (one.left != kGone && one.right != kGone) to.push_back(one);
    }
  };
  stay(scene.evidence, left.evidence);
  stay(scene.constraints, left.constraints);
  return left;
}

class Order : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Worlds, Order, testing::Range<std::uint64_t>(1, 13));

TEST_P(Order, OneSubmissionMoreIsAFullRun) {
  const World world(GetParam());
  const Result two = RunCount(world.Submit("AB", 1));
  const Result three = RunCount(world.Submit("ABC", 2));
  EXPECT_TRUE(three.entities != two.entities);
  EXPECT_TRUE(three.entities.size() > 1u && !three.merges.empty() && !three.rejected.empty());
  for (const char* order : {"ACB", "BAC", "BCA", "CAB", "CBA"}) {
    EXPECT_TRUE(RunCount(world.Submit(order, 3)) == three);
  }
  EXPECT_TRUE(RunCount(world.Submit("BA", 4)) == two);
}

TEST_P(Order, AWithdrawnSubmissionLeavesNoTrace) {
  const World world(GetParam());
  const Scene all = world.Submit("ABC", 1);
  const Result with = RunCount(all), without = RunCount(Withdraw(all, "B"));
  EXPECT_TRUE(with.entities != without.entities);
  EXPECT_TRUE(without == RunCount(world.Submit("CA", 2)));
  EXPECT_TRUE(RunCount(world.Submit("BCA", 3)) == with);  // and it can come back
}

}  // namespace
}  // namespace onefold::count
