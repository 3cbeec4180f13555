// Normalised values -> what is inserted into a filter. A filter is a set: a token that occurs twice
// counts once. docs/formats/encoding.md has examples.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/encode/normalize.h"
#include "linkage/encode/token_set.h"

namespace onefold::encode {

// `n` is 1 to 4 and the words are ASCII, as normalised words are. n-grams of every word by itself,
// padded with n-1 times '_' on both sides; the order of the words is lost, so "maria anna" and
// "anna maria" are the same. Sorted, without repeats.
TokenSet NameTokens(const std::vector<std::string>& words, std::uint32_t n);

// n-grams of the words joined by '_', padded likewise: neighbouring words leave a trace of their
// order.
TokenSet TextTokens(const std::vector<std::string>& words, std::uint32_t n);

// The tokens of all lists, sorted, without repeats.
TokenSet UniteTokens(const std::vector<TokenSet>& lists);

// The digits of yyyymmdd with their place: "0:1" "1:9" ...; digits of an unknown part are left out.
// With day and month known, also "a:0412" "b:0412" "c:0412", the smaller number first: a swap of
// day and month keeps these. Year to day known: 11 tokens.
TokenSet DateTokens(const DateParts& date);

}  // namespace onefold::encode
