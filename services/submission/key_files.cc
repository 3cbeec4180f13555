#include <filesystem>
#include <iostream>
#include <string>

#include "crypto/key_file.h"
#include "crypto/seal.h"
#include "crypto/sign.h"
#include "services/submission/centre.h"

namespace onefold::submission {
namespace {

std::string KindOf(const std::string& name) {
  if (name == "log" || name == "release") return "sign";
  return name;
}

// "" when the key has no public part.
StatusOr<std::string> PublicPart(const std::string& kind, crypto::Secret key) {
  if (kind == "sign") {
    ONEFOLD_ASSIGN_OR_RETURN(const auto pair, crypto::SignKeyPairFromSeed(std::move(key)));
    return FormatBase64(pair.public_key);
  }
  if (kind == "box") {
    ONEFOLD_ASSIGN_OR_RETURN(const auto pair, crypto::BoxKeyPairFromSecret(std::move(key)));
    return FormatBase64(pair.public_key);
  }
  return std::string();
}

}  // namespace

StatusOr<std::string> MakeKeyFiles(const std::string& dir, std::span<const std::string> names) {
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error) return UnavailableError(dir + ": " + error.message());
  std::string json;
  for (const std::string& name : names) {
    const std::string path = dir + "/" + name + ".key", kind = KindOf(name);
    const Status made = crypto::CreateKeyFile(path, kind, crypto::Secret::Random(32));
    if (!made.ok() && made.code() != StatusCode::kAlreadyExists) return made;
    ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret key, crypto::ReadKeyFile(path, kind));
    ONEFOLD_ASSIGN_OR_RETURN(const std::string part, PublicPart(kind, std::move(key)));
    if (part.empty()) continue;
    json += (json.empty() ? "{\"" : ",\"") + name + "_public_key\":\"" + part + "\"";
  }
  return json + "}";
}

Status Keygen(const std::string& dir, std::span<const std::string> names) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::string json, MakeKeyFiles(dir, names));
  std::cout << json << "\n";
  return OkStatus();
}

}  // namespace onefold::submission
