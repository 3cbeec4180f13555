#include "services/store/disk_spill.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "crypto/random.h"
#include "services/ops/metrics.h"
#include "tests/services/rpc/test_pki.h"

namespace onefold::store {
namespace {

namespace fs = std::filesystem;

class DiskSpillTest : public ::testing::Test {
 protected:
  void SetUp() override { crypto::InitializeCrypto(); }

  // 256 KiB that say where they belong.
  static Bytes Block(std::uint32_t run, std::uint32_t index) {
    Bytes block;
    while (block.size() < (256 << 10)) {
      Append(block, "a pair of this run is ");
      AppendBe32(block, run);
      AppendBe32(block, index);
    }
    return block;
  }

  testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "scratch";
};

TEST_F(DiskSpillTest, GivesBackWhatItWasGivenAndGoes) {
  ops::Metrics metrics;
  {
    DiskSpill spill(path_, &metrics, 0);
    EXPECT_FALSE(fs::exists(path_)) << "nothing is made before it is needed";
    for (std::uint32_t run = 0; run < 3; ++run) {
      for (std::uint32_t index = 0; index < 30; ++index) {
        ASSERT_TRUE(spill.Write(run, index, Block(run, index)).ok());
      }
    }
    EXPECT_TRUE(fs::exists(path_));
    for (std::uint32_t run = 3; run-- > 0;) {
      for (std::uint32_t index = 0; index < 30; ++index) {
        const auto block = spill.Read(run, index);
        ASSERT_TRUE(block.ok()) << block.status();
        ASSERT_EQ(*block, Block(run, index));
      }
    }
    ASSERT_TRUE(spill.Drop(1, 30).ok());
    EXPECT_EQ(spill.Read(1, 7).status().code(), StatusCode::kDataLoss);
    EXPECT_TRUE(spill.Read(2, 7).ok());
    EXPECT_EQ(spill.Read(9, 9).status().code(), StatusCode::kDataLoss);
  }
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_NE(metrics.Exposition().find("onefold_spilled_bytes_total"), std::string::npos);
}

TEST_F(DiskSpillTest, NothingReadableIsLeftByAProcessThatIsKilled) {
  // The child is this program anew (a fork alone would lack RocksDB's threads) and takes our
  // folder.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  setenv("ONEFOLD_TEST_SCRATCH", path_.c_str(), /*overwrite=*/0);
  const std::string path = getenv("ONEFOLD_TEST_SCRATCH");
  EXPECT_EXIT(
      {
        DiskSpill spill(path, nullptr, 0);
        bool written = true;
        for (std::uint32_t index = 0; index < 160; ++index)  // 40 MiB: most of it reaches the files
          written = written && spill.Write(5, index, Block(5, index)).ok();
        _exit(written ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");

  std::uint64_t bytes = 0;
  const std::string words = "of this run";
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    bytes += content.size();
    EXPECT_EQ(content.find(words), std::string::npos) << entry.path();
  }
  EXPECT_GT(bytes, 10u << 20) << "nothing reached the disk: the test proves nothing";

  {
    DiskSpill another(path, nullptr, 0);
    EXPECT_FALSE(another.Read(5, 0).ok());
    EXPECT_FALSE(another.Write(5, 0, Block(5, 0)).ok()) << "what is there is not taken over";
  }
  ASSERT_TRUE(RemoveScratch(path).ok());
  EXPECT_FALSE(fs::exists(path));
  DiskSpill fresh(path, nullptr, 0);
  EXPECT_TRUE(fresh.Write(5, 0, Block(5, 0)).ok());
}

TEST_F(DiskSpillTest, AFullVolumeIsAnErrorThatSaysWhatToDo) {
  DiskSpill spill(path_, nullptr, std::numeric_limits<std::uint64_t>::max() / 2);
  const Status status = spill.Write(0, 0, Block(0, 0));
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  EXPECT_NE(Message(status).find("memory_mib"), std::string_view::npos) << status;
}

TEST_F(DiskSpillTest, RemovingNothingIsNoError) {
  EXPECT_TRUE(RemoveScratch(folder_ / "never made").ok());
}

}  // namespace
}  // namespace onefold::store
