// What check says, as text for a clerk, as JSON, and as a file of all issues. Row numbers, columns
// and rules; never a value of a record.
#pragma once

#include <fstream>
#include <memory>
#include <string>

#include "crypto/status.h"
#include "services/agency/intake.h"

namespace onefold::agency {

// One line: "row 17: date_of_birth: date.impossible (no such day)"; "warning" stands before an
// issue that does not refuse the row.
std::string FormatIssue(const encode::RowIssue& issue);
// Counts, issues by rule, and the data-quality summary. `listed`: so many issues are shown.
std::string FormatCheckText(const CheckReport& report, std::size_t listed);
// One JSON object; docs/formats/submission.md lists the keys.
std::string FormatCheckJson(const CheckReport& report);

// Writes every issue as it comes: JSON lines when the path ends in ".jsonl", else CSV with the
// header row,column,rule,refused,text. Mode 0600.
class IssueFile {
 public:
  // PermissionDenied or the like when it cannot be made.
  static StatusOr<std::unique_ptr<IssueFile>> Create(const std::string& path);
  void Write(const encode::RowIssue& issue);
  // ResourceExhausted when a write failed.
  Status Close();

 private:
  IssueFile(std::ofstream out, std::string path, bool json_lines)
      : out_(std::move(out)), path_(std::move(path)), json_lines_(json_lines) {}
  std::ofstream out_;
  std::string path_;
  bool json_lines_;
};

}  // namespace onefold::agency
