// Tokens of clkhash's three comparisons: an ordered list that keeps repeats, each as the bytes that
// are hashed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "linkage/schema.h"

namespace onefold::encode {

// A list of byte strings in one buffer (n-grams overlap in it). Reused from value to value.
class TokenList {
 public:
  void Clear();
  std::size_t size() const { return spans_.size(); }
  std::string_view operator[](std::size_t i) const {
    return std::string_view(bytes_).substr(spans_[i].first, spans_[i].second);
  }

 private:
  friend class ClkhashTokenizer;
  std::string bytes_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> spans_;  // offset, length
};

class ClkhashTokenizer {
 public:
  ClkhashTokenizer(const linkage::ClkhashComparison& comparison,
                   linkage::ClkhashFormat::Encoding encoding);

  // Why the comparison cannot be computed at all ("" = it can): the distance is 0 at this
  // precision, or too large.
  std::string Problem() const;

  // `value` is a formatted value in UTF-8. False when a numeric comparison meets what is no number
  // within 10^18.
  bool Tokenize(std::string_view value, TokenList& out);

 private:
  void Ngrams(std::string_view value, TokenList& out);
  bool Numeric(std::string_view value, TokenList& out);
  void AddToken(std::string_view utf8, TokenList& out);
  void AddEncoded(std::string_view utf8, TokenList& out);

  linkage::ClkhashComparison comparison_;
  linkage::ClkhashFormat::Encoding encoding_;
  double interval_ = 0;  // numeric: the distance in units of the precision, a whole number
  std::string padded_;
  std::vector<std::uint32_t> starts_;  // of the characters of padded_
};

}  // namespace onefold::encode
