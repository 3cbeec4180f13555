#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/hash.h"
#include "services/submission/pair_record.h"
#include "services/submission/run_manifest.h"

namespace onefold::submission {
namespace {

Id128 Id(std::uint8_t byte) {
  Id128 id;
  id.fill(byte);
  return id;
}

RunManifest Example() {
  RunManifest manifest;
  manifest.role = "counter";
  manifest.program = "onefold-counter 0.1.0";
  manifest.run_id = Id(1);
  manifest.register_name = "victim";
  manifest.purpose = "statistics";
  manifest.key_epoch = "2026";
  manifest.schema_digest.fill(0xab);
  manifest.parameters = {{"emit-floor-millibits", -8000}, {"cut-millibits", 0}};
  manifest.sources = {{"shelter", false}, {"police", true}};
  manifest.submissions = {{Id(9), "shelter", {}}, {Id(3), "police", {}}};
  return manifest;
}

TEST(RunManifestTest, IsTheDocumentedText) {
  const std::string zeros(64, '0');
  std::string schema;
  for (int i = 0; i < 32; ++i) schema += "ab";
  EXPECT_EQ(FormatRunManifest(Example()),
            "onefold-run-manifest v1\n"
            "role counter\n"
            "program onefold-counter 0.1.0\n"
            "colocated no\n"
            "run 01010101010101010101010101010101\n"
            "register victim\n"
            "purpose statistics\n"
            "key-epoch 2026\n"
            "schema " +
                schema +
                "\n"
                "parameter cut-millibits 0\n"
                "parameter emit-floor-millibits -8000\n"
                "source police clean\n"
                "source shelter dirty\n"
                "submission 03030303030303030303030303030303 police " +
                zeros +
                "\n"
                "submission 09090909090909090909090909090909 shelter " +
                zeros + "\n");
}

TEST(RunManifestTest, NamesWeightsAndChanceAfterTheParameters) {
  RunManifest manifest = Example();
  manifest.weights.emplace().fill(0x1f);
  const std::string weights = "parameter emit-floor-millibits -8000\nweights " +
                              FormatHex(*manifest.weights) + "\n",
                    chance = "chance " + std::string(64, '0') + "\n";
  EXPECT_NE(FormatRunManifest(manifest).find(weights + "source "), std::string::npos);
  manifest.chance.emplace();
  EXPECT_NE(FormatRunManifest(manifest).find(weights + chance + "source "), std::string::npos);
}

TEST(RunManifestTest, DoesNotDependOnTheOrderGiven) {
  RunManifest other = Example();
  std::reverse(other.parameters.begin(), other.parameters.end());
  std::reverse(other.sources.begin(), other.sources.end());
  std::reverse(other.submissions.begin(), other.submissions.end());
  EXPECT_EQ(DigestOf(other), DigestOf(Example()));
  other.colocated = true;
  EXPECT_NE(DigestOf(other), DigestOf(Example()));
}

TEST(RunManifestTest, SaysThatConstraintsWereUsed) {
  RunManifest manifest = Example();
  manifest.constraints.count = 3;
  manifest.constraints.digest.fill(0xcd);
  const std::string text = FormatRunManifest(manifest);
  std::string line = "\nconstraints 3 ";
  for (int i = 0; i < 32; ++i) line += "cd";
  EXPECT_NE(text.find("source shelter dirty" + line + "\nsubmission 0303"), std::string::npos)
      << text;
  EXPECT_NE(DigestOf(manifest), DigestOf(Example()));
}

TEST(PairRecordTest, ReadsWhatItWrites) {
  Bytes a(kPseudonymBytes, 0x11), b(kPseudonymBytes, 0x22), packed;
  AppendPair(packed, {{1, a}, {65535, b}, -8000});
  AppendPair(packed, {{2, b}, {3, a}, 2'000'000'000});
  ASSERT_EQ(packed.size(), 2 * kPairBytes);
  const PairRecord first = ReadPair(packed),
                   second = ReadPair(ByteView(packed).subspan(kPairBytes));
  EXPECT_EQ(first.left.source, 1);
  EXPECT_EQ(first.right.source, 65535);
  EXPECT_EQ(ToBytes(first.right.pseudonym), b);
  EXPECT_EQ(first.weight, -8000);
  EXPECT_EQ(ToBytes(second.left.pseudonym), b);
  EXPECT_EQ(second.weight, 2'000'000'000);
}

TEST(PairRecordTest, DigestOverPassesIsAsDocumented) {
  Digest one, two;
  one.fill(1);
  two.fill(2);
  Bytes text = {0, 0, 0, 0};
  Append(text, ByteView(one));
  Append(text, Bytes{0, 0, 0, 1});
  Append(text, ByteView(two));
  const Digest passes[] = {one, two};
  EXPECT_EQ(PairsDigest(passes), crypto::Sha256(text));
}

}  // namespace
}  // namespace onefold::submission
