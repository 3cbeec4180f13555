#include "linkage/schema_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace onefold::linkage {
namespace {

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxBytes = 4 << 20;
constexpr std::size_t kMaxErrors = 200;

// nlohmann's events -> Json. The open containers form a stack; only the innermost one grows, so the
// addresses of the others stay valid.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TreeBuilder(JsonErrors& errors) : errors_(errors) {}

  Json Take() { return std::move(root_); }
  const std::string& failure() const { return failure_; }
  std::size_t failure_position() const { return failure_position_; }

  bool null() override { return Put({}); }
  bool boolean(bool value) override { return Put({.type = Json::Type::kBool, .boolean = value}); }
  bool number_integer(number_integer_t value) override {
    return Put({.type = Json::Type::kInteger, .integer = value});
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(INT64_MAX)) {
      return Put({.type = Json::Type::kReal, .real = static_cast<double>(value)});
    }
    return Put({.type = Json::Type::kInteger, .integer = static_cast<std::int64_t>(value)});
  }
  bool number_float(number_float_t value, const string_t&) override {
    return Put({.type = Json::Type::kReal, .real = value});
  }
  bool string(string_t& value) override {
    return Put({.type = Json::Type::kString, .text = std::move(value)});
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(Json::Type::kObject); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(Json::Type::kArray); }
  bool end_array() override { return Close(); }
  bool key(string_t& value) override {
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    failure_ = "is not valid JSON (UTF-8)";
    failure_position_ = position;
    return false;
  }

 private:
  Json* Insert(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.type == Json::Type::kArray) {
      value.pointer = ChildPointer(parent.pointer, std::to_string(parent.items.size()));
      return &parent.items.emplace_back(std::move(value));
    }
    value.pointer = ChildPointer(parent.pointer, key_);
    value.key = key_;
    const bool repeated = std::any_of(parent.items.begin(), parent.items.end(),
                                      [&](const Json& item) { return item.key == key_; });
    if (repeated) errors_.Add(value.pointer, "the key is there twice");
    return &parent.items.emplace_back(std::move(value));
  }
  bool Put(Json value) {
    Insert(std::move(value));
    return true;
  }
  bool Open(Json::Type type) {
    if (open_.size() == kMaxDepth) {
      failure_ = "is nested too deeply";
      return false;
    }
    open_.push_back(Insert({.type = type}));
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  JsonErrors& errors_;
  Json root_;
  std::vector<Json*> open_;
  std::string key_;
  std::string failure_;
  std::size_t failure_position_ = 0;
};

}  // namespace

void JsonErrors::Add(std::string_view pointer, std::string_view text) {
  if (lines_.size() == kMaxErrors) return;
  lines_.push_back((pointer.empty() ? "/" : std::string(pointer)) + ": " + std::string(text));
}

Status JsonErrors::ToStatus() const {
  if (lines_.empty()) return OkStatus();
  std::string message;
  for (const std::string& line : lines_) {
    if (!message.empty()) message += '\n';
    message += line;
  }
  return InvalidArgumentError(message);
}

