#include "linkage/estimate/estimate.h"

#include <cmath>
#include <limits>

#include "linkage/estimate/bic.h"
#include "linkage/estimate/decomposable.h"
#include "linkage/estimate/interval.h"
#include "linkage/estimate/stepwise.h"
#include "linkage/estimate/warnings.h"

namespace onefold::estimate {
namespace {

constexpr std::size_t kModelsByBic = 3;  // shown
constexpr double kWidest = 10;           // highest over lowest

ModelEstimate Fitted(const CaptureTable& table, std::string_view method, const Model& model,
                     const Fit& fit) {
  const PersonsInterval profile = ProfileInterval(table.counts, model);
  ModelEstimate row;
  row.method = method;
  row.model = Describe(model, table.lists);
  row.interval = "profile-likelihood";
  row.estimate = fit.persons;
  row.low = profile.low;
  row.high = profile.high;
  row.bic = fit.bic;
  return row;
}

ModelEstimate Stepped(const CaptureTable& table, const Stepwise& selected) {
  ModelEstimate row = Fitted(table, NameOf(Method::kStepwise), selected.model, selected.fit);
  for (const StepwiseStep& step : selected.path) {
    row.path.push_back({Describe({step.pair}, table.lists), step.p, step.persons});
  }
  return row;
}

ModelEstimate Averaged(const CaptureTable& table, const AveragedPosterior& posterior) {
  const auto persons = static_cast<double>(Persons(table.counts));
  const auto at = [&](double level) {
    return persons + static_cast<double>(DarkQuantile(posterior, level));
  };
  ModelEstimate row;
  row.method = NameOf(Method::kAveraging);
  row.model = Describe(posterior.graphs.front().model, table.lists);
  row.interval = "posterior";
  row.estimate = at(0.5);
  row.low = at(0.025);
  row.high = at(0.975);
  row.probability = posterior.graphs.front().probability;
  return row;
}

// All models that so many lists allow. FailedPrecondition: not even independent lists have one.
StatusOr<std::vector<ModelEstimate>> SideBySide(const CaptureTable& table, unsigned order) {
  ONEFOLD_ASSIGN_OR_RETURN(const Stepwise selected, SelectStepwise(table.counts));
  const Model main = MainEffects(table.counts.lists);
  std::vector<ModelEstimate> rows;
  rows.push_back(Fitted(table, "main-effects", main, FitModel(table.counts, main)));
  rows.push_back(Stepped(table, selected));
  if (table.counts.lists <= kMostListsEnumerated) {
    ONEFOLD_ASSIGN_OR_RETURN(const auto best, BestByBic(table.counts, order, kModelsByBic));
    for (const RankedModel& ranked : best) {
      rows.push_back(Fitted(table, NameOf(Method::kBic), ranked.model, ranked.fit));
    }
  }
  if (table.counts.lists <= kMostListsAveraged) {
    ONEFOLD_ASSIGN_OR_RETURN(
        const auto posterior,
        AverageGraphs(table.counts, DefaultPrior(table.counts), DefaultDarkFigures(table.counts)));
    rows.push_back(Averaged(table, posterior));
  }
  return rows;
}

// Selection and fit, as often as the bootstrap wants. A resample on which no model is sound says
// nothing against any number of persons.
Estimator Repeated(Method method, unsigned order) {
  constexpr double kUnbounded = std::numeric_limits<double>::infinity();
  if (method == Method::kStepwise) {
    return [](const Counts& counts) {
      const auto selected = SelectStepwise(counts);
      return selected.ok() ? selected->fit.persons : kUnbounded;
    };
  }
  return [order](const Counts& counts) {
    const auto best = BestByBic(counts, order, 1);
    return best.ok() && !best->empty() ? best->front().fit.persons : kUnbounded;
  };
}

// The first row of the method: the best by BIC comes before the next ones.
ModelEstimate ResultOf(const CaptureTable& table, const std::vector<ModelEstimate>& rows,
                       Method method, unsigned order, const EstimateOptions& options) {
  ModelEstimate result;
  for (const ModelEstimate& row : rows) {
    if (row.method != NameOf(method)) continue;
    result = row;
    break;
  }
  if (method == Method::kAveraging || options.resamples == 0) return result;
  const PersonsInterval bootstrap = BcaInterval(table.counts, Repeated(method, order),
                                                {options.resamples, options.seed, options.threads});
  result.interval = "bca-bootstrap";
  result.low = bootstrap.low;
  result.high = bootstrap.high;
  return result;
}

std::string RefusalOf(double low, double high) {
  // Written so that an interval without bounds is refused too.
  if (!(high <= kWidest * low)) {
    return "the interval is too wide: its upper end is more than ten times its lower end";
  }
  return "";
}

Status CheckOptions(const CaptureTable& table, Method method, unsigned order,
                    const EstimateOptions& options) {
  const unsigned lists = table.counts.lists;
  if ((method == Method::kBic && lists > kMostListsEnumerated) ||
      (method == Method::kAveraging && lists > kMostListsAveraged)) {
    return InvalidArgumentError("method: " + std::string(NameOf(method)) +
                                " is not for so many lists; use stepwise");
  }
  if (options.order && (order < 1 || order > MostOrder(lists))) {
    return InvalidArgumentError("order: it is 1 to the number of lists less one, of six lists 3");
  }
  if (options.resamples > kMostResamples) {
    return InvalidArgumentError("bootstrap: at most " + std::to_string(kMostResamples) +
                                " resamples");
  }
  return OkStatus();
}

}  // namespace

StatusOr<Method> ParseMethod(std::string_view name) {
  for (const Method method : {Method::kStepwise, Method::kBic, Method::kAveraging}) {
    if (name == NameOf(method)) return method;
  }
  return InvalidArgumentError("method: it is stepwise, bic or dga");
}

std::string_view NameOf(Method method) {
  switch (method) {
    case Method::kStepwise:
      return "stepwise";
    case Method::kBic:
      return "bic";
    case Method::kAveraging:
      return "dga";
  }
  return "";
}

StatusOr<Estimate> EstimatePersons(const CaptureTable& table, const EstimateOptions& options) {
  Estimate estimate;
  const unsigned lists = table.counts.lists;
  estimate.method =
      options.method.value_or(lists <= kMostListsAveraged ? Method::kAveraging : Method::kStepwise);
  const unsigned order = options.order.value_or(DefaultOrder(lists));
  ONEFOLD_RETURN_IF_ERROR(CheckOptions(table, estimate.method, order, options));
  estimate.observed = Persons(table.counts);
  if (const Status enough = CheckEnough(table); !enough.ok()) {
    estimate.refusal = Message(enough);
  } else if (auto rows = SideBySide(table, order); !rows.ok()) {
    estimate.refusal = Message(rows.status());
  } else {
    estimate.models = *std::move(rows);
    estimate.result = ResultOf(table, estimate.models, estimate.method, order, options);
    estimate.refusal = RefusalOf(estimate.result.low, estimate.result.high);
  }
  estimate.warnings = WarningsOf(table, estimate);
  return estimate;
}

StatusOr<Estimate> EstimateLinked(const CaptureTable& table,
                                  std::span<const CaptureTable> structures,
                                  const EstimateOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(Estimate estimate, EstimatePersons(table, options));
  if (estimate.method != Method::kAveraging && options.resamples == 0) {
    return InvalidArgumentError("bootstrap: the interval of linked records needs resamples");
  }
  if (estimate.refusal.empty()) {
    const unsigned order = options.order.value_or(DefaultOrder(table.counts.lists));
    estimate.linkage = estimate.method == Method::kAveraging
                           ? AveragePosteriors(structures, options.threads)
                           : AverageResamples(structures, Repeated(estimate.method, order),
                                              {options.resamples, options.seed, options.threads});
    estimate.refusal = RefusalOf(estimate.linkage->low, estimate.linkage->high);
  }
  if (!estimate.refusal.empty()) {
    estimate.linkage.reset();
    estimate.models.clear();
  }
  estimate.warnings = WarningsOf(table, estimate);
  return estimate;
}

}  // namespace onefold::estimate
