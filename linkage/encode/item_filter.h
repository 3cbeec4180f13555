// Tokens -> the filters of an item, under the filter key of the item's block.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "crypto/bytes.h"
#include "linkage/encode/lanes/lanes.h"
#include "linkage/encode/token_set.h"

namespace onefold::encode {

// Where the tokens of one field go.
struct FieldBits {
  std::uint64_t bits = 0;      // length of the filter: a multiple of 64, at most 4096
  std::uint64_t base = 0;      // bits of the filters before it
  std::uint32_t hashes = 0;    // positions of a token, at most 64
  std::uint32_t per_half = 0;  // positions that half a hash gives
  std::uint8_t place = 0;      // of the field among the compared ones: keeps the fields apart
};
FieldBits FieldBitsOf(std::uint64_t bits, std::uint64_t base, std::uint32_t hashes,
                      std::uint8_t place);

// Makes one item after the other. Not thread-safe.
class FilterMaker {
 public:
  // `lanes`: null for libsodium alone.
  explicit FilterMaker(const LaneKernel* lanes) : lanes_(lanes) {}
  FilterMaker(const FilterMaker&) = delete;
  FilterMaker& operator=(const FilterMaker&) = delete;
  ~FilterMaker();  // wipes tokens

  // Starts an item whose filters have `bits` bits in all, a multiple of 64. `key` (16 bytes) is
  // read until Write.
  void Start(ByteView key, std::size_t bits);
  void Insert(const TokenSet& tokens, const FieldBits& field);
  // Writes all filters, back to back, and forgets the key.
  void Write(std::span<std::uint8_t> filters);

 private:
  template <std::size_t kWords>
  void Add(LaneMessages<kWords>& messages, std::array<std::uint64_t, kWords> words,
           const FieldBits& field);
  void InsertOne(std::string_view token, const FieldBits& field);
  template <std::size_t kWords>
  void Hash(LaneMessages<kWords>& messages);

  const LaneKernel* const lanes_;
  ByteView key_;
  std::array<std::uint64_t, 2> key_words_{};
  LaneMessages<1> one_;
  LaneMessages<2> two_;
  Bytes cells_;  // and the spare one; all zero between items
};

}  // namespace onefold::encode
