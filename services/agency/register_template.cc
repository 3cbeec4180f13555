#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/hash.h"
#include "services/agency/register.h"

namespace onefold::agency {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxFileBytes = 1 << 20;
constexpr std::size_t kMaxIndicators = 64;
constexpr std::size_t kMaxCodes = 1000;
// Columns of the envelope, which every register has.
constexpr std::string_view kEnvelopeColumns[] = {"legal_basis", "consent_linkage"};

bool IsWord(std::string_view text, std::string_view also_allowed) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           also_allowed.find(c) != also_allowed.npos;
  });
}
bool IsId(std::string_view text) { return IsWord(text, "_-."); }
bool IsCode(std::string_view text) { return IsWord(text, "_-.+"); }
// What stands in a cell: anything but the separator of several values and what a CSV file cannot
// carry well.
bool IsSpelling(std::string_view text) {
  return !text.empty() && text.size() <= 128 && text.find_first_of(";\r\n\t\"") == text.npos;
}

// One object of the file: notes every error with its JSON pointer and every key that nobody asked
// for.
class Object {
 public:
  Object(const Json& json, std::string pointer, std::vector<std::string>& errors)
      : json_(json), pointer_(std::move(pointer)), errors_(errors) {
    if (!json_.is_object()) Note("", "must be an object");
  }
  ~Object() {
    if (!json_.is_object()) return;
    for (const auto& [key, value] : json_.items()) {
      if (!asked_.contains(key)) Note(key, "unknown key");
    }
  }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  std::string Text(const std::string& key, bool required) {
    const Json* value = Find(key, required);
    if (value == nullptr) return "";
    if (value->is_string() && !value->get_ref<const std::string&>().empty()) return *value;
    Note(key, "must be a text that is not empty");
    return "";
  }
  bool Flag(const std::string& key) {
    const Json* value = Find(key, false);
    if (value == nullptr) return false;
    if (value->is_boolean()) return *value;
    Note(key, "must be true or false");
    return false;
  }
  std::uint16_t Year(const std::string& key) {
    const Json* value = Find(key, true);
    if (value == nullptr) return 0;
    if (value->is_number_unsigned() && *value >= 1900u && *value <= 2200u) return *value;
    Note(key, "must be a year from 1900 to 2200");
    return 0;
  }
  // Calls `read(element, pointer)` for every element.
  template <typename Reader>
  void List(const std::string& key, bool required, std::size_t most, Reader read) {
    const Json* value = Find(key, required);
    if (value == nullptr) return;
    if (!value->is_array() || value->size() > most || (required && value->empty())) {
      Note(key, fmt::format("must be a list of {} to {}", required ? 1 : 0, most));
      return;
    }
    for (std::size_t i = 0; i < value->size(); ++i) {
      read((*value)[i], fmt::format("{}/{}/{}", pointer_, key, i));
    }
  }
  bool Has(const std::string& key) const { return json_.is_object() && json_.contains(key); }
  void Note(const std::string& key, std::string_view problem) {
    const std::string place = key.empty() ? pointer_ : pointer_ + "/" + key;
    errors_.push_back((place.empty() ? "/" : place) + ": " + std::string(problem));
  }

 private:
  const Json* Find(const std::string& key, bool required) {
    asked_.insert(key);
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    if (found != json_.end()) return &*found;
    if (required) Note(key, "missing");
    return nullptr;
  }

  const Json& json_;
  std::string pointer_;
  std::vector<std::string>& errors_;
  std::set<std::string> asked_;
};

void ReadCode(const Json& json, const std::string& pointer, Indicator& indicator,
              std::set<std::string>& spellings, std::vector<std::string>& errors) {
  Object object(json, pointer, errors);
  const std::string code = object.Text("code", true);
  object.Text("label", true);  // for people; the program does not need it
  if (!code.empty() && !IsCode(code)) object.Note("code", "must be letters, digits, _ - . + only");
  if (!code.empty() && !spellings.insert(code).second) object.Note("code", "is there twice");
  indicator.codes.push_back(code);
  object.List("also", false, 32, [&](const Json& element, const std::string& place) {
    if (!element.is_string() || !IsSpelling(element.get_ref<const std::string&>())) {
      errors.push_back(place + ": must be a text without ; quotes, tabs and line breaks");
    } else if (!spellings.insert(element).second) {
      errors.push_back(place + ": is there twice");
    } else {
      indicator.also.emplace(element, code);
    }
  });
}

