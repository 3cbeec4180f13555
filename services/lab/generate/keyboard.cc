#include "services/lab/generate/keyboard.h"

#include <array>
#include <vector>

#include "services/lab/generate/text.h"

namespace onefold::lab {
namespace {

using crypto::SeededStream;

constexpr std::array<std::array<std::u32string_view, 3>, 8> kKeys = {{
    {U"qwertyuiop", U"asdfghjkl", U"zxcvbnm"},
    {U"qwertzuiopšđ", U"asdfghjklčć", U"yxcvbnmž"},
    {U"йцукенгшщзхї", U"фівапролджє", U"ячсмитьбю"},
    {U"явертъуиопшщ", U"асдфгхйкл", U"зьцжбнмч"},
    {U"љњертзуиопшђ", U"асдфгхјклчћ", U"ѕџцвбнмж"},
    {U"ςερτυθιοπ", U"ασδφγηξκλ", U"ζχψωβνμ"},
    {U"ქწერტყუიოპ", U"ასდფგჰჯკლ", U"ზხცვბნმ"},
    {U"ضصثقفغعهخحجد", U"شسيبلاتنمكط", U"ئءؤرىةوزظ"},
}};

struct LookAlike {
  std::u32string_view from, to;
};
constexpr LookAlike kLookAlikes[] = {
    {U"rn", U"m"}, {U"m", U"rn"}, {U"l", U"i"}, {U"i", U"l"}, {U"cl", U"d"}, {U"h", U"b"},
    {U"u", U"v"},  {U"v", U"u"},  {U"e", U"c"}, {U"o", U"a"}, {U"a", U"o"},  {U"н", U"и"},
    {U"и", U"н"},  {U"п", U"л"},  {U"л", U"п"}, {U"ш", U"щ"}, {U"с", U"е"},  {U"е", U"с"},
    {U"ν", U"υ"},  {U"υ", U"ν"},  {U"ο", U"σ"}, {U"ρ", U"φ"}, {U"ი", U"ო"},  {U"ب", U"ت"},
    {U"ح", U"ج"},  {U"د", U"ر"},  {U"ვ", U"კ"}};

void Put(std::u32string& letters, std::size_t at, char32_t letter) {
  letters[at] = letters[at] != Lower(letters[at]) ? Upper(letter) : letter;
}

}  // namespace

Keyboard KeyboardFor(Script script, std::string_view language, Keyboard latin) {
  switch (script) {
    case Script::kLatin:
      return latin;
    case Script::kGreek:
      return Keyboard::kGreek;
    case Script::kArabic:
      return Keyboard::kArabic;
    case Script::kGeorgian:
      return Keyboard::kGeorgian;
    case Script::kCyrillic:
      break;
  }
  if (language == "uk" || language == "ro") return Keyboard::kJcuken;
  return language == "bg" ? Keyboard::kBulgarian : Keyboard::kSouthSlavic;
}

std::u32string Neighbours(Keyboard keyboard, char32_t letter) {
  const auto& rows = kKeys[static_cast<std::size_t>(keyboard)];
  std::u32string near;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::size_t at = rows[row].find(letter);
    if (at == std::u32string_view::npos) continue;
    const auto add = [&](std::size_t r, std::size_t column) {
      if (r < rows.size() && column < rows[r].size()) near += rows[r][column];
    };
    add(row, at - 1);  // wraps round to nothing at the left edge
    add(row, at + 1);
    add(row + 1, at);  // a row lies half a key to the right of the one above
    add(row + 1, at - 1);
    add(row - 1, at);
    add(row - 1, at + 1);
  }
  return near;
}

std::string Mistyped(const std::string& text, Keyboard keyboard, SeededStream& random) {
  std::u32string letters = Letters(text);
  if (letters.size() < 3) return text;
  const std::size_t at = random.Below(letters.size() - 1);
  const std::u32string near = Neighbours(keyboard, Lower(letters[at]));
  const std::uint64_t kind = near.empty() ? 50 + random.Below(50) : random.Below(100);
  if (kind < 40) {
    Put(letters, at, near[random.Below(near.size())]);
  } else if (kind < 50) {
    letters.insert(at + 1, 1, near[random.Below(near.size())]);
  } else if (kind < 72) {
    letters.erase(at, 1);
  } else if (kind < 85) {
    letters.insert(at + 1, 1, Lower(letters[at]));
  } else {
    const char32_t first = Lower(letters[at]);
    Put(letters, at, Lower(letters[at + 1]));
    Put(letters, at + 1, first);
  }
  return Utf8(letters);
}

std::string Misread(const std::string& text, SeededStream& random) {
  std::u32string letters = Letters(text);
  struct Place {
    std::size_t at;
    const LookAlike* look;
  };
  std::vector<Place> places;
  for (std::size_t at = 0; at < letters.size(); ++at) {
    for (const LookAlike& look : kLookAlikes) {
      if (letters.compare(at, look.from.size(), look.from) == 0) places.push_back({at, &look});
    }
  }
  if (places.empty()) return text;
  const Place& place = places[random.Below(places.size())];
  letters.replace(place.at, place.look->from.size(), place.look->to);
  return Utf8(letters);
}

}  // namespace onefold::lab
