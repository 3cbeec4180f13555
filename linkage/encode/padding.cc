#include "linkage/encode/padding.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace onefold::encode {
namespace {

// Places in an item's noise behind those of its filters (at most 64).
constexpr std::size_t kFiltersPlace = 128, kTokenPlace = 129, kHandlePlace = 130;
constexpr std::size_t kSmallestPadded = 3;
constexpr std::uint64_t kSteps = 8;

// Large blocks grow by an eighth at most: their pairs grow with the square.
std::uint64_t PaddedBlock(std::uint64_t size) {
  return size <= kSteps ? std::bit_ceil(size) : PaddedBatch(size);
}

}  // namespace

std::uint64_t PaddedBatch(std::uint64_t items) {
  if (items <= kSteps) return items == 0 ? 0 : kSteps;
  const std::uint64_t step = std::max<std::uint64_t>(1, std::bit_floor(items) / kSteps);
  return (items + step - 1) / step * step;
}

BatchPlan PlanBatch(const linkage::Schema& schema, std::size_t pass,
                    std::span<const std::uint32_t> rows, std::span<const std::uint64_t> blocks) {
  BatchPlan plan;
  const std::uint32_t largest = schema.passes[pass].largest_block;
  const bool padded = schema.diffusion > 0;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> by_block;
  for (std::size_t i = 0; i < rows.size(); ++i) by_block.emplace_back(blocks[i], rows[i]);
  std::sort(by_block.begin(), by_block.end());
  for (std::size_t begin = 0, end = 0; begin < by_block.size(); begin = end) {
    while (end < by_block.size() && by_block[end].first == by_block[begin].first) ++end;
    const std::size_t size = end - begin;
    if (largest > 0 && size > largest) {
      plan.kept_back += size;
      continue;
    }
    for (std::size_t i = begin; i < end; ++i) plan.rows.push_back(by_block[i].second);
    if (!padded || size < kSmallestPadded) continue;
    plan.alike.insert(plan.alike.end(), PaddedBlock(size) - size, by_block[begin].second);
  }
  std::sort(plan.rows.begin(), plan.rows.end());
  if (padded) {
    plan.alike.resize(PaddedBatch(plan.items()) - plan.rows.size(), kOwnBlock);
  }
  return plan;
}

void MakeDummy(const Noise& noise, bool keeps_block, std::span<std::uint8_t> item) {
  if (!keeps_block) FillNoise(noise, kTokenPlace, item.first(linkage::kTokenBytes));
  FillNoise(noise, kFiltersPlace, item.subspan(linkage::kFiltersOffset));
}

Id128 DummyHandle(const Noise& noise) {
  Id128 handle;
  FillNoise(noise, kHandlePlace, handle);
  return handle;
}

}  // namespace onefold::encode
