// The whole linkage in one process, through the libraries that agency, matcher and counter use. For
// data with known truth: it sees at once what the deployed programs keep apart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "linkage/count/count.h"
#include "linkage/match/link.h"
#include "linkage/report/run_report.h"
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
  std::string weights_path;          // fixed weights (docs/formats/weights.md); empty: learned
  count::ClusterParameters cluster;  // but for the cut:
  std::optional<std::int32_t> cut;   // none: the schema's
  std::string constraints_path;      // "" = none; docs/formats/constraints.md
  bool with_report = false;          // measured only when it is asked for
  bool show_progress = true;
};

struct Seconds {
  double read = 0, encode = 0, link = 0, cluster = 0, total = 0;
};

// Pairs of records that people know something about.
struct ConstraintCounts {
  std::uint64_t must_links = 0, cannot_links = 0;
  std::uint64_t contradictions = 0;  // must-links that a cannot-link contradicts, and that yield
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
  std::optional<report::RunReport> report;  // when it was asked for
  std::vector<std::string> warnings;
  std::optional<ConstraintCounts> constraints;  // when a file of them was given
  std::uint64_t candidate_pairs = 0, emitted_pairs = 0, refused = 0, unlinkable = 0;
  std::string comparison;  // clkhash profile: kernel and filter of the Dice search, and why
  Seconds seconds;
};

// What is linked once, whatever the clustering: every pair of records that a pass shows, with its
// weight.
struct LinkedRecords {
  std::vector<RowId> rows;            // by case
  std::vector<count::CaseRef> cases;  // sorted by handle
  std::vector<count::Source> sources;
  std::vector<count::Evidence> evidence;
  std::vector<count::Constraint> constraints;
  std::vector<linkage::PassReport> passes;
  std::int32_t schema_cut = 0;  // millibits
  LinkOutcome outcome;          // all but rows, entities, the estimate and the report
};

StatusOr<LinkedRecords> LinkRecords(const LinkOptions& options);
LinkOutcome FormEntities(const LinkedRecords& linked, const count::ClusterParameters& parameters,
                         bool with_report = false);

// Both.
StatusOr<LinkOutcome> Link(const LinkOptions& options);

// entities.csv: source,record_id,entity_id.
Status WriteEntities(const LinkOutcome& outcome, const std::string& path);
// The one JSON object of --json.
std::string FormatOutcome(const LinkOutcome& outcome);

}  // namespace onefold::lab
