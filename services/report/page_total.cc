#include <fmt/format.h>

#include "services/html/escape.h"
#include "services/report/page_sections.h"
#include "services/report/page_text.h"

namespace onefold::report {
namespace {

std::string Headline(const count::UniqueEstimate& unique) {
  std::string out = fmt::format("<p class=\"headline\"><data value=\"{}\">{}</data></p>\n",
                                unique.estimate, ShowCount(unique.estimate));
  if (unique.refusal.empty()) {
    return out + fmt::format("<p class=\"interval\">95\u202f% interval: <b>{} to {}</b></p>\n",
                             ShowCount(unique.low), ShowCount(unique.high));
  }
  return out + fmt::format(
                   "<p class=\"note\" role=\"note\"><strong>No interval is given: {}.</strong> The "
                   "figure above has no known error. The only certain bounds are {} and {}.</p>\n",
                   EscapeHtml(unique.refusal), ShowCount(unique.low), ShowCount(unique.high));
}

std::string Fact(std::string_view name, const std::string& figure, std::string_view meaning) {
  return fmt::format("<div><dt>{}</dt><dd class=\"fact\">{}</dd><dd class=\"soft\">{}</dd></div>\n",
                     name, figure, meaning);
}

std::string Facts(const RunReport& report) {
  const count::UniqueEstimate& unique = report.estimate;
  std::string out = "<dl class=\"facts\">\n";
  out += Fact("Linkable records", ShowCount(unique.records), "rows that may be linked");
  out += Fact("Entities", ShowCount(unique.entities), "groups of records, as linked");
  out += Fact("Expected false merges", ShowReal(unique.false_merges),
              "made, but of two different persons");
  out += Fact("Expected missed merges", ShowReal(unique.missed_merges),
              "rejected by the cut, but of one person");
  out += Fact("Missed by blocking", ShowReal(unique.missed_by_blocking),
              "expected; never compared in any pass");
  out += Fact("Separation", ShowReal(unique.separation, 3),
              "share of the total that hangs on no doubtful merge");
  return out + "</dl>\n";
}

std::string ByType(const count::UniqueEstimate& unique) {
  if (unique.state_only.high + unique.ngo_only.high + unique.both.high == 0) return "";
  Table table("Unique persons by type of source", {"Met by", "Persons", "95\u202f% interval"});
  const auto add = [&](const char* who, const count::Interval& persons) {
    table.AddRow({who, ShowCount(persons.estimate),
                  ShowCount(persons.low) + " to " + ShowCount(persons.high)});
  };
  add("State sources only", unique.state_only);
  add("NGO sources only", unique.ngo_only);
  add("Both", unique.both);
  return table.Html();
}

std::string Warnings(const std::vector<std::string>& warnings) {
  if (warnings.empty()) return "";
  std::string out = "<div class=\"note\" role=\"note\"><strong>The run warns:</strong>\n<ul>\n";
  for (const std::string& warning : warnings) out += "<li>" + Isolated(warning) + "</li>\n";
  return out + "</ul></div>\n";
}

}  // namespace

std::string TotalSection(const RunReport& report) {
  return Section("total", "Unique persons",
                 "How many different persons the records are, as estimated. The interval covers "
                 "errors of linkage only: persons on no list are not in it.",
                 Headline(report.estimate) + Facts(report) + ByType(report.estimate) +
                     Warnings(report.warnings));
}

}  // namespace onefold::report
