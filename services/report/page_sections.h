// The sections of the page, in its order. Each is one <section> that holds for any report, also one
// of a run that found nothing.
#pragma once

#include <string>
#include <string_view>

#include "linkage/report/run_report.h"

namespace onefold::report {

std::string TotalSection(const RunReport& report);
std::string ScoreSection(const RunReport& report);
std::string CutSection(const RunReport& report);
std::string BlockingSection(const RunReport& report);
std::string WeightSection(const RunReport& report);
std::string SourceSection(const RunReport& report);

// <section> with its heading and the sentences that say what is seen.
std::string Section(std::string_view id, std::string_view heading, std::string_view explanation,
                    std::string_view inside);
// A chart with a caption above and its figures folded below.
std::string Figure(std::string_view caption, std::string_view chart, std::string_view table);
// What stands where there is nothing to draw.
std::string Nothing(std::string_view why);

}  // namespace onefold::report
