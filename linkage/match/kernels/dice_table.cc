#include <array>

#include "linkage/match/kernels/dice_amx.h"
#include "linkage/match/kernels/dice_kernel.h"

namespace onefold::match {
namespace {

constexpr std::size_t kAnyWords = 1024;

struct Table {
  std::array<DiceKernel, 8> kernels;
  std::size_t size = 0;
  decltype(&CountCommonScalar) count_common = CountCommonScalar;

  void Add(const DiceKernel& kernel) { kernels[size++] = kernel; }

  Table() {
    using enum DiceSketch;
    using enum DiceLayout;
    Add({"scalar", kNone, kRows, FindScalar, kAnyWords, nullptr, 20, 4, 0, 1, 1});
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt")) {
      Add({"popcnt", kNone, kRows, FindPopcnt, kAnyWords, nullptr, 1.0, 2, 0, 1, 1});
      count_common = CountCommonPopcnt;
    }
    if (__builtin_cpu_supports("avx2")) {
      Add({"avx2", kNone, kNibbles4, FindAvx2, kAnyWords, ScratchBytesAvx2, .65, .8, 60, 8, 4});
      Add({"avx2", kFold, kNibbles4, FindAvx2Fold, kAnyWords, ScratchBytesAvx2, .65, .8, 60, 8, 4});
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vpopcntdq")) {
      Add({"avx512", kNone, kLanes8, FindAvx512, kAnyWords, nullptr, .25, 0, 25, 8, 8});
      Add({"avx512", kFold, kLanes8, FindAvx512Fold, kAnyWords, nullptr, .25, 0, 25, 8, 8});
      if (AmxUsable()) {
        Add({"amx", kNone, kDwords16, FindAmx, kMaxAmxWords, ScratchBytesAmx, .115, .1, 60, 16,
             16});
        Add({"amx", kProjection, kTiles, FindAmxProjection, kMaxAmxWords, ScratchBytesAmxProjection,
             .066, .02, 60, 16, 16});
      }
    }
#endif
  }
};

const Table& TheTable() {
  static const Table table;
  return table;
}

}  // namespace

std::span<const DiceKernel> DiceKernels() { return {TheTable().kernels.data(), TheTable().size}; }

std::uint32_t CountCommon(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
  return TheTable().count_common(a, b, words);
}

}  // namespace onefold::match
