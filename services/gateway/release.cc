#include "services/gateway/release.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace onefold::gateway {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxTextBytes = 256, kMaxWarningBytes = 1024;
constexpr std::size_t kMaxSources = 64, kMaxHistories = 65'536, kMaxWarnings = 64;

// Thrown and caught in this file only.
struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

const Json& Member(const Json& object, const char* key) {
  if (!object.is_object())
    throw Malformed(std::string("what should hold ") + key + " is no object");
  const auto found = object.find(key);
  if (found == object.end()) throw Malformed(std::string(key) + " is missing");
  return *found;
}

std::string CheckedText(const Json& value, const char* key, std::size_t max_bytes) {
  if (!value.is_string()) throw Malformed(std::string(key) + " is no text");
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > max_bytes) throw Malformed(std::string(key) + " is too long");
  return text;
}

std::string Text(const Json& object, const char* key) {
  return CheckedText(Member(object, key), key, kMaxTextBytes);
}

Figure CheckedFigure(const Json& value, const char* key) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_number_unsigned()) throw Malformed(std::string(key) + " is no count");
  return value.get<std::uint64_t>();
}

Figure ReadFigure(const Json& object, const char* key) {
  return CheckedFigure(Member(object, key), key);
}

std::uint64_t Number(const Json& object, const char* key) {
  const Figure figure = ReadFigure(object, key);
  if (!figure) throw Malformed(std::string(key) + " is null");
  return *figure;
}

const Json& List(const Json& object, const char* key, std::size_t max_size) {
  const Json& list = Member(object, key);
  if (!list.is_array()) throw Malformed(std::string(key) + " is no list");
  if (list.size() > max_size) throw Malformed(std::string(key) + " is too long");
  return list;
}

void ReadTotals(const Json& totals, Release& release) {
  release.gross = ReadFigure(totals, "gross");
  release.linkable = ReadFigure(totals, "linkable");
  release.unlinkable = ReadFigure(totals, "unlinkable");
  release.entities = ReadFigure(totals, "entities");
  const Json& unique = Member(totals, "unique");
  release.estimate = ReadFigure(unique, "estimate");
  release.low = ReadFigure(unique, "low");
  release.high = ReadFigure(unique, "high");
  if (release.estimate.has_value() != release.low.has_value() ||
      release.low.has_value() != release.high.has_value()) {
    throw Malformed("unique has an estimate without its interval, or the reverse");
  }
  if (release.estimate &&
      !(*release.low <= *release.estimate && *release.estimate <= *release.high)) {
    throw Malformed("the interval of unique does not hold the estimate");
  }
  const Json& rate = Member(totals, "double_counting_rate");
  if (rate.is_null()) return;
  if (!rate.is_number() || !(rate.get<double>() >= 0 && rate.get<double>() <= 1)) {
    throw Malformed("double_counting_rate is not between 0 and 1");
  }
  release.double_counting_rate = rate.get<double>();
}

void ReadRows(const Json& root, Release& release) {
  for (const Json& row : List(root, "by_source", kMaxSources)) {
    release.by_source.push_back({Text(row, "source"), Text(row, "type"), ReadFigure(row, "gross"),
                                 ReadFigure(row, "unique"), ReadFigure(row, "only_here")});
  }
  for (const Json& row : List(root, "histories", kMaxHistories)) {
    HistoryRow& history = release.histories.emplace_back();
    for (const Json& source : List(row, "sources", kMaxSources)) {
      history.sources.push_back(CheckedText(source, "sources", kMaxTextBytes));
    }
    history.persons = ReadFigure(row, "persons");
  }
}

// Members that the page can do without.
void ReadExtras(const Json& root, Release& release) {
  if (root.contains("disclosure")) {
    release.threshold = ReadFigure(Member(root, "disclosure"), "threshold");
  }
  if (!root.contains("linkage") || !Member(root, "linkage").contains("warnings")) return;
  for (const Json& warning : List(Member(root, "linkage"), "warnings", kMaxWarnings)) {
    release.warnings.push_back(CheckedText(warning, "warnings", kMaxWarningBytes));
  }
}

Release ReadRelease(const Json& root) {
  if (Text(root, "format") != "onefold-release-1") {
    throw Malformed("the format is not onefold-release-1");
  }
  Release release;
  release.number = Number(root, "number");
  release.run = Text(root, "run");
  release.profile = Text(root, "profile");
  release.register_name = Text(root, "register");
  release.purpose = Text(root, "purpose");
  release.key_epoch = Text(root, "key_epoch");
  const std::string deployment = Text(root, "deployment");
  if (deployment != "single-machine" && deployment != "separate") {
    throw Malformed("deployment is neither single-machine nor separate");
  }
  release.single_machine = deployment == "single-machine";
  ReadTotals(Member(root, "totals"), release);
  ReadRows(root, release);
  ReadExtras(root, release);
  const Json& log = Member(root, "log");
  release.log_origin = Text(log, "origin");
  release.log_index = Number(log, "index");
  return release;
}

}  // namespace

StatusOr<Release> ParseRelease(std::string_view json) {
  const Json root = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return InvalidArgumentError("it is not JSON");
  try {
    return ReadRelease(root);
  } catch (const Malformed& e) {
    return InvalidArgumentError(e.what());
  } catch (const Json::exception&) {
    return InvalidArgumentError("it is not a release document");
  }
}

}  // namespace onefold::gateway
