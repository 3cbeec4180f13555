// How many persons there are, those that no list met included (multiple systems estimation).
// Experimental: models that fit the counts equally well can differ by a factor of two, and no count
// can say which is right. So several models always stand side by side, with what must be believed
// for any of them to hold. Methods, sources and criticism: docs/METHODS-MSE.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"
#include "linkage/estimate/linkage_average.h"
#include "linkage/estimate/table.h"

namespace onefold::estimate {

enum class Method { kStepwise, kBic, kAveraging };
// "stepwise", "bic", "dga". InvalidArgument: another name.
StatusOr<Method> ParseMethod(std::string_view name);
std::string_view NameOf(Method method);

struct EstimateOptions {
  std::optional<Method> method;   // none: kAveraging for up to five lists, else kStepwise
  std::optional<unsigned> order;  // of bic, as BestByBic; none: DefaultOrder
  std::uint64_t seed = 1;
  unsigned threads = 0;           // 0: all cores; the result does not depend on it
  std::size_t resamples = 1'000;  // of the bootstrap; 0: profile likelihood instead
};
inline constexpr std::size_t kMostResamples = 100'000;

// One more pair of lists in a stepwise selection.
struct SelectionStep {
  std::string pair;
  double p = 0, estimate = 0;
};

// Persons; infinity where the counts do not bound them.
struct ModelEstimate {
  std::string method;    // "main-effects" or the name of a Method
  std::string model;     // generators; of kAveraging the most probable graph
  std::string interval;  // "profile-likelihood", "bca-bootstrap" or "posterior"
  double estimate = 0, low = 0, high = 0;
  std::optional<double> bic;          // models that are fitted
  std::optional<double> probability;  // of the most probable graph
  std::vector<SelectionStep> path;    // kStepwise
};

struct Estimate {
  Method method = Method::kAveraging;
  std::uint64_t observed = 0;
  std::string refusal;                    // not empty: there is no result, and this is why
  ModelEstimate result;                   // of `method`
  std::vector<ModelEstimate> models;      // side by side; fitted ones with profile likelihood
  std::vector<std::string> warnings;      // "rule: text"
  std::optional<LinkageAverage> linkage;  // of counts that come from linked records: see below
};

// Deterministic by seed; the order of lists in the table's source has no influence.
// InvalidArgument: a method that cannot be used with so many lists, order or resamples out of
// bounds. A table that says too little is no error: `refusal` is set.
StatusOr<Estimate> EstimatePersons(const CaptureTable& table, const EstimateOptions& options);

// The same of counts that come from linked records. `table`: the linkage as found; `structures`:
// those that may be right instead, with the same lists. `linkage` is set unless the result is
// refused, and after a refusal there are no models either: nothing is shown without it.
// InvalidArgument also: options.resamples is 0 although the method needs them.
StatusOr<Estimate> EstimateLinked(const CaptureTable& table,
                                  std::span<const CaptureTable> structures,
                                  const EstimateOptions& options);

// One JSON object: docs/formats/capture_counts.md.
std::string FormatEstimate(const Estimate& estimate);

}  // namespace onefold::estimate
