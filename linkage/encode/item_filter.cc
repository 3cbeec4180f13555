#include "linkage/encode/item_filter.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace onefold::encode {
namespace {

__extension__ typedef unsigned __int128 Uint128;

// Place and counter stand before the token.
constexpr std::size_t kPrefixBytes = 2;

// What SipHash reads of a message as one number.
std::uint64_t LittleEndian(ByteView bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) word = word << 8 | bytes[i];
  return word;
}

// The same of a token of at most 7 bytes in memory that ends at `end`.
std::uint64_t StartOf(std::string_view token, const char* end) {
  if (std::endian::native != std::endian::little || end - token.data() < 8) {
    return LittleEndian(AsBytes(token));
  }
  std::uint64_t word;
  std::memcpy(&word, token.data(), 8);
  return word & ((std::uint64_t{1} << 8 * token.size()) - 1);
}

// The leading `count` digits of half a hash in base `bits` (multiplication instead of division,
// Lemire 2019). What is left after the last digit has 8 bits or more, so that no position is
// favoured noticeably.
void SetDigits(ByteView hash, std::uint32_t count, std::uint64_t bits, std::uint8_t* cells) {
  for (std::uint64_t half = ReadBe64(hash); count > 0; --count) {
    const Uint128 product = static_cast<Uint128>(half) * bits;
    half = static_cast<std::uint64_t>(product);
    cells[static_cast<std::size_t>(product >> 64)] = 1;
  }
}

// Eight cells -> one byte: the multiplication puts the lowest bits of eight bytes side by side.
void PackPortably(std::uint8_t* cells, std::size_t count, std::uint8_t* bits) {
  for (std::size_t at = 0; at < count; at += 8) {
    const std::uint64_t eight = LittleEndian({cells + at, 8});
    bits[at / 8] = static_cast<std::uint8_t>(eight * 0x8040201008040201u >> 56);
  }
  std::fill_n(cells, count, std::uint8_t{0});
}

// Calls with the counter of each hash that a token needs and the positions of its two halves.
template <typename Take>
void ForEachHash(const FieldBits& field, const Take& take) {
  std::uint64_t counter = 0;
  for (std::uint32_t left = field.hashes; left > 0; ++counter) {
    const std::uint32_t first = std::min(left, field.per_half);
    const std::uint32_t second = std::min(left - first, field.per_half);
    take(counter, first, second);
    left -= first + second;
  }
}

}  // namespace

FieldBits FieldBitsOf(std::uint64_t bits, std::uint64_t base, std::uint32_t hashes,
                      std::uint8_t place) {
  return {bits, base, hashes, static_cast<std::uint32_t>(56 / std::bit_width(bits - 1)), place};
}

FilterMaker::~FilterMaker() {
  sodium_memzero(&one_, sizeof(one_));
  sodium_memzero(&two_, sizeof(two_));
}

void FilterMaker::Start(ByteView key, std::size_t bits) {
  key_ = key;
  key_words_ = {LittleEndian(key.first(8)), LittleEndian(key.subspan(8, 8))};
  cells_.resize(bits + 1);
}

void FilterMaker::Insert(const TokenSet& tokens, const FieldBits& field) {
  const char* const end = tokens.bytes().data() + tokens.bytes().size();
  for (const std::string_view token : tokens) {
    const std::size_t message = kPrefixBytes + token.size();  // and a byte for its length
    const std::uint64_t length = static_cast<std::uint64_t>(message) << 56;
    if (lanes_ == nullptr || message > 15) {
      InsertOne(token, field);
    } else if (message <= 7) {
      Add(one_, {StartOf(token, end) << 16 | length}, field);
    } else {
      const ByteView bytes = AsBytes(token);
      Add(two_, {LittleEndian(bytes.first(6)) << 16, LittleEndian(bytes.subspan(6)) | length},
          field);
    }
  }
}

template <std::size_t kWords>
void FilterMaker::Add(LaneMessages<kWords>& messages, std::array<std::uint64_t, kWords> words,
                      const FieldBits& field) {
  words[0] |= field.place;
  ForEachHash(field, [&](std::uint64_t counter, std::uint32_t first, std::uint32_t second) {
    if (messages.count == kMaxLaneTokens) Hash(messages);
    const std::size_t at = messages.count++;
    messages.word[0][at] = words[0] | counter << 8;
    if constexpr (kWords == 2) messages.word[1][at] = words[1];
    messages.target[at] = PackLaneTarget(field.bits, field.base, first, second);
    messages.first = std::max(messages.first, first);
    messages.second = std::max(messages.second, second);
  });
}

template <std::size_t kWords>
void FilterMaker::Hash(LaneMessages<kWords>& messages) {
  const std::uint64_t spare = cells_.size() - 1;
  if constexpr (kWords == 1) {
    lanes_->set_one(key_words_.data(), messages, spare, cells_.data());
  } else {
    lanes_->set_two(key_words_.data(), messages, spare, cells_.data());
  }
  messages.count = messages.first = messages.second = 0;
}

void FilterMaker::InsertOne(std::string_view token, const FieldBits& field) {
  Bytes message{field.place, 0};
  Append(message, token);
  std::array<std::uint8_t, crypto_shorthash_siphashx24_BYTES> hash;
  ForEachHash(field, [&](std::uint64_t counter, std::uint32_t first, std::uint32_t second) {
    message[1] = static_cast<std::uint8_t>(counter);
    crypto_shorthash_siphashx24(hash.data(), message.data(), message.size(), key_.data());
    std::uint8_t* const cells = &cells_[field.base];
    SetDigits(ByteView(hash).first(8), first, field.bits, cells);
    SetDigits(ByteView(hash).subspan(8), second, field.bits, cells);
  });
}

void FilterMaker::Write(std::span<std::uint8_t> filters) {
  if (one_.count > 0) Hash(one_);
  if (two_.count > 0) Hash(two_);
  (lanes_ != nullptr ? lanes_->pack : PackPortably)(cells_.data(), filters.size() * 8,
                                                    filters.data());
  cells_.back() = 0;
  sodium_memzero(key_words_.data(), sizeof(key_words_));
}

}  // namespace onefold::encode
