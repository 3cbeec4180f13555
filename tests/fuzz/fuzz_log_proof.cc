// Receipts: what parses, formats to the same bytes again; verification of the proof reads whatever
// was parsed.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "crypto/tlog/checkpoint.h"
#include "crypto/tlog/merkle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace onefold;  // NOLINT(google-build-using-namespace)
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const auto proof = tlog::ParseLogProof(text);
  if (!proof.ok()) return 0;
  if (tlog::FormatLogProof(*proof) != text) std::abort();
  const auto key = tlog::MakeVerifierKey("log.example/linkage", 1, {});
  IgnoreError(tlog::VerifyLogProof(*proof, key).status());
  const std::uint64_t tree = proof->index + (size % 7);
  IgnoreError(tlog::VerifyInclusion(proof->index, tree, {}, proof->path, {}));
  IgnoreError(tlog::VerifyConsistency(proof->index, tree, {}, {}, proof->path));
  return 0;
}
