#include "services/gateway/release_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/gateway/figures.h"
#include "services/html/escape.h"
#include "services/ops/progress.h"

namespace onefold::gateway {
namespace {

constexpr std::size_t kShownHistories = 100;
constexpr std::size_t kShownReleases = 20;

constexpr std::string_view kMeaning = R"html(
<section aria-labelledby="meaning">
<h2 id="meaning">What the total means</h2>
<ul class="plain">
<li>Several agencies keep their own lists. A person who is on more than one of them is counted once.</li>
<li>Agencies send encodings made with a secret key, never names. This site, and whoever runs it, holds published files only.</li>
<li>The interval says how sure the <em>linkage</em> is. Persons whom no agency has met are not in the total.</li>
<li>A figure marked <span class="withheld">withheld</span> is too small to publish safely, or would give away one that is. It is not zero.</li>
</ul>
</section>
)html";

std::string Notice(std::string_view text) {
  return fmt::format("<p class=\"note\" role=\"note\">{}</p>\n", text);
}

std::string NoTotal(std::string_view title, const std::string& text) {
  return fmt::format(
      "<section class=\"card total\" aria-labelledby=\"total\">\n<h2 id=\"total\">Different "
      "persons</h2>\n<p class=\"figure withheld-total\">{}</p>\n<p class=\"interval\">{}</p>\n"
      "</section>\n",
      title, text);
}

std::string Total(const Release& release) {
  std::string out =
      "<section class=\"card total\" aria-labelledby=\"total\">\n"
      "<h2 id=\"total\">Different persons</h2>\n";
  if (release.estimate) {
    const std::string estimate = ops::FormatCount(*release.estimate);
    out += fmt::format("<p class=\"figure\"><data value=\"{}\">{}</data></p>\n", *release.estimate,
                       estimate);
    out += fmt::format("<p class=\"interval\">95\u202f% interval: <b>{} to {}</b></p>\n",
                       ops::FormatCount(*release.low), ops::FormatCount(*release.high));
  } else {
    out +=
        "<p class=\"figure withheld-total\">Withheld</p>\n<p class=\"interval\">The total is too "
        "small to be published under this release's disclosure profile. It is not zero.</p>\n";
  }
  out += fmt::format("<p>Adding up the lists gives <b>{}</b> records of {} {} (register “{}”).",
                     ShowFigure(release.gross), release.by_source.size(),
                     release.by_source.size() == 1 ? "source" : "sources",
                     Isolated(release.register_name));
  if (release.double_counting_rate) {
    out += fmt::format(" Of those that may be linked, {} repeat a person who is counted already.",
                       ShowPercent(*release.double_counting_rate));
  }
  out += "</p>\n" + RecordsBar(release);
  return out + "</section>\n";
}

std::string Notices(const Release& release) {
  std::string out;
  if (release.single_machine) {
    out += Notice(
        "<strong>Single-machine deployment.</strong> The program that links and the program that "
        "counts ran on one machine, so its operator could have seen what the two are meant to keep "
        "apart. This is for trials; a real deployment has two organisations.");
  }
  if (!release.warnings.empty()) {
    out += "<div class=\"note\" role=\"note\"><strong>The linkage reported:</strong><ul>";
    for (const std::string& warning : release.warnings) out += "<li>" + Isolated(warning) + "</li>";
    out += "</ul></div>\n";
  }
  return out;
}

std::string_view TypeInWords(std::string_view type) {
  if (type == "state") return "state body";
  if (type == "ngo") return "NGO";
  if (type == "io") return "international organisation";
  if (type == "private") return "private body";
  return type;
}

std::string Sources(const Release& release) {
  std::string out =
      "<section class=\"card\" aria-labelledby=\"sources\">\n<h2 id=\"sources\">Sources</h2>\n"
      "<div class=\"scroll\"><table>\n<caption>A person known to several sources is counted in the "
      "row of each, so the rows add up to more than the total.</caption>\n"
      "<thead><tr><th scope=\"col\">Source</th><th scope=\"col\" class=\"n\">Records</th>"
      "<th scope=\"col\" class=\"n\">Persons</th><th scope=\"col\" class=\"n\">Only "
      "here</th></tr></thead>\n<tbody>\n";
  for (const SourceRow& row : release.by_source) {
    out += fmt::format("<tr><th scope=\"row\">{}<small>{}</small></th>{}{}{}</tr>\n",
                       Isolated(row.source), Isolated(TypeInWords(row.type)), FigureCell(row.gross),
                       FigureCell(row.unique), FigureCell(row.only_here));
  }
  return out + "</tbody>\n</table></div>\n</section>\n";
}

std::string HistoryLine(const HistoryRow& row, std::uint64_t most) {
  std::string out = "<tr><th scope=\"row\"><ul class=\"sources\">";
  for (const std::string& source : row.sources) out += "<li>" + Isolated(source) + "</li>";
  return out + "</ul></th>" + FigureCell(row.persons) + "<td class=\"share\">" +
         (row.persons ? ShareBar(*row.persons, most) : "") + "</td></tr>\n";
}

std::string Histories(const Release& release) {
  // The largest first; withheld ones, whose size must not show, at the end in the file's order.
  std::vector<const HistoryRow*> rows;
  for (const HistoryRow& row : release.histories) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [](const HistoryRow* a, const HistoryRow* b) {
    if (a->persons.has_value() != b->persons.has_value()) return a->persons.has_value();
    return a->persons.value_or(0) > b->persons.value_or(0);
  });
  const std::uint64_t most = rows.empty() ? 0 : rows.front()->persons.value_or(0);

