#include "crypto/random.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace onefold::crypto {
namespace {

// RFC 8439, appendix A.1, test vectors 1 and 2: key and nonce zero, blocks 0 and 1.
TEST(SeededStream, IsTheKeyStreamOfTheRfc) {
  SeededStream stream(Bytes(32, 0));
  Bytes out(128);
  stream.Fill(out);
  EXPECT_EQ(FormatHex(out),
            "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
            "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
            "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
            "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
}

RC_GTEST_PROP(SeededStreamProperty, PiecesMakeTheSameStream, ()) {
  Bytes whole(20000);
  SeededStream(Bytes(32, 5)).Fill(whole);
  SeededStream pieces(Bytes(32, 5));
  std::size_t done = 0;
  while (done < whole.size()) {
    const auto count = std::min(whole.size() - done, *rc::gen::inRange<std::size_t>(1, 6000));
    Bytes piece(count);
    pieces.Fill(piece);
    RC_ASSERT(std::equal(piece.begin(), piece.end(), whole.begin() + static_cast<long>(done)));
    done += count;
  }
}

TEST(SeededStream, NumbersAreBigEndianAndSeedsDiffer) {
  SeededStream numbers(Bytes(32, 0));
  EXPECT_EQ(numbers.NextU64(), 0x76b8e0ada0f13d90U);
  SeededStream other(Bytes(32, 1));
  EXPECT_NE(other.NextU64(), 0x76b8e0ada0f13d90U);
}

TEST(SeededStream, BelowIsUniform) {
  SeededStream stream(Bytes(32, 3));
  for (const std::uint64_t bound : {1U, 2U, 3U, 10U}) {
    std::vector<int> counts(bound);
    for (int i = 0; i < 30000; ++i) ++counts[stream.Below(bound)];
    for (const int count : counts) {
      EXPECT_NEAR(count, 30000.0 / static_cast<double>(bound), 400);
    }
  }
  // A bound just above a half: without rejection the lower half would come twice as often.
  const std::uint64_t bound = (std::uint64_t{1} << 63) + (std::uint64_t{1} << 62);
  int low = 0;
  for (int i = 0; i < 30000; ++i) low += stream.Below(bound) < bound / 3 ? 1 : 0;
  EXPECT_NEAR(low, 10000, 400);
}

TEST(SeededStreamDeathTest, NeedsASeedOf32BytesAndAPositiveBound) {
  EXPECT_DEATH(SeededStream(Bytes(31)), "32 bytes");
  EXPECT_DEATH(SeededStream(Bytes(32)).Below(0), "positive");
}

TEST(Random, IdsDiffer) { EXPECT_NE(RandomId128(), RandomId128()); }

}  // namespace
}  // namespace onefold::crypto
