#include "services/agency/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <system_error>
#include <utility>

#include "crypto/require.h"
#include "linkage/encode/extract.h"
#include "onefold/v1/case.pb.h"

namespace onefold::agency {
namespace {

const char* LetterOf(linkage::LegalBasis basis) {
  switch (basis) {
    case linkage::LegalBasis::kConsent:
      return "C";
    case linkage::LegalBasis::kPublicTask:
      return "T";
    case linkage::LegalBasis::kPolice:
      return "P";
    case linkage::LegalBasis::kVitalInterest:
      return "V";
  }
  return "";
}

const char* LettersOf(linkage::Consent consent) {
  switch (consent) {
    case linkage::Consent::kYes:
      return "Y";
    case linkage::Consent::kNo:
      return "N";
    case linkage::Consent::kNotApplicable:
      return "NA";
  }
  return "";
}

class Intake {
 public:
  Intake(const IntakeOptions& options, PreparedExtract* prepared)
      : options_(options), prepared_(prepared) {
    for (const std::string& column : options.encoder->columns()) {
      report_.fields.push_back({column, 0, 0, 0});
    }
  }

  StatusOr<CheckReport> Run(std::istream& input) {
    ONEFOLD_RETURN_IF_ERROR(ReadFile(input, options_.coder->columns()));
    if (options_.planted != nullptr) {
      ONEFOLD_RETURN_IF_ERROR(Annotate(ReadPlanted(), "the file of planted rows"));
    }
    return std::move(report_);
  }

 private:
  Status ReadFile(std::istream& input, const std::vector<std::string>& further_columns) {
    encode::ExtractOptions extract_options;
    extract_options.further_columns = further_columns;
    extract_options.ids = &ids_;
    ONEFOLD_ASSIGN_OR_RETURN(auto reader,
                             encode::ExtractReader::Open(input, *options_.schema, extract_options));
    if (planted_ && !reader->has_further().back()) {
      return InvalidArgumentError("header.missing-column: there is no column \"planted\"");
    }
    encode::Record record;
    std::vector<std::string> further;
    std::vector<encode::RowIssue> issues;
    for (;;) {
      issues.clear();
      const auto next = reader->Read(record, further, issues);
      if (next == encode::ExtractReader::Next::kEnd) break;
      ++report_.rows;
      if (report_.rows > options_.max_records) return TooMany();
      const bool good =
          next == encode::ExtractReader::Next::kRecord && Accept(record, further, issues);
      ++(good ? report_.accepted : report_.refused);
      if (good && planted_) ++report_.planted;
      for (encode::RowIssue& issue : issues) Note(std::move(issue));
      if (report_.rows % 256 == 0) Progress(*reader);
    }
    Progress(*reader);
    return OkStatus();
  }

  // Apart from the extract, so that a real row is never taken for a planted one by accident.
  Status ReadPlanted() {
    const linkage::Schema* schema = options_.schema->own();
    if (schema == nullptr) {
      return InvalidArgumentError("planted rows need a schema of Onefold's own format");
    }
    std::vector<std::string> columns = options_.coder->columns();
    const auto& fields = options_.encoder->columns();
    if (std::count(columns.begin(), columns.end(), kPlantedColumn) > 0 ||
        std::count(fields.begin(), fields.end(), kPlantedColumn) > 0 ||
        schema->record_id_column == kPlantedColumn) {
      return InvalidArgumentError(
          "the schema or the register template has a column \"planted\" of its own");
    }
    columns.emplace_back(kPlantedColumn);
    planted_ = true;
    return ReadFile(*options_.planted, columns);
  }

  void Progress(const encode::ExtractReader& reader) const {
    if (options_.on_progress && !planted_) options_.on_progress(reader.bytes_read());
  }

  Status TooMany() const {
    return ResourceExhaustedError(
        fmt::format("the extract has more than {} rows, the limit max_records of the configuration",
                    options_.max_records));
  }

  void Note(encode::RowIssue issue) {
    issue.planted = planted_;
    ++report_.issues_total;
    ++report_.by_rule[issue.rule];
    if (options_.on_issue) options_.on_issue(issue);
    if (report_.issues.size() < kListedIssues) report_.issues.push_back(std::move(issue));
  }

  static bool ReadNumber(std::uint64_t row, std::string_view cell, std::uint32_t& number,
                         std::vector<encode::RowIssue>& issues) {
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (error == std::errc() && end == cell.data() + cell.size() && number >= 1 &&
        number <= linkage::kMaxPlanted) {
      return true;
    }
    issues.push_back({row, std::string(kPlantedColumn), "planted.number",
                      "must be a whole number from 1 to 1000000"});
    return false;
  }

  bool Accept(const encode::Record& record, const std::vector<std::string>& further,
              std::vector<encode::RowIssue>& issues) {
    linkage::Case item;
    bool coded = options_.coder->Code(record.row, further, item, issues);
    if (planted_) coded &= ReadNumber(record.row, further.back(), item.planted, issues);
    PackedFacts facts;
    const Status packed = options_.encoder->Pack(record, facts, packed_);
    if (!packed.ok()) {
      issues.push_back(
          {record.row, "", "record.not-encodable", std::string(Message(packed)), true});
    }
    if (!coded || !packed.ok()) return false;
    item.linkable = item.linkable && facts.passes != 0;
    if (!item.linkable) ++report_.unlinkable;
    for (std::size_t i = 0; i < report_.fields.size(); ++i) {
      report_.fields[i].missing += facts.missing[i];
      report_.fields[i].full_dates += facts.full_date[i];
      report_.fields[i].january_first += facts.january_first[i];
    }
    if (prepared_ != nullptr) Keep(record, item, facts);
    return true;
  }

  void Keep(const encode::Record& record, const linkage::Case& item, const PackedFacts& facts) {
    PreparedRow row;
    // A clkhash extract has no column of record ids: there the row's number is the record's id.
    const std::string id = record.record_id.empty() ? std::to_string(record.row) : record.record_id;
    row.record_id = prepared_->arena.Store(AsBytes(id));
    row.record_id_size = static_cast<std::uint32_t>(id.size());
    if (item.linkable) {
      row.passes = facts.passes;
      row.packed = prepared_->arena.Store(packed_);
    }
    const Bytes case_bytes = SerializeCase(item);
    row.case_bytes = prepared_->arena.Store(case_bytes);
    row.case_size = static_cast<std::uint32_t>(case_bytes.size());
    prepared_->rows.push_back(row);
  }

  const IntakeOptions& options_;
  PreparedExtract* const prepared_;
  bool planted_ = false;   // which file is being read
  encode::RecordIds ids_;  // of both
  CheckReport report_;
  Bytes packed_;
};

}  // namespace

StatusOr<CheckReport> ReadExtract(std::istream& input, const IntakeOptions& options,
                                  PreparedExtract* prepared) {
  return Intake(options, prepared).Run(input);
}

Bytes SerializeCase(const linkage::Case& item) {
  v1::Case wire;
  wire.set_legal_basis(LetterOf(item.legal_basis));
  wire.set_consent_linkage(LettersOf(item.consent_linkage));
  wire.set_linkable(item.linkable);
  wire.set_planted(item.planted);
  for (const linkage::IndicatorValue& value : item.indicators) {
    v1::IndicatorValue& out = *wire.add_indicators();
    out.set_indicator(value.indicator);
    for (const std::string& code : value.codes) out.add_codes(code);
  }
  Bytes bytes(wire.ByteSizeLong());
  crypto::Require(wire.SerializeToArray(bytes.data(), static_cast<int>(bytes.size())),
                  "a case is written");
  return bytes;
}

}  // namespace onefold::agency
