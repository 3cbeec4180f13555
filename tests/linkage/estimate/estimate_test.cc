#include "linkage/estimate/estimate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "tests/linkage/estimate/tables.h"

namespace onefold::estimate {
namespace {

using testing::Published;

CaptureTable Sorted(const CaptureTable& table) {
  auto sorted = MakeTable(table.lists, table.counts.by_history);
  EXPECT_TRUE(sorted.ok());
  return *std::move(sorted);
}

bool Warns(const Estimate& estimate, std::string_view rule) {
  return std::any_of(estimate.warnings.begin(), estimate.warnings.end(),
                     [&](const std::string& warning) { return warning.starts_with(rule); });
}

TEST(Estimate, SeveralModelsSideBySideWithAllAssumptions) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  const auto estimate = EstimatePersons(Sorted(Published("UKdat_5")), {});
  ASSERT_TRUE(estimate.ok());
  EXPECT_EQ(estimate->method, Method::kAveraging);
  EXPECT_EQ(estimate->refusal, "");
  EXPECT_EQ(estimate->observed, 2744u);
  std::vector<std::string> methods;
  for (const ModelEstimate& row : estimate->models) methods.push_back(row.method);
  EXPECT_EQ(methods,
            (std::vector<std::string>{"main-effects", "stepwise", "bic", "bic", "bic", "dga"}));
  EXPECT_NEAR(estimate->models[1].estimate, 11313, 1.1);
  EXPECT_EQ(estimate->models[1].path.size(), 6u);
  EXPECT_NEAR(estimate->models[2].estimate, 25311, 2.5);
  for (const char* rule :
       {"experimental:", "closed-population:", "homogeneous-capture:", "list-dependence:",
        "referral:", "linkage-error:", "criticism:", "sparse-overlap:", "instability:"}) {
    EXPECT_TRUE(Warns(*estimate, rule)) << rule;
  }
}

TEST(Estimate, InstabilityCasesCarryTheWarning) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  // UK, six lists: the third model by BIC says 21,000, the first two 12,000 and 11,000.
  for (const char* name : {"Ned", "Australia", "UKdat"}) {
    EstimateOptions options;
    options.resamples = 0;
    const auto estimate = EstimatePersons(Sorted(Published(name)), options);
    ASSERT_TRUE(estimate.ok());
    EXPECT_TRUE(Warns(*estimate, "instability:")) << name;
  }
}

TEST(Estimate, AStableTableDoesNot) {
  ONEFOLD_NEED_PUBLISHED_TABLES();
  EstimateOptions options;
  options.resamples = 0;
  const auto estimate = EstimatePersons(Sorted(Published("NewOrl")), options);
  ASSERT_TRUE(estimate.ok());
  EXPECT_EQ(estimate->method, Method::kStepwise);
  EXPECT_FALSE(Warns(*estimate, "instability:"));
  EXPECT_TRUE(Warns(*estimate, "selection:"));
}

TEST(Estimate, RefusesWithTheReason) {
  const auto refusal = [](std::vector<std::uint64_t> counts, Method method) {
    EstimateOptions options;
    options.method = method;
    options.resamples = 100;
    const auto estimate = EstimatePersons(*MakeTable({"a", "b", "c"}, counts), options);
    EXPECT_TRUE(estimate.ok());
    EXPECT_TRUE(Warns(*estimate, "closed-population:"));
    const auto json = nlohmann::json::parse(FormatEstimate(*estimate));
    EXPECT_TRUE(json["estimate"].is_null() && json["low"].is_null() && json["high"].is_null());
    return json["refused"].get<std::string>();
  };
  for (const Method method : {Method::kStepwise, Method::kBic, Method::kAveraging}) {
    EXPECT_NE(refusal({0, 9, 9, 0, 9, 0, 0, 0}, method).find("two lists"), std::string::npos);
    EXPECT_NE(refusal({0, 9, 9, 2, 3, 1, 0, 0}, method).find("list c"), std::string::npos);
  }
  EXPECT_NE(refusal({0, 80, 80, 1, 80, 0, 0, 0}, Method::kStepwise).find("too wide"),
            std::string::npos);
}

