// Hashing many tokens at once, one in each lane of a vector register: SipHash-2-4-128 (Aumasson and
// Bernstein 2012) of short messages under one key, and the positions of a filter that the hashes
// give (docs/formats/encoding.md, Tokens). One translation unit for each instruction set, chosen at
// run time; all give what libsodium's SipHash gives, bit for bit.
//
// Filters that are being made have one byte for each bit, a cell: setting one needs no reading, so
// that neighbouring positions do not wait for each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace onefold::encode {

// Tokens of one call. Vectors are read whole: arrays of words have this size, whatever is used.
inline constexpr std::size_t kMaxLaneTokens = 128;

// How one hash becomes positions: its two halves give `first` and `second` of them, counted from
// cell `base` in a filter of `bits` bits.
//
//   bits (16) | base (24) << 16 | first (8) << 40 | second (8) << 48
using LaneTarget = std::uint64_t;
constexpr LaneTarget PackLaneTarget(std::uint64_t bits, std::uint64_t base, std::uint64_t first,
                                    std::uint64_t second) {
  return bits | base << 16 | first << 40 | second << 48;
}

// Messages of kWords words, 64-bit little-endian numbers as the hash takes them, with the length of
// the message in the last word's highest byte.
template <std::size_t kWords>
struct LaneMessages {
  alignas(64) std::uint64_t word[kWords][kMaxLaneTokens];
  alignas(64) LaneTarget target[kMaxLaneTokens];
  std::size_t count = 0;
  std::uint32_t first = 0, second = 0;  // the most of all targets
};

struct LaneKernel {
  const char* name;
  // Sets the cells that the messages say and, with no meaning, cells[spare]. Overwrites the targets
  // after the last one. `key`: the two halves of the key, little-endian.
  void (*set_one)(const std::uint64_t key[2], LaneMessages<1>& messages, std::uint64_t spare,
                  std::uint8_t* cells);
  void (*set_two)(const std::uint64_t key[2], LaneMessages<2>& messages, std::uint64_t spare,
                  std::uint8_t* cells);
  // Cells, a multiple of 64, -> bits, the first in the most significant bit of the first byte.
  // Clears the cells.
  void (*pack)(std::uint8_t* cells, std::size_t count, std::uint8_t* bits);
};

// Those that this machine has, the fastest first. None elsewhere than on x86-64 with AVX2: then
// libsodium hashes the tokens one by one.
std::span<const LaneKernel> LaneKernels();

}  // namespace onefold::encode
