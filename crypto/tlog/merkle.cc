#include "crypto/tlog/merkle.h"

#include <algorithm>
#include <bit>
#include <string>

#include "crypto/hash.h"

namespace onefold::tlog {
namespace {

constexpr std::size_t kMaxProofHashes = 63;

// Leaves [start, start + count).
struct Range {
  std::uint64_t start = 0;
  std::uint64_t count = 0;
};

// The root of a range whose full subtrees are aligned: they are read and folded from the right.
StatusOr<Digest> RangeRoot(Range range, const SubtreeReader& read) {
  std::vector<Digest> subtrees;
  while (range.count > 0) {
    const std::uint64_t size = std::bit_floor(range.count);
    const auto level = static_cast<unsigned>(std::countr_zero(size));
    ONEFOLD_ASSIGN_OR_RETURN(const Digest hash, read(level, range.start >> level));
    subtrees.push_back(hash);
    range = {range.start + size, range.count - size};
  }
  if (subtrees.empty()) return EmptyRoot();
  Digest root = subtrees.back();
  for (std::size_t i = subtrees.size() - 1; i-- > 0;) root = NodeHash(subtrees[i], root);
  return root;
}

StatusOr<std::vector<Digest>> RootsOf(const std::vector<Range>& ranges, const SubtreeReader& read) {
  std::vector<Digest> roots;
  for (const Range& range : ranges) {
    ONEFOLD_ASSIGN_OR_RETURN(const Digest root, RangeRoot(range, read));
    roots.push_back(root);
  }
  return roots;
}

// The largest power of two smaller than n (n > 1): where RFC 6962 splits a tree.
std::uint64_t SplitPoint(std::uint64_t n) { return std::bit_floor(n - 1); }

// The state of RFC 9162's verification: the position of a node and of the last node of its level.
class Climb {
 public:
  Climb(std::uint64_t node, std::uint64_t last) : node_(node), last_(last) {}
  bool AtTop() const { return last_ == 0; }
  // Whether the sibling stands on the left. Then the levels on which the node has no sibling are
  // passed.
  bool SiblingIsLeft() {
    const bool left = (node_ & 1) != 0 || node_ == last_;
    if (left) {
      while ((node_ & 1) == 0 && node_ != 0) Up();
    }
    return left;
  }
  void Up() {
    node_ >>= 1;
    last_ >>= 1;
  }
  bool IsRightChild() const { return (node_ & 1) != 0; }

