#include <fmt/format.h>

#include <algorithm>

#include "services/html/escape.h"
#include "services/report/chart.h"
#include "services/report/page_sections.h"
#include "services/report/page_text.h"

namespace onefold::report {
namespace {

using linkage::PassReport;

std::string ReductionRatio(std::uint64_t compared, std::uint64_t possible) {
  if (possible == 0) return "–";
  return ShowPercent(1 - static_cast<double>(compared) / static_cast<double>(possible));
}

std::string PassTable(const RunReport& report) {
  Table table("Blocking by pass", {"Pass", "Candidate pairs", "Reduction ratio", "Links found",
                                   "Only by this pass", "Links that exist, estimated"});
  std::uint64_t compared = 0;
  for (std::size_t p = 0; p < report.passes.size(); ++p) {
    const PassReport& pass = report.passes[p];
    compared += pass.candidate_pairs;
    std::vector<std::string> row = {
        Isolated(pass.pass),
        ShowCount(pass.candidate_pairs),
        ReductionRatio(pass.candidate_pairs, report.quality.possible_pairs),
        "–",
        "–",
        "–"};
    if (p < report.quality.passes.size()) {
      const count::PassCapture& capture = report.quality.passes[p];
      row[3] = ShowCount(capture.found);
      row[4] = ShowCount(capture.only_here);
      if (capture.found > 0 && capture.by_others > 0) row[5] = ShowReal(capture.links, 0);
    }
    table.AddRow(row);
  }
  table.AddTotal({"All passes", ShowCount(compared),
                  ReductionRatio(compared, report.quality.possible_pairs),
                  ShowCount(report.quality.links), "", ""});
  return table.Html();
}

std::string Completeness(const RunReport& report) {
  const count::Quality& quality = report.quality;
  std::string out = fmt::format("<p>{} of records are possible. ",
                                ShowNumberOf(quality.possible_pairs, "pair", "pairs"));
  if (quality.pair_completeness_high <= 0) {
    return out +
           "Pair completeness cannot be estimated: that needs at least two passes that found "
           "links.</p>\n";
  }
  return out + fmt::format(
                   "Estimated pair completeness: <b>{}</b>, by pass between {} and {}. This is the "
                   "share of the links that exist which some pass showed, by capture and recapture "
                   "(Chapman), as far as passes miss links independently.</p>\n",
                   ShowPercent(quality.pair_completeness),
                   ShowPercent(quality.pair_completeness_low),
                   ShowPercent(quality.pair_completeness_high));
}

std::string CandidateChart(const RunReport& report) {
  RowChart chart;
  chart.text = {"pass-candidates", "Candidate pairs by pass",
                "One bar for each pass; its figures are in the table below."};
  chart.colours = {"pairs"};
  for (const PassReport& pass : report.passes) {
    chart.rows.push_back({pass.pass, ShowCount(pass.candidate_pairs), {pass.candidate_pairs}});
  }
  return "<figure>\n<figcaption><b>Candidate pairs</b> by pass</figcaption>\n" + Draw(chart) +
         "</figure>\n";
}

std::string LinkChart(const RunReport& report) {
  RowChart chart;
  chart.text = {"pass-links", "Links found by pass",
                "One bar for each pass: the links that only it found, and those that another pass "
                "found too; its figures are in the table below."};
  chart.colours = {"made", "shared"};
  for (std::size_t p = 0; p < std::min(report.passes.size(), report.quality.passes.size()); ++p) {
    const count::PassCapture& capture = report.quality.passes[p];
    chart.rows.push_back(
        {report.passes[p].pass, ShowCount(capture.found), {capture.only_here, capture.by_both}});
  }
  return "<figure>\n<figcaption><b>Links found</b> by pass: <span class=\"key made-key\">only by "
         "this pass</span>, then <span class=\"key shared-key\">by another "
         "too</span></figcaption>\n" +
         Draw(chart) + "</figure>\n";
}

std::string SizeRange(std::size_t power) {
  const std::uint64_t from = std::uint64_t{1} << power;
  return power == 0 ? "1" : ShowCount(from) + " to " + ShowCount(2 * from - 1);
}

std::string BlockSizes(const PassReport& pass, std::size_t number) {
  const std::size_t classes = std::min<std::size_t>(pass.block_size_histogram.size(), 63);
  if (classes == 0) return "";
  BarChart chart;
  chart.text = {fmt::format("blocks-{}", number), "Block sizes of pass " + pass.pass,
                "Histogram of blocks by size in powers of two, on a logarithmic scale."};
  chart.logarithmic = true;
  chart.series = {{"pairs", {}}};
  Table table("Blocks by size, pass " + Isolated(pass.pass), {"Records in the block", "Blocks"}, 0);
  const std::size_t every = classes / 7 + 1;
  for (std::size_t i = 0; i < classes; ++i) {
    chart.series[0].values.push_back(pass.block_size_histogram[i]);
    chart.labels.push_back(i % every == 0 ? ShowCount(std::uint64_t{1} << i) : "");
    table.AddRow({SizeRange(i), ShowCount(pass.block_size_histogram[i])});
  }
  return Figure(fmt::format("<b>{}</b>: {}, the largest of {}", Isolated(pass.pass),
                            ShowNumberOf(pass.blocks, "block", "blocks"),
                            ShowNumberOf(pass.largest_block, "record", "records")),
                Draw(chart), table.Html());
}

std::string BlockSizesOfAll(const RunReport& report) {
  std::string charts;
  for (std::size_t p = 0; p < report.passes.size(); ++p) {
    charts += BlockSizes(report.passes[p], p + 1);
  }
  if (charts.empty()) return "";
  return "<h3>Block sizes</h3>\n<p>Blocks by the number of their records, from each figure up to "
         "twice it; logarithmic scale. Few large blocks cost most comparisons.</p>\n"
         "<div class=\"grid\">\n" +
         charts + "</div>\n";
}

std::string Oversized(const RunReport& report) {
  constexpr std::size_t kShown = 10;
  Table table("Oversized blocks", {"Pass", "Sizes", "Blocks", "Comparisons not made"}, 2);
  for (const PassReport& pass : report.passes) {
    if (pass.oversized_blocks.empty()) continue;
    std::string sizes;
    const std::size_t shown = std::min(kShown, pass.oversized_blocks.size());
    for (std::size_t i = 0; i < shown; ++i) {
      sizes += (i > 0 ? ", " : "") + ShowCount(pass.oversized_blocks[i]);
    }
    if (shown < pass.oversized_blocks.size()) {
      sizes += " and " + ShowCount(pass.oversized_blocks.size() - shown) + " smaller";
    }
    table.AddRow({Isolated(pass.pass), sizes, ShowCount(pass.oversized_blocks.size()),
                  ShowCount(pass.oversized_comparisons)});
  }
  if (table.empty()) return Nothing("No block was too large: all candidate pairs were compared.");
  return "<h3>Oversized blocks</h3>\n<p>Larger than the run allows: none of their pairs was "
         "compared in that pass. Links among them were found only where another pass shows "
         "them.</p>\n" +
         table.Html();
}

}  // namespace

std::string BlockingSection(const RunReport& report) {
  constexpr std::string_view kExplanation =
      "Not every pair of records is compared: a pass compares only records of one block. The "
      "reduction ratio is the share of possible pairs that a pass did not compare. What every pass "
      "missed is estimated from how far the passes agree.";
  if (report.passes.empty()) {
    return Section("blocking", "Blocking", kExplanation, Nothing("The run had no pass."));
  }
  return Section("blocking", "Blocking", kExplanation,
                 Completeness(report) + "<div class=\"grid wide\">\n" + CandidateChart(report) +
                     LinkChart(report) + "</div>\n" + PassTable(report) + BlockSizesOfAll(report) +
                     Oversized(report));
}

}  // namespace onefold::report
