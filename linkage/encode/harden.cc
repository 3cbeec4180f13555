#include "linkage/encode/harden.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

namespace onefold::encode {
namespace {

constexpr std::size_t kWordBits = 64;
constexpr std::size_t kMaxWords = 64;  // filters have at most 4,096 bits
constexpr std::size_t kTermBytes = 6;  // rotation, step, start: u16 each
constexpr std::array<std::uint8_t, crypto_stream_chacha20_NONCEBYTES> kNoNonce{};

// Words are read with their first bit as the most significant one.
std::uint64_t LoadWord(const std::uint8_t* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, 8);
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}

void StoreWord(std::uint64_t word, std::uint8_t* bytes) {
  if (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
  std::memcpy(bytes, &word, 8);
}

// 0 .. bound - 1 from 16 bits: uneven by less than one in a thousand, which tells nothing.
std::uint32_t Scaled(const std::uint8_t* bytes, std::size_t bound) {
  return static_cast<std::uint32_t>((bytes[0] << 8 | bytes[1]) * bound >> 16);
}

// Steps that visit all of `words` words.
std::size_t CoprimeSteps(std::size_t words, std::array<std::uint8_t, kMaxWords>& steps) {
  std::size_t count = 0;
  for (std::size_t step = 1; step <= words; ++step) {
    if (std::gcd(step, words) == 1) steps[count++] = static_cast<std::uint8_t>(step);
  }
  return count;
}

// What hardening one slot takes from the key: its terms, its mask, its presence tag.
std::size_t SecretBytes(std::uint32_t terms, const linkage::FilterSlot& slot) {
  return terms * kTermBytes + slot.bytes();
}

// One filter. `secret`: terms * kTermBytes, then the mask.
void Diffuse(std::uint32_t terms, const std::uint8_t* secret, std::span<std::uint8_t> filter) {
  const std::size_t words = filter.size() * 8 / kWordBits;
  std::array<std::uint64_t, kMaxWords> in, out;
  for (std::size_t w = 0; w < words; ++w) in[w] = LoadWord(&filter[8 * w]);
  std::array<std::uint8_t, kMaxWords> steps;
  const std::size_t step_count = CoprimeSteps(words, steps);
  std::array<std::uint8_t, kWordBits> rotations;
  std::iota(rotations.begin(), rotations.end(), std::uint8_t{0});
  std::fill_n(out.begin(), words, std::uint64_t{0});
  for (std::uint32_t term = 0; term < terms; ++term, secret += kTermBytes) {
    std::swap(rotations[term], rotations[term + Scaled(secret, kWordBits - term)]);
    const std::size_t step = steps[Scaled(secret + 2, step_count)];
    std::size_t from = Scaled(secret + 4, words);
    for (std::size_t w = 0; w < words; ++w) {
      out[w] ^= std::rotl(in[from], rotations[term]);
      from += step;
      if (from >= words) from -= words;
    }
  }
  for (std::size_t w = 0; w < words; ++w) {
    StoreWord(out[w] ^ LoadWord(secret + 8 * w), &filter[8 * w]);
  }
  sodium_memzero(in.data(), 8 * words);
}

}  // namespace

void HardenFilters(std::uint32_t terms, ByteView key, std::span<const linkage::FilterSlot> slots,
                   std::span<std::uint8_t> item) {
  thread_local Bytes secrets;
  std::size_t size = 0;
  for (const linkage::FilterSlot& slot : slots) size += SecretBytes(terms, slot);
  secrets.resize(size);
  crypto_stream_chacha20(secrets.data(), size, kNoNonce.data(), key.data());
  const std::uint8_t* secret = secrets.data();
  for (const linkage::FilterSlot& slot : slots) {
    Diffuse(terms, secret, item.subspan(slot.offset_bytes, slot.bits / 8));
    secret += SecretBytes(terms, slot);
    const std::size_t tag = slot.bytes() - slot.bits / 8;
    std::copy_n(secret - tag, tag, &item[slot.offset_bytes] + slot.bits / 8);
  }
  sodium_memzero(secrets.data(), size);
}

void FillNoise(const Noise& noise, std::size_t slot, std::span<std::uint8_t> out) {
  Bytes nonce;
  AppendBe64(nonce, noise.number << 8 | slot);
  crypto_stream_chacha20(out.data(), out.size(), nonce.data(), noise.key.data());
}

}  // namespace onefold::encode
