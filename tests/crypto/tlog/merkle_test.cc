#include "crypto/tlog/merkle.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "crypto/hash.h"
#include "crypto/tlog/tile.h"
#include "tests/crypto/tlog/vectors.h"

namespace onefold::tlog {
namespace {

const std::vector<Digest>& Leaves() {
  static const auto* const kLeaves = new std::vector<Digest>(VectorLeafHashes(70000));
  return *kLeaves;
}

std::span<const Digest> First(std::uint64_t size) { return std::span(Leaves()).first(size); }

TEST(MerkleVectors, Roots) {
  const auto lines = VectorLines("root");
  ASSERT_EQ(lines.size(), 11U);
  for (const std::string& line : lines) {
    std::istringstream in(line);
    std::uint64_t size = 0;
    std::string root;
    in >> size >> root;
    EXPECT_EQ(FormatHex(RootOf(First(size))), root) << size;
    EXPECT_EQ(FormatHex(RootFromSubtrees(size, ReaderOf(Leaves())).value()), root) << size;
  }
}

TEST(MerkleVectors, Proofs) {
  std::size_t checked = 0;
  for (const std::string kind : {"inclusion", "consistency"}) {
    for (const std::string& line : VectorLines(kind)) {
      std::istringstream in(line);
      std::uint64_t a = 0, b = 0;
      std::size_t count = 0;
      std::string digest;
      in >> a >> b >> count >> digest;
      const auto proof = kind == "inclusion" ? InclusionProof(a, b, ReaderOf(Leaves()))
                                             : ConsistencyProof(a, b, ReaderOf(Leaves()));
      ASSERT_TRUE(proof.ok()) << line;
      EXPECT_EQ(proof->size(), count) << line;
      EXPECT_EQ(FormatHex(crypto::Sha256(FormatHashTile(*proof))), digest) << line;
      ++checked;
    }
  }
  EXPECT_EQ(checked, 11U);
}

TEST(Merkle, ProofsOutsideOfTheTreeAreRefused) {
  const auto read = ReaderOf(Leaves());
  EXPECT_EQ(InclusionProof(7, 7, read).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(InclusionProof(0, 0, read).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ConsistencyProof(0, 7, read).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ConsistencyProof(8, 7, read).status().code(), StatusCode::kInvalidArgument);
}

TEST(Merkle, ReaderErrorsArePassedOn) {
  const SubtreeReader broken = [](unsigned, std::uint64_t) -> StatusOr<Digest> {
    return UnavailableError("no tile");
  };
  EXPECT_EQ(InclusionProof(1, 7, broken).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(ConsistencyProof(3, 7, broken).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(RootFromSubtrees(7, broken).status().code(), StatusCode::kUnavailable);
}

TEST(Merkle, FrontierKeepsOneHashForEachBitOfTheSize) {
  EXPECT_EQ(Frontier::FromHashes(5, {Digest{}}).status().code(), StatusCode::kInvalidArgument);
  Frontier frontier;
  for (std::uint64_t size = 1; size <= 300; ++size) {
    frontier.Append(Leaves()[size - 1]);
    const auto restored = Frontier::FromHashes(size, frontier.hashes());
    ASSERT_TRUE(restored.ok());
    EXPECT_EQ(restored->Root(), RootOf(First(size)));
  }
}

TEST(Merkle, EveryProofOfEverySmallTreeVerifiesAndNoOtherDoes) {
  for (std::uint64_t size = 1; size <= 33; ++size) {
    const Digest root = RootOf(First(size));
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = InclusionProof(index, size, ReaderOf(Leaves())).value();
      EXPECT_TRUE(VerifyInclusion(index, size, Leaves()[index], proof, root).ok());
      for (std::uint64_t other = 0; other < size; ++other) {
        if (other == index) continue;
        EXPECT_FALSE(VerifyInclusion(other, size, Leaves()[index], proof, root).ok());
      }
    }
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const auto proof = ConsistencyProof(old_size, size, ReaderOf(Leaves())).value();
      for (std::uint64_t claimed = 0; claimed <= size; ++claimed) {
        const bool proven =
            VerifyConsistency(claimed, size, RootOf(First(old_size)), root, proof).ok();
        EXPECT_EQ(proven, claimed == old_size) << old_size << " " << size << " " << claimed;
      }
    }
  }
}

RC_GTEST_PROP(MerkleProperty, InclusionHoldsUntilAnythingChanges, ()) {
  const auto size = *rc::gen::inRange<std::uint64_t>(1, 70001);
  const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
  auto proof = InclusionProof(index, size, ReaderOf(Leaves())).value();
  const Digest root = RootOf(First(size));
  RC_ASSERT(VerifyInclusion(index, size, Leaves()[index], proof, root).ok());
  Digest leaf = Leaves()[index];
  leaf[*rc::gen::inRange<std::size_t>(0, 32)] ^= 1;
  RC_ASSERT(!VerifyInclusion(index, size, leaf, proof, root).ok());
  if (proof.empty()) return;
  auto shorter = proof;
  shorter.pop_back();
  RC_ASSERT(!VerifyInclusion(index, size, Leaves()[index], shorter, root).ok());
  auto longer = proof;
  longer.push_back(root);
  RC_ASSERT(!VerifyInclusion(index, size, Leaves()[index], longer, root).ok());
  proof[*rc::gen::inRange<std::size_t>(0, proof.size())][3] ^= 0x40;
  RC_ASSERT(!VerifyInclusion(index, size, Leaves()[index], proof, root).ok());
}

RC_GTEST_PROP(MerkleProperty, ConsistencyHoldsUntilHistoryChanges, ()) {
  const auto size = *rc::gen::inRange<std::uint64_t>(2, 5000);
  const auto old_size = *rc::gen::inRange<std::uint64_t>(1, size);
  const auto proof = ConsistencyProof(old_size, size, ReaderOf(Leaves())).value();
  const Digest old_root = RootOf(First(old_size));
  RC_ASSERT(VerifyConsistency(old_size, size, old_root, RootOf(First(size)), proof).ok());
  // A log that rewrote an old entry cannot prove anything about the old root.
  std::vector<Digest> forked(First(size).begin(), First(size).end());
  forked[*rc::gen::inRange<std::uint64_t>(0, old_size)][0] ^= 1;
  const auto forged = ConsistencyProof(old_size, size, ReaderOf(forked)).value();
  RC_ASSERT(!VerifyConsistency(old_size, size, old_root, RootOf(forked), forged).ok());
}

TEST(Merkle, LongProofsAreRefused) {
  const std::vector<Digest> proof(64);
  EXPECT_FALSE(VerifyInclusion(0, ~std::uint64_t{0}, Digest{}, proof, Digest{}).ok());
  EXPECT_FALSE(VerifyConsistency(1, ~std::uint64_t{0}, Digest{}, Digest{}, proof).ok());
}

}  // namespace
}  // namespace onefold::tlog
