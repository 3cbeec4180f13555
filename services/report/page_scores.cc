#include <fmt/format.h>

#include <algorithm>

#include "services/report/chart.h"
#include "services/report/page_sections.h"
#include "services/report/page_text.h"

namespace onefold::report {
namespace {

using count::WeightBin;

constexpr double kBit = 1000;  // millibits

bool IsEmpty(const WeightBin& bin) { return bin.pairs + bin.made + bin.rejected == 0; }

// Without the empty bins at both ends.
std::vector<WeightBin> Occupied(const std::vector<WeightBin>& bins) {
  const auto full = [](const WeightBin& bin) { return !IsEmpty(bin); };
  const auto first = std::find_if(bins.begin(), bins.end(), full);
  const auto last = std::find_if(bins.rbegin(), bins.rend(), full).base();
  return first < last ? std::vector<WeightBin>(first, last) : std::vector<WeightBin>{};
}

std::string WholeBits(std::int32_t millibits) { return ShowReal(millibits / kBit, 0); }

// The weights at the edges of bins: every fifth bit, or each where there are few.
std::vector<std::string> EdgeLabels(const std::vector<WeightBin>& bins) {
  const std::int32_t every = bins.size() > 12 ? 5 : bins.size() > 6 ? 2 : 1;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i <= bins.size(); ++i) {
    const std::int32_t edge = bins.front().from + static_cast<std::int32_t>(i * kBit);
    labels.push_back(edge / 1000 % every == 0 ? WholeBits(edge) : "");
  }
  return labels;
}

BarChart Histogram(const std::vector<WeightBin>& bins, std::int32_t cut) {
  BarChart chart;
  chart.labels = EdgeLabels(bins);
  chart.labels_at_edges = true;
  chart.logarithmic = true;
  const double x = (cut - bins.front().from) / kBit;
  if (x >= 0 && x <= static_cast<double>(bins.size())) {
    chart.marks.push_back({x, "cut " + ShowBits(cut)});
  }
  return chart;
}

std::vector<std::uint64_t> Column(const std::vector<WeightBin>& bins,
                                  std::uint64_t WeightBin::*member) {
  std::vector<std::uint64_t> values;
  for (const WeightBin& bin : bins) values.push_back(bin.*member);
  return values;
}

std::string Pairs(const std::vector<WeightBin>& bins, std::int32_t cut) {
  BarChart chart = Histogram(bins, cut);
  chart.text = {"score-pairs", "Pairs of records by weight",
                "Histogram of the weights of compared pairs in bits, on a logarithmic scale."};
  chart.series = {{"pairs", Column(bins, &WeightBin::pairs)}};
  Table table("Pairs of records by weight", {"Weight from, bits", "Pairs"}, 0);
  for (const WeightBin& bin : bins) table.AddRow({WholeBits(bin.from), ShowCount(bin.pairs)});
  return Figure("<b>Pairs of records</b> by weight in bits; logarithmic scale", Draw(chart),
                table.Html());
}

std::string Merges(const std::vector<WeightBin>& bins, std::int32_t cut) {
  BarChart chart = Histogram(bins, cut);
  chart.text = {"score-merges", "Merges by mean weight",
                "Histogram of merges made and merges rejected by their mean weight in bits, on a "
                "logarithmic scale. Merges above the cut were made."};
  chart.series = {{"made", Column(bins, &WeightBin::made)},
                  {"rejected", Column(bins, &WeightBin::rejected)}};
  Table table("Merges by mean weight", {"Weight from, bits", "Made", "Rejected"}, 0);
  for (const WeightBin& bin : bins) {
    table.AddRow({WholeBits(bin.from), ShowCount(bin.made), ShowCount(bin.rejected)});
  }
  return Figure(
      "<b>Merges</b>, <span class=\"key made-key\">made</span> (filled) and <span class=\"key "
      "rejected-key\">rejected</span> (outlined), by mean weight in bits; logarithmic scale",
      Draw(chart), table.Html());
}

constexpr std::string_view kScores =
    "A pair's weight is the base-2 logarithm of the odds that both records are one person: 0 is "
    "even odds, 10 about a thousand to one. Two hills with an empty valley at the cut "
    "mean that the run could tell persons apart; many pairs near the cut mean doubt. The first and "
    "the last column hold all that lies beyond.";

std::string CutFigure(const RunReport& report) {
  const auto& by_cut = report.quality.by_cut;
  LineChart chart;
  chart.text = {"cut-line", "Entities by cut",
                "The number of entities that each cut would give, with the cut in use and the "
                "95 percent interval of unique persons. The scale does not start at zero."};
  Table table("Entities by cut", {"Cut, bits", "Entities"}, 0);
  for (const count::EntitiesAtCut& at : by_cut) {
    chart.points.push_back({at.cut / kBit, static_cast<double>(at.entities)});
    if (at.cut % 2000 == 0) chart.ticks.emplace_back(at.cut / kBit, ShowReal(at.cut / kBit, 0));
    table.AddRow({ShowBits(at.cut), ShowCount(at.entities)});
  }
  chart.marks.emplace_back(report.cut / kBit, "cut " + ShowBits(report.cut));
  if (report.estimate.refusal.empty() && report.estimate.high > 0) {
    chart.has_band = true;
    chart.band_low = static_cast<double>(report.estimate.low);
    chart.band_high = static_cast<double>(report.estimate.high);
    chart.band_label = "95\u202f% interval of persons";
  }
  return Figure("<b>Entities</b> by cut in bits; the scale does not start at zero", Draw(chart),
                table.Html());
}

}  // namespace

std::string ScoreSection(const RunReport& report) {
  const std::vector<WeightBin> bins = Occupied(report.quality.weights);
  return Section("scores", "Scores", kScores,
                 bins.empty() ? Nothing("No pair of records was compared.")
                              : Pairs(bins, report.cut) + Merges(bins, report.cut));
}

std::string CutSection(const RunReport& report) {
  std::string more;
  if (report.competition_shift != 0) {
    more = fmt::format(
        "<p>Between sources that hold a person once, {} bits were added to every weight, because "
        "there a record competes with all others of its source.</p>\n",
        ShowBits(report.competition_shift));
  }
  const bool drawn = report.quality.by_cut.size() > 1 && report.estimate.records > 0;
  return Section("by-cut", "The total against the cut",
                 "Two groups of records are merged while their mean weight is above the cut. Where "
                 "the line is flat the total hardly depends on the choice of the cut; where it is "
                 "steep it does.",
                 (drawn ? CutFigure(report) : Nothing("There are no records to merge.")) + more);
}

}  // namespace onefold::report
