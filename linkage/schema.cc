#include "linkage/schema.h"

#include <algorithm>
#include <fstream>

#include "crypto/hash.h"
#include "linkage/schema_json.h"
#include "linkage/schema_parse.h"

namespace onefold::linkage {
namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;

bool HasKey(const Json& root, std::string_view key) {
  return root.type == Json::Type::kObject &&
         std::any_of(root.items.begin(), root.items.end(),
                     [&](const Json& item) { return item.key == key; });
}

}  // namespace

std::string_view NameOf(PrivacyProfile profile) {
  switch (profile) {
    case PrivacyProfile::kDefault:
      return "default";
    case PrivacyProfile::kHigh:
      return "high";
    case PrivacyProfile::kUnhardened:
      return "unhardened";
  }
  return "";
}

StatusOr<LinkageSchema> ParseLinkageSchema(ByteView file) {
  if (file.size() > kMaxFileBytes) return InvalidArgumentError("/: the file is larger than 1 MiB");
  JsonErrors errors;
  ONEFOLD_ASSIGN_OR_RETURN(const Json root, ParseJson(AsText(file), errors));
  LinkageSchema schema;
  if (HasKey(root, "onefold_schema")) {
    schema.recipe = ReadOwnSchema(root, errors, schema.warnings);
  } else if (HasKey(root, "clkConfig") || HasKey(root, "version")) {
    schema.recipe = ReadClkhashSchema(root, errors, schema.warnings);
  } else {
    errors.Add(
        "", "is no linkage schema: neither \"onefold_schema\" nor clkhash's \"version\" is there");
  }
  ONEFOLD_RETURN_IF_ERROR(errors.ToStatus());
  schema.digest = crypto::Sha256(file);
  schema.bytes = ToBytes(file);
  return schema;
}

StatusOr<LinkageSchema> ReadLinkageSchema(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFoundError("cannot open the linkage schema " + path);
  std::string text(kMaxFileBytes + 1, '\0');  // one byte more shows that a file is too large
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return NotFoundError("cannot read the linkage schema " + path);
  text.resize(static_cast<std::size_t>(file.gcount()));
  auto schema = ParseLinkageSchema(AsBytes(text));
  if (!schema.ok()) {
    return InvalidArgumentError("linkage schema " + path + ":\n" +
                                std::string(Message(schema.status())));
  }
  return schema;
}

}  // namespace onefold::linkage
