// The schemas in deploy/schemas/ are good.
#include <gtest/gtest.h>

#include <filesystem>

#include "linkage/encoding.h"
#include "linkage/schema.h"

namespace onefold::linkage {
namespace {

std::vector<std::string> Shipped() {
  std::vector<std::string> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(ONEFOLD_SOURCE_DIR "/deploy/schemas")) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
  }
  return paths;
}

class ShippedSchemaTest : public testing::TestWithParam<std::string> {};

TEST_P(ShippedSchemaTest, Reads) {
  const auto schema = ReadLinkageSchema(GetParam());
  ASSERT_TRUE(schema.ok()) << schema.status();
  EXPECT_FALSE(PassLayoutsOf(*schema).empty());
}

INSTANTIATE_TEST_SUITE_P(All, ShippedSchemaTest, testing::ValuesIn(Shipped()), [](const auto& row) {
  std::string name = std::filesystem::path(row.param).stem().string();
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

TEST(ShippedSchemasTest, TheNamedOnesAreThere) {
  for (const char* name :
       {"febrl", "febrl-all-fields", "febrl-name-dob", "historical", "see", "febrl-clkhash"}) {
    EXPECT_TRUE(std::filesystem::exists(std::string(ONEFOLD_SOURCE_DIR "/deploy/schemas/") + name +
                                        ".json"))
        << name;
  }
}

}  // namespace
}  // namespace onefold::linkage
