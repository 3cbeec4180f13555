// Who an agency is to the others: its organisation, the key that verifies its signatures, the key
// it receives sealed messages with. ORG.agency.json is public; sign.key and box.key never leave the
// agency.
#pragma once

#include <string>
#include <string_view>

#include "crypto/seal.h"
#include "crypto/sign.h"
#include "crypto/status.h"

namespace onefold::agency {

struct AgencyIdentity {
  std::string organisation;
  crypto::SignPublicKey sign_public_key{};
  crypto::BoxPublicKey box_public_key{};
};

// 1 to 63 of a-z, 0-9 and '-', starting and ending with a letter or digit: it stands in
// certificates and file names.
Status CheckOrganisation(std::string_view organisation);

std::string FormatIdentity(const AgencyIdentity& identity);
// Strict: unknown keys are errors. `name` stands in the messages.
StatusOr<AgencyIdentity> ParseIdentity(std::string_view json, const std::string& name);
StatusOr<AgencyIdentity> ReadIdentity(const std::string& path);

// Draws both key pairs and writes FOLDER/sign.key, FOLDER/box.key (mode 0600) and
// FOLDER/ORG.agency.json. AlreadyExists when any of the three is there: nothing is overwritten.
StatusOr<AgencyIdentity> CreateIdentity(const std::string& organisation, const std::string& folder);

// The signing pair of a key file. Errors as crypto::ReadKeyFile.
StatusOr<crypto::SignKeyPair> ReadSignKey(const std::string& path);

}  // namespace onefold::agency
