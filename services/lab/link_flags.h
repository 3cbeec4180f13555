// Flags of what is linked and how, the same for link and sweep.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "services/lab/link.h"

namespace onefold::lab {

// `sources`: as ParseSources() takes them.
inline void AddLinkFlags(CLI::App& command, LinkOptions& options,
                         std::vector<std::string>& sources) {
  command.add_option("--schema", options.schema_path, "Linkage schema: our own or clkhash v3")
      ->required();
  command.add_option("--secret-file", options.secret_path, "File whose bytes are the secret")
      ->required();
  command
      .add_option("--source", sources,
                  "NAME=FILE.csv[,clean|dirty][,state|ngo]; clean: one record a person")
      ->required();
  command.add_option("--threads", options.match.threads, "0 = all cores")->capture_default_str();
  command.add_option("--max-block", options.match.max_block, "Most records of a block")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_flag("--skip-oversized", options.match.skip_oversized_blocks,
                   "Leave larger blocks out and report them; without it, they are refused");
  command.add_option("--constraints", options.constraints_path,
                     "Records that are known to be one person, or two: CSV "
                     "source_a,record_id_a,source_b,record_id_b,relation,provenance");
  command.add_option("--weights", options.weights_path,
                     "Fixed weights, or a run's report to take them from; without it, learned");
}

}  // namespace onefold::lab
