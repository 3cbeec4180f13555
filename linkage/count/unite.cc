#include <algorithm>
#include <tuple>

#include "linkage/count/count.h"

namespace onefold::count {

std::vector<Evidence> UnitePasses(std::vector<PassPair> pairs) {
  for (PassPair& pair : pairs) {
    if (pair.left > pair.right) std::swap(pair.left, pair.right);
  }
  std::sort(pairs.begin(), pairs.end(), [](const PassPair& a, const PassPair& b) {
    return std::tie(a.left, a.right, a.pass, a.weight) <
           std::tie(b.left, b.right, b.pass, b.weight);
  });
  std::vector<Evidence> united;
  for (const PassPair& pair : pairs) {
    if (pair.left == pair.right) continue;  // a record is no evidence about itself
    const std::uint32_t seen = std::uint32_t{1} << std::min<std::uint32_t>(pair.pass, 31);
    if (united.empty() || united.back().left != pair.left || united.back().right != pair.right) {
      united.push_back({pair.left, pair.right, pair.weight, seen});
    } else {
      united.back().weight = std::max(united.back().weight, pair.weight);
      united.back().passes |= seen;
    }
  }
  return united;
}

}  // namespace onefold::count
