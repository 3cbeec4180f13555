// A publish directory as matcher and counter leave it, with real signatures.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "crypto/sign.h"
#include "crypto/tlog/checkpoint.h"
#include "crypto/tlog/merkle.h"
#include "crypto/tlog/note.h"
#include "crypto/tlog/tile.h"

namespace onefold::gateway {

class PublishFixture : public testing::Test {
 protected:
  void SetUp() override {
    const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::path(testing::TempDir()) /
            ("onefold_gateway_" + std::to_string(::getpid()) + "_" + info->name());
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  std::string publish() const { return (root_ / "publish").string(); }

  void Write(const std::string& file, std::string_view content) const {
    const std::filesystem::path path = root_ / "publish" / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
  }

  // A log of one entry.
  void WriteLog(const std::string& name) const {
    const std::string origin = name + ".example/linkage/test";
    const crypto::SignKeyPair key = crypto::GenerateSignKeyPair();
    const Bytes leaf = ToBytes(AsBytes("an entry"));
    tlog::Checkpoint checkpoint;
    checkpoint.origin = origin;
    checkpoint.size = 1;
    checkpoint.root = tlog::LeafHash(leaf);
    Write(name + "/checkpoint", tlog::SignNote(tlog::FormatCheckpoint(checkpoint), origin, key));
    Write(name + "/log.vkey",
          tlog::FormatVerifierKey(tlog::MakeVerifierKey(origin, 0x01, key.public_key)) + "\n");
    const Digest hash = tlog::LeafHash(leaf);
    Write(name + "/tile/0/000.p/1", AsText(tlog::FormatHashTile({&hash, 1})));
    Write(name + "/tile/entries/000.p/1", AsText(tlog::FormatEntryBundle({&leaf, 1})));
  }

  std::filesystem::path root_;
};

inline constexpr std::string_view kRelease = R"json({
  "format": "onefold-release-1", "number": 7, "run": "5f0c1d2e3b4a59687786958473625140",
  "profile": "public", "register": "victim", "purpose": "statistics", "key_epoch": "2026",
  "deployment": "single-machine",
  "totals": {"gross": 10412, "linkable": 10230, "unlinkable": 182,
             "unique": {"estimate": 4998, "low": 4961, "high": 5034},
             "entities": 5003, "double_counting_rate": 0.511437},
  "by_source": [
    {"source": "police", "type": "state", "gross": 6120, "unique": 3790, "only_here": 1480},
    {"source": "shelter", "type": "ngo", "gross": 4292, "unique": 2812, "only_here": null}],
  "histories": [{"sources": ["shelter"], "persons": null},
                {"sources": ["police"], "persons": 1480},
                {"sources": ["police", "shelter"], "persons": 2310}],
  "disclosure": {"profile": "public", "threshold": 10, "suppressed": ["/by_source/1/only_here"]},
  "linkage": {"manifest_digest": "00", "pairs_digest": "00", "entities_digest": "00",
              "warnings": ["a warning of the linkage"]},
  "log": {"origin": "counter.example/linkage/test", "index": 17}, "method": "merge-posterior-1"
})json";

}  // namespace onefold::gateway
