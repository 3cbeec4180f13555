#include "services/lab/bench.h"

#include <nlohmann/json.hpp>

#include "linkage/match/parallel.h"
#include "services/lab/link.h"

namespace onefold::lab {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

StatusOr<std::string> BenchLink(const BenchOptions& options) {
  LinkOptions link;
  link.schema_path = options.schema_path;
  link.sources = {{"input", options.input_path, false}};
  link.secret = "onefold-lab bench";
  link.match.threads = options.threads;
  link.match.dice_threshold_ppm = static_cast<std::uint32_t>(options.threshold * 1e6 + 0.5);
  link.read.threads = options.threads;
  link.read.max_reported = 0;
  link.show_progress = false;
  ONEFOLD_ASSIGN_OR_RETURN(const LinkOutcome outcome, Link(link));
  Json json = Json::parse(FormatOutcome(outcome));
  json["candidate_pairs_per_second"] =
      static_cast<double>(outcome.candidate_pairs) / outcome.seconds.link;
  json["threads"] = match::WorkerCount(options.threads);
  return json.dump();
}

}  // namespace onefold::lab
