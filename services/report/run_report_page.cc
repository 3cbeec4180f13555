#include "services/report/run_report_page.h"

#include <fmt/format.h>

#include "services/html/escape.h"
#include "services/report/page_sections.h"
#include "services/report/page_style.h"

namespace onefold::report {

std::string Section(std::string_view id, std::string_view heading, std::string_view explanation,
                    std::string_view inside) {
  return fmt::format(
      "<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n<p>{2}</p>\n{3}</section>\n", id,
      heading, explanation, inside);
}

std::string Figure(std::string_view caption, std::string_view chart, std::string_view table) {
  return fmt::format(
      "<figure>\n<figcaption>{}</figcaption>\n{}<details>\n<summary>The figures</summary>\n"
      "{}</details>\n</figure>\n",
      caption, chart, table);
}

std::string Nothing(std::string_view why) {
  return fmt::format("<p class=\"nothing\">{}</p>\n", why);
}

std::string FormatPage(const RunReport& report) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
      "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
      "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
      "<title>Run report: {}</title>\n<style>{}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#total\">Skip to the total</a>\n"
      "<header>\n<p class=\"brand\">Onefold <span>run report</span></p>\n<h1>{}</h1>\n"
      "<p class=\"soft\">For those who judge this run. It holds sums, nothing about a single "
      "person; but some figures are small. It is not for publication.</p>\n</header>\n<main>\n",
      EscapeHtml(report.title), kPageStyle,
      report.title.empty() ? "Run report" : Isolated(report.title));
  page += TotalSection(report);
  page += ScoreSection(report);
  page += CutSection(report);
  page += BlockingSection(report);
  page += WeightSection(report);
  page += SourceSection(report);
  return page +
         "</main>\n<footer>\n<p>The same figures for programs: the report as JSON, format "
         "<code>onefold-run-report-1</code>. This page runs no script and loads nothing.</p>\n"
         "</footer>\n</body>\n</html>\n";
}

}  // namespace onefold::report
