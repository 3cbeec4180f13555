// Charts as inline SVG. Lengths across are percentages of the drawing's width and lengths down are
// CSS pixels, so that a chart fills any width and its lettering keeps one size on every screen.
// Labels are plain text: they are escaped here.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::report {

// What a chart says to those who do not see it.
struct ChartText {
  std::string id;  // of the page, unique: [a-z0-9-]
  std::string title, description;
};

// <svg> with its title and description. `frame`: room on the left for the scale's figures.
std::string Svg(const ChartText& text, double height, std::string_view body, bool frame);

// Rectangle with x and width in percent.
std::string SvgRect(std::string_view css, double x, double y, double width, double height);
// Line; x in percent.
std::string SvgLine(std::string_view css, double x1, double y1, double x2, double y2);
// Text that starts, ends or is centred at x percent and `dx` pixels.
enum class Anchor { kStart, kMiddle, kEnd };
std::string SvgText(std::string_view css, double x, double y, Anchor anchor, std::string_view text,
                    double dx = 0);

// A vertical scale with marks at round values, with its lines and figures.
struct Scale {
  double low = 0, high = 1;  // of what is drawn: counts, or their logarithms
  bool logarithmic = false;  // log10(1 + count)
  double top = 18, bottom = 200;

  double Y(double value) const;
  std::string Axis() const;

 private:
  std::vector<double> Marks() const;
};
// From zero, for bars.
Scale ScaleFromZero(std::uint64_t most, bool logarithmic);
// Around the values, for lines.
Scale ScaleAround(double least, double most);

// At most `length` characters, the last one an ellipsis if some are left out.
std::string Shortened(std::string_view text, std::size_t length);

// The bars of one meaning.
struct BarSeries {
  std::string css;                    // its colour
  std::vector<std::uint64_t> values;  // by column
};
struct Mark {
  double x = 0;  // in columns from the left edge
  std::string label;
};
// Upright bars, series side by side. `ends` are the labels below: by column, or one more than
// columns when they stand at the edges; "" for none.
struct BarChart {
  ChartText text;
  std::vector<BarSeries> series;
  std::vector<std::string> labels;
  bool labels_at_edges = false;
  bool logarithmic = false;
  bool figures_on_bars = false;  // instead of a scale
  std::vector<Mark> marks;       // e.g. the cut
};
std::string Draw(const BarChart& chart);

// Bars lying down, each a name, parts one after the other and what is written at its end.
struct BarRow {
  std::string label, figure;
  std::vector<std::uint64_t> parts;  // by colour
};
struct RowChart {
  ChartText text;
  std::vector<std::string> colours;  // css of each part
  std::vector<BarRow> rows;
  bool whole_width = false;  // every bar as long as the others: shares
};
std::string Draw(const RowChart& chart);

struct Point {
  double x = 0, y = 0;
};
struct LineChart {
  ChartText text;
  std::vector<Point> points;  // ascending in x
  std::string line_label;
  std::vector<std::pair<double, std::string>> ticks;  // x
  std::vector<std::pair<double, std::string>> marks;  // x, upright lines
  bool has_band = false;
  double band_low = 0, band_high = 0;
  std::string band_label;
};
std::string Draw(const LineChart& chart);

}  // namespace onefold::report
