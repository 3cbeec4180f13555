#include "services/agency/json_object.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace onefold::agency {

struct JsonObject::Document {
  nlohmann::json object;
};

JsonObject::JsonObject(std::unique_ptr<Document> document, std::string name)
    : document_(std::move(document)), name_(std::move(name)) {}
JsonObject::~JsonObject() = default;
JsonObject::JsonObject(JsonObject&&) noexcept = default;

StatusOr<JsonObject> JsonObject::Parse(std::string_view text, std::string name) {
  auto document = std::make_unique<Document>();
  document->object = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document->object.is_object()) return InvalidArgumentError(name + ": not a JSON object");
  return JsonObject(std::move(document), std::move(name));
}

void JsonObject::Note(std::string_view key, std::string_view problem) {
  problems_.push_back(fmt::format("{}: /{}: {}", name_, key, problem));
}

std::string JsonObject::OptionalString(std::string_view key) {
  asked_.emplace(key);
  const auto found = document_->object.find(key);
  if (found == document_->object.end()) return {};
  if (!found->is_string()) {
    Note(key, "must be a string");
    return {};
  }
  return found->get<std::string>();
}

std::string JsonObject::String(std::string_view key) {
  if (!document_->object.contains(key)) {
    asked_.emplace(key);
    Note(key, "is missing");
    return {};
  }
  return OptionalString(key);
}

std::uint64_t JsonObject::Unsigned(std::string_view key) {
  asked_.emplace(key);
  const auto found = document_->object.find(key);
  if (found == document_->object.end() || !found->is_number_unsigned()) {
    Note(key, found == document_->object.end() ? "is missing" : "must be a whole number");
    return 0;
  }
  return found->get<std::uint64_t>();
}

std::uint64_t JsonObject::OptionalUnsigned(std::string_view key) {
  asked_.emplace(key);
  return document_->object.contains(key) ? Unsigned(key) : 0;
}

Bytes JsonObject::Base64(std::string_view key) {
  const std::string text = String(key);
  auto bytes = ParseBase64(text);
  if (!bytes.ok()) {
    Note(key, "must be base64");
    return {};
  }
  return *std::move(bytes);
}

Status JsonObject::Finish() {
  for (const auto& item : document_->object.items()) {
    if (!asked_.contains(item.key())) Note(item.key(), "is not known here");
  }
  if (problems_.empty()) return OkStatus();
  return InvalidArgumentError(fmt::format("{}", fmt::join(problems_, "\n")));
}

}  // namespace onefold::agency
