// What the first page shows of a release document ("onefold-release-1", docs/formats/release.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold::gateway {

// null in the document: withheld by disclosure control. Never shown as 0.
using Figure = std::optional<std::uint64_t>;

struct SourceRow {
  std::string source, type;
  Figure gross, unique, only_here;
};

struct HistoryRow {
  std::vector<std::string> sources;
  Figure persons;
};

struct Release {
  std::uint64_t number = 0;
  std::string run, profile, register_name, purpose, key_epoch;
  bool single_machine = false;

  Figure gross, linkable, unlinkable, entities;
  Figure estimate, low, high;  // of the unique persons; all three or none
  std::optional<double> double_counting_rate;

  std::vector<SourceRow> by_source;
  std::vector<HistoryRow> histories;
  Figure threshold;  // cells from 1 to threshold - 1 are withheld
  std::vector<std::string> warnings;
  std::string log_origin;
  std::uint64_t log_index = 0;
};

// Members that it does not know are skipped, so that the format can grow; those it needs must be
// there and make sense. InvalidArgument names the member.
StatusOr<Release> ParseRelease(std::string_view json);

}  // namespace onefold::gateway