  std::string out =
      "<section class=\"card\" aria-labelledby=\"overlap\">\n<h2 id=\"overlap\">Who met the same "
      "persons</h2>\n<div class=\"scroll\"><table>\n<caption>Each person stands in one row: the "
      "row of exactly those sources that have met him or her. Both tables count persons as the "
      "linkage found them, before the correction that the total has.</caption>\n<thead><tr><th "
      "scope=\"col\">Met by</th><th scope=\"col\" class=\"n\">Persons</th><td "
      "class=\"share\"></td></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < std::min(rows.size(), kShownHistories); ++i) {
    out += HistoryLine(*rows[i], most);
  }
  out += "</tbody>\n</table></div>\n";
  if (rows.size() > kShownHistories) {
    out += fmt::format("<p class=\"small\">{} more rows are in the release file.</p>\n",
                       rows.size() - kShownHistories);
  }
  return out + "</section>\n";
}

std::string ProfileInWords(const Release& release) {
  std::string out = Isolated(release.profile);
  if (!release.threshold) return out;
  if (*release.threshold < 2) return out + ": nothing is withheld";
  return out + fmt::format(
                   ": counts from 1 to {} are withheld, and with them any figure that would "
                   "give one away",
                   *release.threshold - 1);
}

std::string Details(const Release& release) {
  std::string out = "<section class=\"card\" aria-labelledby=\"release\">\n";
  out += fmt::format("<h2 id=\"release\">Release {}</h2>\n<dl>\n", release.number);
  const auto row = [&out](std::string_view term, const std::string& html) {
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", term, html);
  };
  row("Register", Isolated(release.register_name));
  row("Purpose", Isolated(release.purpose));
  row("Key epoch", Isolated(release.key_epoch));
  row("Records", fmt::format("{} in all, {} linkable, {} not linkable", ShowFigure(release.gross),
                             ShowFigure(release.linkable), ShowFigure(release.unlinkable)));
  row("Persons as found",
      ShowFigure(release.entities) + " before the correction for expected linkage errors");
  row("Disclosure profile", ProfileInWords(release));
  row("Run", "<code>" + EscapeHtml(release.run) + "</code>");
  row("Log entry", fmt::format("no. {} in {}", release.log_index, Isolated(release.log_origin)));
  return out + "</dl>\n</section>\n";
}

std::string Files(const std::vector<ReleaseFileName>& files) {
  if (files.empty()) return "";
  std::string out =
      "<section aria-labelledby=\"files\">\n<h2 id=\"files\">Release files</h2>\n<p>A release is "
      "numbered and never edited. The .note file is signed by the counting body and holds the "
      "release's SHA-256.</p>\n<ul class=\"plain\">\n";
  const std::size_t shown = std::min(files.size(), kShownReleases);
  for (std::size_t i = 0; i < shown; ++i) {
    const ReleaseFileName& file = files[files.size() - 1 - i];
    const std::string number = FormatReleaseNumber(file.number);
    out += fmt::format("<li><a href=\"/releases/{0}.json\">{0}.json</a>", number);
    if (file.note) out += fmt::format(", <a href=\"/releases/{0}.note\">{0}.note</a>", number);
    out += "</li>\n";
  }
  return out + "</ul>\n</section>\n";
}

}  // namespace

std::string ReleaseSections(const PageModel& model) {
  if (model.release.status().code() == StatusCode::kNotFound) {
    return NoTotal(
               "No release yet",
               "Nothing has been released so far. The total appears here with the first release.") +
           Files(model.release_files);
  }
  if (!model.release.ok()) {
    return NoTotal("Cannot be shown", "The latest release file cannot be read: " +
                                          EscapeHtml(Message(model.release.status())) + ".") +
           Files(model.release_files);
  }
  const Release& release = *model.release;
  return Total(release) + Notices(release) +
         "<section class=\"columns\" aria-label=\"Sources and overlap\">\n" + Sources(release) +
         Histories(release) + "</section>\n" + std::string(kMeaning) + Details(release) +
         Files(model.release_files);
}

}  // namespace onefold::gateway
