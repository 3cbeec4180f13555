#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "services/html/escape.h"
#include "services/report/chart.h"
#include "services/report/page_sections.h"
#include "services/report/page_text.h"

namespace onefold::report {
namespace {

using count::SourceProfile;

constexpr std::size_t kChartedSources = 30;

// Linked elsewhere, linked within the source only, unlinked.
std::vector<std::uint64_t> PartsOf(const SourceProfile& source) {
  return {source.linked_elsewhere, source.linked - std::min(source.linked, source.linked_elsewhere),
          source.records - std::min(source.records, source.linked)};
}

std::string SourceTable(const RunReport& report) {
  const bool has_persons = !report.estimate.by_source.empty();
  std::vector<std::string> columns = {
      "Source", "Records", "Linked elsewhere", "Linked within only", "Unlinked", "Entities"};
  if (has_persons) {
    columns.insert(columns.end(), {"Persons", "95\u202f% interval", "Persons of no other source",
                                   "95\u202f% interval"});
  }
  Table table("Records and persons by source", columns);
  const auto range = [](const count::Interval& persons) {
    return ShowCount(persons.low) + " to " + ShowCount(persons.high);
  };
  for (std::size_t s = 0; s < report.quality.sources.size(); ++s) {
    const SourceProfile& source = report.quality.sources[s];
    std::vector<std::string> row = {Isolated(report.NameOf(s)), ShowCount(source.records)};
    for (const std::uint64_t part : PartsOf(source)) row.push_back(ShowCount(part));
    row.push_back(ShowCount(source.entities));
    if (s < report.estimate.by_source.size() && s < report.estimate.only_this_source.size()) {
      const count::Interval &met = report.estimate.by_source[s],
                            &only = report.estimate.only_this_source[s];
      row.insert(row.end(),
                 {ShowCount(met.estimate), range(met), ShowCount(only.estimate), range(only)});
    } else if (has_persons) {
      row.insert(row.end(), 4, "–");
    }
    table.AddRow(row);
  }
  return table.Html();
}

std::string SourceChart(const RunReport& report) {
  const auto& sources = report.quality.sources;
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::string more;
  if (order.size() > kChartedSources) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return sources[a].records > sources[b].records;
    });
    order.resize(kChartedSources);
    more = fmt::format("; the {} largest of {} sources", kChartedSources, sources.size());
  }
  RowChart chart;
  chart.text = {"sources-chart", "Linked and unlinked records by source",
                "One bar for each source, as shares of its records: linked with another source, "
                "linked within the source only, unlinked."};
  chart.colours = {"made", "shared", "unlinked"};
  chart.whole_width = true;
  for (const std::size_t s : order) {
    chart.rows.push_back({report.NameOf(s), ShowNumberOf(sources[s].records, "record", "records"),
                          PartsOf(sources[s])});
  }
  return Figure(
      "Share of <b>records</b>, left to right: <span class=\"key made-key\">linked "
      "elsewhere</span>, "
      "<span class=\"key shared-key\">linked within only</span>, <span class=\"key "
      "unlinked-key\">unlinked</span>" +
          more,
      Draw(chart), SourceTable(report));
}

std::string EntitySizes(const RunReport& report) {
  const std::vector<std::uint64_t>& sizes = report.quality.entity_sizes;
  if (sizes.empty()) return "";
  BarChart chart;
  chart.text = {"entity-sizes", "Entities by number of records",
                "One bar for each number of records in an entity."};
  chart.series = {{"pairs", sizes}};
  chart.figures_on_bars = true;
  Table table("Entities by number of records", {"Records", "Entities"}, 0);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const bool last = i + 1 == sizes.size();
    chart.labels.push_back(std::to_string(i + 1) + (last ? "+" : ""));
    table.AddRow({std::to_string(i + 1) + (last ? " or more" : ""), ShowCount(sizes[i])});
  }
  return Figure("<b>Entities</b> by number of records", Draw(chart), table.Html());
}

}  // namespace

std::string SourceSection(const RunReport& report) {
  constexpr std::string_view kExplanation =
      "A record is linked when its entity has another record: of another source (elsewhere), or of "
      "the same source only (within). A source that is linked far less than others may "
      "hold other persons, or worse data.";
  if (report.quality.sources.empty() || report.estimate.records == 0) {
    return Section("sources", "Sources and entities", kExplanation,
                   Nothing("No source has a record that may be linked."));
  }
  return Section("sources", "Sources and entities", kExplanation,
                 SourceChart(report) + EntitySizes(report));
}

}  // namespace onefold::report
