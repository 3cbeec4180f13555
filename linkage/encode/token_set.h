// What is inserted into a filter, sorted and without repeats, in one string: a record has a hundred
// tokens of two or three bytes each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::encode {

class TokenSet {
 public:
  class const_iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = std::string_view;

    const_iterator() = default;
    explicit const_iterator(const char* at) : at_(at) {}

    std::string_view operator*() const {
      const char* at = at_;
      const std::size_t size = ReadSize(at);
      return {at, size};
    }
    const_iterator& operator++() {
      const std::size_t size = ReadSize(at_);
      at_ += size;
      return *this;
    }
    const_iterator operator++(int) {
      const const_iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const const_iterator& other) const = default;

   private:
    const char* at_ = nullptr;
  };
  using iterator = const_iterator;
  using value_type = std::string_view;

  TokenSet() = default;
  TokenSet(const std::vector<std::string>& tokens);  // NOLINT: the same thing in another shape

  void Add(std::string_view token);
  // For `count` more tokens of `bytes` bytes each.
  void Reserve(std::size_t count, std::size_t bytes) {
    bytes_.reserve(bytes_.size() + count * (bytes + 1));
  }
  void Clear();

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const_iterator begin() const { return const_iterator(bytes_.data()); }
  const_iterator end() const { return const_iterator(bytes_.data() + bytes_.size()); }

  // The tokens, each after its length: seven bits a byte, the lowest first, all but the last byte
  // with the highest bit set.
  std::string_view bytes() const { return bytes_; }
  // `bytes` of a list of `count` tokens.
  void Assign(std::string_view bytes, std::size_t count) {
    bytes_ = bytes;
    count_ = static_cast<std::uint32_t>(count);
  }

  bool operator==(const TokenSet& other) const = default;

 private:
  static std::size_t ReadSize(const char*& at) {
    std::size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at++);
      size |= static_cast<std::size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return size;
    }
  }

  std::string bytes_;
  std::uint32_t count_ = 0;
};

}  // namespace onefold::encode
