// Reads tests/vectors/tlog.txt: lines "kind rest". The tree of the vectors has the leaves
// "linkage-audit test leaf <i>".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/sign.h"
#include "crypto/tlog/merkle.h"

namespace onefold::tlog {

// The rest of every line of this kind.
std::vector<std::string> VectorLines(const std::string& kind);

Bytes VectorLeaf(std::uint64_t index);
std::vector<Digest> VectorLeafHashes(std::uint64_t size);

// Reads subtrees by hashing the leaves below them: slow, obviously right.
SubtreeReader ReaderOf(const std::vector<Digest>& leaf_hashes);

// The key pair of the seed first, first + 1, ..., first + 31.
crypto::SignKeyPair VectorKey(std::uint8_t first);

}  // namespace onefold::tlog
