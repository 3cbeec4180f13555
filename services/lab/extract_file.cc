#include "services/lab/extract_file.h"

#include <fstream>
#include <future>
#include <iostream>
#include <set>
#include <utility>

#include "linkage/case.h"
#include "linkage/csv.h"
#include "linkage/encode/extract.h"
#include "linkage/match/parallel.h"

namespace onefold::lab {
namespace {

constexpr std::size_t kBatch = 4096;

// Columns of the file that the schema does not know: read and left alone, so that a file with
// indicators can be linked as it is. clkhash names every column.
StatusOr<std::vector<std::string>> FurtherColumns(const std::string& path,
                                                  const linkage::LinkageSchema& schema) {
  const linkage::Schema* own = schema.own();
  if (own == nullptr) return std::vector<std::string>();
  std::ifstream input(path, std::ios::binary);
  linkage::CsvReader reader(input, {});
  ONEFOLD_ASSIGN_OR_RETURN(const std::vector<std::string> header, reader.ReadHeader());
  std::set<std::string> known(own->ignored_columns.begin(), own->ignored_columns.end());
  known.insert(own->record_id_column);
  for (const linkage::Field& field : own->fields) {
    known.insert(field.column);
    known.insert(field.language_column);
  }
  std::vector<std::string> further;
  for (const std::string& column : header) {
    if (!known.contains(column)) further.push_back(column);
  }
  return further;
}

// Rows that may not be linked, by the columns legal_basis and consent_linkage when the file has
// them.
class LinkageRule {
 public:
  explicit LinkageRule(const std::vector<std::string>& further) {
    for (std::size_t i = 0; i < further.size(); ++i) {
      if (further[i] == "legal_basis") basis_ = i;
      if (further[i] == "consent_linkage") consent_ = i;
    }
  }

  bool Allows(const std::vector<std::string>& values) const {
    const std::string basis = basis_ == kNone ? "" : values[basis_];
    const std::string consent = consent_ == kNone ? "" : values[consent_];
    linkage::LegalBasis parsed = linkage::LegalBasis::kPublicTask;
    if (basis == "C") parsed = linkage::LegalBasis::kConsent;
    if (basis == "P") parsed = linkage::LegalBasis::kPolice;
    if (basis == "V") parsed = linkage::LegalBasis::kVitalInterest;
    linkage::Consent answer = linkage::Consent::kNotApplicable;
    if (consent == "Y") answer = linkage::Consent::kYes;
    if (consent == "N") answer = linkage::Consent::kNo;
    return linkage::AllowsLinkage(parsed, answer);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t basis_ = kNone, consent_ = kNone;
};

class IssueReporter {
 public:
  IssueReporter(std::string source, std::uint64_t limit)
      : source_(std::move(source)), limit_(limit) {}
  ~IssueReporter() {
    if (issues_ <= limit_) return;
    std::cerr << "onefold-lab: " << source_ << ": " << issues_ - limit_ << " further issues\n";
  }

  void Report(const encode::RowIssue& issue) {
    if (++issues_ > limit_) return;
    std::cerr << "onefold-lab: " << source_ << ": row " << issue.row;
    if (!issue.column.empty()) std::cerr << ", column " << issue.column;
    std::cerr << ": " << issue.rule << (issue.refused ? "" : " (warning)") << ": " << issue.text
              << "\n";
  }

 private:
  std::string source_;
  std::uint64_t limit_, issues_ = 0;
};

class SourceReader {
 public:
  SourceReader(const linkage::LinkageSchema& schema, const encode::Encoder* encoder,
               const crypto::Secret& secret, const ReadOptions& options, Rows& rows)
      : schema_(schema),
        encoder_(encoder),
        secret_(secret),
        options_(options),
        workers_(match::WorkerCount(options.threads)),
        rows_(rows) {}

  Status Read(const SourceFile& source, std::uint16_t index) {
    std::ifstream input(source.path, std::ios::binary);
    if (!input) return NotFoundError("cannot open " + source.path);
    encode::ExtractOptions extract_options;
    ONEFOLD_ASSIGN_OR_RETURN(extract_options.further_columns, FurtherColumns(source.path, schema_));
    ONEFOLD_ASSIGN_OR_RETURN(const auto reader,
                             encode::ExtractReader::Open(input, schema_, extract_options));
    const LinkageRule rule(extract_options.further_columns);
    IssueReporter reporter(source.name, options_.max_reported);
    Batch batch, taken;
    std::future<Status> taking;  // one batch is normalised while the next is read
    const auto take = [&]() -> Status {
      if (taking.valid()) ONEFOLD_RETURN_IF_ERROR(taking.get());
      for (const encode::RowIssue& issue : batch.issues) reporter.Report(issue);
      batch.issues.clear();
      std::swap(batch, taken);
      taking = std::async(std::launch::async, [&] { return Take(taken.records, index, reporter); });
      return OkStatus();
    };
    for (bool more = true; more;) {
      more = ReadBatch(*reader, rule, batch);
      ONEFOLD_RETURN_IF_ERROR(take());
    }
    ONEFOLD_RETURN_IF_ERROR(taking.get());
    rows_.refused += std::exchange(refused_, 0);
    return OkStatus();
  }

