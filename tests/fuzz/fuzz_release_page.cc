// Arbitrary bytes as the published release: the page is made, and nothing from the file becomes
// markup.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "services/gateway/page.h"
#include "services/html/escape.h"

namespace {

using namespace onefold;

std::size_t Count(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::string escaped = EscapeHtml(text);
  Require(escaped.find_first_of("<>\"'") == std::string::npos);

  gateway::PageModel model;
  model.title = text;
  model.public_url = "http://127.0.0.1";
  model.release = gateway::ParseRelease(text);
  model.counter = InvalidArgumentError(text);
  const std::string page = gateway::RenderPage(model);
  for (const std::string_view tag : {"<html", "<h1>", "<main", "</main>", "</html>"}) {
    Require(Count(page, tag) == 1);
  }
  Require(Count(page, "<script") == 0);
  for (const std::string_view tag : {"table", "section", "tr", "td", "th", "ul", "dl", "bdi"}) {
    const std::string open = "<" + std::string(tag);
    const std::size_t opened = Count(page, open + ">") + Count(page, open + " ");
    Require(opened == Count(page, "</" + std::string(tag) + ">"));
  }
  return 0;
}
