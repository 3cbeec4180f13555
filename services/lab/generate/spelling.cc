#include "services/lab/generate/spelling.h"

#include <map>
#include <unordered_map>

#include "linkage/encode/letters.h"
#include "services/lab/generate/spelling_tables.h"
#include "services/lab/generate/text.h"

namespace onefold::lab {
namespace {

bool IsLetter(char32_t letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter >= 0xC0 ||
         letter == '\'';
}

struct Rule {
  std::u32string from;  // lower case
  std::u32string to;
  bool at_start = false, at_end = false;
};

// Replaces letters; the longest rule that fits wins, and one bound to the start or end of a word
// before one that is not.
class Rules {
 public:
  void Add(std::string_view specification) {
    for (const std::string_view word : Words(specification)) {
      const std::size_t equals = word.find('=');
      Rule rule{Letters(word.substr(0, equals)), Letters(word.substr(equals + 1))};
      if (rule.from[0] == '^') rule.at_start = true, rule.from.erase(0, 1);
      if (rule.from.back() == '$') rule.at_end = true, rule.from.pop_back();
      auto& rules = by_first_[rule.from[0]];
      std::erase_if(rules, [&](const Rule& old) {
        return old.from == rule.from && old.at_start == rule.at_start && old.at_end == rule.at_end;
      });
      const auto rank = [](const Rule& r) { return 2 * r.from.size() + (r.at_start || r.at_end); };
      auto at = rules.begin();
      while (at != rules.end() && rank(*at) >= rank(rule)) ++at;
      rules.insert(at, std::move(rule));
    }
  }

  std::u32string Apply(const std::u32string& text) const {
    std::u32string lower = text, out;
    for (char32_t& letter : lower) letter = Lower(letter);
    for (std::size_t at = 0; at < text.size();) {
      const Rule* rule = Find(lower, at);
      if (rule == nullptr) {
        out += text[at++];
        continue;
      }
      const bool capital = text[at] != lower[at];
      for (std::size_t i = 0; i < rule->to.size(); ++i) {
        out += capital && i == 0 ? Upper(rule->to[i]) : rule->to[i];
      }
      at += rule->from.size();
    }
    return out;
  }

 private:
  const Rule* Find(const std::u32string& lower, std::size_t at) const {
    const auto found = by_first_.find(lower[at]);
    if (found == by_first_.end()) return nullptr;
    for (const Rule& rule : found->second) {
      const std::size_t end = at + rule.from.size();
      if (lower.compare(at, rule.from.size(), rule.from) != 0) continue;
      if (rule.at_start && at > 0 && IsLetter(lower[at - 1])) continue;
      if (rule.at_end && end < lower.size() && IsLetter(lower[end])) continue;
      return &rule;
    }
    return nullptr;
  }

  std::unordered_map<char32_t, std::vector<Rule>> by_first_;
};

struct Orthography {
  std::vector<Scheme> schemes;
  std::vector<Rules> rules;  // by scheme
  std::vector<const SchemeData*> source;
};

const std::map<std::string_view, Orthography>& Orthographies() {
  static const auto& built = *[] {
    auto* all = new std::map<std::string_view, Orthography>();
    for (const SchemeData& row : AllSchemes()) {
      for (const std::string_view language : Words(row.languages)) {
        Orthography& one = (*all)[language];
        one.schemes.push_back({row.name, row.script, one.schemes.size()});
        Rules rules;
        rules.Add(row.base);
        rules.Add(row.rules);
        one.rules.push_back(std::move(rules));
        one.source.push_back(&row);
      }
    }
    return all;
  }();
  return built;
}

char32_t WithoutMarks(char32_t letter) {
  switch (letter) {
    case U'đ':
      return U'd';
    case U'Đ':
      return U'D';
    case U'ı':
      return U'i';
    case U'ł':
      return U'l';
    default:
      break;
  }
  // Marks of Cyrillic letters (й, ї) are part of the letter.
  const bool marked = letter >= 0xC0 && (letter < 0x400 || letter >= 0x1E00) && letter < 0x2000;
  return marked ? encode::WithoutMarks(letter).letter : letter;
}

}  // namespace

std::string_view ScriptName(Script script) {
  static constexpr std::string_view kNames[] = {"Latn", "Cyrl", "Grek", "Arab", "Geor"};
  return kNames[static_cast<std::size_t>(script)];
}

const std::vector<Scheme>& SchemesOf(std::string_view language) {
  return Orthographies().at(language).schemes;
}

std::string WithoutDiacritics(std::string_view text) {
  std::u32string letters = Letters(text);
  for (char32_t& letter : letters) letter = WithoutMarks(letter);
  return Utf8(letters);
}

std::string Spell(std::string_view text, std::string_view language, const Scheme& scheme) {
  const Orthography& orthography = Orthographies().at(language);
  const SchemeData& source = *orthography.source[scheme.index];
  std::u32string letters = Letters(text);
  if (source.unmarked_first) letters = Letters(WithoutDiacritics(text));
  letters = orthography.rules[scheme.index].Apply(letters);
  if (source.unmarked_after) letters = Letters(WithoutDiacritics(Utf8(letters)));
  if (!source.capitals) return Utf8(letters);
  bool start = true;
  for (char32_t& letter : letters) {  // the source has no capitals
    if (start) letter = Upper(letter);
    start = letter == ' ' || letter == '-';
  }
  return Utf8(letters);
}

}  // namespace onefold::lab
