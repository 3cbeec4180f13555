// What the tests of this folder build their runs from.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "linkage/count/count.h"

namespace onefold::count {

inline bool operator==(const Merge& a, const Merge& b) {
  return std::tie(a.left, a.right, a.weight_sum, a.pairs, a.passes) ==
         std::tie(b.left, b.right, b.weight_sum, b.pairs, b.passes);
}
inline bool operator==(const Interval& a, const Interval& b) {
  return std::tie(a.estimate, a.low, a.high) == std::tie(b.estimate, b.low, b.high);
}

// One case a source number, with ascending handles.
inline std::vector<CaseRef> Cases(const std::vector<std::uint16_t>& sources) {
  std::vector<CaseRef> cases;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    CaseRef one;
    one.handle[0] = static_cast<std::uint8_t>(i >> 8);
    one.handle[1] = static_cast<std::uint8_t>(i);
    one.source = sources[i];
    cases.push_back(one);
  }
  return cases;
}

struct Scene {
  std::vector<CaseRef> cases;
  std::vector<Source> sources;
  std::vector<Evidence> evidence;
  std::vector<Constraint> constraints;
};

using Labels = std::vector<std::uint32_t>;

inline Labels LabelsOf(const Scene& scene, const ClusterParameters& parameters = {}) {
  return Cluster(scene.cases, scene.sources, scene.evidence, parameters, scene.constraints)
      .entity_of;
}

}  // namespace onefold::count
