#include "services/lab/attack/suite.h"

#include <iterator>

#include "linkage/match/parallel.h"
#include "services/lab/attack/experiment.h"
#include "services/lab/attack/side.h"

namespace onefold::lab::attack {
namespace {

using Run = StatusOr<std::vector<AttackOutcome>> (*)(const Experiment&);

struct NamedRun {
  const char* id;
  Run run;
};
constexpr NamedRun kRuns[] = {{"A1", RunSimilarityGraph}, {"A2", RunBlockAware},
                              {"A3", RunPassLinkage},     {"A4", RunRegression},
                              {"A5", RunElimination},     {"A6", RunFrequency},
                              {"A7", RunDictionary}};

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
  // Normalised values do not depend on the key. The CLKs of a clkhash schema are read again under
  // the key of each seed.
  const crypto::Secret key = KeyFor("reading", 0, 0);
  ONEFOLD_ASSIGN_OR_RETURN(
      Side victims, ReadSide(options.victims_path, schema, key, options.limit, options.threads));
  ONEFOLD_ASSIGN_OR_RETURN(Side population, ReadSide(options.population_path, schema, key,
                                                     options.limit, options.threads));
  const Judge judge(victims.ids, population.ids);
  if (judge.overlap() == 0) {
    return InvalidArgumentError("no record id of " + options.victims_path + " is in " +
                                options.population_path);
  }
  AttackReport report;
  report.schema = schema.own() != nullptr ? schema.own()->name : "clkhash";
  report.profile = schema.profile();
  report.records = victims.ids.size();
  report.known = population.ids.size();
  report.overlap = judge.overlap();
  const Experiment experiment{schema,
                              options,
                              match::WorkerCount(options.threads),
                              std::move(victims.records),
                              std::move(population.records),
                              victims.ids.size(),
                              population.ids.size(),
                              judge};
  for (const NamedRun& one : kRuns) {
    if (!options.only.empty() && !options.only.contains(one.id)) continue;
    ONEFOLD_ASSIGN_OR_RETURN(std::vector<AttackOutcome> outcomes, one.run(experiment));
    std::move(outcomes.begin(), outcomes.end(), std::back_inserter(report.attacks));
  }
  return report;
}

}  // namespace onefold::lab::attack
