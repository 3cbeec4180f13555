#include <algorithm>
#include <cmath>

#include "services/report/chart.h"

namespace onefold::report {
namespace {

// The height of the line at x, between its points.
double At(const std::vector<Point>& points, double x) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (x > points[i].x) continue;
    const Point &a = points[i - 1], &b = points[i];
    return b.x > a.x ? a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x) : a.y;
  }
  return points.back().y;
}

}  // namespace

std::string Draw(const LineChart& chart) {
  if (chart.points.size() < 2) return "";
  double least = chart.points.front().y, most = least;
  for (const Point& point : chart.points) {
    least = std::min(least, point.y);
    most = std::max(most, point.y);
  }
  if (chart.has_band) {
    least = std::min(least, chart.band_low);
    most = std::max(most, chart.band_high);
  }
  Scale scale = ScaleAround(least, most);
  scale.top = 26;
  scale.bottom = 236;
  const double first = chart.points.front().x, last = chart.points.back().x;
  const auto x_of = [&](double x) { return 100 * (x - first) / (last - first); };

  std::string body;
  if (chart.has_band) {
    const double top = scale.Y(chart.band_high), bottom = scale.Y(chart.band_low);
    body += SvgRect("band", 0, top, 100, std::max(bottom - top, 1.5));
  }
  body += scale.Axis();
  if (chart.has_band) {
    body += SvgText("band-label", 100, scale.Y(chart.band_high) - 5, Anchor::kEnd, chart.band_label,
                    -4);
  }
  for (std::size_t i = 1; i < chart.points.size(); ++i) {
    const Point &a = chart.points[i - 1], &b = chart.points[i];
    body += SvgLine("line", x_of(a.x), scale.Y(a.y), x_of(b.x), scale.Y(b.y));
  }
  for (const auto& [x, label] : chart.marks) {
    if (x < first || x > last) continue;
    const double at = x_of(x);
    const Anchor anchor = at < 15 ? Anchor::kStart : at > 85 ? Anchor::kEnd : Anchor::kMiddle;
    body += SvgLine("cut", at, scale.top - 8, at, scale.bottom) +
            SvgText("cut-label", at, scale.top - 13, anchor, label);
    body += SvgLine("dot", at, scale.Y(At(chart.points, x)), at, scale.Y(At(chart.points, x)));
  }
  body += SvgLine("base", 0, scale.bottom, 100, scale.bottom);
  for (const auto& [x, label] : chart.ticks) {
    body += SvgLine("tick", x_of(x), scale.bottom, x_of(x), scale.bottom + 5) +
            SvgText("scale", x_of(x), scale.bottom + 19, Anchor::kMiddle, label);
  }
  return Svg(chart.text, scale.bottom + 26, body, true);
}

}  // namespace onefold::report
