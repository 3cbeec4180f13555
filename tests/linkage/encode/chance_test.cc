#include "linkage/encode/chance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "linkage/encode/encode.h"

namespace onefold::encode {
namespace {

using linkage::ChanceGroup;
using linkage::ChanceTable;
using linkage::OutcomeCount;
using Names = std::vector<std::string>;
using Rows = std::vector<Names>;

// sex is a short code; one, two and three are documents that few persons share.
std::string SchemaWith(const std::string& passes) {
  return R"({"onefold_schema":1,"name":"s","record_id":"id",
    "fields":[{"name":"sex","type":"code","levels":[1000]},
              {"name":"one","type":"code","filter_bits":256,"levels":[1000]},
              {"name":"two","type":"code","filter_bits":256,"levels":[1000]},
              {"name":"three","type":"code","filter_bits":256,"levels":[1000]},
              {"name":"any","type":"code","filter_bits":256,"levels":[1000],"from":["one","two"]}],
    "passes":[)" +
         passes + "]}";
}

class Counting {
 public:
  explicit Counting(const std::string& passes, std::uint8_t key = 7) {
    auto parsed = linkage::ParseLinkageSchema(AsBytes(SchemaWith(passes)));
    if (!parsed.ok()) throw std::runtime_error(std::string(Message(parsed.status())));
    schema_ = *std::move(parsed);
    auto made = Encoder::Create(schema_, crypto::Secret::CopyOf(Bytes(32, key)), "2026");
    if (!made.ok()) throw std::runtime_error(std::string(Message(made.status())));
    encoder_ = *std::move(made);
  }
  const Encoder& encoder() const { return *encoder_; }

  ChanceTable Count(const Rows& rows) const {
    ChanceCounter counter(*encoder_, *schema_.own());
    for (const Names& values : rows) {
      Record record;
      record.values = values;
      counter.Add(encoder_->Normalize(record));
    }
    return counter.Count();
  }