std::string ChildPointer(std::string_view pointer, std::string_view key) {
  std::string out(pointer);
  out += '/';
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

StatusOr<Json> ParseJson(std::string_view text, JsonErrors& errors) {
  if (text.size() > kMaxBytes) return InvalidArgumentError("/: the file is larger than 4 MiB");
  TreeBuilder builder(errors);
  try {
    if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return builder.Take();
  } catch (const std::exception&) {
    return InvalidArgumentError("/: the file is not valid JSON");
  }
  const std::size_t end = std::min(builder.failure_position(), text.size());
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
  const std::string where = end == 0 ? "" : ", line " + std::to_string(line);
  return InvalidArgumentError("/: the file " + builder.failure() + where);
}

ObjectReader::ObjectReader(const Json& value, JsonErrors& errors) : value_(value), errors_(errors) {
  if (value.type != Json::Type::kObject) errors_.Add(value.pointer, "must be an object");
}

bool ObjectReader::Has(std::string_view key) const {
  return value_.type == Json::Type::kObject &&
         std::any_of(value_.items.begin(), value_.items.end(),
                     [&](const Json& item) { return item.key == key; });
}

const Json* ObjectReader::Find(std::string_view key) {
  known_.emplace(key);
  if (value_.type != Json::Type::kObject) return nullptr;
  const auto found = std::find_if(value_.items.begin(), value_.items.end(),
                                  [&](const Json& item) { return item.key == key; });
  return found == value_.items.end() ? nullptr : &*found;
}

void ObjectReader::Error(std::string_view key, std::string_view text) {
  errors_.Add(key.empty() ? value_.pointer : ChildPointer(value_.pointer, key), text);
}

void ObjectReader::Missing(std::string_view key) {
  // What is no object has been reported as such.
  if (value_.type == Json::Type::kObject) Error(key, "is missing");
}

std::string ObjectReader::String(std::string_view key, std::optional<std::string> fallback) {
  const Json* value = Find(key);
  if (value == nullptr) {
    if (!fallback) Missing(key);
    return fallback.value_or("");
  }
  if (value->type != Json::Type::kString) Error(key, "must be a string");
  return value->text;
}

std::int64_t ObjectReader::Integer(std::string_view key, IntegerRange range,
                                   std::optional<std::int64_t> fallback) {
  const std::int64_t otherwise = fallback.value_or(range.low);
  const Json* value = Find(key);
  if (value == nullptr) {
    if (!fallback) Missing(key);
    return otherwise;
  }
  if (value->type == Json::Type::kInteger && value->integer >= range.low &&
      value->integer <= range.high) {
    return value->integer;
  }
  Error(key, "must be a whole number from " + std::to_string(range.low) + " to " +
                 std::to_string(range.high));
  return otherwise;
}

double ObjectReader::Number(std::string_view key) {
  const Json* value = Find(key);
  if (value == nullptr) {
    Missing(key);
    return 1;
  }
  if (value->type == Json::Type::kInteger) return static_cast<double>(value->integer);
  if (value->type == Json::Type::kReal) return value->real;
  Error(key, "must be a number");
  return 1;
}

bool ObjectReader::Bool(std::string_view key, bool fallback) {
  const Json* value = Find(key);
  if (value == nullptr) return fallback;
  if (value->type != Json::Type::kBool) Error(key, "must be true or false");
  return value->boolean;
}

std::size_t ObjectReader::Choice(std::string_view key, const std::vector<std::string>& choices,
                                 std::optional<std::size_t> fallback) {
  const Json* value = Find(key);
  if (value == nullptr) {
    if (!fallback) Missing(key);
    return fallback.value_or(0);
  }
  if (value->type == Json::Type::kString) {
    const auto found = std::find(choices.begin(), choices.end(), value->text);
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  }
  std::string text = "must be one of";
  for (const std::string& choice : choices) text += " \"" + choice + "\"";
  Error(key, text);
  return fallback.value_or(0);
}

const std::vector<Json>& ObjectReader::Array(std::string_view key, bool required) {
  static const std::vector<Json> kEmpty;
  const Json* value = Find(key);
  if (value == nullptr) {
    if (required) Missing(key);
    return kEmpty;
  }
  if (value->type != Json::Type::kArray) {
    Error(key, "must be an array");
    return kEmpty;
  }
  return value->items;
}

std::vector<std::string> ObjectReader::Strings(std::string_view key) {
  std::vector<std::string> out;
  for (const Json& item : Array(key, false)) {
    if (item.type != Json::Type::kString) errors_.Add(item.pointer, "must be a string");
    out.push_back(item.text);
  }
  return out;
}

void ObjectReader::Finish() {
  if (value_.type != Json::Type::kObject) return;
  for (const Json& item : value_.items) {
    if (!known_.contains(item.key)) errors_.Add(item.pointer, "unknown key");
  }
}

}  // namespace onefold::linkage