Indicator ReadIndicator(const Json& json, const std::string& pointer,
                        std::vector<std::string>& errors) {
  Object object(json, pointer, errors);
  Indicator indicator;
  indicator.id = object.Text("id", true);
  indicator.column = object.Text("column", false);
  if (indicator.column.empty()) indicator.column = indicator.id;
  const std::string type = object.Text("type", true);
  indicator.multi = object.Flag("multi");
  indicator.required = object.Flag("required");
  indicator.if_empty = object.Text("if_empty", false);
  std::set<std::string> spellings;
  const bool is_code = type == "code";
  object.List("codes", is_code, kMaxCodes, [&](const Json& element, const std::string& place) {
    ReadCode(element, place, indicator, spellings, errors);
  });
  if (type == "region") {
    indicator.type = IndicatorType::kRegion;
  } else if (type == "year") {
    indicator.type = IndicatorType::kYear;
    indicator.first_year = object.Year("first");
    indicator.last_year = object.Year("last");
    if (indicator.first_year > indicator.last_year) object.Note("last", "is before first");
  } else if (!is_code && !type.empty()) {
    object.Note("type", "must be code, region or year");
  }
  if (!indicator.id.empty() && !IsId(indicator.id)) {
    object.Note("id", "must be letters, digits, _ - . only");
  }
  if (!IsSpelling(indicator.column)) object.Note("column", "is no name of a column");
  if (indicator.required && !indicator.if_empty.empty()) {
    object.Note("if_empty", "has no sense when the indicator is required");
  }
  if (!indicator.if_empty.empty() && std::find(indicator.codes.begin(), indicator.codes.end(),
                                               indicator.if_empty) == indicator.codes.end()) {
    object.Note("if_empty", "must be one of the codes");
  }
  return indicator;
}

void CheckNames(const RegisterTemplate& result, std::vector<std::string>& errors) {
  std::set<std::string_view> ids, columns(std::begin(kEnvelopeColumns), std::end(kEnvelopeColumns));
  for (std::size_t i = 0; i < result.indicators.size(); ++i) {
    const Indicator& indicator = result.indicators[i];
    if (!indicator.id.empty() && !ids.insert(indicator.id).second) {
      errors.push_back(fmt::format("/indicators/{}/id: is there twice", i));
    }
    if (!indicator.column.empty() && !columns.insert(indicator.column).second) {
      errors.push_back(fmt::format("/indicators/{}/column: is taken", i));
    }
  }
}

// nlohmann keeps the last of two equal keys without a word; the reader of a file would see the
// first.
Json ParseWithoutRepeatedKeys(std::string_view text, std::string& problem) {
  std::vector<std::set<std::string>> open;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) {
      open.emplace_back();
    } else if (event == Json::parse_event_t::key && !open.back().insert(parsed).second) {
      problem = "a key is there twice in one object";
    } else if (event == Json::parse_event_t::object_end) {
      open.pop_back();
    }
    return true;
  };
  Json json = Json::parse(text.begin(), text.end(), watch, false);
  if (json.is_discarded()) problem = "is not JSON";
  return json;
}

}  // namespace

StatusOr<RegisterTemplate> ParseRegisterTemplate(ByteView file) {
  if (file.size() > kMaxFileBytes) return InvalidArgumentError("/: larger than 1 MiB");
  std::string problem;
  const Json json = ParseWithoutRepeatedKeys(AsText(file), problem);
  if (!problem.empty()) return InvalidArgumentError("/: " + problem);
  RegisterTemplate result;
  std::vector<std::string> errors;
  {
    Object object(json, "", errors);
    const std::string format = object.Text("format", true);
    if (!format.empty() && format != "onefold-register-1") {
      object.Note("format", "must be onefold-register-1");
    }
    result.id = object.Text("id", true);
    if (!result.id.empty() && !IsId(result.id)) {
      object.Note("id", "must be letters, digits, _ - . only");
    }
    result.version = object.Text("version", true);
    result.title = object.Text("title", true);
    object.List("indicators", true, kMaxIndicators,
                [&](const Json& element, const std::string& pointer) {
                  result.indicators.push_back(ReadIndicator(element, pointer, errors));
                });
  }
  CheckNames(result, errors);
  if (!errors.empty()) return InvalidArgumentError(fmt::format("{}", fmt::join(errors, "\n")));
  result.digest = crypto::Sha256(file);
  return result;
}

StatusOr<RegisterTemplate> ReadRegisterTemplate(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError("cannot read the register template " + path);
  std::string text(kMaxFileBytes + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (input.bad()) return NotFoundError("cannot read the register template " + path);
  text.resize(static_cast<std::size_t>(input.gcount()));
  auto result = ParseRegisterTemplate(AsBytes(text));
  if (!result.ok()) return Annotate(result.status(), path);
  return result;
}

}  // namespace onefold::agency
