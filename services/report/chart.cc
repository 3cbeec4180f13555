#include "services/report/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "services/html/escape.h"
#include "services/report/page_text.h"

namespace onefold::report {

std::string Svg(const ChartText& text, double height, std::string_view body, bool frame) {
  return fmt::format(
      "<svg class=\"chart{0}\" role=\"img\" aria-labelledby=\"{1}-t {1}-d\" width=\"100%\" "
      "height=\"{2:.0f}\" xmlns=\"http://www.w3.org/2000/svg\">\n<title id=\"{1}-t\">{3}</title>\n"
      "<desc id=\"{1}-d\">{4}</desc>\n{5}</svg>\n",
      frame ? " framed" : "", text.id, height, EscapeHtml(text.title), EscapeHtml(text.description),
      body);
}

std::string SvgRect(std::string_view css, double x, double y, double width, double height) {
  return fmt::format(
      "<rect class=\"{}\" x=\"{:.2f}%\" y=\"{:.1f}\" width=\"{:.2f}%\" height=\"{:.1f}\"/>\n", css,
      x, y, std::max(width, 0.0), std::max(height, 0.0));
}

std::string SvgLine(std::string_view css, double x1, double y1, double x2, double y2) {
  return fmt::format(
      "<line class=\"{}\" x1=\"{:.2f}%\" y1=\"{:.1f}\" x2=\"{:.2f}%\" y2=\"{:.1f}\"/>\n", css, x1,
      y1, x2, y2);
}

std::string SvgText(std::string_view css, double x, double y, Anchor anchor, std::string_view text,
                    double dx) {
  constexpr std::string_view kAnchors[] = {"start", "middle", "end"};
  return fmt::format(
      "<text class=\"{}\" x=\"{:.2f}%\" y=\"{:.1f}\" dx=\"{:.0f}\" text-anchor=\"{}\">{}</text>\n",
      css, x, y, dx, kAnchors[static_cast<int>(anchor)], EscapeHtml(text));
}

double Scale::Y(double value) const {
  const double v = logarithmic ? std::log10(1 + value) : value;
  return bottom - (std::clamp(v, low, high) - low) / (high - low) * (bottom - top);
}

std::vector<double> Scale::Marks() const {
  std::vector<double> marks;
  if (logarithmic) {
    marks.push_back(0);
    // At most seven figures, whatever the size of the counts.
    const int every = static_cast<int>(high) / 6 + 1;
    for (int power = 0; std::pow(10, power) <= std::pow(10, high); power += every) {
      marks.push_back(std::pow(10, power));
    }
    return marks;
  }
  // Steps of 1, 2 or 5 times a power of ten.
  const double rough = (high - low) / 4, power = std::pow(10, std::floor(std::log10(rough)));
  const double step = std::max(1.0, power * (rough > 5 * power   ? 10
                                             : rough > 2 * power ? 5
                                             : rough > power     ? 2
                                                                 : 1));
  for (double at = std::ceil(low / step) * step; at <= high * (1 + 1e-9); at += step) {
    marks.push_back(at);
  }
  return marks;
}

std::string Scale::Axis() const {
  std::string out;
  for (const double at : Marks()) {
    const double y = Y(at);
    out += SvgLine("grid", 0, y, 100, y) +
           SvgText("scale", 0, y + 4, Anchor::kEnd, ShowReal(at, 0), -8);
  }
  return out;
}

Scale ScaleFromZero(std::uint64_t most, bool logarithmic) {
  Scale scale;
  scale.logarithmic = logarithmic;
  const auto highest = static_cast<double>(std::max<std::uint64_t>(most, 1));
  scale.high = logarithmic ? std::log10(1 + highest) : highest;
  return scale;
}

Scale ScaleAround(double least, double most) {
  const double margin = std::max((most - least) * 0.08, 1.0);
  Scale scale;
  scale.low = std::max(0.0, least - margin);
  scale.high = most + margin;
  return scale;
}

std::string Shortened(std::string_view text, std::size_t length) {
  std::size_t characters = 0, cut = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) continue;
    if (characters++ == length - 1) cut = i;
  }
  return characters <= length ? std::string(text) : std::string(text.substr(0, cut)) + "…";
}

}  // namespace onefold::report
