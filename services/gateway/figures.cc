#include "services/gateway/figures.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/ops/diagnostics.h"
#include "services/ops/progress.h"

namespace onefold::gateway {
namespace {

constexpr double kBarWidth = 1000;

std::string Rect(const char* part, double from, double width) {
  return fmt::format(R"(<rect class="{}" x="{:.1f}" width="{:.1f}" height="10"/>)", part, from,
                     width);
}

std::string KeyEntry(const char* part, std::uint64_t records, const char* what) {
  return fmt::format(
      R"(<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="{}" width="10" height="10"/></svg>)"
      "<b>{}</b> {}</li>\n",
      part, ops::FormatCount(records), what);
}

}  // namespace

std::string ShowFigure(const Figure& figure) {
  return figure ? ops::FormatCount(*figure) : R"(<span class="withheld">withheld</span>)";
}

std::string FigureCell(const Figure& figure) {
  return R"(<td class="n">)" + ShowFigure(figure) + "</td>";
}

std::string ShowPercent(double share) { return fmt::format("{:.1f}\u202f%", share * 100); }

std::string ShowTime(std::int64_t unix_ms) {
  const std::string exact = ops::FormatTimeUtc(unix_ms);
  std::string shown = exact.substr(0, 16);
  std::replace(shown.begin(), shown.end(), 'T', ' ');
  return fmt::format(R"(<time datetime="{}">{} UTC</time>)", exact, shown);
}

std::string ShareBar(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  const double share =
      std::min(1.0, static_cast<double>(part) / static_cast<double>(whole)) * kBarWidth;
  return R"(<svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">)" +
         Rect("track", 0, kBarWidth) + Rect("person", 0, share) + "</svg>";
}

std::string RecordsBar(const Release& release) {
  if (!release.gross || !release.estimate || !release.unlinkable || *release.gross == 0) return "";
  const std::uint64_t gross = *release.gross, persons = *release.estimate;
  const std::uint64_t unlinkable = *release.unlinkable;
  if (unlinkable > gross || persons > gross - unlinkable) return "";
  const std::uint64_t again = gross - unlinkable - persons;
  const double unit = kBarWidth / static_cast<double>(gross);
  const double persons_end = static_cast<double>(persons) * unit;
  const double again_end = persons_end + static_cast<double>(again) * unit;

  std::string out =
      R"(<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">)";
  out += Rect("person", 0, persons_end) + Rect("again", persons_end, again_end - persons_end) +
         Rect("none", again_end, kBarWidth - again_end);
  out += "</svg>\n<ul class=\"key\">\n";
  out += KeyEntry("person", persons, "different persons");
  out += KeyEntry("again", again, "records of a person counted already");
  out += KeyEntry("none", unlinkable, "records that may not be linked (no consent or legal basis)");
  return out + "</ul>\n";
}

}  // namespace onefold::gateway
