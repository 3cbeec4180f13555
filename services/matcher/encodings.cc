#include "services/matcher/encodings.h"

#include "services/rpc/error.h"

namespace onefold::matcher {

StatusOr<SchemaBook> SchemaBook::Read(const std::vector<std::string>& paths) {
  SchemaBook book;
  for (const std::string& path : paths) {
    ONEFOLD_ASSIGN_OR_RETURN(const linkage::LinkageSchema schema, linkage::ReadLinkageSchema(path));
    book.layouts_[schema.digest] = linkage::PassLayoutsOf(schema);
  }
  return book;
}

const std::vector<linkage::PassLayout>* SchemaBook::Find(const Digest& schema) const {
  const auto found = layouts_.find(schema);
  return found == layouts_.end() ? nullptr : &found->second;
}

Status EncodingsChecker::CheckManifest(const submission::Manifest& manifest) const {
  if (schemas_.Find(manifest.schema_digest) != nullptr) return OkStatus();
  return rpc::WithDetail(
      FailedPreconditionError("the linkage schema is not in use at this matcher"),
      {.rule = "submission.schema-mismatch", .field = "manifest.schema_digest"});
}

StatusOr<std::uint64_t> EncodingsChecker::CheckChunk(const submission::Manifest& manifest,
                                                     std::uint32_t pass, ByteView content) const {
  const auto* layouts = schemas_.Find(manifest.schema_digest);
  if (layouts == nullptr) return CheckManifest(manifest);
  if (pass >= layouts->size()) {
    return rpc::WithDetail(InvalidArgumentError("the schema has no such pass"),
                           {.rule = "chunk.pass", .field = "chunk.pass"});
  }
  const std::size_t item_bytes = (*layouts)[pass].item_bytes;
  if (content.size() % item_bytes != 0) {
    return rpc::WithDetail(
        InvalidArgumentError("not a whole number of items of " + std::to_string(item_bytes) +
                             " bytes: truncated, or of another schema"),
        {.rule = "chunk.items", .field = "chunk.content"});
  }
  return content.size() / item_bytes;
}

Status EncodingsChecker::CheckSeal(const submission::Manifest&, std::uint64_t) const {
  return OkStatus();
}

}  // namespace onefold::matcher
