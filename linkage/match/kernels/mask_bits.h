// The bits of an AVX-512 mask as a number, for kernel files alone. Neither a conversion nor
// _cvtmask16_u32 will do: where registers are scarce (sanitizers), g++ 12 may store 16 bits of a
// mask in memory and load 32, half of them stale.
#pragma once

#include <immintrin.h>

namespace onefold::match {
namespace {  // each file has its own

__attribute__((target("avx512f,avx512dq"), always_inline)) inline unsigned MaskBits8(
    __mmask8 mask) {
  unsigned bits;
  asm("kmovb %1, %0" : "=r"(bits) : "k"(mask));
  return bits;
}
__attribute__((target("avx512f,avx512dq"), always_inline)) inline unsigned MaskBits16(
    __mmask16 mask) {
  unsigned bits;
  asm("kmovw %1, %0" : "=r"(bits) : "k"(mask));
  return bits;
}

}  // namespace
}  // namespace onefold::match
