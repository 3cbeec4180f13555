#include "services/submission/run_manifest.h"

#include <algorithm>

#include "crypto/hash.h"

namespace onefold::submission {

std::string FormatRunManifest(RunManifest manifest) {
  std::sort(manifest.parameters.begin(), manifest.parameters.end());
  std::sort(manifest.sources.begin(), manifest.sources.end());
  std::sort(manifest.submissions.begin(), manifest.submissions.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::string text = "onefold-run-manifest v1\n";
  const auto line = [&](std::initializer_list<std::string> words) {
    const char* separator = "";
    for (const std::string& word : words) {
      text += separator + word;
      separator = " ";
    }
    text += '\n';
  };
  line({"role", manifest.role});
  line({"program", manifest.program});
  line({"colocated", manifest.colocated ? "yes" : "no"});
  line({"run", FormatHex(manifest.run_id)});
  line({"register", manifest.register_name});
  line({"purpose", manifest.purpose});
  line({"key-epoch", manifest.key_epoch});
  line({"schema", FormatHex(manifest.schema_digest)});
  for (const auto& [name, value] : manifest.parameters)
    line({"parameter", name, std::to_string(value)});
  if (manifest.weights) line({"weights", FormatHex(*manifest.weights)});
  if (manifest.chance) line({"chance", FormatHex(*manifest.chance)});
  for (const auto& [name, clean] : manifest.sources)
    line({"source", name, clean ? "clean" : "dirty"});
  if (manifest.constraints.count > 0) {
    line({"constraints", std::to_string(manifest.constraints.count),
          FormatHex(manifest.constraints.digest)});
  }
  for (const auto& submission : manifest.submissions) {
    line({"submission", FormatHex(submission.id), submission.organisation,
          FormatHex(submission.content_digest)});
  }
  return text;
}

Digest DigestOf(const RunManifest& manifest) {
  return crypto::Sha256(AsBytes(FormatRunManifest(manifest)));
}

audit::RunStarted StartedFacts(const RunManifest& manifest) {
  audit::RunStarted facts;
  facts.run_id = manifest.run_id;
  facts.register_name = manifest.register_name;
  facts.purpose = manifest.purpose;
  facts.key_epoch = manifest.key_epoch;
  facts.schema_digest = manifest.schema_digest;
  facts.submissions = manifest.submissions.size();
  facts.manifest_digest = DigestOf(manifest);
  return facts;
}

std::string FailureReason(const Status& status) {
  switch (status.code()) {
    case StatusCode::kCancelled:
      return "cancelled";
    case StatusCode::kDataLoss:
      return "data-loss";
    case StatusCode::kResourceExhausted:
      return "too-large";
    case StatusCode::kUnavailable:
      return "unavailable";
    default:
      return "failed";
  }
}

}  // namespace onefold::submission
