#include "services/report/page_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace onefold::report {
namespace {

constexpr std::string_view kNarrowSpace = "\u202f", kMinus = "\u2212";

// Puts a space after every third digit from the right.
std::string Grouped(const std::string& digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += kNarrowSpace;
    out += digits[i];
  }
  return out;
}

}  // namespace

std::string ShowCount(std::uint64_t count) { return Grouped(std::to_string(count)); }

std::string ShowReal(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  const std::string plain = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool is_zero = plain.find_first_not_of("0.") == std::string::npos;
  const std::size_t point = std::min(plain.find('.'), plain.size());
  return (value < 0 && !is_zero ? std::string(kMinus) : "") + Grouped(plain.substr(0, point)) +
         plain.substr(point);
}

std::string ShowPercent(double share) {
  if (!std::isfinite(share)) return "–";
  const double percent = share * 100;
  if (share < 1 && percent >= 99.95) return "over 99.9\u202f%";
  if (share > 0 && percent < 0.05) return "under 0.1\u202f%";
  return ShowReal(percent) + "\u202f%";
}

std::string ShowBits(std::int64_t millibits) {
  return ShowReal(static_cast<double>(millibits) / 1000);
}

std::string ShowPpm(std::uint32_t ppm) {
  return fmt::format("{}.{:06}", ppm / 1'000'000, ppm % 1'000'000);
}

std::string ShowNumberOf(std::uint64_t count, std::string_view one, std::string_view many) {
  return ShowCount(count) + " " + std::string(count == 1 ? one : many);
}

Table::Table(std::string_view caption, std::vector<std::string> columns, std::size_t texts)
    : caption_(caption), texts_(texts) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    head_ +=
        fmt::format("<th scope=\"col\"{}>{}</th>", c < texts_ ? "" : " class=\"n\"", columns[c]);
  }
}

std::string Table::Row(const std::vector<std::string>& cells) const {
  std::string row = "<tr>";
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (c == 0) {
      row += fmt::format("<th scope=\"row\"{}>{}</th>", texts_ > 0 ? "" : " class=\"n\"", cells[c]);
    } else {
      row += fmt::format("<td{}>{}</td>", c < texts_ ? "" : " class=\"n\"", cells[c]);
    }
  }
  return row + "</tr>\n";
}

void Table::AddRow(const std::vector<std::string>& cells) { body_ += Row(cells); }
void Table::AddTotal(const std::vector<std::string>& cells) { foot_ += Row(cells); }

std::string Table::Html() const {
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">\n<table>\n"
      "<caption>{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n{}</table>\n</"
      "div>\n",
      caption_, head_, body_, foot_.empty() ? "" : "<tfoot>\n" + foot_ + "</tfoot>\n");
}

std::string Fold(std::string_view summary, std::string_view inside) {
  return fmt::format("<details>\n<summary>{}</summary>\n{}</details>\n", summary, inside);
}

}  // namespace onefold::report
