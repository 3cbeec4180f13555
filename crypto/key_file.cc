#include "crypto/key_file.h"

#include <sodium.h>

#include <algorithm>
#include <string>

namespace onefold::crypto {
namespace {

constexpr std::string_view kPrefix = "onefold-key v1 ";
constexpr std::size_t kKeySize = 32;

}  // namespace

StatusOr<Secret> ReadKeyFile(const std::string& path, std::string_view kind) {
  ONEFOLD_ASSIGN_OR_RETURN(const Secret content, ReadSecretFile(path, true));
  std::string_view line = AsText(SecretAccess::Read(content));
  if (!line.starts_with(kPrefix)) return InvalidArgumentError(path + ": not a key file");
  line.remove_prefix(kPrefix.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || line.substr(0, space) != kind) {
    return InvalidArgumentError(path + ": not a key of kind " + std::string(kind));
  }
  StatusOr<Bytes> key = ParseBase64(line.substr(space + 1));
  if (!key.ok()) return Annotate(key.status(), path);
  const bool right_size = key->size() == kKeySize;
  Secret secret = Secret::CopyOf(*key);
  Wipe(*key);
  if (!right_size) return InvalidArgumentError(path + ": a key has 32 bytes");
  return secret;
}

Status CreateKeyFile(const std::string& path, std::string_view kind, const Secret& key) {
  if (key.size() != kKeySize) return InvalidArgumentError(path + ": a key has 32 bytes");
  std::string line(kPrefix);
  line += kind;
  line += ' ';
  std::string encoded = FormatBase64(SecretAccess::Read(key));
  const std::size_t head = line.size();
  Secret content(head + encoded.size() + 1);
  const auto out = SecretAccess::Write(content);
  std::copy(line.begin(), line.end(), out.begin());
  std::copy(encoded.begin(), encoded.end(), out.begin() + static_cast<std::ptrdiff_t>(head));
  out.back() = '\n';
  Wipe(encoded);
  return CreateSecretFile(path, content);
}

}  // namespace onefold::crypto
