#include "linkage/encode/extract.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "linkage/encode/clkhash_format.h"
#include "linkage/encode/encode.h"
#include "linkage/encode/identifier.h"
#include "linkage/encode/mojibake.h"
#include "linkage/encode/normalize.h"
#include "linkage/utf8.h"

namespace onefold::encode {
namespace {

using linkage::ClkhashSchema;
using linkage::Field;
using linkage::FieldType;
using linkage::Schema;

constexpr std::size_t kAbsent = SIZE_MAX;

// Latin letters beside Cyrillic or Greek ones, roughly: whether the exact test is worth its time.
bool MayMixScripts(std::string_view text) {
  bool latin = false, other = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    latin = latin || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
    other = other || (byte >= 0xCD && byte <= 0xD4);
  }
  return latin && other;
}

class CsvExtract : public ExtractReader {
 public:
  CsvExtract(std::istream& input, const ExtractOptions& options)
      : csv_(input, options.limits),
        further_(options.further_columns),
        check_ids_(options.check_record_ids),
        ids_(options.ids != nullptr ? *options.ids : own_ids_) {}

  Status Open() {
    ONEFOLD_ASSIGN_OR_RETURN(header_, csv_.ReadHeader());
    for (std::size_t i = 0; i < header_.size(); ++i) position_[header_[i]] = i;
    ONEFOLD_RETURN_IF_ERROR(CheckHeader());
    for (const std::string& column : further_) {
      further_position_.push_back(PositionOf(column));
      has_further_.push_back(further_position_.back() != kAbsent);
    }
    return OkStatus();
  }

  Next Read(Record& record, std::vector<std::string>& further,
            std::vector<RowIssue>& issues) override {
    issues.clear();
    RowIssue issue;
    switch (csv_.ReadRow(cells_, issue)) {
      case linkage::CsvReader::Next::kEnd:
        return Next::kEnd;
      case linkage::CsvReader::Next::kBadRow:
        issues.push_back(std::move(issue));
        return Next::kBadRow;
      case linkage::CsvReader::Next::kRow:
        break;
    }
    record.row = csv_.row();
    further.resize(further_.size());
    for (std::size_t i = 0; i < further_.size(); ++i) {
      further[i] =
          further_position_[i] == kAbsent ? "" : linkage::TrimSpaces(cells_[further_position_[i]]);
    }
    Fill(record, issues);
    const bool refused =
        std::any_of(issues.begin(), issues.end(), [](const RowIssue& i) { return i.refused; });
    return refused ? Next::kBadRow : Next::kRecord;
  }

  std::uint64_t bytes_read() const override { return csv_.bytes_read(); }
  const std::vector<bool>& has_further() const override { return has_further_; }

 protected:
  virtual Status CheckHeader() = 0;
  // `cells_` -> record, the last that is done with them; what is wrong goes to `issues`.
  virtual void Fill(Record& record, std::vector<RowIssue>& issues) = 0;

  std::size_t PositionOf(const std::string& column) const {
    const auto found = position_.find(column);
    return found == position_.end() ? kAbsent : found->second;
  }

  void CheckId(const Record& record, const std::string& column, std::vector<RowIssue>& issues) {
    if (!check_ids_) return;
    if (record.record_id.empty()) {
      issues.push_back({record.row, column, "record.id-missing", "the record has no identifier"});
    } else if (!ids_.Insert(record.record_id)) {
      issues.push_back({record.row, column, "record.id-repeated",
                        "an earlier row has the same record identifier"});
    }
  }

  static void Warn(std::uint64_t row, const std::string& column, const char* rule, const char* text,
                   std::vector<RowIssue>& issues) {
    issues.push_back({row, column, rule, text, false});
  }

  linkage::CsvReader csv_;
  const std::vector<std::string> further_;
  const bool check_ids_;
  std::vector<std::string> header_;
  std::vector<std::string> cells_;

 private:
  std::unordered_map<std::string, std::size_t> position_;
  std::vector<std::size_t> further_position_;
  std::vector<bool> has_further_;
  RecordIds own_ids_;
  RecordIds& ids_;
};

class OwnExtract : public CsvExtract {
 public:
  OwnExtract(std::istream& input, const Schema& schema, const ExtractOptions& options)
      : CsvExtract(input, options), schema_(schema) {}

 private:
  Status CheckHeader() override {
    std::string problems;
    std::unordered_set<std::string> known(further_.begin(), further_.end());
    known.insert(schema_.ignored_columns.begin(), schema_.ignored_columns.end());
    const auto require = [&](const std::string& column) {
      known.insert(column);
      const std::size_t at = PositionOf(column);
      if (at == kAbsent)
        Add(problems, "header.missing-column: there is no column \"" + column + "\"");
      return at;
    };
    id_ = require(schema_.record_id_column);
    for (const Field& field : schema_.fields) {
      fields_.push_back(field.derived() ? kAbsent : require(field.column));
      languages_.push_back(field.language_column.empty() ? kAbsent
                                                         : require(field.language_column));
    }
    // Positions, not names: in a file without a header these would be a person's data.
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (!known.contains(header_[i])) {
        Add(problems, "header.unknown-column: column " + std::to_string(i + 1) +
                          " is not in the schema; drop it or list it as ignored");
      }
    }
    return problems.empty() ? OkStatus() : InvalidArgumentError(problems);
  }

  static void Add(std::string& problems, const std::string& line) {
    if (problems.find(line) != std::string::npos) return;  // fields may share a language column
    if (!problems.empty()) problems += '\n';
    problems += line;
  }

