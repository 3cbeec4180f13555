// The agency's configuration (agency.toml) and what it points at.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "crypto/seal.h"
#include "crypto/status.h"
#include "crypto/tlog/note.h"
#include "linkage/case.h"
#include "linkage/schema.h"
#include "services/agency/register.h"
#include "services/rpc/tls.h"

namespace onefold::agency {

struct AgencyConfig {
  std::string organisation;
  std::string register_name;                     // key "register"
  std::optional<std::string> register_template;  // path
  std::string purpose, key_epoch;
  std::string schema;            // path
  std::string matcher, counter;  // host:port
  std::string linkage_key_file, sign_key_file;
  crypto::BoxPublicKey counter_box_public_key{};
  tlog::VerifierKey matcher_log, counter_log;
  std::string state_dir;
  linkage::LegalBasis default_legal_basis = linkage::LegalBasis::kPublicTask;
  linkage::Consent default_consent = linkage::Consent::kNotApplicable;
  bool skip_bad_rows = false;  // submit the good rows of an extract that has bad ones
  unsigned threads = 0;        // 0 = all cores
  std::uint64_t max_records = 0;
  unsigned retry_attempts =
      0;  // tries of a call, or of an upload without progress, before a command gives up
  std::string listen, ops_listen;  // serve
  rpc::TlsFiles tls;
  std::string effective_toml;  // for --check
};

// InvalidArgument, one line an error. Files are not opened.
StatusOr<AgencyConfig> ReadAgencyConfig(const std::string& path);

// What reading an extract needs: schema, template, defaults. No key.
struct Recipe {
  linkage::LinkageSchema schema;
  std::optional<RegisterTemplate> register_template;
  std::unique_ptr<CaseCoder> coder;
};
// `template_path` may be absent: cases without indicators.
StatusOr<std::unique_ptr<Recipe>> LoadRecipe(const std::string& schema_path,
                                             const std::optional<std::string>& template_path,
                                             linkage::LegalBasis default_basis,
                                             linkage::Consent default_consent);

}  // namespace onefold::agency
