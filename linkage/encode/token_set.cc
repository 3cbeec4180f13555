#include "linkage/encode/token_set.h"

namespace onefold::encode {

TokenSet::TokenSet(const std::vector<std::string>& tokens) {
  for (const std::string& token : tokens) Add(token);
}

void TokenSet::Add(std::string_view token) {
  std::size_t size = token.size();
  for (; size >= 0x80; size >>= 7) bytes_ += static_cast<char>(size | 0x80);
  bytes_ += static_cast<char>(size);
  bytes_ += token;
  ++count_;
}

void TokenSet::Clear() {
  bytes_.clear();
  count_ = 0;
}

}  // namespace onefold::encode
