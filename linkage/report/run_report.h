// The report of a run for those who have to judge it: how pairs were weighed, what blocking cost,
// how sure the total is, and who was linked. Sums over many records; nothing about a single person,
// but cells can be small: it is for the coordination body, not for publication.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linkage/count/count.h"
#include "linkage/count/quality.h"
#include "linkage/pass_report.h"

namespace onefold::report {

struct RunReport {
  std::string title;                        // e.g. the run's id
  std::vector<std::string> source_names;    // by source
  std::vector<linkage::PassReport> passes;  // in the order of the schema
  count::Quality quality;
  count::UniqueEstimate estimate;
  std::int32_t cut = 0;                // millibits
  std::int32_t competition_shift = 0;  // millibits
  std::vector<std::string> warnings;

  // "source 3" for one that has no name.
  std::string NameOf(std::size_t source) const;
};

// Format "onefold-run-report-1": docs/formats/run_report.md.
std::string FormatJson(const RunReport& report);

}  // namespace onefold::report
