// The Merkle tree of RFC 6962 section 2.1 (SHA-256): hashes, inclusion and consistency proofs. Pure
// functions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "crypto/bytes.h"

namespace onefold::tlog {

Digest EmptyRoot();                                        // SHA-256("")
Digest LeafHash(ByteView leaf);                            // SHA-256(0x00 | leaf)
Digest NodeHash(const Digest& left, const Digest& right);  // SHA-256(0x01 | left | right)
Digest RootOf(std::span<const Digest> leaf_hashes);

// Appends leaves keeping one hash for every full subtree on the right edge (log2 n hashes).
class Frontier {
 public:
  Frontier() = default;
  // `hashes` as returned by hashes(): largest subtree first. InvalidArgument when their number is
  // not the number of one bits of `size`.
  static StatusOr<Frontier> FromHashes(std::uint64_t size, std::vector<Digest> hashes);
  void Append(const Digest& leaf_hash);
  std::uint64_t size() const { return size_; }
  const std::vector<Digest>& hashes() const { return hashes_; }
  Digest Root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> hashes_;
};

// Reads the hash of the full subtree of 2^level leaves that starts at leaf index * 2^level.
using SubtreeReader = std::function<StatusOr<Digest>(unsigned level, std::uint64_t index)>;

// Proof of leaf `index` in the tree of `size` leaves; proof of `old_size` being a prefix of `size`
// (0 < old_size <= size). InvalidArgument outside these ranges; the reader's errors are passed on.
StatusOr<std::vector<Digest>> InclusionProof(std::uint64_t index, std::uint64_t size,
                                             const SubtreeReader& read);
StatusOr<std::vector<Digest>> ConsistencyProof(std::uint64_t old_size, std::uint64_t size,
                                               const SubtreeReader& read);
StatusOr<Digest> RootFromSubtrees(std::uint64_t size, const SubtreeReader& read);

// OK or DataLoss. At most 63 hashes are accepted. VerifyConsistency rejects old_size = 0 (callers
// treat the empty tree themselves).
Status VerifyInclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                       std::span<const Digest> proof, const Digest& root);
Status VerifyConsistency(std::uint64_t old_size, std::uint64_t size, const Digest& old_root,
                         const Digest& root, std::span<const Digest> proof);

}  // namespace onefold::tlog