TEST(Estimate, TwoListsAreRefusedAndOptionsChecked) {
  const auto two = EstimatePersons(*MakeTable({"a", "b"}, {0, 50, 50, 50}), {});
  ASSERT_TRUE(two.ok());
  EXPECT_NE(two->refusal.find("fewer than 3 lists"), std::string::npos);

  const CaptureTable three = *MakeTable({"a", "b", "c"}, {0, 60, 49, 4, 247, 112, 142, 12});
  EstimateOptions order;
  order.order = 3;
  EXPECT_EQ(EstimatePersons(three, order).status().code(), StatusCode::kInvalidArgument);
  EstimateOptions many;
  many.resamples = kMostResamples + 1;
  EXPECT_EQ(EstimatePersons(three, many).status().code(), StatusCode::kInvalidArgument);
  const CaptureTable six = *MakeTable({"a", "b", "c", "d", "e", "f"}, [] {
    std::vector<std::uint64_t> counts(64, 3);
    counts[0] = 0;
    return counts;
  }());
  EstimateOptions averaging;
  averaging.method = Method::kAveraging;
  EXPECT_EQ(EstimatePersons(six, averaging).status().code(), StatusCode::kInvalidArgument);
  EstimateOptions wide;
  wide.method = Method::kBic;
  wide.order = 4;
  EXPECT_EQ(EstimatePersons(six, wide).status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(ParseMethod("best").ok());
  EXPECT_EQ(*ParseMethod("dga"), Method::kAveraging);
}

// The same lists in another order are the same table: not a digit differs.
RC_GTEST_PROP(Estimate, DoesNotDependOnTheOrderOfLists, (std::uint64_t seed)) {
  const CaptureTable table = testing::RandomTable(seed);
  std::mt19937_64 random(seed + 2);
  std::vector<std::size_t> place(table.lists.size());
  std::iota(place.begin(), place.end(), std::size_t{0});
  for (std::size_t i = place.size(); i > 1; --i) std::swap(place[i - 1], place[random() % i]);
  CaptureTable other = table;
  for (std::size_t i = 0; i < place.size(); ++i) other.lists[place[i]] = table.lists[i];
  for (History w = 0; w < table.counts.by_history.size(); ++w) {
    History moved = 0;
    for (std::size_t i = 0; i < place.size(); ++i) moved |= (w >> i & 1) << place[i];
    other.counts.by_history[moved] = table.counts.by_history[w];
  }
  const Method method = seed % 2 == 0 ? Method::kStepwise : Method::kAveraging;
  EstimateOptions options;
  options.method = method;
  options.resamples = 20;
  options.order = 2;
  const auto one = EstimatePersons(Sorted(table), options);
  const auto two = EstimatePersons(Sorted(other), options);
  RC_ASSERT(one.ok() && two.ok());
  RC_ASSERT(FormatEstimate(*one) == FormatEstimate(*two));
}

// Sparse tables of all shapes: an answer in order, or a refusal; the same for any threads.
RC_GTEST_PROP(Estimate, AlwaysAnswers, (std::uint64_t seed)) {
  const CaptureTable table = Sorted(testing::RandomTable(seed));
  // Five lists by BIC take long; they have tests of their own.
  const bool stepwise = seed % 2 == 0 || table.lists.size() == 5;
  const Method method = stepwise ? Method::kStepwise : Method::kBic;
  EstimateOptions options;
  options.method = method;
  options.resamples = 6;
  options.order = 2;
  options.seed = seed;
  options.threads = 1;
  const auto one = EstimatePersons(table, options);
  options.threads = 3;
  const auto three = EstimatePersons(table, options);
  RC_ASSERT(one.ok() && three.ok());
  RC_ASSERT(FormatEstimate(*one) == FormatEstimate(*three));
  if (!one->refusal.empty()) return;
  RC_ASSERT(std::isfinite(one->result.high) && std::isfinite(one->result.estimate));
  RC_ASSERT(one->result.low <= one->result.high);
  RC_ASSERT(one->result.high <= 10 * one->result.low);
  RC_ASSERT(one->result.estimate >= static_cast<double>(one->observed));
}

TEST(Estimate, JsonHasWhatReadersNeed) {
  EstimateOptions options;
  options.method = Method::kStepwise;
  options.resamples = 50;
  const auto estimate =
      EstimatePersons(*MakeTable({"a", "b", "c"}, {0, 60, 49, 4, 247, 112, 142, 12}), options);
  ASSERT_TRUE(estimate.ok());
  const auto json = nlohmann::json::parse(FormatEstimate(*estimate));
  EXPECT_EQ(json["method"], "stepwise");
  EXPECT_EQ(json["interval"], "bca-bootstrap");
  EXPECT_EQ(json["experimental"], true);
  EXPECT_LE(json["low"].get<double>(), json["high"].get<double>());
  ASSERT_EQ(json["models"].size(), 6u);
  for (const auto& row : json["models"]) {
    for (const char* key : {"method", "model", "estimate", "low", "high", "interval"}) {
      EXPECT_TRUE(row.contains(key)) << key;
    }
  }
  EXPECT_GE(json["warnings"].size(), 7u);
}

}  // namespace
}  // namespace onefold::estimate
