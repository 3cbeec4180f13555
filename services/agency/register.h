// Register templates: which indicators a register has and which codes they take. A template turns
// the further columns of an extract's row (everything that is not an identifier) into a case; what
// it does not list cannot leave the agency.
//
// One JSON file a template (docs/formats/register.md), validated strictly; its identity is the
// SHA-256 of its bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "linkage/case.h"
#include "linkage/encode/record.h"

namespace onefold::agency {

enum class IndicatorType {
  kCode,    // one of a list
  kRegion,  // NUTS 2024, two letters and up to three more characters; GR and GB are written EL and
            // UK
  kYear,    // four digits in a range
};

struct Indicator {
  std::string id;      // in the case
  std::string column;  // in the extract
  IndicatorType type = IndicatorType::kCode;
  bool multi = false;     // several values, separated by ';'
  bool required = false;  // an empty cell is an error
  std::string if_empty;   // the code that an empty cell stands for; "" = the case does not have the
                          // indicator
  std::vector<std::string> codes;  // in the template's order; kRegion, kYear: further values (UNK)
  std::map<std::string, std::string> also;      // other accepted spelling -> code
  std::uint16_t first_year = 0, last_year = 0;  // kYear
};

struct RegisterTemplate {
  std::string id;       // "victim"
  std::string version;  // "2026.1"
  std::string title;
  std::vector<Indicator> indicators;
  Digest digest{};
};

// InvalidArgument, one line an error: "/indicators/2/codes/0: ...".
StatusOr<RegisterTemplate> ParseRegisterTemplate(ByteView file);
// NotFound; InvalidArgument with the path.
StatusOr<RegisterTemplate> ReadRegisterTemplate(const std::string& path);

// Letters of the configuration and of the columns legal_basis (C T P V) and consent_linkage (Y N
// NA).
StatusOr<linkage::LegalBasis> ParseLegalBasis(std::string_view letter);
StatusOr<linkage::Consent> ParseConsent(std::string_view letters);

// Codes rows into cases. Const and thread-safe after construction.
class CaseCoder {
 public:
  // Without a template (nullptr) a case has no indicators. The defaults stand for an empty cell or
  // an absent column.
  CaseCoder(const RegisterTemplate* register_template, linkage::LegalBasis default_basis,
            linkage::Consent default_consent);

  // legal_basis, consent_linkage, then the indicators' columns: hand it to
  // encode::ExtractOptions::further_columns.
  const std::vector<std::string>& columns() const { return columns_; }

  // `values`: one a column of columns(), "" for an absent one. True: `out` is the case (its handle
  // untouched, linkable by consent and basis; the caller clears it when no pass applied). False:
  // `issues` has every reason. Rules: envelope.legal-basis, envelope.consent-linkage,
  // envelope.consent-not-explicit, indicator.missing, indicator.code, indicator.single,
  // indicator.region, indicator.year.
  bool Code(std::uint64_t row, const std::vector<std::string>& values, linkage::Case& out,
            std::vector<encode::RowIssue>& issues) const;

 private:
  std::vector<Indicator> indicators_;
  std::vector<std::string> columns_;
  linkage::LegalBasis default_basis_;
  linkage::Consent default_consent_;
};

}  // namespace onefold::agency
