#include "services/counter/serve.h"

#include <iostream>
#include <utility>

#include "crypto/key_file.h"
#include "services/counter/cases.h"
#include "services/counter/count_service.h"
#include "services/counter/releases.h"
#include "services/counter/run_queue.h"
#include "services/rpc/channel.h"
#include "services/submission/centre.h"

namespace onefold::counter {
namespace {

struct Config {
  submission::CentreConfig centre;
  std::string box_key_file, release_key_file, releases_dir, matcher;
};

Config ReadConfig(ops::ConfigReader& reader) {
  Config config;
  config.centre = submission::ReadCentreConfig(reader);
  config.box_key_file = reader.Path("box_key_file");
  config.release_key_file = reader.Path("release_key_file");
  config.releases_dir = reader.Path("releases_dir");
  config.matcher = reader.String("matcher");
  return config;
}

StatusOr<crypto::BoxKeyPair> ReadBoxKey(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret secret, crypto::ReadKeyFile(path, "box"));
  return crypto::BoxKeyPairFromSecret(std::move(secret));
}

StatusOr<crypto::SignKeyPair> ReadReleaseKey(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret seed, crypto::ReadKeyFile(path, "sign"));
  return crypto::SignKeyPairFromSeed(std::move(seed));
}

StatusOr<std::unique_ptr<RunQueue>> OpenRuns(const Config& config, const std::string& version,
                                             submission::Centre& centre, const RunTable& table,
                                             const crypto::BoxKeyPair& box_key) {
  RunParts parts;
  parts.database = &centre.database();
  parts.submissions = &centre.table();
  parts.runs = &table;
  parts.log = &centre.log();
  parts.box_key = &box_key;
  parts.metrics = &centre.metrics();
  ONEFOLD_ASSIGN_OR_RETURN(
      parts.matcher,
      rpc::MakeChannel({config.matcher, rpc::Role::kMatcher, ""}, config.centre.tls));
  parts.new_context = [&centre] { return centre.NewContext(); };
  parts.program = version;
  parts.colocated = config.centre.colocated;
  parts.memory_bytes = config.centre.memory_bytes;
  parts.agencies = config.centre.intake.agencies;
  parts.scratch_dir = submission::ScratchDirectory(config.centre);
  return RunQueue::Open(std::move(parts));
}

StatusOr<std::unique_ptr<Releases>> OpenReleases(const Config& config, submission::Centre& centre,
                                                 const RunTable& table,
                                                 const crypto::SignKeyPair& key) {
  ReleaseParts parts;
  parts.runs = &table;
  parts.log = &centre.log();
  parts.key = &key;
  parts.agencies = config.centre.intake.agencies;
  parts.new_context = [&centre] { return centre.NewContext(); };
  parts.directory = config.releases_dir;
  parts.log_origin = config.centre.log_origin;
  parts.colocated = config.centre.colocated;
  return Releases::Open(std::move(parts));
}

}  // namespace

Status Serve(const std::string& config_path, bool check_only, const std::string& ports_file,
             const std::string& version) {
  ONEFOLD_ASSIGN_OR_RETURN(ops::ConfigReader reader, ops::ConfigReader::Open(config_path));
  const Config config = ReadConfig(reader);
  ONEFOLD_RETURN_IF_ERROR(reader.Finish());
  ONEFOLD_ASSIGN_OR_RETURN(auto schemas, ReadSchemaDigests(config.centre.schemas));
  if (check_only) {
    std::cout << reader.EffectiveToml();
    return OkStatus();
  }
  ONEFOLD_ASSIGN_OR_RETURN(const crypto::BoxKeyPair box_key, ReadBoxKey(config.box_key_file));
  ONEFOLD_ASSIGN_OR_RETURN(const crypto::SignKeyPair release_key,
                           ReadReleaseKey(config.release_key_file));
  const CasesChecker checker(std::move(schemas), &box_key);
  submission::CentreKind kind;
  kind.program = rpc::Program::kCounter;
  kind.role = "counter";
  kind.version = version;
  kind.families = RunTable::Families();
  kind.max_receive_bytes = rpc::kMaxRunRequestBytes;
  ONEFOLD_ASSIGN_OR_RETURN(const auto centre,
                           submission::Centre::Open(config.centre, kind, &checker));
  const RunTable table(&centre->database(), &centre->vault());
  ONEFOLD_ASSIGN_OR_RETURN(const auto releases, OpenReleases(config, *centre, table, release_key));
  ONEFOLD_ASSIGN_OR_RETURN(const auto runs, OpenRuns(config, version, *centre, table, box_key));
  const auto service = MakeCountService(runs.get(), releases.get(), &centre->intake());
  return centre->Serve(service.get(), ports_file, [&] { runs->Stop(); });
}

}  // namespace onefold::counter
