#include "linkage/count/planted.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

#include "tests/linkage/count/scene.h"

namespace onefold::count {
namespace {

Entities Together(std::vector<std::uint32_t> entity_of) {
  Entities entities;
  entities.entity_of = std::move(entity_of);
  entities.count = 1 + *std::max_element(entities.entity_of.begin(), entities.entity_of.end());
  return entities;
}

TEST(MeasurePlanted, CountsPairsOfTwoSources) {
  // Persons 7 (sources 0, 1, 2) and 9 (sources 0, 1) and a real record.
  const auto cases = Cases({0, 1, 2, 0, 1, 0});
  const std::vector<std::uint32_t> planted = {7, 7, 7, 9, 9, 0};
  const PlantedRecall recall = MeasurePlanted(cases, planted, Together({0, 0, 1, 2, 2, 3}));
  EXPECT_EQ(recall.persons, 2u);
  EXPECT_EQ(recall.records, 5u);
  EXPECT_EQ(recall.pairs, 4u);
  EXPECT_EQ(recall.linked, 2u);
  EXPECT_EQ(recall.interval, WilsonInterval(2, 4));
  EXPECT_EQ(recall.falsely_linked, 0u);
  const std::vector<PlantedSources> rows = {{0, 1, 2, 2, WilsonInterval(2, 2)},
                                            {0, 2, 1, 0, WilsonInterval(0, 1)},
                                            {1, 2, 1, 0, WilsonInterval(0, 1)}};
  EXPECT_EQ(recall.by_sources, rows);
}

TEST(MeasurePlanted, RecordsOfOneSourceAreNoPair) {
  // A source that wrote the person twice has two chances with the other, and none with itself.
  const auto cases = Cases({0, 0, 1});
  const std::vector<std::uint32_t> planted = {1, 1, 1};
  const PlantedRecall recall = MeasurePlanted(cases, planted, Together({0, 1, 0}));
  EXPECT_EQ(recall.persons, 1u);
  EXPECT_EQ(recall.pairs, 2u);
  EXPECT_EQ(recall.linked, 1u);
  EXPECT_EQ(recall.by_sources.size(), 1u);
}

TEST(MeasurePlanted, FalseLinksAreToRealRecordsAndToOthers) {
  const auto cases = Cases({0, 1, 0, 1, 0, 1});
  // 1 with a real record; 2 with 3; 4 alone; a real record.
  const std::vector<std::uint32_t> planted = {1, 0, 2, 3, 4, 0};
  const PlantedRecall recall = MeasurePlanted(cases, planted, Together({0, 0, 1, 1, 2, 3}));
  EXPECT_EQ(recall.falsely_linked, 3u);
  EXPECT_EQ(recall.pairs, 0u);
  EXPECT_EQ(recall.interval.low, 0);
  EXPECT_EQ(recall.interval.high, 1) << "without a pair nothing is known";
}

TEST(MeasurePlanted, ManyRecordsOfOnePersonAreCountedNotPaired) {
  const std::uint32_t half = 200'000;
  std::vector<CaseRef> cases(2 * half);
  for (std::uint32_t i = half; i < cases.size(); ++i) cases[i].source = 1;
  const std::vector<std::uint32_t> planted(cases.size(), 5);
  const PlantedRecall recall =
      MeasurePlanted(cases, planted, Together(std::vector<std::uint32_t>(cases.size(), 0)));
  EXPECT_EQ(recall.pairs, std::uint64_t{half} * half);
  EXPECT_EQ(recall.linked, recall.pairs);
}

std::vector<Evidence> Real(const std::vector<std::uint32_t>& planted,
                           const std::vector<Evidence>& evidence) {
  std::vector<Evidence> real;
  const EvidenceInMemory all(evidence);
  EXPECT_TRUE(RealEvidence(planted, all)
                  .ForEach([&](std::span<const Evidence> some) {
                    real.insert(real.end(), some.begin(), some.end());
                  })
                  .ok());
  return real;
}

TEST(RealEvidence, WithoutPlantedOnesNothingChanges) {
  const std::vector<Evidence> evidence = {{0, 2, 500, 1}, {1, 2, -300, 2}};
  for (const std::vector<std::uint32_t>& planted :
       {std::vector<std::uint32_t>(), std::vector<std::uint32_t>(3)}) {
    const std::vector<Evidence> real = Real(planted, evidence);
    ASSERT_EQ(real.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(real[i].left, evidence[i].left);
      EXPECT_EQ(real[i].right, evidence[i].right);
      EXPECT_EQ(real[i].weight, evidence[i].weight);
      EXPECT_EQ(real[i].passes, evidence[i].passes);
    }
  }
}

// What the counter does to a run with planted records gives, field by field, the run without.
struct Counted {
  Entities entities;
  UniqueEstimate estimate;
  Tally tally;
};

Counted Count(const Scene& scene) {
  Counted counted;
  counted.entities = Cluster(scene.cases, scene.sources, scene.evidence, {});
  counted.estimate = EstimateUnique(scene.cases, scene.sources, counted.entities);
  const std::vector<std::uint64_t> unlinkable(scene.sources.size(), 3);
  counted.tally = *TallyEntities(scene.cases, scene.sources, counted.entities, unlinkable);
  return counted;
}

TEST(RealEvidence, CountsAreThoseOfTheRealRecordsAlone) {
  rc::check([] {
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
    Scene all, real;
    all.sources = {{"A", true, SourceType::kState}, {"B", false, SourceType::kNgo}};
    all.sources.push_back({"C", true, SourceType::kNgo});
    real.sources = all.sources;
    const std::uint32_t records = 2 + below(120);
    std::vector<std::uint16_t> sources;
    for (std::uint32_t i = 0; i < records; ++i) {
      sources.push_back(static_cast<std::uint16_t>(below(3)));
    }
    all.cases = Cases(sources);
    std::vector<std::uint32_t> planted, position;
    for (std::uint32_t i = 0; i < records; ++i) {
      planted.push_back(below(3) == 0 ? 1 + below(20) : 0);
      position.push_back(static_cast<std::uint32_t>(real.cases.size()));
      if (planted[i] == 0) real.cases.push_back(all.cases[i]);
    }
    if (real.cases.empty()) return;
    std::vector<PassPair> pairs, real_pairs;
    for (std::uint32_t n = below(4 * records); n > 0; --n) {
      const std::uint32_t left = below(records), right = below(records);
      if (left == right) continue;
      const auto weight = static_cast<std::int32_t>(below(16'000)) - 8'000;
      const auto pass = static_cast<std::uint8_t>(below(4));
      pairs.push_back({left, right, pass, weight});
      if (planted[left] == 0 && planted[right] == 0) {
        real_pairs.push_back({position[left], position[right], pass, weight});
      }
    }
    all.evidence = UnitePasses(pairs);
    real.evidence = UnitePasses(real_pairs);

    all.evidence = Real(planted, all.evidence);
    all.cases = real.cases;
    const Counted left = Count(all), alone = Count(real);
    RC_ASSERT(left.entities.entity_of == alone.entities.entity_of);
    RC_ASSERT(left.entities.merges == alone.entities.merges);
    RC_ASSERT(left.entities.rejected == alone.entities.rejected);
    RC_ASSERT(left.entities.competition_shift == alone.entities.competition_shift);
    RC_ASSERT(left.estimate.estimate == alone.estimate.estimate);
    RC_ASSERT(left.estimate.low == alone.estimate.low);
    RC_ASSERT(left.estimate.high == alone.estimate.high);
    RC_ASSERT(left.estimate.by_source == alone.estimate.by_source);
    RC_ASSERT(left.estimate.state_only == alone.estimate.state_only);
    RC_ASSERT(left.tally.gross == alone.tally.gross);
    RC_ASSERT(left.tally.unique == alone.tally.unique);
    RC_ASSERT(left.tally.persons_by_history == alone.tally.persons_by_history);
  });
}

}  // namespace
}  // namespace onefold::count
