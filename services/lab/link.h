// The whole linkage in one process, through the libraries that agency, matcher and counter use. For
// data with known truth: it sees at once what the deployed programs keep apart.
#pragma once

#include <string>
#include <vector>

#include "crypto/status.h"
#include "linkage/count/count.h"
#include "linkage/match/link.h"
#include "services/lab/extract_file.h"

namespace onefold::lab {

struct LinkOptions {
  std::string schema_path;
  std::string secret_path;  // or, when this is empty,
  std::string secret;       // the secret itself (benchmarks only)
  std::vector<SourceFile> sources;
  std::string key_epoch = "lab";
  ReadOptions read;
  match::Parameters match;
  count::ClusterParameters cluster;
  bool show_progress = true;
};

struct Seconds {
  double read = 0, encode = 0, link = 0, cluster = 0, total = 0;
};

struct LinkOutcome {
  // Row r: rows[r] belongs to entity entity_of[r]. Sorted by source name, then record id; entities
  // numbered by first appearance, so the numbering does not depend on the secret or the order of
  // input.
  std::vector<RowId> rows;
  std::vector<std::uint32_t> entity_of;
  std::vector<std::string> source_names;
  std::uint32_t entities = 0;
  count::UniqueEstimate unique;
  std::vector<match::PassReport> passes;
  std::vector<std::string> warnings;
  std::uint64_t candidate_pairs = 0, emitted_pairs = 0, refused = 0, unlinkable = 0;
  Seconds seconds;
};

// What is linked once, whatever the clustering: every pair of records that a pass shows, with its
// weight.
struct LinkedRecords {
  std::vector<RowId> rows;            // by case
  std::vector<count::CaseRef> cases;  // sorted by handle
  std::vector<count::Source> sources;
  std::vector<count::Evidence> evidence;
  LinkOutcome outcome;  // all but rows, entities and the estimate
};

StatusOr<LinkedRecords> LinkRecords(const LinkOptions& options);
LinkOutcome FormEntities(const LinkedRecords& linked, const count::ClusterParameters& parameters);

// Both.
StatusOr<LinkOutcome> Link(const LinkOptions& options);

// entities.csv: source,record_id,entity_id.
Status WriteEntities(const LinkOutcome& outcome, const std::string& path);
// The one JSON object of --json, and the report of passes and weights of --report.
std::string FormatOutcome(const LinkOutcome& outcome);
std::string FormatReport(const LinkOutcome& outcome);

}  // namespace onefold::lab
