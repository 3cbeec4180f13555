// The part of a centre's configuration that matcher and counter have in common.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/ops/config.h"
#include "services/rpc/tls.h"
#include "services/submission/intake.h"

namespace onefold::submission {

struct CentreConfig {
  std::string listen, ops_listen;
  std::string data_dir, publish_dir, guard_file;
  std::string log_origin, log_key_file, storage_key_file;
  std::vector<std::string> schemas;  // paths
  std::string organisation;
  bool colocated = false;          // matcher and counter on one machine
  unsigned threads = 0;            // 0 = all cores
  std::uint64_t memory_bytes = 0;  // what a run may hold before it uses the disk
  rpc::TlsFiles tls;
  IntakeOptions intake;
};

// Below the data folder: what runs spill. Holds nothing that outlives a run.
std::string ScratchDirectory(const CentreConfig& config);

// Notes its errors in `reader`; the caller reads its own keys and calls Finish.
CentreConfig ReadCentreConfig(ops::ConfigReader& reader);

}  // namespace onefold::submission
