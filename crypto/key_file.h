// Key files: one line "onefold-key v1 <kind> <base64>\n", mode 0600 or narrower. The kind is
// checked, so that a storage key is never taken for a signing key. Kinds in use: sign, box,
// storage, linkage.
#pragma once

#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "crypto/status.h"

namespace onefold::crypto {

// Errors as ReadSecretFile; InvalidArgument for another kind or another size than 32 bytes.
StatusOr<Secret> ReadKeyFile(const std::string& path, std::string_view kind);
// Created with mode 0600 and synced; AlreadyExists when the path exists.
Status CreateKeyFile(const std::string& path, std::string_view kind, const Secret& key);

}  // namespace onefold::crypto
