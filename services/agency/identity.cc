#include "services/agency/identity.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "crypto/bytes.h"
#include "crypto/key_file.h"
#include "services/agency/json_object.h"
#include "services/agency/local_file.h"

namespace onefold::agency {
namespace {

constexpr std::string_view kFormat = "onefold-agency v1";

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

Status CheckOrganisation(std::string_view organisation) {
  bool good = !organisation.empty() && organisation.size() <= 63 &&
              IsLetterOrDigit(organisation.front()) && IsLetterOrDigit(organisation.back());
  for (const char c : organisation) good = good && (IsLetterOrDigit(c) || c == '-');
  if (good) return OkStatus();
  return InvalidArgumentError(
      "an organisation's name has 1 to 63 of a-z, 0-9 and '-', a letter or digit at both ends");
}

std::string FormatIdentity(const AgencyIdentity& identity) {
  const nlohmann::ordered_json json = {
      {"format", kFormat},
      {"organisation", identity.organisation},
      {"sign_public_key", FormatBase64(identity.sign_public_key)},
      {"box_public_key", FormatBase64(identity.box_public_key)},
  };
  return json.dump(2) + "\n";
}

StatusOr<AgencyIdentity> ParseIdentity(std::string_view json, const std::string& name) {
  ONEFOLD_ASSIGN_OR_RETURN(JsonObject object, JsonObject::Parse(json, name));
  if (object.String("format") != kFormat) object.Note("format", "must be \"onefold-agency v1\"");
  AgencyIdentity identity;
  identity.organisation = object.String("organisation");
  identity.sign_public_key = object.FixedBase64<32>("sign_public_key");
  identity.box_public_key = object.FixedBase64<32>("box_public_key");
  const Status organisation = CheckOrganisation(identity.organisation);
  if (!organisation.ok()) object.Note("organisation", Message(organisation));
  ONEFOLD_RETURN_IF_ERROR(object.Finish());
  return identity;
}

StatusOr<AgencyIdentity> ReadIdentity(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path));
  return ParseIdentity(text, path);
}

StatusOr<AgencyIdentity> CreateIdentity(const std::string& organisation,
                                        const std::string& folder) {
  ONEFOLD_RETURN_IF_ERROR(CheckOrganisation(organisation));
  ONEFOLD_RETURN_IF_ERROR(MakeFolder(folder));
  const std::string public_path = fmt::format("{}/{}.agency.json", folder, organisation);
  for (const std::string& path : {folder + "/sign.key", folder + "/box.key", public_path}) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
      return AlreadyExistsError(path + ": exists; a key is never overwritten");
    }
  }
  const crypto::SignKeyPair sign = crypto::GenerateSignKeyPair();
  const crypto::BoxKeyPair box = crypto::GenerateBoxKeyPair();
  ONEFOLD_RETURN_IF_ERROR(crypto::CreateKeyFile(folder + "/sign.key", "sign", sign.seed));
  ONEFOLD_RETURN_IF_ERROR(crypto::CreateKeyFile(folder + "/box.key", "box", box.secret_key));
  AgencyIdentity identity{organisation, sign.public_key, box.public_key};
  ONEFOLD_RETURN_IF_ERROR(CreateFile(public_path, FormatIdentity(identity)));
  return identity;
}

StatusOr<crypto::SignKeyPair> ReadSignKey(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret seed, crypto::ReadKeyFile(path, "sign"));
  return crypto::SignKeyPairFromSeed(std::move(seed));
}

}  // namespace onefold::agency
