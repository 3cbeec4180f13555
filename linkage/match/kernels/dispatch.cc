#include <array>

#include "linkage/match/kernels/and_popcount.h"

namespace onefold::match {
namespace {

struct Table {
  std::array<Kernel, 3> kernels;
  std::size_t size = 0;

  Table() {
    kernels[size++] = {"portable", AndPopcountRowPortable, AndPopcountPairsPortable};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt")) {
      kernels[size++] = {"popcnt", AndPopcountRowPopcnt, AndPopcountPairsPopcnt};
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq")) {
      kernels[size++] = {"avx512", AndPopcountRowAvx512, AndPopcountPairsAvx512};
    }
#endif
  }
};

const Table& TheTable() {
  static const Table table;
  return table;
}

}  // namespace

std::span<const Kernel> Kernels() { return {TheTable().kernels.data(), TheTable().size}; }

const Kernel& BestKernel() { return Kernels().back(); }

}  // namespace onefold::match
