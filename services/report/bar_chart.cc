#include <algorithm>
#include <numeric>

#include "services/report/chart.h"
#include "services/report/page_text.h"

namespace onefold::report {
namespace {

std::size_t Columns(const BarChart& chart) {
  std::size_t columns = 0;
  for (const BarSeries& series : chart.series) columns = std::max(columns, series.values.size());
  return columns;
}

std::uint64_t Most(const BarChart& chart) {
  std::uint64_t most = 0;
  for (const BarSeries& series : chart.series) {
    for (const std::uint64_t value : series.values) most = std::max(most, value);
  }
  return most;
}

std::string Bars(const BarChart& chart, const Scale& scale) {
  const double column = 100.0 / static_cast<double>(Columns(chart));
  const double width = column * 0.84 / static_cast<double>(chart.series.size());
  std::string out;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const BarSeries& series = chart.series[s];
    for (std::size_t c = 0; c < series.values.size(); ++c) {
      if (series.values[c] == 0) continue;
      const double x = column * (static_cast<double>(c) + 0.08) + width * static_cast<double>(s);
      // A bar that is there is seen, however small.
      const double y = std::min(scale.Y(static_cast<double>(series.values[c])), scale.bottom - 1.5);
      out += SvgRect(series.css, x, y, width, scale.bottom - y);
      if (chart.figures_on_bars) {
        out +=
            SvgText("figure", x + width / 2, y - 5, Anchor::kMiddle, ShowCount(series.values[c]));
      }
    }
  }
  return out;
}

std::string Labels(const BarChart& chart, const Scale& scale) {
  const double column = 100.0 / static_cast<double>(Columns(chart));
  const double shift = chart.labels_at_edges ? 0 : 0.5;
  std::string out;
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    if (chart.labels[i].empty()) continue;
    const double x = column * (static_cast<double>(i) + shift);
    if (chart.labels_at_edges) out += SvgLine("tick", x, scale.bottom, x, scale.bottom + 5);
    out += SvgText("scale", x, scale.bottom + 19, Anchor::kMiddle, chart.labels[i]);
  }
  return out;
}

}  // namespace

std::string Draw(const BarChart& chart) {
  if (Columns(chart) == 0) return "";
  Scale scale = ScaleFromZero(Most(chart), chart.logarithmic);
  scale.top = chart.marks.empty() && !chart.figures_on_bars ? 10 : 26;
  scale.bottom = scale.top + (chart.figures_on_bars ? 110 : 160);
  std::string body = chart.figures_on_bars ? "" : scale.Axis();
  body += Bars(chart, scale) + SvgLine("base", 0, scale.bottom, 100, scale.bottom);
  const auto columns = static_cast<double>(Columns(chart));
  for (const Mark& mark : chart.marks) {
    const double x = 100 * mark.x / columns;
    body += SvgLine("cut", x, scale.top - 8, x, scale.bottom) +
            SvgText("cut-label", x, scale.top - 13, Anchor::kMiddle, mark.label);
  }
  body += Labels(chart, scale);
  return Svg(chart.text, scale.bottom + 26, body, !chart.figures_on_bars);
}

std::string Draw(const RowChart& chart) {
  constexpr double kRow = 42, kBar = 14, kLabelChars = 30;
  if (chart.rows.empty()) return "";
  const auto sum = [](const BarRow& row) {
    return std::accumulate(row.parts.begin(), row.parts.end(), std::uint64_t{0});
  };
  std::uint64_t most = 1;
  for (const BarRow& row : chart.rows) most = std::max(most, sum(row));
  std::string body;
  double y = 0;
  for (const BarRow& row : chart.rows) {
    body += SvgText("name", 0, y + 14, Anchor::kStart, Shortened(row.label, kLabelChars)) +
            SvgText("figure", 100, y + 14, Anchor::kEnd, row.figure) +
            SvgRect("track", 0, y + 20, 100, kBar);
    const auto whole =
        static_cast<double>(chart.whole_width ? std::max<std::uint64_t>(sum(row), 1) : most);
    double x = 0;
    for (std::size_t part = 0; part < row.parts.size(); ++part) {
      const double width = 100 * static_cast<double>(row.parts[part]) / whole;
      body += SvgRect(chart.colours[part], x, y + 20, width, kBar);
      x += width;
    }
    y += kRow;
  }
  return Svg(chart.text, y, body, false);
}

}  // namespace onefold::report
