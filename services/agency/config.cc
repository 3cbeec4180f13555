#include "services/agency/config.h"

#include <algorithm>
#include <array>
#include <utility>

#include "services/agency/identity.h"
#include "services/ops/config.h"

namespace onefold::agency {
namespace {

constexpr std::array<std::string_view, 4> kRegisters = {"victim", "trafficker", "missing-child",
                                                        "csa"};
constexpr std::int64_t kMostRecords = 50'000'000;

// Notes the error at `key` and returns an empty value.
template <typename T>
T Checked(ops::ConfigReader& reader, std::string_view key, StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  reader.Refuse(key, Message(value.status()));
  return T{};
}

tlog::VerifierKey ReadLogKey(ops::ConfigReader& reader, std::string_view key) {
  const std::string text = reader.String(key);
  return text.empty() ? tlog::VerifierKey{} : Checked(reader, key, tlog::ParseVerifierKey(text));
}

crypto::BoxPublicKey ReadBoxKey(ops::ConfigReader& reader, std::string_view key) {
  const std::string text = reader.String(key);
  if (text.empty()) return {};
  const Bytes bytes = Checked(reader, key, ParseBase64(text));
  crypto::BoxPublicKey out{};
  if (bytes.size() == out.size()) {
    std::copy(bytes.begin(), bytes.end(), out.begin());
  } else {
    reader.Refuse(key, "must be 32 bytes in base64");
  }
  return out;
}

void ReadRules(ops::ConfigReader& reader, AgencyConfig& config) {
  config.register_name = reader.String("register");
  if (std::find(kRegisters.begin(), kRegisters.end(), config.register_name) == kRegisters.end()) {
    reader.Refuse("register", "must be victim, trafficker, missing-child or csa");
  }
  config.register_template = reader.OptionalPath("register_template");
  config.purpose = reader.String("purpose");
  config.key_epoch = reader.String("key_epoch");
  config.schema = reader.Path("schema");
  config.default_legal_basis = Checked(reader, "default_legal_basis",
                                       ParseLegalBasis(reader.String("default_legal_basis", "T")));
  config.default_consent = Checked(reader, "default_consent_linkage",
                                   ParseConsent(reader.String("default_consent_linkage", "NA")));
  config.skip_bad_rows = reader.BoolOr("skip_bad_rows", false);
}

void ReadParties(ops::ConfigReader& reader, AgencyConfig& config) {
  config.organisation = reader.String("organisation");
  const Status organisation = CheckOrganisation(config.organisation);
  if (!organisation.ok()) reader.Refuse("organisation", Message(organisation));
  config.matcher = reader.String("matcher");
  config.counter = reader.String("counter");
  config.linkage_key_file = reader.Path("linkage_key_file");
  config.sign_key_file = reader.Path("sign_key_file");
  config.counter_box_public_key = ReadBoxKey(reader, "counter_box_public_key");
  config.matcher_log = ReadLogKey(reader, "matcher_log_vkey");
  config.counter_log = ReadLogKey(reader, "counter_log_vkey");
  ops::ConfigReader tls = reader.Table("tls");
  config.tls = {tls.Path("certificate"), tls.Path("private_key"), tls.Path("ca")};
}

}  // namespace

StatusOr<AgencyConfig> ReadAgencyConfig(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(ops::ConfigReader reader, ops::ConfigReader::Open(path));
  AgencyConfig config;
  ReadParties(reader, config);
  ReadRules(reader, config);
  config.state_dir = reader.Path("state_dir");
  config.listen = reader.String("listen", "127.0.0.1:0");
  config.ops_listen = reader.String("ops_listen", "127.0.0.1:0");
  config.threads = static_cast<unsigned>(reader.IntegerOr("threads", 0, 0, 1024));
  config.max_records =
      static_cast<std::uint64_t>(reader.IntegerOr("max_records", 2'000'000, 1, kMostRecords));
  config.retry_attempts = static_cast<unsigned>(reader.IntegerOr("retry_attempts", 40, 1, 10'000));
  ONEFOLD_RETURN_IF_ERROR(reader.Finish());
  config.effective_toml = reader.EffectiveToml();
  return config;
}

StatusOr<std::unique_ptr<Recipe>> LoadRecipe(const std::string& schema_path,
                                             const std::optional<std::string>& template_path,
                                             linkage::LegalBasis default_basis,
                                             linkage::Consent default_consent) {
  auto recipe = std::make_unique<Recipe>();
  ONEFOLD_ASSIGN_OR_RETURN(recipe->schema, linkage::ReadLinkageSchema(schema_path));
  if (template_path) {
    ONEFOLD_ASSIGN_OR_RETURN(recipe->register_template, ReadRegisterTemplate(*template_path));
  }
  recipe->coder =
      std::make_unique<CaseCoder>(recipe->register_template ? &*recipe->register_template : nullptr,
                                  default_basis, default_consent);
  return recipe;
}

}  // namespace onefold::agency