  void Fill(Record& record, std::vector<RowIssue>& issues) override {
    record.record_id = linkage::TrimSpaces(cells_[id_]);
    CheckId(record, schema_.record_id_column, issues);
    record.values.resize(schema_.fields.size());
    record.languages.resize(schema_.fields.size());
    for (std::size_t i = 0; i < schema_.fields.size(); ++i) {
      const Field& field = schema_.fields[i];
      if (field.derived()) continue;  // their values are empty
      record.values[i].assign(linkage::TrimSpaces(cells_[fields_[i]]));
      record.languages[i].assign(
          languages_[i] == kAbsent ? "" : linkage::TrimSpaces(cells_[languages_[i]]));
      if (record.languages[i].empty()) record.languages[i] = field.language;
      if (!IsMissing(field, record.values[i])) {
        if (!csv_.row_is_ascii()) {
          CheckText(field, record.values[i], record.languages[i], record.row, issues);
        }
        CheckValue(field, record.values[i], record.row, issues);
      }
    }
  }

  static void CheckText(const Field& field, const std::string& value, const std::string& language,
                        std::uint64_t row, std::vector<RowIssue>& issues) {
    if (LooksLikeMojibake(value)) {
      Warn(row, field.column, "text.mojibake", "the text was decoded wrongly before it came here",
           issues);
    }
    if (field.type == FieldType::kName && MayMixScripts(value) &&
        NormalizeName(value, language).mixed_script) {
      Warn(row, field.column, "text.mixed-script", "a word mixes letters of look-alike scripts",
           issues);
    }
  }

  static void CheckValue(const Field& field, const std::string& value, std::uint64_t row,
                         std::vector<RowIssue>& issues) {
    if (field.check != linkage::Checksum::kNone &&
        !PassesChecksum(field.check, NormalizeCode(value))) {
      Warn(row, field.column, "code.checksum",
           "the number fails its checksum; it counts as missing", issues);
    }
    if (field.type != FieldType::kDate) return;
    const auto date = ParseDate(value, field.date_formats);
    if (date.ok()) return;
    if (Message(date.status()).find("date.impossible") != std::string_view::npos) {
      Warn(row, field.column, "date.impossible",
           "the date does not exist or lies outside 1850 to 2100; only its digits are compared",
           issues);
    } else {
      Warn(row, field.column, "date.format",
           "the date has none of the schema's forms; it counts as missing", issues);
    }
  }

  const Schema& schema_;
  std::size_t id_ = 0;
  std::vector<std::size_t> fields_, languages_;  // columns by Schema::fields
};

// Features name every column in order; values are taken as they are, byte for byte.
class ClkhashExtract : public CsvExtract {
 public:
  ClkhashExtract(std::istream& input, const ClkhashSchema& schema, ClkhashFormats formats,
                 const ExtractOptions& options)
      : CsvExtract(input, options), schema_(schema), formats_(std::move(formats)) {}

 private:
  Status CheckHeader() override {
    if (header_.size() != schema_.features.size()) {
      return InvalidArgumentError("header.mismatch: the file has " +
                                  std::to_string(header_.size()) + " columns, the schema " +
                                  std::to_string(schema_.features.size()));
    }
    std::string problems;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      const std::string expected(linkage::TrimSpaces(schema_.features[i].identifier));
      if (header_[i] == expected) continue;
      if (!problems.empty()) problems += '\n';
      problems +=
          "header.mismatch: column " + std::to_string(i + 1) + " must be \"" + expected + "\"";
    }
    return problems.empty() ? OkStatus() : InvalidArgumentError(problems);
  }

  void Fill(Record& record, std::vector<RowIssue>& issues) override {
    // clkhash knows no record identifier: an ignored first column is one, else the row's number.
    if (schema_.features[0].ignored) {
      record.record_id = linkage::TrimSpaces(cells_[0]);
      CheckId(record, schema_.features[0].identifier, issues);
    } else {
      record.record_id = std::to_string(record.row);
    }
    record.languages.clear();
    for (std::size_t i = 0; i < schema_.features.size(); ++i) {
      if (schema_.features[i].ignored) continue;
      if (const FormatFault fault = formats_.Check(i, cells_[i]); fault.rule != nullptr) {
        issues.push_back({record.row, schema_.features[i].identifier, fault.rule, fault.text});
      }
      if (!csv_.row_is_ascii() && LooksLikeMojibake(cells_[i])) {
        Warn(record.row, schema_.features[i].identifier, "text.mojibake",
             "the text was decoded wrongly before it came here", issues);
      }
    }
    record.values.swap(cells_);  // all of it; the next row is read into this record's old memory
  }

  const ClkhashSchema& schema_;
  ClkhashFormats formats_;
};

}  // namespace

StatusOr<std::unique_ptr<ExtractReader>> ExtractReader::Open(std::istream& input,
                                                             const linkage::LinkageSchema& schema,
                                                             const ExtractOptions& options) {
  std::unique_ptr<CsvExtract> reader;
  if (const ClkhashSchema* clkhash = schema.clkhash()) {
    ONEFOLD_ASSIGN_OR_RETURN(ClkhashFormats formats, ClkhashFormats::Create(*clkhash));
    reader = std::make_unique<ClkhashExtract>(input, *clkhash, std::move(formats), options);
  } else {
    reader = std::make_unique<OwnExtract>(input, *schema.own(), options);
  }
  ONEFOLD_RETURN_IF_ERROR(reader->Open());
  return std::unique_ptr<ExtractReader>(std::move(reader));
}

}  // namespace onefold::encode
