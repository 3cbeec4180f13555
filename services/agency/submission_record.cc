#include "services/agency/submission_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "crypto/key_file.h"
#include "services/agency/json_object.h"

namespace onefold::agency {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFormat = "onefold-submission v1";
constexpr std::array<std::string_view, 4> kStates = {"prepared", "uploading", "sealed",
                                                     "withdrawn"};

void PutHalf(Json& json, const std::string& prefix, const HalfRecord& half) {
  json[prefix + "_manifest"] = FormatBase64(half.manifest);
  json[prefix + "_items"] = half.items;
  json[prefix + "_chunks"] = half.chunks;
  json[prefix + "_content_digest"] = FormatHex(half.content_digest);
  json[prefix + "_seal_statement"] = FormatBase64(half.seal_statement);
  json[prefix + "_log_index"] = half.log_index;
  json[prefix + "_withdrawal_log_index"] = half.withdrawal_log_index;
}

Digest ReadDigest(JsonObject& object, const std::string& key) {
  const auto digest = ParseDigest(object.String(key));
  if (digest.ok()) return *digest;
  object.Note(key, "must be 64 hexadecimal digits");
  return {};
}

HalfRecord ReadHalf(JsonObject& object, const std::string& prefix) {
  HalfRecord half;
  half.manifest = object.Base64(prefix + "_manifest");
  half.items = object.Unsigned(prefix + "_items");
  half.chunks = object.Unsigned(prefix + "_chunks");
  half.content_digest = ReadDigest(object, prefix + "_content_digest");
  half.seal_statement = object.Base64(prefix + "_seal_statement");
  half.log_index = object.Unsigned(prefix + "_log_index");
  half.withdrawal_log_index = object.Unsigned(prefix + "_withdrawal_log_index");
  return half;
}

}  // namespace

std::string_view StateName(SubmissionState state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::string FormatSubmissionRecord(const SubmissionRecord& record) {
  Json json;
  json["format"] = kFormat;
  json["id"] = FormatHex(record.id);
  json["state"] = StateName(record.state);
  json["extract_name"] = record.extract_name;
  json["extract_digest"] = FormatHex(record.extract_digest);
  json["recipe_digest"] = FormatHex(record.recipe_digest);
  json["register"] = record.register_name;
  json["purpose"] = record.purpose;
  json["key_epoch"] = record.key_epoch;
  json["schema_digest"] = FormatHex(record.schema_digest);
  json["unlinkable"] = record.unlinkable;
  if (record.planted > 0) json["planted"] = record.planted;
  json["withdrawal_reason"] = record.withdrawal_reason;
  PutHalf(json, "encodings", record.encodings);
  PutHalf(json, "cases", record.cases);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

StatusOr<SubmissionRecord> ParseSubmissionRecord(std::string_view json, const std::string& name) {
  ONEFOLD_ASSIGN_OR_RETURN(JsonObject object, JsonObject::Parse(json, name));
  if (object.String("format") != kFormat) object.Note("format", "is of another version");
  SubmissionRecord record;
  const auto id = ParseId128(object.String("id"));
  if (id.ok()) {
    record.id = *id;
  } else {
    object.Note("id", "must be 32 hexadecimal digits");
  }
  const auto state = std::find(kStates.begin(), kStates.end(), object.String("state"));
  if (state == kStates.end()) object.Note("state", "is not known");
  record.state = static_cast<SubmissionState>(state - kStates.begin());
  record.extract_name = object.String("extract_name");
  record.extract_digest = ReadDigest(object, "extract_digest");
  record.recipe_digest = ReadDigest(object, "recipe_digest");
  record.register_name = object.String("register");
  record.purpose = object.String("purpose");
  record.key_epoch = object.String("key_epoch");
  record.schema_digest = ReadDigest(object, "schema_digest");
  record.unlinkable = object.Unsigned("unlinkable");
  record.planted = object.OptionalUnsigned("planted");
  record.withdrawal_reason = object.String("withdrawal_reason");
  record.encodings = ReadHalf(object, "encodings");
  record.cases = ReadHalf(object, "cases");
  ONEFOLD_RETURN_IF_ERROR(object.Finish());
  return record;
}

StatusOr<SubmissionFolder> SubmissionFolder::Open(const std::string& state_dir) {
  ONEFOLD_RETURN_IF_ERROR(MakeFolder(state_dir + "/submissions"));
  return SubmissionFolder(state_dir);
}

std::string SubmissionFolder::FolderOf(const Id128& id) const {
  return root_ + "/submissions/" + FormatHex(id);
}

Status SubmissionFolder::Create(const SubmissionRecord& record, const crypto::Secret& seed) const {
  const std::string folder = FolderOf(record.id);
  ONEFOLD_RETURN_IF_ERROR(MakeFolder(folder));
  // The seed first: a record without its seed could not be continued. A folder with a seed alone is
  // a crash before anything was sent; its id is taken all the same.
  ONEFOLD_RETURN_IF_ERROR(crypto::CreateKeyFile(folder + "/seed.key", "seed", seed));
  return CreateFile(folder + "/submission.json", FormatSubmissionRecord(record));
}

Status SubmissionFolder::Save(const SubmissionRecord& record) const {
  return ReplaceFile(FolderOf(record.id) + "/submission.json", FormatSubmissionRecord(record));
}

StatusOr<SubmissionRecord> SubmissionFolder::Load(const Id128& id) const {
  const std::string path = FolderOf(id) + "/submission.json";
  ONEFOLD_ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path));
  ONEFOLD_ASSIGN_OR_RETURN(SubmissionRecord record, ParseSubmissionRecord(text, path));
  if (record.id != id) return DataLossError(path + ": is another submission's");
  return record;
}

StatusOr<crypto::Secret> SubmissionFolder::LoadSeed(const Id128& id) const {
  return crypto::ReadKeyFile(FolderOf(id) + "/seed.key", "seed");
}

StatusOr<std::vector<SubmissionRecord>> SubmissionFolder::List() const {
  std::vector<SubmissionRecord> records;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(root_ + "/submissions", failed), end;
       !failed && at != end; at.increment(failed)) {
    const auto id = ParseId128(at->path().filename().string());
    if (!id.ok()) continue;
    auto record = Load(*id);
    if (record.status().code() == StatusCode::kNotFound) continue;
    ONEFOLD_RETURN_IF_ERROR(record.status());
    records.push_back(*std::move(record));
  }
  if (failed) return InternalError(root_ + "/submissions: " + failed.message());
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return records;
}

Status SubmissionFolder::SaveReceipt(const Id128& id, const std::string& name,
                                     std::string_view content) const {
  return ReplaceFile(FolderOf(id) + "/" + name, content);
}

}  // namespace onefold::agency
