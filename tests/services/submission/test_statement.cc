#include <gtest/gtest.h>

#include <functional>

#include "onefold/v1/submission.pb.h"
#include "services/submission/statement.h"

namespace onefold::submission {
namespace {

v1::Manifest Encodings() {
  v1::Manifest manifest;
  manifest.set_submission_id(std::string(16, 'i'));
  manifest.set_organisation("police");
  manifest.set_content(v1::CONTENT_KIND_ENCODINGS);
  manifest.set_register_("victim");
  manifest.set_purpose("statistics");
  manifest.set_key_epoch("2026");
  manifest.set_schema_digest(std::string(32, 's'));
  return manifest;
}

v1::ChanceGroup* AddGroup(v1::Manifest& manifest, const std::vector<std::string>& filters,
                          const std::vector<std::pair<std::uint32_t, std::uint64_t>>& counts) {
  v1::ChanceGroup* group = manifest.add_chance();
  for (const std::string& filter : filters) group->add_filters(filter);
  for (const auto& [outcome, count] : counts) {
    group->add_counts()->set_outcome(outcome);
    group->mutable_counts()->rbegin()->set_count(count);
  }
  return group;
}

Status Parse(const v1::Manifest& manifest) {
  const std::string bytes = manifest.SerializeAsString();
  return ParseManifest(AsBytes(bytes)).status();
}

TEST(ManifestChance, IsAccepted) {
  v1::Manifest manifest = Encodings();
  EXPECT_TRUE(Parse(manifest).ok()) << "without";
  AddGroup(manifest, {"given", "family"}, {{0, 1}, {7, 240'000}});
  AddGroup(manifest, {"sex"}, {{0, 122'000}, {1, 120'000}});
  EXPECT_TRUE(Parse(manifest).ok()) << Parse(manifest);
}

// Twelve groups of three filters, of which every second outcome occurs.
TEST(ManifestChance, ALargeTableIsAccepted) {
  v1::Manifest manifest = Encodings();
  for (int g = 0; g < 12; ++g) {
    std::vector<std::pair<std::uint32_t, std::uint64_t>> counts;
    for (std::uint32_t outcome = 0; outcome < 216; outcome += 2) counts.push_back({outcome, 2'000});
    AddGroup(manifest, {"a", "b", "c" + std::to_string(g + 10)}, counts);
  }
  EXPECT_TRUE(Parse(manifest).ok()) << Parse(manifest);
}

TEST(ManifestChance, WhatIsRefused) {
  struct Row {
    const char* name;
    std::function<void(v1::Manifest&)> change;
  };
  const Row rows[] = {
      {"with cases",
       [](auto& m) {
         m.set_content(v1::CONTENT_KIND_CASES);
         m.set_sealed_pseudonym_key(std::string(80, 'x'));
       }},
      {"too many groups",
       [](auto& m) {
         for (int g = 0; g < 256; ++g) AddGroup(m, {"z" + std::to_string(1000 + g)}, {{0, 1}});
       }},
      {"out of order",
       [](auto& m) {
         AddGroup(m, {"b"}, {{0, 1}, {2, 1}, {1, 1}});
       }},
      {"twice",
       [](auto& m) {
         AddGroup(m, {"b"}, {{1, 1}, {1, 1}});
       }},
      {"a zero",
       [](auto& m) {
         AddGroup(m, {"b"}, {{0, 1}, {1, 0}});
       }},
      {"too high a count",
       [](auto& m) {
         AddGroup(m, {"b"}, {{0, (std::uint64_t{1} << 40) + 1}});
       }},
      {"no counts", [](auto& m) { AddGroup(m, {"b"}, {}); }},
      {"no filters",
       [](auto& m) {
         AddGroup(m, {}, {{0, 1}});
       }},
      {"five filters",
       [](auto& m) {
         AddGroup(m, {"b", "c", "d", "e", "f"}, {{0, 1}});
       }},
  };
  for (const Row& row : rows) {
    v1::Manifest manifest = Encodings();
    AddGroup(manifest, {"a"}, {{0, 1}});
    ASSERT_TRUE(Parse(manifest).ok());
    row.change(manifest);
    const Status status = Parse(manifest);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << row.name;
    EXPECT_EQ(Message(status).substr(0, 16), "manifest.chance:") << row.name << ": " << status;
  }
}

}  // namespace
}  // namespace onefold::submission
