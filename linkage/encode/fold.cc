#include "linkage/encode/fold.h"

#include <span>
#include <string_view>

namespace onefold::encode {
namespace {

enum class Where : char { kAnywhere, kStart, kEnd };

struct Rule {
  std::string_view from, to;
  Where where = Where::kAnywhere;
};

// Rules of one table are tried in order at each letter: longer spellings first. 'D' stands for the
// sound of đ, dž, џ while the letters d and j are rewritten; it leaves as "dj".
constexpr Rule kSlavic[] = {{"dzh", "D"}, {"dz", "D"}, {"dj", "D"}, {"tch", "c"}, {"ch", "c"},
                            {"ts", "c"},  {"tz", "c"}, {"zh", "z"}, {"sh", "s"},  {"kh", "h"},
                            {"ph", "f"},  {"th", "t"}, {"x", "ks"}, {"w", "v"},   {"q", "k"},
                            {"y", "i"},   {"j", "i"}};
// As kSlavic, but г is g or h and х is kh.
constexpr Rule kEastSlavic[] = {{"dzh", "D"}, {"dz", "D"}, {"dj", "D"}, {"tch", "c"}, {"ch", "c"},
                                {"ts", "c"},  {"tz", "c"}, {"zh", "z"}, {"sh", "s"},  {"kh", "kh"},
                                {"ph", "f"},  {"th", "t"}, {"x", "ks"}, {"w", "v"},   {"q", "k"},
                                {"h", "g"},   {"y", "i"},  {"j", "i"}};
constexpr Rule kPlain[] = {{"th", "t"}, {"w", "v"}};
constexpr Rule kRomanian[] = {{"sh", "s"}, {"ts", "t"}, {"tz", "t"}, {"th", "t"}, {"ph", "f"},
                              {"ks", "x"}, {"w", "v"},  {"k", "c"},  {"y", "i"}};
constexpr Rule kGreek[] = {{"nch", "nh"},
                           {"ch", "h"},
                           {"kh", "h"},
                           {"xr", "hr", Where::kStart},
                           {"x", "ks"},
                           {"ph", "f"},
                           {"th", "t"},
                           {"ou", "u"},
                           {"ei", "i"},
                           {"oi", "i"},
                           {"ai", "e", Where::kStart},
                           {"au", "av"},
                           {"eu", "ev"},
                           {"af", "av"},
                           {"ef", "ev"},
                           {"gia", "ia", Where::kStart},
                           {"gio", "io", Where::kStart},
                           {"mp", "b"},
                           {"mb", "b"},
                           {"nt", "d"},
                           {"nd", "d"},
                           {"gk", "g"},
                           {"ng", "g"},
                           {"c", "k"},
                           {"w", "o"},
                           {"y", "i"},
                           {"j", "i"}};
constexpr Rule kAlbanian[] = {{"dzh", "xh"}, {"dj", "gj"}, {"ch", "c"}, {"ph", "f"}, {"w", "v"}};
constexpr Rule kTurkish[] = {{"sh", "s"},
                             {"ch", "c"},
                             {"x", "ks"},
                             {"w", "v"},
                             {"q", "k"},
                             {"d", "t", Where::kEnd},
                             {"b", "p", Where::kEnd}};
constexpr Rule kRomance[] = {
    {"ph", "f"}, {"th", "t"}, {"w", "v"}, {"y", "i"}, {"z", "s", Where::kEnd}};
constexpr Rule kGerman[] = {{"ph", "f"},  {"th", "t"},  {"dt", "t", Where::kEnd},
                            {"ck", "k"},  {"ca", "ka"}, {"co", "ko"},
                            {"cl", "kl"}, {"cr", "kr"}, {"cu", "ku"}};

// French and English spellings of Arabic sounds, and the sounds that the romanisations write apart
// but people do not. What the vowels become: SettleArabic.
constexpr Rule kArabic[] = {{"sh", "s"}, {"ch", "s"}, {"th", "t"}, {"dh", "d"}, {"gh", "g"},
                            {"ph", "f"}, {"dj", "j"}, {"ou", "u"}, {"oo", "u"}, {"ee", "i"},
                            {"q", "k"},  {"c", "k"},  {"x", "ks"}, {"v", "w"},  {"y", "i"},
                            {"o", "u"},  {"e", "a"}};

std::span<const Rule> RulesOf(Fold fold) {
  switch (fold) {
    case Fold::kSlavic:
      return kSlavic;
    case Fold::kEastSlavic:
      return kEastSlavic;
    case Fold::kRomanian:
      return kRomanian;
    case Fold::kGreek:
      return kGreek;
    case Fold::kAlbanian:
      return kAlbanian;
    case Fold::kTurkish:
      return kTurkish;
    case Fold::kRomance:
      return kRomance;
    case Fold::kGerman:
      return kGerman;
    case Fold::kArabic:
      return kArabic;
    case Fold::kPlain:
    case Fold::kNone:
      break;
  }
  return kPlain;
}

std::string Rewrite(std::string_view token, std::span<const Rule> rules) {
  std::string out;
  for (std::size_t at = 0; at < token.size();) {
    const std::string_view rest = token.substr(at);
    const Rule* found = nullptr;
    for (const Rule& rule : rules) {
      if (rule.from[0] != rest[0] || !rest.starts_with(rule.from)) continue;
      if (rule.where == Where::kStart && at != 0) continue;
      if (rule.where == Where::kEnd && rest.size() != rule.from.size()) continue;
      found = &rule;
      break;
    }
    if (found != nullptr) {
      out += found->to;
      at += found->from.size();
    } else {
      out += rest[0];
      ++at;
    }
  }
  return out;
}

void CollapseDoubles(std::string& token) {
  std::size_t kept = 0;
  for (const char c : token) {
    // Digits count: 11 is not 1.
    if (kept > 0 && token[kept - 1] == c && !(c >= '0' && c <= '9')) continue;
    token[kept++] = c;
  }
  token.resize(kept);
}

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

// y, j and i are one letter by now. Before e it is not heard everywhere (Елена, Jelena, Yelena); at
// the start and between vowels it is a consonant (Jovan, Maja), elsewhere a vowel (Marija, Nikolaj,
// Dmitriy).
void SettleIota(std::string& token) {
  std::string out;
  for (std::size_t at = 0; at < token.size(); ++at) {
    const char next = at + 1 < token.size() ? token[at + 1] : '\0';
    if (token[at] != 'i') {
      out += token[at];
    } else if (next == 'e') {
      continue;
    } else if (IsVowel(next) && (out.empty() || IsVowel(out.back()))) {
      out += 'j';
    } else {
      out += 'i';
    }
  }
  token = std::move(out);
}

// ae, oe, ue are ä, ö, ü and lose the e, but not in Bauer (part of au), not in Michael, Joel,
// Manuel (el at the end).
void DropUmlautE(std::string& token) {
  std::string out;
  for (std::size_t at = 0; at < token.size(); ++at) {
    if (token[at] == 'e' && !out.empty()) {
      const char before = out.back();
      const bool umlaut = before == 'a' || before == 'o' || before == 'u';
      const bool in_diphthong = before == 'u' && out.size() > 1 &&
                                (IsVowel(out[out.size() - 2]) || out[out.size() - 2] == 'q');
      const bool final_el = token.size() == at + 2 && token[at + 1] == 'l';
      if (umlaut && !in_diphthong && !final_el) continue;
    }
    out += token[at];
  }
  token = std::move(out);
}

// The article is written together or apart; alone it is a particle. Not in Ali, Alaa, Alia.
void DropArticle(std::string& token) {
  if (token.size() >= 5 && token.starts_with("al") && !IsVowel(token[2])) token.erase(0, 2);
}

// The letters of a word are a, i, u and consonants by now, without doubles. i before a vowel is y
// (Ziad, Ziyad). Inside a word ai is i and aw, au are u (Zainab, Layla, Fawzi): Arabic writes only
// the second letter.
void SettleArabic(std::string& token) {
  std::string out;
  for (std::size_t at = 0; at < token.size(); ++at) {
    const char next = at + 1 < token.size() ? token[at + 1] : '\0';
    const char beyond = at + 2 < token.size() ? token[at + 2] : '\0';
    const bool diphthong = next == 'i' || next == 'u' || next == 'w';
    if (token[at] == 'a' && at > 0 && diphthong && !IsVowel(beyond)) {
      out += next == 'i' ? 'i' : 'u';
      ++at;
    } else if (token[at] == 'i' && IsVowel(next)) {
      out += 'y';
    } else {
      out += token[at];
    }
  }
  token = std::move(out);
}

void LeaveSound(std::string& token) {
  for (std::size_t at = token.find('D'); at != token.npos; at = token.find('D', at)) {
    token.replace(at, 1, "dj");
  }
}

std::string FoldOnce(const std::string& token, Fold fold) {
  std::string out = Rewrite(token, RulesOf(fold));
  CollapseDoubles(out);
  if (fold == Fold::kSlavic || fold == Fold::kEastSlavic) {
    SettleIota(out);
    CollapseDoubles(out);
    LeaveSound(out);
  } else if (fold == Fold::kArabic) {
    DropArticle(out);
    SettleArabic(out);
    CollapseDoubles(out);
  } else if (fold == Fold::kGerman) {
    DropUmlautE(out);
    CollapseDoubles(out);
  }
  return out;
}

}  // namespace

std::string FoldSpelling(std::string token, Fold fold) {
  if (fold == Fold::kNone) return token;
  // What one round joins can be a spelling of its own ("t" + "sh"): repeat until nothing changes.
  // Rounds after the first only shorten, so this ends.
  while (true) {
    std::string next = FoldOnce(token, fold);
    if (next == token) return token;
    token = std::move(next);
  }
}

}  // namespace onefold::encode
