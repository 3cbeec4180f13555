#include <algorithm>
#include <set>

#include "services/agency/register.h"

namespace onefold::agency {
namespace {

using encode::RowIssue;

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> SplitValues(std::string_view cell, bool multi) {
  std::vector<std::string_view> values;
  while (!cell.empty()) {
    const std::size_t end = multi ? std::min(cell.find(';'), cell.size()) : cell.size();
    if (const std::string_view value = Trim(cell.substr(0, end)); !value.empty()) {
      values.push_back(value);
    }
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return values;
}

// NUTS 2024: country (EL and UK, not the ISO codes) and up to three more letters or digits; "" for
// anything else.
std::string Region(std::string_view value) {
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (value.size() < 2 || value.size() > 5 || !letter(value[0]) || !letter(value[1])) return "";
  if (!std::all_of(value.begin() + 2, value.end(), [&](char c) { return letter(c) || digit(c); })) {
    return "";
  }
  std::string region(value);
  if (region.starts_with("GR")) region.replace(0, 2, "EL");
  if (region.starts_with("GB")) region.replace(0, 2, "UK");
  return region;
}

std::string Year(std::string_view value, const Indicator& indicator) {
  unsigned year = 0;
  if (value.size() != 4) return "";
  for (const char c : value) {
    if (c < '0' || c > '9') return "";
    year = year * 10 + static_cast<unsigned>(c - '0');
  }
  return year >= indicator.first_year && year <= indicator.last_year ? std::string(value) : "";
}

// The code that a value stands for; "" when it stands for none.
std::string CodeOf(std::string_view value, const Indicator& indicator) {
  const std::string text(value);
  if (std::find(indicator.codes.begin(), indicator.codes.end(), text) != indicator.codes.end()) {
    return text;
  }
  if (const auto found = indicator.also.find(text); found != indicator.also.end()) {
    return found->second;
  }
  switch (indicator.type) {
    case IndicatorType::kRegion:
      return Region(value);
    case IndicatorType::kYear:
      return Year(value, indicator);
    case IndicatorType::kCode:
      break;
  }
  return "";
}

RowIssue UnknownValue(std::uint64_t row, const Indicator& indicator) {
  switch (indicator.type) {
    case IndicatorType::kRegion:
      return {row, indicator.column, "indicator.region", "is no NUTS code"};
    case IndicatorType::kYear:
      return {row, indicator.column, "indicator.year", "is no year of the agreed period"};
    case IndicatorType::kCode:
      break;
  }
  return {row, indicator.column, "indicator.code", "is not in the template's code list"};
}

// Adds the indicator to the case, or issues.
void CodeIndicator(std::uint64_t row, const Indicator& indicator, std::string_view cell,
                   std::vector<linkage::IndicatorValue>& out, std::vector<RowIssue>& issues) {
  const auto values = SplitValues(cell, indicator.multi);
  std::set<std::string> codes;
  bool unknown = false;
  for (const std::string_view value : values) {
    std::string code = CodeOf(value, indicator);
    unknown |= code.empty();
    codes.insert(std::move(code));
  }
  if (unknown) {
    const bool several = !indicator.multi && cell.find(';') != cell.npos;
    issues.push_back(several ? RowIssue{row, indicator.column, "indicator.single",
                                        "takes one value, not several"}
                             : UnknownValue(row, indicator));
    return;
  }
  if (codes.empty() && indicator.required) {
    issues.push_back({row, indicator.column, "indicator.missing", "must not be empty"});
    return;
  }
  if (codes.empty() && !indicator.if_empty.empty()) codes.insert(indicator.if_empty);
  if (!codes.empty()) out.push_back({indicator.id, {codes.begin(), codes.end()}});
}

}  // namespace

StatusOr<linkage::LegalBasis> ParseLegalBasis(std::string_view letter) {
  if (letter == "C") return linkage::LegalBasis::kConsent;
  if (letter == "T") return linkage::LegalBasis::kPublicTask;
  if (letter == "P") return linkage::LegalBasis::kPolice;
  if (letter == "V") return linkage::LegalBasis::kVitalInterest;
  return InvalidArgumentError("a legal basis is C, T, P or V");
}

StatusOr<linkage::Consent> ParseConsent(std::string_view letters) {
  if (letters == "Y") return linkage::Consent::kYes;
  if (letters == "N") return linkage::Consent::kNo;
  if (letters == "NA") return linkage::Consent::kNotApplicable;
  return InvalidArgumentError("consent is Y, N or NA");
}

CaseCoder::CaseCoder(const RegisterTemplate* register_template, linkage::LegalBasis default_basis,
                     linkage::Consent default_consent)
    : columns_{"legal_basis", "consent_linkage"},
      default_basis_(default_basis),
      default_consent_(default_consent) {
  if (register_template != nullptr) indicators_ = register_template->indicators;
  for (const Indicator& indicator : indicators_) columns_.push_back(indicator.column);
}

bool CaseCoder::Code(std::uint64_t row, const std::vector<std::string>& values, linkage::Case& out,
                     std::vector<RowIssue>& issues) const {
  const std::size_t before = issues.size();
  const auto cell = [&](std::size_t i) {
    return i < values.size() ? Trim(values[i]) : std::string_view();
  };
  StatusOr<linkage::LegalBasis> basis = default_basis_;
  if (!cell(0).empty()) basis = ParseLegalBasis(cell(0));
  if (!basis.ok()) {
    issues.push_back({row, columns_[0], "envelope.legal-basis", "must be C, T, P or V"});
  }
  StatusOr<linkage::Consent> consent = default_consent_;
  if (!cell(1).empty()) consent = ParseConsent(cell(1));
  if (!consent.ok()) {
    issues.push_back({row, columns_[1], "envelope.consent-linkage", "must be Y, N or NA"});
  } else if (basis.ok() && *basis == linkage::LegalBasis::kConsent &&
             *consent == linkage::Consent::kNotApplicable) {
    issues.push_back({row, columns_[1], "envelope.consent-not-explicit",
                      "must be Y or N when the legal basis is consent"});
  }
  std::vector<linkage::IndicatorValue> indicators;
  for (std::size_t i = 0; i < indicators_.size(); ++i) {
    CodeIndicator(row, indicators_[i], cell(i + 2), indicators, issues);
  }
  if (issues.size() != before) return false;
  out.legal_basis = *basis;
  out.consent_linkage = *consent;
  out.linkable = linkage::AllowsLinkage(*basis, *consent);
  out.indicators = std::move(indicators);
  return true;
}

}  // namespace onefold::agency
