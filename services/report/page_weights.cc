#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "services/html/escape.h"
#include "services/report/page_sections.h"
#include "services/report/page_text.h"

namespace onefold::report {
namespace {

using linkage::GroupWeights;
using linkage::OutcomeWeight;
using linkage::PassReport;

constexpr std::size_t kShownOutcomes = 60;

// The most frequent outcomes, strongest first.
std::vector<OutcomeWeight> Shown(const GroupWeights& group) {
  std::vector<OutcomeWeight> shown = group.outcomes;
  std::stable_sort(shown.begin(), shown.end(),
                   [](const auto& a, const auto& b) { return a.pairs > b.pairs; });
  if (shown.size() > kShownOutcomes) shown.resize(kShownOutcomes);
  std::stable_sort(shown.begin(), shown.end(),
                   [](const auto& a, const auto& b) { return a.weight > b.weight; });
  return shown;
}

std::int64_t Strongest(const RunReport& report) {
  std::int64_t most = 1;
  for (const PassReport& pass : report.passes) {
    for (const GroupWeights& group : pass.weights) {
      for (const OutcomeWeight& outcome : group.outcomes) {
        most = std::max(most, std::abs(std::int64_t{outcome.weight}));
      }
    }
  }
  return most;
}

// From the middle to the right for, to the left against. The figure stands beside it.
std::string WeightBar(std::int32_t weight, std::int64_t strongest) {
  const double width =
      50.0 * std::abs(static_cast<double>(weight)) / static_cast<double>(strongest);
  return fmt::format(
      "<svg class=\"weight\" aria-hidden=\"true\" viewBox=\"0 0 100 10\" "
      "preserveAspectRatio=\"none\"><rect class=\"{}\" x=\"{:.2f}\" width=\"{:.2f}\" "
      "height=\"10\"/><rect class=\"axis\" x=\"49.5\" width=\"1\" height=\"10\"/></svg>",
      weight < 0 ? "against" : "made", weight < 0 ? 50 - width : 50.0, width);
}

std::string GroupTable(const GroupWeights& group, std::int64_t strongest) {
  std::string caption;
  std::vector<std::string> columns;
  for (const std::string& filter : group.filters) {
    caption += (caption.empty() ? "" : " with ") + Isolated(filter);
    columns.push_back("Level of " + Isolated(filter));
  }
  const std::size_t levels = columns.size();
  columns.insert(columns.end(), {"m", "u", "Weight, bits", "", "Pairs"});
  columns[levels + 3] = "<span class=\"unseen\">Weight as a bar</span>";
  const std::vector<OutcomeWeight> shown = Shown(group);
  const std::uint64_t left_out = group.outcomes.size() - shown.size();
  if (left_out > 0) {
    caption += fmt::format(". The {} most frequent outcomes; {} left out", kShownOutcomes,
                           ShowNumberOf(left_out, "rarer one is", "rarer ones are"));
  }
  Table table(caption, columns, levels);
  for (const OutcomeWeight& outcome : shown) {
    std::vector<std::string> row;
    const std::vector<std::uint32_t> of = group.LevelsOf(outcome.outcome);
    for (std::size_t f = 0; f < of.size(); ++f) {
      row.push_back(of[f] == group.levels[f] ? "missing" : std::to_string(of[f]));
    }
    row.insert(row.end(), {ShowPpm(outcome.m_ppm), ShowPpm(outcome.u_ppm), ShowBits(outcome.weight),
                           WeightBar(outcome.weight, strongest), ShowCount(outcome.pairs)});
    table.AddRow(row);
  }
  return table.Html();
}

std::string PassWeights(const PassReport& pass, std::int64_t strongest) {
  std::string inside = fmt::format(
      "<p>{}. Before anything is compared, an average pair of this pass has a weight of {} "
      "bits.</p>\n",
      pass.weights_learned
          ? fmt::format("Learned from the pairs of this pass in {}",
                        ShowNumberOf(pass.em_iterations, "iteration", "iterations"))
          : "Too few pairs to learn from: starting values were used",
      ShowBits(pass.prior_millibits));
  if (!pass.warnings.empty()) {
    inside += "<ul class=\"note\">\n";
    for (const std::string& warning : pass.warnings) {
      inside += "<li>" + Isolated(warning) + "</li>\n";
    }
    inside += "</ul>\n";
  }
  for (const GroupWeights& group : pass.weights) inside += GroupTable(group, strongest);
  return Fold(fmt::format("Pass <b>{}</b>: {}, {} compared", Isolated(pass.pass),
                          ShowNumberOf(pass.weights.size(), "table", "tables"),
                          ShowNumberOf(pass.candidate_pairs, "pair", "pairs")),
              inside);
}

}  // namespace

std::string WeightSection(const RunReport& report) {
  const std::int64_t strongest = Strongest(report);
  std::string inside;
  for (const PassReport& pass : report.passes) inside += PassWeights(pass, strongest);
  if (inside.empty()) inside = Nothing("No weights: the run had no pass.");
  return Section(
      "weights", "Weights",
      "How much each outcome of a comparison says. m is its share among pairs of one person, u "
      "among pairs of two; the weight is about the base-2 logarithm of m over u. Level 0 is the "
      "closest agreement; higher levels agree less; <i>missing</i> says that a record lacks the "
      "field. Filters that describe one property are judged together.",
      inside);
}

}  // namespace onefold::report
