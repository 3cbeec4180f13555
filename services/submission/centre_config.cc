#include "services/submission/centre_config.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "services/rpc/identity.h"

namespace onefold::submission {
namespace {

constexpr std::array<std::string_view, 4> kSourceTypes = {"state", "ngo", "io", "private"};

Agency ReadAgency(ops::ConfigReader& reader) {
  Agency agency;
  agency.organisation = reader.String("organisation");
  if (!agency.organisation.empty() && !rpc::IsOrganisationName(agency.organisation)) {
    reader.Refuse("organisation", "must be lower-case letters, digits and inner '-'");
  }
  const std::string key_text = reader.String("sign_public_key");
  const auto key = ParseBase64(key_text);
  if (key.ok() && key->size() == agency.sign_public_key.size()) {
    std::copy(key->begin(), key->end(), agency.sign_public_key.begin());
  } else if (!key_text.empty()) {
    reader.Refuse("sign_public_key", "must be 32 bytes in base64");
  }
  agency.source_type = reader.String("source_type", "state");
  if (std::find(kSourceTypes.begin(), kSourceTypes.end(), agency.source_type) ==
      kSourceTypes.end()) {
    reader.Refuse("source_type", "must be state, ngo, io or private");
  }
  return agency;
}

}  // namespace

std::string ScratchDirectory(const CentreConfig& config) { return config.data_dir + "/scratch"; }

CentreConfig ReadCentreConfig(ops::ConfigReader& reader) {
  CentreConfig config;
  config.listen = reader.String("listen");
  config.ops_listen = reader.String("ops_listen");
  config.data_dir = reader.Path("data_dir");
  config.publish_dir = reader.Path("publish_dir");
  config.guard_file = reader.Path("guard_file");
  config.log_origin = reader.String("log_origin");
  config.log_key_file = reader.Path("log_key_file");
  config.storage_key_file = reader.Path("storage_key_file");
  config.schemas = reader.PathList("schemas");
  config.organisation = reader.String("organisation");
  if (!config.organisation.empty() && !rpc::IsOrganisationName(config.organisation)) {
    reader.Refuse("organisation", "must be lower-case letters, digits and inner '-'");
  }
  config.colocated = reader.Bool("colocated");
  config.threads = static_cast<unsigned>(reader.IntegerOr("threads", 0, 0, 1024));
  config.memory_bytes =
      static_cast<std::uint64_t>(reader.IntegerOr("memory_mib", 4096, 1, 16 << 20)) << 20;

  ops::ConfigReader tls = reader.Table("tls");
  config.tls.certificate = tls.Path("certificate");
  config.tls.private_key = tls.Path("private_key");
  config.tls.ca = tls.Path("ca");

  if (auto limits = reader.OptionalTable("limits")) {
    config.intake.max_open_submissions =
        static_cast<std::uint64_t>(limits->IntegerOr("max_open_submissions", 64, 1, 100'000));
    config.intake.max_items_per_submission = static_cast<std::uint64_t>(
        limits->IntegerOr("max_items_per_submission", 20'000'000, 1, 4'000'000'000));
  }
  std::set<std::string> seen;
  for (ops::ConfigReader& agency : reader.TableArray("agency")) {
    config.intake.agencies.push_back(ReadAgency(agency));
    if (!seen.insert(config.intake.agencies.back().organisation).second) {
      agency.Refuse("organisation", "is listed twice");
    }
  }
  return config;
}

}  // namespace onefold::submission
