// Everything that determines the result of a run, as a text whose SHA-256 stands in the log.
// Matcher and counter each write their own; grammar in docs/formats/wire.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crypto/bytes.h"
#include "services/audit/events.h"

namespace onefold::submission {

// Of a file of fixed weights in a request: the rest of the request, with as many submissions as a
// run can have, still fits a message.
inline constexpr std::size_t kMaxWeightsBytes = 896 << 10;
inline constexpr char kWeightsTooLarge[] = "the file of weights has more than 896 KiB";

struct RunManifest {
  std::string role;     // matcher, counter
  std::string program;  // "onefold-matcher 0.1.0"
  bool colocated = false;
  Id128 run_id{};
  std::string register_name, purpose, key_epoch;
  Digest schema_digest{};
  std::vector<std::pair<std::string, std::int64_t>> parameters;
  std::optional<Digest> weights;  // SHA-256 of the file of fixed weights; none: learned
  std::optional<Digest> chance;   // matcher: of the chance agreement that the run used
  std::vector<std::pair<std::string, bool>> sources;  // counter: organisation, clean
  struct Constraints {                                // counter: docs/formats/constraints.md
    std::uint64_t count = 0;
    Digest digest{};
  };
  Constraints constraints;
  struct Submission {
    Id128 id{};
    std::string organisation;
    Digest content_digest{};
  };
  std::vector<Submission> submissions;
};

// Parameters, sources and submissions are written in ascending order of name or id.
std::string FormatRunManifest(RunManifest manifest);
Digest DigestOf(const RunManifest& manifest);

// The facts of the log entry run.started, and the reason code of run.failed.
audit::RunStarted StartedFacts(const RunManifest& manifest);
std::string FailureReason(const Status& status);

}  // namespace onefold::submission
