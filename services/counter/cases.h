// What the counter accepts as cases: well-formed CaseBatches under a pseudonym key that it can
// open.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "crypto/seal.h"
#include "linkage/case.h"
#include "services/submission/checker.h"

namespace onefold::counter {

// Calls `take` for every case of a serialized CaseBatch. InvalidArgument with a Detail for anything
// malformed.
Status ReadCases(ByteView batch, const std::function<Status(const linkage::Case&)>& take);

// SHA-256 of the schema files in use: the counter knows them by name only.
StatusOr<std::set<Digest>> ReadSchemaDigests(const std::vector<std::string>& paths);

class CasesChecker final : public submission::ContentChecker {
 public:
  CasesChecker(std::set<Digest> schemas, const crypto::BoxKeyPair* box_key)
      : schemas_(std::move(schemas)), box_key_(*box_key) {}
  store::ContentKind kind() const override { return store::ContentKind::kCases; }
  Status CheckManifest(const submission::Manifest& manifest) const override;
  StatusOr<std::uint64_t> CheckChunk(const submission::Manifest& manifest, std::uint32_t pass,
                                     ByteView content) const override;
  Status CheckSeal(const submission::Manifest& manifest, std::uint64_t items) const override;

 private:
  const std::set<Digest> schemas_;
  const crypto::BoxKeyPair& box_key_;
};

}  // namespace onefold::counter
