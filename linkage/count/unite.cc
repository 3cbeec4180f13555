#include <algorithm>
#include <tuple>

#include "linkage/count/count.h"

namespace onefold::count {

StatusOr<std::uint64_t> SizeOf(const EvidenceStream& evidence) {
  std::uint64_t size = 0;
  ONEFOLD_RETURN_IF_ERROR(
      evidence.ForEach([&](std::span<const Evidence> some) { size += some.size(); }));
  return size;
}

std::vector<Evidence> UnitePasses(std::vector<PassPair> pairs) {
  for (PassPair& pair : pairs) {
    if (pair.left > pair.right) std::swap(pair.left, pair.right);
  }
  std::sort(pairs.begin(), pairs.end(), [](const PassPair& a, const PassPair& b) {
    return std::tie(a.left, a.right, a.pass, a.weight) <
           std::tie(b.left, b.right, b.pass, b.weight);
  });
  std::vector<Evidence> united;
  for (std::size_t begin = 0, end = 0; begin < pairs.size(); begin = end) {
    Evidence evidence{pairs[begin].left, pairs[begin].right, 0, 0};
    std::int64_t sum = 0;
    for (; end < pairs.size() && pairs[end].left == evidence.left &&
           pairs[end].right == evidence.right;
         ++end) {
      sum += pairs[end].weight;
      if (pairs[end].weight > 0) {
        evidence.passes |= std::uint32_t{1} << std::min<std::uint32_t>(pairs[end].pass, 31);
      }
    }
    evidence.weight = static_cast<std::int32_t>(sum / static_cast<std::int64_t>(end - begin));
    if (evidence.left != evidence.right) united.push_back(evidence);  // else no evidence at all
  }
  return united;
}

}  // namespace onefold::count