 private:
  linkage::LinkageSchema schema_;
  std::unique_ptr<Encoder> encoder_;
};

// 60 of one sex, 30 of the other, 10 unknown; every document different.
Rows HundredRecords() {
  Rows rows;
  for (int i = 0; i < 100; ++i) {
    const std::string number = std::to_string(i);
    rows.push_back({i < 60 ? "f" : i < 90 ? "m" : "", "a" + number, "b" + number, "c" + number});
  }
  return rows;
}

std::uint64_t Pairs(const ChanceGroup& group) {
  std::uint64_t pairs = 0;
  for (const OutcomeCount& outcome : group.outcomes) pairs += outcome.count;
  return pairs;
}

const char* const kApart = R"({"name":"p","block":[{"field":"one"}],"compare":["sex","two"]})";
const char* const kGrouped =
    R"({"name":"p","block":[{"field":"three"}],"compare":["sex",["one","two"]]})";

TEST(ChanceCounter, CountsTheLevelsOfAllPairs) {
  const ChanceTable table = Counting(kApart).Count(HundredRecords());
  const ChanceTable expected = {
      {{"sex"}, {{0, 1770 + 435}, {1, 1800}, {2, 4950 - 1770 - 435 - 1800}}},
      {{"two"}, {{1, 4950}}},
  };
  EXPECT_EQ(table, expected);
}

TEST(ChanceCounter, AGroupHasTheJointOutcomes) {
  Rows rows = HundredRecords();
  rows[5][1] = "a4";                     // agree in one only
  rows[7][2] = "b6";                     // agree in two only
  rows[9][1] = "a8", rows[9][2] = "b8";  // in both: one property, so perhaps two persons
  rows[11][1] = "";                      // missing beside 99 others
  const ChanceTable table = Counting(kGrouped).Count(rows);
  ASSERT_EQ(table.size(), 2u);
  EXPECT_EQ(table[0].filters, (Names{"one", "two"}));
  // one + 3 * two.
  EXPECT_EQ(table[0].outcomes,
            (std::vector<OutcomeCount>{{0, 1}, {1, 1}, {3, 1}, {4, 4950 - 3 - 99}, {5, 99}}));
}

TEST(ChanceCounter, PairsThatMayBeOnePersonAreLeftOut) {
  struct Row {
    const char* name;
    const char* passes;
    std::vector<std::size_t> shared;  // columns that records 3 and 4 share
    std::uint64_t pairs;
  };
  const Row cases[] = {
      {"two documents", kApart, {1, 2}, 4949},
      {"two documents, one not compared", kApart, {2, 3}, 4949},
      {"one document", kApart, {2}, 4950},
      {"one document and sex", kApart, {0, 2}, 4950},
      {"two documents of one property", kGrouped, {1, 2}, 4950},
      {"and a third", kGrouped, {1, 2, 3}, 4949},
  };
  for (const Row& row : cases) {
    Rows rows = HundredRecords();
    for (const std::size_t column : row.shared) rows[4][column] = rows[3][column];
    const ChanceTable table = Counting(row.passes).Count(rows);
    ASSERT_FALSE(table.empty()) << row.name;
    for (const ChanceGroup& group : table) EXPECT_EQ(Pairs(group), row.pairs) << row.name;
  }
}

TEST(ChanceCounter, BothMissingIsNoAgreement) {
  Rows rows = HundredRecords();
  for (const std::size_t i : {3, 4}) rows[i][1] = rows[i][2] = "";
  EXPECT_EQ(Pairs(Counting(kApart).Count(rows)[0]), 4950u);
}

TEST(ChanceCounter, EveryGroupOfAPassOnceJoinedPassesNone) {
  const std::string passes =
      std::string(kApart) + "," +
      R"({"name":"q","block":[{"field":"three"}],"compare":["two",["sex","one"]]},
                                {"name":"r","block":[{"field":"sex"}],"compare":["three"],"filters":"joined"})";
  const ChanceTable table = Counting(passes).Count(HundredRecords());
  std::vector<Names> groups;
  for (const ChanceGroup& group : table) groups.push_back(group.filters);
  EXPECT_EQ(groups, (std::vector<Names>{{"sex"}, {"sex", "one"}, {"two"}}));
}

TEST(ChanceCounter, NothingBelowTheLeastSample) {
  Rows rows = HundredRecords();
  ASSERT_EQ(rows.size(), kLeastChanceSample);
  EXPECT_FALSE(Counting(kApart).Count(rows).empty());
  rows.pop_back();
  EXPECT_TRUE(Counting(kApart).Count(rows).empty());
  EXPECT_TRUE(Counting(kApart).Count({}).empty());
}

TEST(ChanceCounter, OrderAndKeyChangeNothing) {
  Rows rows = HundredRecords();
  rows[9][1] = "a8";
  const ChanceTable expected = Counting(kGrouped).Count(rows);
  std::shuffle(rows.begin(), rows.end(), std::mt19937_64(3));
  EXPECT_EQ(Counting(kGrouped).Count(rows), expected);
  EXPECT_EQ(Counting(kGrouped, 8).Count(rows), expected);
}

std::set<std::string> Chosen(const Encoder& encoder, const Names& ids) {
  std::vector<std::string_view> views(ids.begin(), ids.end());
  const std::vector<std::size_t> chosen = ChooseSample(encoder, views);
  EXPECT_TRUE(std::is_sorted(chosen.begin(), chosen.end()));
  std::set<std::string> names;
  for (const std::size_t i : chosen) names.insert(ids[i]);
  EXPECT_EQ(names.size(), chosen.size());
  return names;
}

TEST(ChooseSample, DependsOnKeyAndIdentifiersOnly) {
  const Counting counting(kApart), other(kApart, 8);
  Names ids;
  for (int i = 0; i < 2000; ++i) ids.push_back("r" + std::to_string(i));
  const std::set<std::string> chosen = Chosen(counting.encoder(), ids);
  EXPECT_EQ(chosen.size(), kChanceSample);
  std::shuffle(ids.begin(), ids.end(), std::mt19937_64(5));
  EXPECT_EQ(Chosen(counting.encoder(), ids), chosen);
  EXPECT_NE(Chosen(other.encoder(), ids), chosen);
  ids.resize(kChanceSample - 1);
  EXPECT_EQ(Chosen(counting.encoder(), ids).size(), ids.size()) << "all of a small list";
  EXPECT_TRUE(Chosen(counting.encoder(), {}).empty());
}

}  // namespace
}  // namespace onefold::encode
