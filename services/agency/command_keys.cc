// keygen identity | linkage | open
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "crypto/key_file.h"
#include "services/agency/commands.h"
#include "services/agency/envelope.h"
#include "services/agency/identity.h"
#include "services/agency/local_file.h"

namespace onefold::agency {
namespace {

using Json = nlohmann::ordered_json;

StatusOr<std::vector<AgencyIdentity>> ReadRecipients(const std::vector<std::string>& paths) {
  std::vector<AgencyIdentity> recipients;
  std::set<std::string> names;
  for (const std::string& path : paths) {
    ONEFOLD_ASSIGN_OR_RETURN(AgencyIdentity identity, ReadIdentity(path));
    if (!names.insert(identity.organisation).second) {
      return InvalidArgumentError(path + ": this organisation is a recipient already");
    }
    recipients.push_back(std::move(identity));
  }
  return recipients;
}

StatusOr<Json> MakeEnvelopes(const KeygenLinkageOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const AgencyIdentity maker, ReadIdentity(options.maker));
  ONEFOLD_ASSIGN_OR_RETURN(const crypto::SignKeyPair sign_key, ReadSignKey(options.sign_key));
  if (sign_key.public_key != maker.sign_public_key) {
    return FailedPreconditionError(options.sign_key + ": is not the key of " + options.maker);
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto recipients, ReadRecipients(options.recipients));
  ONEFOLD_RETURN_IF_ERROR(MakeFolder(options.out_dir));
  // The key lives in this function only: the maker, too, takes it from its own envelope.
  const crypto::Secret key = crypto::Secret::Random(32);
  Json files = Json::array();
  KeyCheck check{};
  for (const AgencyIdentity& recipient : recipients) {
    ONEFOLD_ASSIGN_OR_RETURN(const KeyEnvelope envelope,
                             SealEnvelope(key, options.purpose, options.key_epoch,
                                          maker.organisation, sign_key, recipient));
    const std::string path =
        fmt::format("{}/{}.envelope.json", options.out_dir, recipient.organisation);
    ONEFOLD_RETURN_IF_ERROR(CreateFile(path, FormatEnvelope(envelope)));
    files.push_back({{"recipient", recipient.organisation}, {"file", path}});
    check = envelope.check;
  }
  return Json{{"purpose", options.purpose},
              {"key_epoch", options.key_epoch},
              {"key_check", FormatHex(check)},
              {"envelopes", std::move(files)}};
}

StatusOr<Json> OpenOne(const KeygenOpenOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(options.envelope));
  ONEFOLD_ASSIGN_OR_RETURN(const KeyEnvelope envelope, ParseEnvelope(text, options.envelope));
  ONEFOLD_ASSIGN_OR_RETURN(const AgencyIdentity maker, ReadIdentity(options.maker));
  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret secret, crypto::ReadKeyFile(options.box_key, "box"));
  ONEFOLD_ASSIGN_OR_RETURN(const auto box_key, crypto::BoxKeyPairFromSecret(std::move(secret)));
  auto key = OpenEnvelope(envelope, maker, box_key);
  if (!key.ok()) return Annotate(key.status(), options.envelope);
  ONEFOLD_RETURN_IF_ERROR(crypto::CreateKeyFile(options.out_path, "linkage", *key));
  return Json{{"purpose", envelope.purpose},
              {"key_epoch", envelope.key_epoch},
              {"maker", envelope.maker},
              {"key_check", FormatHex(envelope.check)},
              {"file", options.out_path}};
}

}  // namespace

int RunKeygenIdentity(const KeygenIdentityOptions& options) {
  const auto identity = CreateIdentity(options.organisation, options.out_dir);
  if (!identity.ok()) return Refuse(identity.status());
  const std::string public_file =
      fmt::format("{}/{}.agency.json", options.out_dir, options.organisation);
  if (options.json) {
    const Json json = {{"organisation", identity->organisation},
                       {"sign_public_key", FormatBase64(identity->sign_public_key)},
                       {"box_public_key", FormatBase64(identity->box_public_key)},
                       {"public_file", public_file}};
    fmt::print("{}\n", json.dump());
    return 0;
  }
  fmt::print(
      "Made {0}/sign.key and {0}/box.key: keep them secret, and keep a copy safe.\n"
      "Give {1} to the other agencies, to the matcher and to the counter.\n",
      options.out_dir, public_file);
  return 0;
}

int RunKeygenLinkage(const KeygenLinkageOptions& options) {
  const auto made = MakeEnvelopes(options);
  if (!made.ok()) return Refuse(made.status());
  if (options.json) {
    fmt::print("{}\n", made->dump());
    return 0;
  }
  for (const auto& file : (*made)["envelopes"]) {
    fmt::print("{}: for {}\n", file["file"].get<std::string>(),
               file["recipient"].get<std::string>());
  }
  fmt::print("Key check {}: every agency must read the same value when it opens its envelope.\n",
             (*made)["key_check"].get<std::string>());
  return 0;
}

int RunKeygenOpen(const KeygenOpenOptions& options) {
  const auto opened = OpenOne(options);
  if (!opened.ok()) return Refuse(opened.status());
  if (options.json) {
    fmt::print("{}\n", opened->dump());
    return 0;
  }
  fmt::print(
      "Wrote {} (made by {}). Put into the configuration: purpose = \"{}\", key_epoch = \"{}\"\n"
      "Key check {}: compare it with the other agencies.\n",
      options.out_path, (*opened)["maker"].get<std::string>(),
      (*opened)["purpose"].get<std::string>(), (*opened)["key_epoch"].get<std::string>(),
      (*opened)["key_check"].get<std::string>());
  return 0;
}

}  // namespace onefold::agency
