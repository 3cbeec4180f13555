#include "services/lab/attack/suite.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "crypto/hash.h"
#include "linkage/match/parallel.h"
#include "services/lab/attack/experiment.h"
#include "services/lab/extract_file.h"

namespace onefold::lab::attack {
namespace {

using Run = StatusOr<std::vector<AttackOutcome>> (*)(const Experiment&);

struct NamedRun {
  const char* id;
  Run run;
};
constexpr NamedRun kRuns[] = {
    {"A2", RunBlockAware}, {"A3", RunPassLinkage}, {"A5", RunElimination}, {"A7", RunDictionary}};

// The rows of one file that stay under --limit: those whose ids have the least hashes, so that two
// files keep the same persons.
std::vector<std::uint32_t> Choose(const Rows& rows, std::uint64_t limit) {
  std::vector<std::uint32_t> chosen(rows.ids.size());
  std::iota(chosen.begin(), chosen.end(), 0u);
  if (limit == 0 || limit >= chosen.size()) return chosen;
  std::vector<Digest> ranks;
  for (const RowId& id : rows.ids) ranks.push_back(crypto::Sha256(AsBytes(id.record_id)));
  std::sort(chosen.begin(), chosen.end(),
            [&](std::uint32_t a, std::uint32_t b) { return ranks[a] < ranks[b]; });
  chosen.resize(limit);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

struct Side {
  Records records;  // own format
  std::vector<std::string> ids;
};

StatusOr<Side> ReadSide(const std::string& path, const linkage::LinkageSchema& schema,
                        const AttackOptions& options) {
  const crypto::Secret key = KeyFor("reading", 0, 0);  // normalised values do not depend on it
  std::unique_ptr<encode::Encoder> encoder;
  if (schema.own() != nullptr) {
    ONEFOLD_ASSIGN_OR_RETURN(encoder, encode::Encoder::Create(schema, key, "reading"));
  }
  ReadOptions read;
  read.threads = options.threads;
  ONEFOLD_ASSIGN_OR_RETURN(Rows rows,
                           ReadSources({{"records", path}}, schema, encoder.get(), key, read));
  if (rows.ids.empty()) return InvalidArgumentError("no row of " + path + " can be used");
  Side side;
  for (const std::uint32_t row : Choose(rows, options.limit)) {
    side.ids.push_back(std::move(rows.ids[row].record_id));
    if (encoder != nullptr) side.records.push_back(std::move(rows.normalized[row]));
  }
  return side;
}

}  // namespace

const std::set<std::string>& AttackIds() {
  static const std::set<std::string> ids = [] {
    std::set<std::string> all;
    for (const NamedRun& one : kRuns) all.insert(one.id);
    return all;
  }();
  return ids;
}

StatusOr<AttackReport> RunAttacks(const AttackOptions& options) {
  for (const std::string& id : options.only) {
    if (!AttackIds().contains(id)) return InvalidArgumentError("there is no attack " + id);
  }
  ONEFOLD_ASSIGN_OR_RETURN(const linkage::LinkageSchema schema,
                           linkage::ReadLinkageSchema(options.schema_path));
  ONEFOLD_ASSIGN_OR_RETURN(Side victims, ReadSide(options.victims_path, schema, options));
  ONEFOLD_ASSIGN_OR_RETURN(Side population, ReadSide(options.population_path, schema, options));
  const Judge judge(victims.ids, population.ids);
  if (judge.overlap() == 0) {
    return InvalidArgumentError("no record id of " + options.victims_path + " is in " +
                                options.population_path);
  }
  AttackReport report;
  report.schema = schema.own() != nullptr ? schema.own()->name : "clkhash";
  report.profile = schema.own() != nullptr ? schema.own()->profile : "clkhash";
  report.records = victims.ids.size();
  report.known = population.ids.size();
  report.overlap = judge.overlap();
  const Experiment experiment{schema,
                              options,
                              match::WorkerCount(options.threads),
                              std::move(victims.records),
                              std::move(population.records),
                              std::move(victims.ids),
                              std::move(population.ids),
                              judge};
  for (const NamedRun& one : kRuns) {
    if (!options.only.empty() && !options.only.contains(one.id)) continue;
    ONEFOLD_ASSIGN_OR_RETURN(std::vector<AttackOutcome> outcomes, one.run(experiment));
    std::move(outcomes.begin(), outcomes.end(), std::back_inserter(report.attacks));
  }
  return report;
}

}  // namespace onefold::lab::attack
