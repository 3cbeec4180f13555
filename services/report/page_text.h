// How figures and tables are written on the page of a run report.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::report {

// 12345 -> "12 345" with a narrow no-break space, as all of these.
std::string ShowCount(std::uint64_t count);
// 1234.56 -> "1 234.6"; "–" for what is not finite.
std::string ShowReal(double value, int decimals = 1);
// 0.4273 -> "42.7 %". Never "100.0 %" for less than all, nor "0.0 %" for more than nothing.
std::string ShowPercent(double share);
// 4250 millibits -> "4.3", with a true minus sign.
std::string ShowBits(std::int64_t millibits);
// 934120 -> "0.934120".
std::string ShowPpm(std::uint32_t ppm);
// 1 -> "1 pass", 3 -> "3 passes".
std::string ShowNumberOf(std::uint64_t count, std::string_view one, std::string_view many);

// One table, row by row. Cells are HTML: escape before, with EscapeHtml or Isolated.
class Table {
 public:
  // The first `texts` columns hold words, the others figures. The first column names the row.
  Table(std::string_view caption, std::vector<std::string> columns, std::size_t texts = 1);
  void AddRow(const std::vector<std::string>& cells);
  // A row for the sum.
  void AddTotal(const std::vector<std::string>& cells);
  bool empty() const { return body_.empty() && foot_.empty(); }
  // In a box that scrolls sideways by itself where the screen is narrow.
  std::string Html() const;

 private:
  std::string Row(const std::vector<std::string>& cells) const;

  std::string caption_, head_, body_, foot_;
  std::size_t texts_;
};

// <details> with the table; shut until asked for.
std::string Fold(std::string_view summary, std::string_view inside);

}  // namespace onefold::report
