#include "tests/crypto/tlog/vectors.h"

#include <fstream>
#include <span>

namespace onefold::tlog {

std::vector<std::string> VectorLines(const std::string& kind) {
  std::ifstream file(ONEFOLD_SOURCE_DIR "/tests/vectors/tlog.txt");
  std::vector<std::string> found;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(kind + " ")) found.push_back(line.substr(kind.size() + 1));
  }
  return found;
}

Bytes VectorLeaf(std::uint64_t index) {
  return ToBytes(AsBytes("linkage-audit test leaf " + std::to_string(index)));
}

std::vector<Digest> VectorLeafHashes(std::uint64_t size) {
  std::vector<Digest> hashes;
  for (std::uint64_t i = 0; i < size; ++i) hashes.push_back(LeafHash(VectorLeaf(i)));
  return hashes;
}

SubtreeReader ReaderOf(const std::vector<Digest>& leaf_hashes) {
  return [&leaf_hashes](unsigned level, std::uint64_t index) -> StatusOr<Digest> {
    const std::size_t count = std::size_t{1} << level;
    return RootOf(std::span(leaf_hashes).subspan(index * count, count));
  };
}

crypto::SignKeyPair VectorKey(std::uint8_t first) {
  Bytes seed;
  for (std::uint8_t i = 0; i < 32; ++i) seed.push_back(static_cast<std::uint8_t>(first + i));
  return crypto::SignKeyPairFromSeed(crypto::Secret::CopyOf(seed)).value();
}

}  // namespace onefold::tlog
