// The schemas in use at a matcher, and what it accepts as encodings: whole items of a pass's
// layout.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "linkage/encoding.h"
#include "services/submission/checker.h"

namespace onefold::matcher {

// Pass layouts by the schema's digest.
class SchemaBook {
 public:
  // NotFound, InvalidArgument: every schema must be readable.
  static StatusOr<SchemaBook> Read(const std::vector<std::string>& paths);
  // nullptr when unknown.
  const std::vector<linkage::PassLayout>* Find(const Digest& schema) const;

 private:
  std::map<Digest, std::vector<linkage::PassLayout>> layouts_;
};

class EncodingsChecker final : public submission::ContentChecker {
 public:
  explicit EncodingsChecker(const SchemaBook* schemas) : schemas_(*schemas) {}
  store::ContentKind kind() const override { return store::ContentKind::kEncodings; }
  Status CheckManifest(const submission::Manifest& manifest) const override;
  StatusOr<std::uint64_t> CheckChunk(const submission::Manifest& manifest, std::uint32_t pass,
                                     ByteView content) const override;
  Status CheckSeal(const submission::Manifest& manifest, std::uint64_t items) const override;

 private:
  const SchemaBook& schemas_;
};

}  // namespace onefold::matcher
