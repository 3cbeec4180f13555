#include "services/lab/link.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <thread>

#include "linkage/encode/chance.h"
#include "linkage/match/parallel.h"
#include "services/lab/constraint_file.h"
#include "services/lab/items.h"
#include "services/lab/stopwatch.h"
#include "services/ops/progress.h"

namespace onefold::lab {
namespace {

// Shows the comparisons of a pass while they run.
class PassProgress {
 public:
  PassProgress(const std::string& pass, bool show) {
    if (!show) return;
    bar_.emplace("linking pass " + pass, "comparisons", 0);
    watcher_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        bar_->SetTotal(progress.total);
        bar_->Update(progress.done);
      }
    });
  }

  match::Progress progress;

 private:
  std::optional<ops::ProgressBar> bar_;
  std::jthread watcher_;  // joined before the bar ends
};

StatusOr<std::vector<count::Constraint>> FindConstraints(const LinkOptions& options,
                                                         const std::vector<SourceFile>& sources,
                                                         const std::vector<count::CaseRef>& cases,
                                                         const crypto::Secret& secret) {
  return ReadConstraints(
      options.constraints_path, sources,
      [&](const std::string& source, const std::string& record_id) -> std::optional<std::uint32_t> {
        const Id128 handle = HandleOf(secret, source, record_id);
        const auto found = std::lower_bound(
            cases.begin(), cases.end(), handle,
            [](const count::CaseRef& one, const Id128& sought) { return one.handle < sought; });
        if (found == cases.end() || found->handle != handle) return std::nullopt;
        return static_cast<std::uint32_t>(found - cases.begin());
      });
}

ConstraintCounts CountConstraints(const std::vector<count::Constraint>& constraints) {
  ConstraintCounts counts;
  for (const count::Constraint& one : constraints) {
    ++(one.link ? counts.must_links : counts.cannot_links);
  }
  return counts;
}

// What every agency would count in its own list (linkage/chance.h), summed.
StatusOr<linkage::ChanceTable> CountChance(const Rows& rows, std::size_t sources,
                                           const encode::Encoder& encoder,
                                           const linkage::Schema& schema, unsigned workers) {
  std::vector<std::vector<std::size_t>> rows_of(sources);
  for (std::size_t r = 0; r < rows.ids.size(); ++r) rows_of[rows.ids[r].source].push_back(r);
  std::vector<linkage::ChanceTable> tables(sources);
  ONEFOLD_RETURN_IF_ERROR(match::ParallelFor(sources, workers, [&](unsigned, std::size_t source) {
    std::vector<std::string_view> ids;
    for (const std::size_t row : rows_of[source]) ids.push_back(rows.ids[row].record_id);
    encode::ChanceCounter counter(encoder, schema);
    for (const std::size_t chosen : encode::ChooseSample(encoder, ids)) {
      counter.Add(rows.normalized[rows_of[source][chosen]]);
    }
    tables[source] = counter.Count();
    return OkStatus();
  }));
  linkage::ChanceTable sum;
  for (const linkage::ChanceTable& table : tables) linkage::AddChance(sum, table);
  return sum;
}

Status LinkPasses(const match::Parameters& parameters, bool show_progress,
                  const std::vector<linkage::PassLayout>& layouts, const ItemBuilder& builder,
                  std::vector<count::PassPair>& pairs, LinkedRecords& linked) {
  LinkOutcome& outcome = linked.outcome;
  for (std::size_t pass = 0; pass < layouts.size(); ++pass) {
    Stopwatch watch;
    ONEFOLD_ASSIGN_OR_RETURN(const PassItems made, builder.Build(layouts[pass], pass));
    outcome.seconds.encode += watch.Lap();
    PassProgress shown(layouts[pass].name, show_progress);
    const match::ItemBuffer buffer{0, made.items};
    ONEFOLD_ASSIGN_OR_RETURN(
        match::PassResult result,
        match::LinkPass(layouts[pass], std::span(&buffer, 1), parameters, &shown.progress));
    ONEFOLD_RETURN_IF_ERROR(result.pairs.ForEach([&](const match::WeightedPair& pair) {
      const std::uint32_t left = ItemBuilder::CaseOf(result.items[pair.left]);
      const std::uint32_t right = ItemBuilder::CaseOf(result.items[pair.right]);
      if (left == ItemBuilder::kDummyCase || right == ItemBuilder::kDummyCase) return OkStatus();
      pairs.push_back({left, right, static_cast<std::uint8_t>(pass), pair.weight});
      return OkStatus();
    }));
    outcome.candidate_pairs += result.report.candidate_pairs;
    outcome.emitted_pairs += result.report.emitted_pairs;
    if (!result.comparison.empty()) outcome.comparison = result.comparison;
    if (made.kept_back > 0) {
      outcome.warnings.push_back("pass " + result.report.pass + ": " +
                                 std::to_string(made.kept_back) +
                                 " records are in blocks larger than the schema allows");
    }
    for (const std::string& warning : result.report.warnings) {
      outcome.warnings.push_back("pass " + result.report.pass + ": " + warning);
    }
    linked.passes.push_back(std::move(result.report));
    outcome.seconds.link += watch.Lap();
  }
  return OkStatus();
}

