#include "linkage/encode/tokenize.h"

#include <algorithm>

namespace onefold::encode {
namespace {

// Grams as big-endian numbers, whose order is that of the bytes.
using Grams = std::vector<std::uint32_t>;

// The n-grams of `text` between n-1 times '_'. `n` is at most 4.
void AddGrams(std::string_view text, std::uint32_t n, Grams& out) {
  const std::uint32_t mask = n == 4 ? 0xFFFFFFFFu : (1u << (8 * n)) - 1;
  std::uint32_t gram = 0;
  for (std::uint32_t i = 1; i < n; ++i) gram = gram << 8 | '_';
  const auto add = [&](char c) {
    gram = (gram << 8 | static_cast<unsigned char>(c)) & mask;
    out.push_back(gram);
  };
  for (const char c : text) add(c);
  for (std::uint32_t i = 1; i < n; ++i) add('_');
}

TokenSet ToTokens(Grams& grams, std::uint32_t n) {
  std::sort(grams.begin(), grams.end());
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  TokenSet tokens;
  tokens.Reserve(grams.size(), n);
  for (const std::uint32_t gram : grams) {
    const char bytes[] = {static_cast<char>(gram >> 24), static_cast<char>(gram >> 16),
                          static_cast<char>(gram >> 8), static_cast<char>(gram)};
    tokens.Add({bytes + 4 - n, n});
  }
  return tokens;
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

TokenSet NameTokens(const std::vector<std::string>& words, std::uint32_t n) {
  Grams grams;
  for (const std::string& word : words) AddGrams(word, n, grams);
  return ToTokens(grams, n);
}

TokenSet TextTokens(const std::vector<std::string>& words, std::uint32_t n) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += '_';
    joined += word;
  }
  Grams grams;
  if (!joined.empty()) AddGrams(joined, n, grams);
  return ToTokens(grams, n);
}

TokenSet UniteTokens(const std::vector<TokenSet>& lists) {
  std::vector<std::string_view> all;
  for (const TokenSet& list : lists) {
    for (const std::string_view token : list) all.push_back(token);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  TokenSet tokens;
  for (const std::string_view token : all) tokens.Add(token);
  return tokens;
}

TokenSet DateTokens(const DateParts& date) {
  std::vector<std::string> tokens;
  if (date.year != 0) AddDigits(date.year, 0, 4, tokens);
  if (date.month != 0) AddDigits(date.month, 4, 2, tokens);
  if (date.day != 0) AddDigits(date.day, 6, 2, tokens);
  if (date.month != 0 && date.day != 0) AddDayAndMonth(date, tokens);
  std::sort(tokens.begin(), tokens.end());
  return tokens;
}

}  // namespace onefold::encode
