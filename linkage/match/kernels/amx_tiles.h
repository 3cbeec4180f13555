// Instructions on tile registers, for the files of AMX kernels alone. Own assembly: the compiler's
// intrinsics do not say that they read and write memory.
#pragma once

#define ONEFOLD_AMX __attribute__((target("avx512f,avx512dq")))
#define ONEFOLD_AMX_INLINE ONEFOLD_AMX __attribute__((always_inline)) inline
#define ONEFOLD_TILE __attribute__((always_inline)) inline

namespace onefold::match {
namespace {  // each file has its own

template <int kTile>
ONEFOLD_TILE void TileZero() {
  asm volatile("tilezero %%tmm%c0" ::"i"(kTile));
}
template <int kTile>
ONEFOLD_TILE void TileLoad(const void* from) {
  asm volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(64L), "i"(kTile) : "memory");
}
// The tile is not wanted again soon.
template <int kTile>
ONEFOLD_TILE void TileStream(const void* from) {
  asm volatile("tileloaddt1 (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(64L), "i"(kTile) : "memory");
}
template <int kTile>
ONEFOLD_TILE void TileStore(void* to) {
  asm volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(64L), "i"(kTile) : "memory");
}
// sums += left * right, signed bytes.
template <int kSums, int kLeft, int kRight>
ONEFOLD_TILE void TileMultiply() {
  asm volatile("tdpbssd %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(kSums), "i"(kLeft), "i"(kRight));
}
// The same with unsigned bytes on the right.
template <int kSums, int kLeft, int kRight>
ONEFOLD_TILE void TileMultiplyUnsigned() {
  asm volatile("tdpbsud %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(kSums), "i"(kLeft), "i"(kRight));
}

}  // namespace
}  // namespace onefold::match
