// Any bytes, any language: never fails, ASCII out, and normalising twice changes nothing. The first
// byte chooses the language.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "linkage/encode/language.h"
#include "linkage/encode/normalize.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string Joined(const std::vector<std::string>& tokens) {
  std::string out;
  for (const std::string& token : tokens) {
    Require(!token.empty());
    Require(token.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == token.npos);
    out += (out.empty() ? "" : " ") + token;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onefold::encode;
  if (size == 0) return 0;
  const auto& languages = AllLanguages();
  const std::string_view tags = languages[data[0] % languages.size()].tags;
  const std::string_view language = tags.substr(0, tags.find(' '));
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);

  const auto name = NormalizeName(text, language).tokens;
  Require(NormalizeName(Joined(name), language).tokens == name);
  const auto words = NormalizeText(text, language);
  Require(NormalizeText(Joined(words), language) == words);
  Joined(NameVariants(text, language));
  const std::string code = NormalizeCode(text);
  Require(NormalizeCode(code) == code);
  Require(PhoneticCode(Joined(name)).size() <= 4);
  const std::string skeleton = SkeletonCode(Joined(name));
  Require(skeleton.size() <= 6 && skeleton.find_first_not_of("ABJKLMNRSTV") == skeleton.npos);
  Require(skeleton.empty() == PhoneticCode(Joined(name)).empty());
  onefold::IgnoreError(
      onefold::encode::ParseDate(text, {"yyyy-mm-dd", "d.m.yyyy", "yyyymmdd", "yyyy"}).status());
  return 0;
}
