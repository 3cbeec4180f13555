#include "linkage/encode/tokenize.h"

#include <algorithm>

namespace onefold::encode {
namespace {

// `text` is ASCII: normalised words are.
void AddGrams(std::string_view text, std::uint32_t n, std::vector<std::string>& out) {
  std::string padded(n - 1, '_');
  padded += text;
  padded.append(n - 1, '_');
  for (std::size_t i = 0; i + n <= padded.size(); ++i) out.emplace_back(padded, i, n);
}

void MakeSet(std::vector<std::string>& tokens) {
  std::sort(tokens.begin(), tokens.end());
  tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
}

void AddDigits(unsigned value, int place, int digits, std::vector<std::string>& out) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) {
    out.push_back({static_cast<char>('0' + place + i), ':', static_cast<char>('0' + value % 10)});
  }
}

// The pair without its order, three times: a swap of day and month then agrees as well as a date
// with one wrong digit. Fewer leave the swap among the chance agreements.
void AddDayAndMonth(const DateParts& date, std::vector<std::string>& out) {
  for (const char copy : {'a', 'b', 'c'}) {
    std::string token{copy, ':'};
    for (const unsigned value :
         {std::min<unsigned>(date.month, date.day), std::max<unsigned>(date.month, date.day)}) {
      token += static_cast<char>('0' + value / 10 % 10);
      token += static_cast<char>('0' + value % 10);
    }
    out.push_back(std::move(token));
  }
}

}  // namespace

std::vector<std::string> NameTokens(const std::vector<std::string>& words, std::uint32_t n) {
  std::vector<std::string> tokens;
  for (const std::string& word : words) AddGrams(word, n, tokens);
  MakeSet(tokens);
  return tokens;
}

std::vector<std::string> TextTokens(const std::vector<std::string>& words, std::uint32_t n) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += '_';
    joined += word;
  }
  std::vector<std::string> tokens;
  if (!joined.empty()) AddGrams(joined, n, tokens);
  MakeSet(tokens);
  return tokens;
}

std::vector<std::string> DateTokens(const DateParts& date) {
  std::vector<std::string> tokens;
  if (date.year != 0) AddDigits(date.year, 0, 4, tokens);
  if (date.month != 0) AddDigits(date.month, 4, 2, tokens);
  if (date.day != 0) AddDigits(date.day, 6, 2, tokens);
  if (date.month != 0 && date.day != 0) AddDayAndMonth(date, tokens);
  std::sort(tokens.begin(), tokens.end());
  return tokens;
}

}  // namespace onefold::encode