 private:
  std::uint64_t node_, last_;
};

Status NotProven(std::string_view what) {
  return DataLossError(std::string(what) + " proof does not verify");
}

}  // namespace

Digest EmptyRoot() { return crypto::Sha256({}); }

Digest LeafHash(ByteView leaf) {
  static constexpr std::uint8_t kPrefix[] = {0x00};
  return crypto::Sha256Stream().Update(kPrefix).Update(leaf).Finish();
}

Digest NodeHash(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 1 + 2 * sizeof(Digest)> buffer;
  buffer[0] = 0x01;
  std::copy(left.begin(), left.end(), buffer.begin() + 1);
  std::copy(right.begin(), right.end(), buffer.begin() + 1 + sizeof(Digest));
  return crypto::Sha256(buffer);
}

Digest RootOf(std::span<const Digest> leaf_hashes) {
  Frontier frontier;
  for (const Digest& hash : leaf_hashes) frontier.Append(hash);
  return frontier.Root();
}

StatusOr<Frontier> Frontier::FromHashes(std::uint64_t size, std::vector<Digest> hashes) {
  if (hashes.size() != static_cast<std::size_t>(std::popcount(size))) {
    return InvalidArgumentError("frontier: number of hashes does not fit the size");
  }
  Frontier frontier;
  frontier.size_ = size;
  frontier.hashes_ = std::move(hashes);
  return frontier;
}

void Frontier::Append(const Digest& leaf_hash) {
  Digest subtree = leaf_hash;
  for (std::uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    subtree = NodeHash(hashes_.back(), subtree);
    hashes_.pop_back();
  }
  hashes_.push_back(subtree);
  ++size_;
}

Digest Frontier::Root() const {
  if (hashes_.empty()) return EmptyRoot();
  Digest root = hashes_.back();
  for (std::size_t i = hashes_.size() - 1; i-- > 0;) root = NodeHash(hashes_[i], root);
  return root;
}

StatusOr<Digest> RootFromSubtrees(std::uint64_t size, const SubtreeReader& read) {
  return RangeRoot({0, size}, read);
}

StatusOr<std::vector<Digest>> InclusionProof(std::uint64_t index, std::uint64_t size,
                                             const SubtreeReader& read) {
  if (index >= size) return InvalidArgumentError("inclusion proof: index outside of the tree");
  std::vector<Range> siblings;  // from the root down
  Range tree{0, size};
  while (tree.count > 1) {
    const std::uint64_t split = SplitPoint(tree.count);
    const Range left{tree.start, split};
    const Range right{tree.start + split, tree.count - split};
    const bool goes_left = index < right.start;
    siblings.push_back(goes_left ? right : left);
    tree = goes_left ? left : right;
  }
  std::reverse(siblings.begin(), siblings.end());
  return RootsOf(siblings, read);
}

StatusOr<std::vector<Digest>> ConsistencyProof(std::uint64_t old_size, std::uint64_t size,
                                               const SubtreeReader& read) {
  if (old_size == 0 || old_size > size) {
    return InvalidArgumentError("consistency proof: old size outside of 1..size");
  }
  std::vector<Range> nodes;  // from the root down
  Range tree{0, size};
  while (tree.start + tree.count != old_size) {
    const std::uint64_t split = SplitPoint(tree.count);
    const Range left{tree.start, split};
    const Range right{tree.start + split, tree.count - split};
    const bool goes_left = old_size <= right.start;
    nodes.push_back(goes_left ? right : left);
    tree = goes_left ? left : right;
  }
  // The old root itself is known to the verifier; a subtree inside the old tree is not.
  if (tree.start != 0) nodes.push_back(tree);
  std::reverse(nodes.begin(), nodes.end());
  return RootsOf(nodes, read);
}

Status VerifyInclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                       std::span<const Digest> proof, const Digest& root) {
  if (index >= size || proof.size() > kMaxProofHashes) return NotProven("inclusion");
  Climb climb(index, size - 1);
  Digest hash = leaf_hash;
  for (const Digest& sibling : proof) {
    if (climb.AtTop()) return NotProven("inclusion");
    hash = climb.SiblingIsLeft() ? NodeHash(sibling, hash) : NodeHash(hash, sibling);
    climb.Up();
  }
  return climb.AtTop() && hash == root ? OkStatus() : NotProven("inclusion");
}

Status VerifyConsistency(std::uint64_t old_size, std::uint64_t size, const Digest& old_root,
                         const Digest& root, std::span<const Digest> proof) {
  if (old_size == 0 || old_size > size || proof.size() > kMaxProofHashes) {
    return NotProven("consistency");
  }
  if (old_size == size) {
    return proof.empty() && old_root == root ? OkStatus() : NotProven("consistency");
  }
  Digest start =
      old_root;  // an old tree of 2^n leaves is a node of the new tree: its hash is not sent
  if (!std::has_single_bit(old_size)) {
    if (proof.empty()) return NotProven("consistency");
    start = proof.front();
    proof = proof.subspan(1);
  }
  Climb climb(old_size - 1, size - 1);
  while (climb.IsRightChild()) climb.Up();
  Digest old_hash = start;
  Digest new_hash = start;
  for (const Digest& sibling : proof) {
    if (climb.AtTop()) return NotProven("consistency");
    if (climb.SiblingIsLeft()) {
      old_hash = NodeHash(sibling, old_hash);
      new_hash = NodeHash(sibling, new_hash);
    } else {
      new_hash = NodeHash(new_hash, sibling);
    }
    climb.Up();
  }
  const bool proven = climb.AtTop() && old_hash == old_root && new_hash == root;
  return proven ? OkStatus() : NotProven("consistency");
}

}  // namespace onefold::tlog
