#include "services/gateway/log_section.h"

#include <fmt/format.h>

#include "services/gateway/figures.h"
#include "services/html/escape.h"
#include "services/ops/progress.h"

namespace onefold::gateway {
namespace {

std::string StateOf(const LogState& log, std::string_view name) {
  return fmt::format(
      "<dl>\n<dt>Origin</dt><dd>{}</dd>\n<dt>Entries</dt><dd>{}</dd>\n"
      "<dt>Root</dt><dd><code>{}</code></dd>\n<dt>Key</dt><dd><code>{}</code></dd>\n"
      "<dt>Written</dt><dd>{}</dd>\n"
      "<dt>Files</dt><dd><a href=\"/{}/checkpoint\">checkpoint</a>, <a "
      "href=\"/{}/log.vkey\">log.vkey</a></dd>\n</dl>\n",
      Isolated(log.origin), ops::FormatCount(log.size), EscapeHtml(log.root),
      EscapeHtml(log.verifier_key), ShowTime(log.written_ms), name, name);
}

std::string LogCard(const StatusOr<LogState>& log, std::string_view name, std::string_view role) {
  std::string out = fmt::format("<div class=\"card\">\n<h3>Log of the {}, {}</h3>\n", name, role);
  if (log.ok()) {
    out += StateOf(*log, name);
  } else if (log.status().code() == StatusCode::kNotFound) {
    out += "<p>Nothing has been published yet.</p>\n";
  } else {
    out += "<p><strong>The log cannot be shown:</strong> " + EscapeHtml(Message(log.status())) +
           ".</p>\n";
  }
  return out + "</div>\n";
}

}  // namespace

std::string LogSections(const PageModel& model) {
  std::string out =
      "<section aria-labelledby=\"logs\">\n<h2 id=\"logs\">The record of how it was counted</h2>\n"
      "<p>Every submission, withdrawal, run and release is an entry in a log that can only grow. A "
      "changed or missing entry changes the root.</p>\n<div class=\"columns\">\n";
  out += LogCard(model.matcher, "matcher", "which links");
  out += LogCard(model.counter, "counter", "which counts");
  out += "</div>\n</section>\n";
  out += fmt::format(
      "<section aria-labelledby=\"verify\">\n<h2 id=\"verify\">Check it yourself</h2>\n<p>Do not "
      "take this page's word for it. This command fetches both logs, computes them anew from their "
      "entries, checks the signatures, and checks that the two agree:</p>\n"
      "<pre><code>onefold-audit verify --log {0}/matcher --log "
      "{0}/counter</code></pre>\n<p>Whoever "
      "runs this site could show you a key of their own. Get the keys from the agencies too, and "
      "give "
      "them with <code>--vkey</code>; with <code>--state</code> the program remembers what it saw "
      "and "
      "notices if the past is rewritten.</p>\n</section>\n",
      EscapeHtml(model.public_url));
  return out;
}

}  // namespace onefold::gateway
