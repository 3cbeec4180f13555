#include <gtest/gtest.h>

#include "linkage/count/count.h"

namespace onefold::count {
namespace {

TEST(TallyEntities, CountsBySourceAndHistory) {
  const std::vector<Source> sources = {{"police"}, {"shelter"}, {"helpline"}};
  std::vector<CaseRef> cases;
  for (const std::uint16_t source : {0, 0, 0, 1, 1, 2}) cases.push_back({{}, source});
  Entities entities;
  entities.entity_of = {0, 1, 1, 1, 2, 2};  // person 1: police twice and shelter
  entities.count = 3;
  const std::vector<std::uint64_t> unlinkable = {0, 4, 1};
  const auto tally = TallyEntities(cases, sources, entities, unlinkable);
  ASSERT_TRUE(tally.ok());
  EXPECT_EQ(tally->gross, 11u);
  EXPECT_EQ(tally->unlinkable, 5u);
  EXPECT_EQ(tally->unique, 3u);
  EXPECT_EQ(tally->gross_by_source, (std::vector<std::uint64_t>{3, 6, 2}));
  EXPECT_EQ(tally->unique_by_source, (std::vector<std::uint64_t>{2, 2, 1}));
  EXPECT_EQ(tally->only_this_source, (std::vector<std::uint64_t>{1, 0, 0}));
  EXPECT_EQ(tally->persons_by_history,
            (std::map<std::uint32_t, std::uint64_t>{{0b001, 1}, {0b011, 1}, {0b110, 1}}));
}

TEST(TallyEntities, RefusesWhatDoesNotFit) {
  const std::vector<Source> sources(33);
  EXPECT_EQ(TallyEntities({}, sources, {}, std::vector<std::uint64_t>(33)).status().code(),
            StatusCode::kInvalidArgument);
  const std::vector<Source> one(1);
  const std::vector<CaseRef> cases = {{{}, 1}};
  Entities entities;
  entities.entity_of = {0};
  entities.count = 1;
  EXPECT_FALSE(TallyEntities(cases, one, entities, std::vector<std::uint64_t>(1)).ok());
  EXPECT_FALSE(TallyEntities(cases, one, {}, std::vector<std::uint64_t>(1)).ok());
  EXPECT_FALSE(TallyEntities({}, one, {}, {}).ok());
}

}  // namespace
}  // namespace onefold::count