 private:
  struct Batch {
    std::vector<encode::Record> records;
    std::vector<encode::RowIssue> issues;  // of reading it
  };

  // False at the end of the file.
  bool ReadBatch(encode::ExtractReader& reader, const LinkageRule& rule, Batch& batch) {
    std::vector<std::string> further;
    std::vector<encode::RowIssue> issues;
    while (batch.records.size() < kBatch && batch.issues.size() < kBatch) {
      encode::Record record;
      const auto next = reader.Read(record, further, issues);
      batch.issues.insert(batch.issues.end(), issues.begin(), issues.end());
      if (next == encode::ExtractReader::Next::kEnd) return false;
      if (next == encode::ExtractReader::Next::kBadRow) {
        ++refused_;
      } else if (!rule.Allows(further)) {
        ++rows_.unlinkable;
      } else {
        batch.records.push_back(std::move(record));
      }
    }
    return true;
  }

  // Normalises or encodes a batch on all threads and keeps its good rows in order.
  Status Take(std::vector<encode::Record>& batch, std::uint16_t source, IssueReporter& reporter) {
    ONEFOLD_RETURN_IF_ERROR(encoder_ != nullptr ? TakeOwn(batch) : TakeClkhash(batch, reporter));
    for (encode::Record& record : batch) {
      rows_.ids.push_back({source, std::move(record.record_id)});
    }
    batch.clear();
    return OkStatus();
  }

  Status TakeOwn(const std::vector<encode::Record>& batch) {
    const std::size_t before = rows_.normalized.size();
    rows_.normalized.resize(before + batch.size());
    rows_.passes.resize(before + batch.size());
    return match::ParallelFor(batch.size(), workers_, [&](unsigned, std::size_t i) {
      encode::NormalizedRecord& record = rows_.normalized[before + i];
      record = encoder_->Normalize(batch[i]);
      for (std::size_t pass = 0; pass < encoder_->layouts().size(); ++pass) {  // at most 32
        if (encoder_->HasItem(record, pass)) rows_.passes[before + i] |= std::uint64_t{1} << pass;
      }
      return OkStatus();
    });
  }

  Status TakeClkhash(std::vector<encode::Record>& batch, IssueReporter& reporter) {
    while (encoders_.size() < workers_) {
      ONEFOLD_ASSIGN_OR_RETURN(
          auto encoder,
          encode::ClkhashEncoder::Create(*schema_.clkhash(), crypto::SecretAccess::Read(secret_),
                                         options_.fold));
      encoders_.push_back(std::move(encoder));
    }
    rows_.clk_bytes = encoders_[0]->clk_bytes();
    std::vector<std::uint8_t> clks(batch.size() * rows_.clk_bytes);
    std::vector<Status> results(batch.size());
    ONEFOLD_RETURN_IF_ERROR(
        match::ParallelFor(batch.size(), workers_, [&](unsigned worker, std::size_t i) {
          results[i] = encoders_[worker]->Encode(
              batch[i], std::span(clks).subspan(i * rows_.clk_bytes, rows_.clk_bytes));
          return OkStatus();
        }));
    std::vector<encode::Record> good;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!results[i].ok()) {
        reporter.Report({batch[i].row, "", "format", std::string(Message(results[i])), true});
        ++rows_.refused;
        continue;
      }
      const auto clk = std::span(clks).subspan(i * rows_.clk_bytes, rows_.clk_bytes);
      rows_.clks.insert(rows_.clks.end(), clk.begin(), clk.end());
      good.push_back(std::move(batch[i]));
    }
    batch = std::move(good);
    return OkStatus();
  }

  const linkage::LinkageSchema& schema_;
  const encode::Encoder* encoder_;
  const crypto::Secret& secret_;
  const ReadOptions& options_;
  const unsigned workers_;
  Rows& rows_;
  std::uint64_t refused_ = 0;  // of the file that is being read, by the reader
  std::vector<std::unique_ptr<encode::ClkhashEncoder>> encoders_;  // one a thread
};

}  // namespace

StatusOr<SourceFile> ParseSourceFile(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    return InvalidArgumentError("--source takes NAME=FILE.csv[,clean|dirty][,state|ngo]");
  }
  SourceFile source{text.substr(0, equals), text.substr(equals + 1)};
  const auto take = [&](const char* suffix) {
    if (!source.path.ends_with(suffix)) return false;
    source.path.resize(source.path.size() - std::string_view(suffix).size());
    return true;
  };
  for (int suffixes = 0; suffixes < 2; ++suffixes) {
    if (take(",state")) {
      source.type = count::SourceType::kState;
    } else if (take(",ngo")) {
      source.type = count::SourceType::kNgo;
    } else if (take(",clean")) {
      source.clean = true;
    } else if (!take(",dirty")) {
      break;
    }
  }
  return source;
}

StatusOr<Rows> ReadSources(const std::vector<SourceFile>& sources,
                           const linkage::LinkageSchema& schema, const encode::Encoder* encoder,
                           const crypto::Secret& secret, const ReadOptions& options) {
  Rows rows;
  SourceReader reader(schema, encoder, secret, options, rows);
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const Status status = reader.Read(sources[s], static_cast<std::uint16_t>(s));
    if (!status.ok()) return Annotate(status, sources[s].path);
  }
  return rows;
}

}  // namespace onefold::lab
