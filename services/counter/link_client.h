// Asks the matcher to link and hands on what it streams, checked against its digests.
#pragma once

#include <grpcpp/channel.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "linkage/pass_report.h"
#include "services/counter/run_table.h"

namespace onefold::counter {

struct LinkListener {
  std::function<void(std::uint32_t pass, std::uint32_t passes, std::uint64_t done,
                     std::uint64_t total)>
      progress;
  std::function<Status(std::uint32_t pass, ByteView packed)> pairs;
};

struct LinkOutcome {
  Digest pairs_digest{};
  std::uint64_t candidate_pairs = 0;
  std::vector<linkage::PassReport> passes;
  std::vector<std::string> warnings;
};

// One attempt. DataLoss when the pairs do not have the digests that the matcher sent, or it stopped
// early; Cancelled soon after `cancel` was set; otherwise the matcher's status.
StatusOr<LinkOutcome> CallLink(const std::shared_ptr<grpc::Channel>& matcher, const RunRecord& run,
                               const Bytes& weights, const LinkListener& listener,
                               const std::atomic<bool>& cancel);

}  // namespace onefold::counter
