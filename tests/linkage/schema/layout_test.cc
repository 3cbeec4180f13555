#include <gtest/gtest.h>

#include "linkage/encoding.h"

namespace onefold::linkage {
namespace {

LinkageSchema Parse(const std::string& text) {
  auto schema = ParseLinkageSchema(AsBytes(text));
  EXPECT_TRUE(schema.ok()) << schema.status();
  return std::move(schema).value();
}

TEST(LayoutTest, FiltersApartAndJoined) {
  const auto layouts =
      PassLayoutsOf(Parse(R"({"onefold_schema":1,"name":"s","record_id":"id","profile":"unhardened",
    "fields":[{"name":"a","type":"code","filter_bits":64},{"name":"b","type":"name","filter_bits":256,"levels":[900,500]}],
    "passes":[{"name":"apart","block":[{"field":"a"}],"compare":["b","a"]},
              {"name":"joined","block":[{"field":"a"}],"filters":"joined","joined_bits":512,"joined_levels":[800]}]})"));
  ASSERT_EQ(layouts.size(), 2u);
  EXPECT_TRUE(layouts[0].blocked);
  EXPECT_EQ(layouts[0].name, "apart");
  ASSERT_EQ(layouts[0].filters.size(), 2u);
  EXPECT_EQ(layouts[0].filters[0].name, "b");
  EXPECT_EQ(layouts[0].filters[0].offset_bytes, 80u);
  EXPECT_EQ(layouts[0].filters[0].bits, 256u);
  EXPECT_EQ(layouts[0].filters[0].levels_permille, (std::vector<std::uint16_t>{900, 500}));
  EXPECT_EQ(layouts[0].filters[1].offset_bytes, 112u);
  EXPECT_EQ(layouts[0].item_bytes, 120u);
  ASSERT_EQ(layouts[1].filters.size(), 1u);
  EXPECT_EQ(layouts[1].filters[0].name, "joined");
  EXPECT_EQ(layouts[1].item_bytes, 80u + 64u);
}

// A tag says that a field is there; where the block needs the field, nothing is to be said.
TEST(LayoutTest, HardenedFiltersHaveTags) {
  const auto layouts = PassLayoutsOf(Parse(R"({"onefold_schema":1,"name":"s","record_id":"id",
    "fields":[{"name":"a","type":"code"},{"name":"b","type":"name","filter_bits":256},
              {"name":"ab","type":"code","from":[{"field":"a"}]}],
    "passes":[{"name":"p","block":[{"field":"a"}],"compare":["b","a","ab"]},
              {"name":"q","block":[{"any_order":[{"field":"b"},{"field":"b","as":"skeleton"}]}],"compare":["b"]},
              {"name":"r","block":[{"field":"a"}],"filters":"joined","joined_bits":512}]})"));
  ASSERT_EQ(layouts[0].filters.size(), 3u);
  EXPECT_TRUE(layouts[0].filters[0].tagged);
  EXPECT_FALSE(layouts[0].filters[1].tagged);
  EXPECT_TRUE(layouts[0].filters[2].tagged);
  EXPECT_EQ(layouts[0].filters[1].offset_bytes, kFiltersOffset + 32 + kPresenceTagBytes);
  EXPECT_EQ(layouts[0].item_bytes, kFiltersOffset + (32 + 8) + 8 + (8 + 8));
  EXPECT_FALSE(layouts[1].filters[0].tagged);
  EXPECT_FALSE(layouts[2].filters[0].tagged);
  for (const PassLayout& layout : layouts) {
    for (const FilterSlot& slot : layout.filters) {
      EXPECT_EQ(slot.similarity, Similarity::kAgreement);
    }
  }
}

TEST(LayoutTest, GroupsAreNeighbours) {
  const auto layouts = PassLayoutsOf(Parse(R"({"onefold_schema":1,"name":"s","record_id":"id",
    "fields":[{"name":"a","type":"name"},{"name":"b","type":"name"},{"name":"c","type":"date"},
              {"name":"ab","type":"name","from":["a","b"],"filter_bits":1024}],
    "passes":[{"name":"p","block":[{"field":"a"}],"compare":["c",["a","ab","b"]]},
              {"name":"q","block":[{"field":"a"}]}]})"));
  const auto groups = [](const PassLayout& layout) {
    std::vector<std::string> out;
    for (const FilterSlot& slot : layout.filters) {
      out.push_back(slot.name + std::to_string(slot.group));
    }
    return out;
  };
  EXPECT_EQ(groups(layouts[0]), (std::vector<std::string>{"c0", "a1", "ab1", "b1"}));
  EXPECT_EQ(groups(layouts[1]), (std::vector<std::string>{"a0", "b1", "c2", "ab3"}));
  EXPECT_EQ(layouts[0].filters[2].bits, 1024u);
}

TEST(LayoutTest, ClkhashIsOnePassWithoutBlocks) {
  const auto layouts =
      PassLayoutsOf(Parse(R"({"version":3,"clkConfig":{"l":100,"kdf":{"type":"HKDF"}},"features":[
    {"identifier":"a","ignored":true}]})"));
  ASSERT_EQ(layouts.size(), 1u);
  EXPECT_FALSE(layouts[0].blocked);
  EXPECT_EQ(layouts[0].filters[0].name, "clk");
  EXPECT_EQ(layouts[0].filters[0].bits, 104u);  // whole bytes
  EXPECT_EQ(layouts[0].item_bytes, 80u + 13u);
}

TEST(LayoutTest, Views) {
  const auto layouts = PassLayoutsOf(Parse(R"({"onefold_schema":1,"name":"s","record_id":"id",
    "fields":[{"name":"a","type":"code"}],"passes":[{"name":"p","block":[{"field":"a"}]}]})"));
  Bytes item(layouts[0].item_bytes);
  for (std::size_t i = 0; i < item.size(); ++i) item[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(TokenOf(item)[0], 0);
  EXPECT_EQ(TokenOf(item).size(), 16u);
  EXPECT_EQ(SealedPseudonymOf(item)[0], 16);
  EXPECT_EQ(SealedPseudonymOf(item).size(), 64u);
  EXPECT_EQ(FilterOf(item, layouts[0].filters[0])[0], 80);
  EXPECT_EQ(FilterOf(item, layouts[0].filters[0]).size(), 8u);
}

}  // namespace
}  // namespace onefold::linkage
