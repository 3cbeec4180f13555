#include "services/gateway/page.h"

#include <fmt/format.h>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "services/gateway/figures.h"
#include "services/gateway/log_section.h"
#include "services/gateway/release_section.h"
#include "services/gateway/style.h"
#include "services/html/escape.h"

namespace onefold::gateway {
namespace {

std::string Head(const PageModel& model) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n"
      "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/icon.svg\">\n<style>{}</style>\n</head>\n",
      EscapeHtml(model.title), kStyle);
}

std::string Header(const PageModel& model) {
  return fmt::format(
      "<a class=\"skip\" href=\"#main\">Skip to the figures</a>\n<header>\n"
      "<p class=\"brand\">{}Onefold <span>every person counted once, no person "
      "identified</span></p>\n"
      "<h1>{}</h1>\n</header>\n",
      kIcon, Isolated(model.title));
}

constexpr std::string_view kFooter =
    "<footer>\n<p>Onefold. This page is made from the published files at the moment you ask for "
    "it; "
    "it sets no cookie, runs no script and loads nothing from elsewhere.</p>\n</footer>\n";

}  // namespace

std::string RenderPage(const PageModel& model) {
  std::string out = Head(model) + "<body>\n" + Header(model) + "<main id=\"main\">\n";
  out += ReleaseSections(model);
  out += LogSections(model);
  out += "</main>\n";
  out += kFooter;
  return out + "</body>\n</html>\n";
}

std::string StyleHash() { return "sha256-" + FormatBase64(crypto::Sha256(AsBytes(kStyle))); }

}  // namespace onefold::gateway
