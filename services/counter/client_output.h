// What the coordination body's commands print: JSON and text forms of the counter's answers.
#pragma once

#include <string>
#include <vector>

#include "onefold/v1/count.pb.h"

namespace onefold::counter {

// One JSON object, with a line break.
std::string RunAsJson(const v1::Run& run);
std::string RunsAsJson(const std::vector<v1::Run>& runs);
std::string SubmissionsAsJson(const std::vector<v1::SealedSubmission>& submissions);
std::string ReleaseAsJson(const v1::Release& release);

// For people; several lines.
std::string RunAsText(const v1::Run& run);
std::string RunsAsText(const std::vector<v1::Run>& runs);
std::string SubmissionsAsText(const std::vector<v1::SealedSubmission>& submissions);
std::string ReleaseAsText(const v1::Release& release);

}  // namespace onefold::counter
