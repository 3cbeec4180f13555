// handle: what the counter calls records of this agency, so that two agencies can say that theirs
// are one person, or are not, without naming anybody.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "services/agency/agency.h"
#include "services/agency/byte_input.h"
#include "services/agency/commands.h"
#include "services/agency/intake.h"
#include "services/agency/local_file.h"
#include "services/agency/submission_keys.h"
#include "services/ops/progress.h"

namespace onefold::agency {
namespace {

constexpr std::size_t kMaxListBytes = 64 << 20;

// As record ids are read from an extract: without the spaces around them.
std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r";
  const auto first = text.find_first_not_of(kSpaces);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

Status LineError(const std::string& path, std::size_t line, std::string_view rule) {
  return InvalidArgumentError(fmt::format("{}: line {}: {}", path, line, rule));
}

StatusOr<std::vector<std::string>> ReadRecordIds(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::string content, ReadSmallFile(path, kMaxListBytes));
  std::string_view rest = content;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  std::vector<std::string> ids;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view id = Trim(rest.substr(0, end));
    // The rows of the answer are told apart by their order: a line that is passed over would shift
    // them.
    if (id.empty()) return LineError(path, ids.size() + 1, "is empty");
    ids.emplace_back(id);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (ids.empty()) return InvalidArgumentError(path + ": has no record id");
  return ids;
}

// The accepted records of the submission's extract, each with whether it takes part in linkage.
using Linkable = std::unordered_map<std::string, bool>;

StatusOr<Linkable> ReadLinkable(const Agency& agency, const SubmissionRecord& record,
                                const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto input, ByteInput::OpenFile(path));
  ONEFOLD_ASSIGN_OR_RETURN(const auto encoder, agency.MakeEncoder());
  ops::ProgressBar bar("reading", "bytes", input->total_bytes());
  IntakeOptions options;
  options.schema = &agency.recipe().schema;
  options.coder = agency.recipe().coder.get();
  options.encoder = encoder.get();
  options.max_records = agency.config().max_records;
  options.on_progress = [&](std::uint64_t bytes) { bar.Update(bytes); };
  PreparedExtract extract;
  ONEFOLD_RETURN_IF_ERROR(ReadExtract(input->stream(), options, &extract).status());
  ONEFOLD_ASSIGN_OR_RETURN(const Digest digest, input->Finish());
  bar.Finish();
  if (digest != record.extract_digest) {
    return FailedPreconditionError(path + ": is not the extract of submission " +
                                   FormatHex(record.id));
  }
  Linkable linkable;
  linkable.reserve(extract.rows.size());
  for (const PreparedRow& row : extract.rows) {
    linkable.emplace(PreparedExtract::RecordIdOf(row), row.passes != 0);
  }
  return linkable;
}

Status CheckRecords(const HandleOptions& options, const std::vector<std::string>& ids,
                    const Linkable& linkable) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto found = linkable.find(ids[i]);
    if (found == linkable.end()) {
      return LineError(options.record_ids, i + 1, "the submission has no record with this id");
    }
    if (!found->second) {
      return LineError(options.record_ids, i + 1, "this record takes no part in linkage");
    }
  }
  return OkStatus();
}

StatusOr<std::vector<Id128>> HandlesOf(const Agency& agency, const HandleOptions& options,
                                       const Id128& id) {
  ONEFOLD_ASSIGN_OR_RETURN(const SubmissionRecord record, agency.folder().Load(id));
  if (record.state == SubmissionState::kWithdrawn) {
    return FailedPreconditionError("submission " + FormatHex(id) + " was withdrawn");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto ids, ReadRecordIds(options.record_ids));
  if (!options.extract.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(const Linkable linkable,
                             ReadLinkable(agency, record, options.extract));
    ONEFOLD_RETURN_IF_ERROR(CheckRecords(options, ids, linkable));
  }
  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret seed, agency.folder().LoadSeed(id));
  ONEFOLD_ASSIGN_OR_RETURN(const auto keys, SubmissionKeys::FromSeed(std::move(seed)));
  std::vector<Id128> handles;
  for (const std::string& record_id : ids) handles.push_back(keys.HandleOf(record_id));
  return handles;
}

}  // namespace

int RunHandle(const HandleOptions& options) {
  auto config = ReadAgencyConfig(options.config);
  if (!config.ok()) return Refuse(config.status());
  const auto agency = Agency::Open(*std::move(config));
  if (!agency.ok()) return Refuse(agency.status());
  const auto id = ParseId128(options.submission_id);
  if (!id.ok()) {
    return Refuse(InvalidArgumentError("a submission id has 32 hexadecimal digits"));
  }
  const auto handles = HandlesOf(**agency, options, *id);
  if (!handles.ok()) return Refuse(handles.status());
  if (options.json) {
    nlohmann::ordered_json json = {{"submission_id", FormatHex(*id)},
                                   {"handles", nlohmann::ordered_json::array()}};
    for (const Id128& handle : *handles) json["handles"].push_back(FormatHex(handle));
    fmt::print("{}\n", json.dump());
    return 0;
  }
  fmt::print("submission,handle\n");
  for (const Id128& handle : *handles) fmt::print("{},{}\n", FormatHex(*id), FormatHex(handle));
  return 0;
}

}  // namespace onefold::agency
