// How often the 95 % interval holds the truth: many made-up worlds, each linked and counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "linkage/count/count.h"
#include "linkage/count/wilson.h"
#include "services/lab/generate/generate.h"

namespace onefold::lab {

struct SimulateOptions {
  std::uint64_t worlds = 200;
  GenerateOptions world;  // persons and errors; world w has the seed world.seed + w
  std::string schema_path;
  bool dark_figure = false;         // also estimate all persons, those whom no agency met included
  std::optional<std::int32_t> cut;  // millibits; none: the schema's
  unsigned threads = 0;             // 0 = all cores; one world a thread
  bool show_progress = true;
};

// An estimate of one world beside the truth.
struct Trial {
  std::uint64_t seed = 0;
  std::uint64_t truth = 0, estimate = 0, low = 0, high = 0;
  bool Holds() const { return low <= truth && truth <= high; }
};

struct Coverage {
  // "unique_persons", or a cell: "state_only", "ngo_only", "both"; of the dark figure
  // "all_persons_" and "true_links", "as_linked" or "linkage_averaged".
  std::string what;
  std::uint64_t worlds = 0, covered = 0;  // without worlds whose estimate is refused
  count::ShareInterval interval;          // of covered / worlds
  double mean_relative_error = 0;         // |estimate - truth| / truth
  double mean_signed_relative_error = 0;  // (estimate - truth) / truth
  double mean_relative_width = 0;         // (high - low) / truth
  std::vector<Trial> failures;            // ascending by seed
};

struct Simulation {
  std::uint64_t worlds = 0, persons = 0, records = 0;
  double mean_precision = 0, mean_recall = 0, mean_f1 = 0;  // pairs, linked records
  std::vector<Coverage> coverage;
  double seconds = 0;
};

// Files of a world are made in a folder of its own under the system's folder for temporary files
// and removed with it. The result does not depend on the number of threads. The first error of a
// world ends the simulation.
StatusOr<Simulation> Simulate(const SimulateOptions& options);
std::string FormatSimulation(const Simulation& simulation);

// Shares and means over `trials`, in their order.
Coverage Summarize(std::string what, const std::vector<Trial>& trials);

}  // namespace onefold::lab
