#include <array>

#include "linkage/encode/lanes/lanes.h"
#include "linkage/encode/lanes/x86.h"

namespace onefold::encode {
namespace {

struct Table {
  std::array<LaneKernel, 2> kernels;
  std::size_t size = 0;

  Table() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) {
      kernels[size++] = {"avx512", SetOneAvx512, SetTwoAvx512, PackAvx512};
    }
    if (__builtin_cpu_supports("avx2")) {
      kernels[size++] = {"avx2", SetOneAvx2, SetTwoAvx2, PackAvx2};
    }
#endif
  }
};

}  // namespace

std::span<const LaneKernel> LaneKernels() {
  static const Table table;
  return std::span(table.kernels).first(table.size);
}

}  // namespace onefold::encode
