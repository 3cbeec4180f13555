// The bodies of a lane kernel, for whatever vectors `Isa` has:
//
//   V                     kLanes numbers of 64 bits; a GCC vector: + ^ | >> << work lane by lane
//   Load, Store, All      from and to memory; one number in all lanes
//   RotateLeft<n>(v)
//   ByteSwap(v)
//   MultiplyLow(a, b)     the product of the low 32 bits of each lane
//   Less(a, b, yes, no)   a < b ? yes : no, lane by lane
//
// Included by one translation unit for each instruction set, after it has defined ONEFOLD_LANES as
// the attributes of its functions. Everything here has internal linkage: a linker must not choose
// one instruction set's copy for all.
#include <cstddef>
#include <cstdint>

#include "linkage/encode/lanes/lanes.h"

namespace onefold::encode {
namespace {

template <typename Isa>
struct SipState {
  typename Isa::V v0, v1, v2, v3;

  ONEFOLD_LANES void Round() {
    v0 += v1;
    v2 += v3;
    v1 = Isa::template RotateLeft<13>(v1) ^ v0;
    v3 = Isa::template RotateLeft<16>(v3) ^ v2;
    v0 = Isa::template RotateLeft<32>(v0) + v3;
    v2 += v1;
    v1 = Isa::template RotateLeft<17>(v1) ^ v2;
    v3 = Isa::template RotateLeft<21>(v3) ^ v0;
    v2 = Isa::template RotateLeft<32>(v2);
  }

  ONEFOLD_LANES void Start(const std::uint64_t key[2]) {
    v0 = Isa::All(key[0] ^ 0x736f6d6570736575u);
    v1 = Isa::All(key[1] ^ 0x646f72616e646f6du ^ 0xee);
    v2 = Isa::All(key[0] ^ 0x6c7967656e657261u);
    v3 = Isa::All(key[1] ^ 0x7465646279746573u);
  }

  ONEFOLD_LANES void Absorb(typename Isa::V word) {
    v3 ^= word;
    Round();
    Round();
    v0 ^= word;
  }

  // The next half of the hash; `mark` is 0xee for the first, 0xdd for the second.
  ONEFOLD_LANES typename Isa::V Squeeze(std::uint64_t mark) {
    if (mark == 0xee) {
      v2 ^= Isa::All(mark);
    } else {
      v1 ^= Isa::All(mark);
    }
    for (int i = 0; i < 4; ++i) Round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

// Half a hash -> positions, one vector of them after the other: the leading digits in base `bits`,
// as SetDigits (item_filter.cc) takes them, the product with a 32-bit number put together from two.
template <typename Isa>
struct Digits {
  typename Isa::V half, bits;

  ONEFOLD_LANES typename Isa::V Next() {
    const typename Isa::V low = Isa::MultiplyLow(half, bits);
    const typename Isa::V high = Isa::MultiplyLow(half >> 32, bits) + (low >> 32);
    half = (high << 32) | (low & Isa::All(0xFFFFFFFFu));
    return high >> 32;
  }
};

// `steps` positions of each lane; those beyond a lane's `wanted` go to the spare cell.
template <typename Isa>
ONEFOLD_LANES void SetHalf(typename Isa::V hash, typename Isa::V target, typename Isa::V wanted,
                           std::uint32_t steps, std::uint64_t spare, std::uint8_t* cells) {
  using V = typename Isa::V;
  Digits<Isa> digits{Isa::ByteSwap(hash), target & Isa::All(0xFFFF)};
  const V base = (target >> 16) & Isa::All(0xFFFFFF);
  alignas(64) std::uint64_t position[Isa::kLanes];
  for (std::uint32_t step = 0; step < steps; ++step) {
    const V place = base + digits.Next();
    Isa::Store(position, Isa::Less(Isa::All(step), wanted, place, Isa::All(spare)));
#pragma GCC unroll 8
    for (std::size_t lane = 0; lane < Isa::kLanes; ++lane) cells[position[lane]] = 1;
  }
}

template <typename Isa, std::size_t kWords>
ONEFOLD_LANES void SetCells(const std::uint64_t key[2], LaneMessages<kWords>& messages,
                            std::uint64_t spare, std::uint8_t* cells) {
  using V = typename Isa::V;
  for (std::size_t at = messages.count; at % Isa::kLanes != 0; ++at) messages.target[at] = 0;
  for (std::size_t at = 0; at < messages.count; at += Isa::kLanes) {
    SipState<Isa> state;
    state.Start(key);
    for (std::size_t word = 0; word < kWords; ++word) {
      state.Absorb(Isa::Load(&messages.word[word][at]));
    }
    const V target = Isa::Load(&messages.target[at]);
    const V first = (target >> 40) & Isa::All(0xFF);
    SetHalf<Isa>(state.Squeeze(0xee), target, first, messages.first, spare, cells);
    if (messages.second == 0) continue;
    SetHalf<Isa>(state.Squeeze(0xdd), target, target >> 48, messages.second, spare, cells);
  }
}

}  // namespace
}  // namespace onefold::encode