StatusOr<std::vector<SourceFile>> SortedSources(std::vector<SourceFile> sources) {
  if (sources.empty()) return InvalidArgumentError("at least one --source is needed");
  std::sort(sources.begin(), sources.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
  for (std::size_t i = 1; i < sources.size(); ++i) {
    if (sources[i].name == sources[i - 1].name) {
      return InvalidArgumentError("the source " + sources[i].name + " is named twice");
    }
  }
  return sources;
}

StatusOr<crypto::Secret> SecretOf(const LinkOptions& options) {
  if (options.secret_path.empty()) return crypto::Secret::CopyOf(AsBytes(options.secret));
  ONEFOLD_ASSIGN_OR_RETURN(crypto::OpenedSecret opened,
                           crypto::ReadNamedSecretFile(options.secret_path));
  if (!opened.is_private) {
    std::cerr << "onefold-lab: warning: " << options.secret_path << " can be read by others\n";
  }
  return std::move(opened.secret);
}

}  // namespace

StatusOr<LinkedRecords> LinkRecords(const LinkOptions& options) {
  Stopwatch total, watch;
  LinkedRecords linked;
  LinkOutcome& outcome = linked.outcome;
  ONEFOLD_ASSIGN_OR_RETURN(const linkage::LinkageSchema schema,
                           linkage::ReadLinkageSchema(options.schema_path));
  ONEFOLD_ASSIGN_OR_RETURN(const std::vector<SourceFile> sources, SortedSources(options.sources));
  ONEFOLD_ASSIGN_OR_RETURN(const crypto::Secret secret, SecretOf(options));
  outcome.warnings = schema.warnings;
  linked.schema_cut = schema.cut_millibits();
  match::Parameters parameters = options.match;
  const std::vector<linkage::PassLayout> layouts = linkage::PassLayoutsOf(schema);
  if (!options.weights_path.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(parameters.fixed_weights,
                             match::ReadFixedWeights(options.weights_path, layouts));
  }
  std::unique_ptr<encode::Encoder> encoder;
  if (schema.own() != nullptr) {
    ONEFOLD_ASSIGN_OR_RETURN(encoder, encode::Encoder::Create(schema, secret, options.key_epoch));
  }
  ONEFOLD_ASSIGN_OR_RETURN(Rows rows,
                           ReadSources(sources, schema, encoder.get(), secret, options.read));
  if (rows.ids.empty()) return InvalidArgumentError("no row of any source can be used");
  outcome.refused = rows.refused;
  outcome.unlinkable = rows.unlinkable;
  outcome.seconds.read = watch.Lap();

  Cases cases = SortByHandle(rows, sources, secret, match::WorkerCount(options.match.threads));
  if (!options.constraints_path.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(linked.constraints,
                             FindConstraints(options, sources, cases.cases, secret));
    outcome.constraints = CountConstraints(linked.constraints);
  }
  const ItemBuilder builder(rows, cases, encoder.get(), secret,
                            match::WorkerCount(options.match.threads));
  if (schema.own() != nullptr) {
    ONEFOLD_ASSIGN_OR_RETURN(parameters.chance,
                             CountChance(rows, sources.size(), *encoder, *schema.own(),
                                         match::WorkerCount(options.match.threads)));
    outcome.seconds.encode += watch.Lap();
  }
  std::vector<count::PassPair> pairs;
  ONEFOLD_RETURN_IF_ERROR(
      LinkPasses(parameters, options.show_progress, layouts, builder, pairs, linked));

  watch.Lap();
  linked.evidence = count::UnitePasses(std::move(pairs));
  for (const SourceFile& source : sources) {
    linked.sources.push_back({source.name, source.clean, source.type});
    outcome.source_names.push_back(source.name);
  }
  for (const std::uint32_t row : cases.row) linked.rows.push_back(std::move(rows.ids[row]));
  linked.cases = std::move(cases.cases);
  outcome.seconds.cluster = watch.Lap();
  outcome.seconds.total = total.Lap();
  return linked;
}

StatusOr<LinkOutcome> Link(const LinkOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const LinkedRecords linked, LinkRecords(options));
  count::ClusterParameters parameters = options.cluster;
  parameters.cut = options.cut.value_or(linked.schema_cut);
  return FormEntities(linked, parameters, options.with_report);
}

}  // namespace onefold::lab
