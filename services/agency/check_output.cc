#include "services/agency/check_output.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "services/ops/progress.h"

namespace onefold::agency {
namespace {

using Json = nlohmann::ordered_json;

double Percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

Json IssueJson(const encode::RowIssue& issue) {
  Json json = {{"row", issue.row},
               {"column", issue.column},
               {"rule", issue.rule},
               {"refused", issue.refused},
               {"text", issue.text}};
  if (issue.planted) json["planted"] = true;
  return json;
}

std::string QuoteCsv(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::uint64_t RepeatedIds(const CheckReport& report) {
  const auto found = report.by_rule.find(std::string(kRepeatedIdRule));
  return found == report.by_rule.end() ? 0 : found->second;
}

std::string QualityText(const CheckReport& report) {
  std::string out =
      fmt::format("data quality ({} accepted rows)\n", ops::FormatCount(report.accepted));
  for (const FieldQuality& field : report.fields) {
    out += fmt::format("  {:<28} missing {:>5.1f} %", field.column,
                       Percent(field.missing, report.accepted));
    if (field.full_dates > 0) {
      // 1/365 of real dates of birth are 1 January; more means that days were guessed.
      out += fmt::format("   1 January {:.2f} % of full dates (expected 0.27 %)",
                         Percent(field.january_first, field.full_dates));
    }
    out += '\n';
  }
  return out +
         fmt::format("  {:<28} {}\n", "repeated record ids", ops::FormatCount(RepeatedIds(report)));
}

}  // namespace

std::string FormatIssue(const encode::RowIssue& issue) {
  return fmt::format("{}row {}: {}{}{}: {}", issue.planted ? "planted " : "", issue.row,
                     issue.refused ? "" : "warning: ",
                     issue.column.empty() ? "" : issue.column + ": ", issue.rule, issue.text);
}

std::string FormatCheckText(const CheckReport& report, std::size_t listed) {
  std::string out;
  const std::size_t shown = std::min(listed, report.issues.size());
  for (std::size_t i = 0; i < shown; ++i) out += FormatIssue(report.issues[i]) + "\n";
  if (report.issues_total > shown) {
    out += fmt::format("... and {} more (--report FILE lists all)\n",
                       ops::FormatCount(report.issues_total - shown));
  }
  out += fmt::format("rows {}   accepted {}   refused {}   cases only (not linkable) {}\n",
                     ops::FormatCount(report.rows), ops::FormatCount(report.accepted),
                     ops::FormatCount(report.refused), ops::FormatCount(report.unlinkable));
  if (report.planted > 0) {
    out += fmt::format("planted {} (of the accepted)\n", ops::FormatCount(report.planted));
  }
  for (const auto& [rule, count] : report.by_rule) {
    out += fmt::format("  {:<28} {}\n", rule, ops::FormatCount(count));
  }
  return out + QualityText(report);
}

std::string FormatCheckJson(const CheckReport& report) {
  Json issues = Json::array();
  for (const encode::RowIssue& issue : report.issues) issues.push_back(IssueJson(issue));
  Json fields = Json::array();
  for (const FieldQuality& field : report.fields) {
    fields.push_back({{"column", field.column},
                      {"missing", field.missing},
                      {"full_dates", field.full_dates},
                      {"january_first", field.january_first}});
  }
  Json by_rule = Json::object();
  for (const auto& [rule, count] : report.by_rule) by_rule[rule] = count;
  Json json = {{"rows", report.rows},
               {"accepted", report.accepted},
               {"refused", report.refused},
               {"unlinkable", report.unlinkable},
               {"issues_total", report.issues_total},
               {"issues_by_rule", by_rule},
               {"issues", issues},
               {"fields", fields},
               {"repeated_record_ids", RepeatedIds(report)}};
  if (report.planted > 0) json["planted"] = report.planted;
  // A column's name is the file's own and may hold anything; what is not UTF-8 is replaced.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

StatusOr<std::unique_ptr<IssueFile>> IssueFile::Create(const std::string& path) {
  const mode_t before = ::umask(0077);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  ::umask(before);
  if (!out) return PermissionDeniedError(path + ": cannot be written");
  const bool json_lines = path.ends_with(".jsonl");
  if (!json_lines) out << "row,column,rule,refused,text\n";
  return std::unique_ptr<IssueFile>(new IssueFile(std::move(out), path, json_lines));
}

void IssueFile::Write(const encode::RowIssue& issue) {
  if (json_lines_) {
    out_ << IssueJson(issue).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  out_ << issue.row << ',' << QuoteCsv(issue.column) << ',' << issue.rule << ','
       << (issue.refused ? "true" : "false") << ','
       << QuoteCsv(issue.planted ? issue.text + " (file of planted rows)" : issue.text) << '\n';
}

Status IssueFile::Close() {
  out_.close();
  if (out_.fail()) return ResourceExhaustedError(path_ + ": not all could be written");
  return OkStatus();
}

}  // namespace onefold::agency
