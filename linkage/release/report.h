// The basic totals of one run as a release document: disclosure control applied, deterministic
// bytes. Format "onefold-release-1": docs/formats/release.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "linkage/count/count.h"

namespace onefold::release {

// Who will read the release. A cell n with 0 < n < threshold is suppressed, and further cells with
// it, so that no suppressed cell follows from what is published.
enum class Profile {
  kInternal,     // the coordination body itself: nothing suppressed
  kInterAgency,  // the agencies: threshold 3
  kPublic,       // everybody: threshold 10
};
// "internal", "inter-agency", "public".
std::string_view FormatProfile(Profile profile);
StatusOr<Profile> ParseProfile(std::string_view text);
std::uint64_t SuppressionThreshold(Profile profile);  // 0 for kInternal

struct SourceInput {
  std::string name;  // organisation
  std::string type;  // state | ngo | io | private
};

struct ReleaseInput {
  std::uint64_t number = 0;  // of the release, from 1
  Id128 run{};
  Profile profile = Profile::kInternal;
  std::string register_name, purpose, key_epoch;
  bool colocated = false;  // matcher and counter ran on one machine: "single-machine"

  std::vector<SourceInput> sources;  // in the order of tally's vectors and history bits
  count::Tally tally;                // persons (entities) by source and history
  count::UniqueEstimate unique;

  Digest manifest_digest{}, pairs_digest{}, entities_digest{};
  std::vector<std::string> warnings;  // of the linkage, in words
  std::string log_origin;             // of the counter's log
  std::uint64_t log_index = 0;        // entry of release.prepared
};

// The document: UTF-8 JSON with two spaces of indentation and a final line break. The same input
// gives the same bytes. InvalidArgument when the tally does not fit the sources.
StatusOr<std::string> FormatRelease(const ReleaseInput& input);

// Persons in all and by capture history, as a release of this input shows them: what is withheld
// there is withheld here. InvalidArgument as FormatRelease.
struct DisclosedCounts {
  std::optional<std::uint64_t> persons;
  std::map<std::uint32_t, std::optional<std::uint64_t>> by_history;
};
StatusOr<DisclosedCounts> DiscloseCounts(const ReleaseInput& input);

}  // namespace onefold::release
