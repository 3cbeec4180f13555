#include "linkage/match/fixed_weights.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "linkage/outcome.h"

namespace onefold::match {

using linkage::GroupWeights;
using linkage::OutcomeGroup;
using linkage::OutcomeWeight;

namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 32;
constexpr std::int64_t kPpm = 1'000'000;

Status Wrong(const std::string& where, const std::string& rule) {
  return InvalidArgumentError("weights: " + where + ": " + rule);
}

// nlohmann's own tree, of bounded depth and without a key twice in an object.
class TreeReader {
 public:
  StatusOr<Json> Read(ByteView text) {
    Json root;
    try {
      root = Json::parse(text.begin(), text.end(),
                         [this](int depth, Json::parse_event_t event, Json& value) {
                           return Keep(depth, event, value);
                         });
    } catch (const Json::parse_error& error) {
      return NotJson(text, error.byte);
    } catch (const std::exception&) {  // a number beyond every range
      return NotJson(text, text.size());
    }
    if (too_deep_) return Wrong("the file", "is nested too deeply");
    if (repeated_) return Wrong("the file", "a key is twice in one object");
    return root;
  }

 private:
  static Status NotJson(ByteView text, std::size_t byte) {
    const std::size_t end = std::min(byte, text.size());
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    return Wrong("line " + std::to_string(line), "is not valid JSON (UTF-8)");
  }

  bool Keep(int depth, Json::parse_event_t event, const Json& value) {
    too_deep_ = too_deep_ || depth > kMaxDepth;
    if (too_deep_ || repeated_) return false;
    if (event == Json::parse_event_t::object_start) keys_.emplace_back();
    if (event == Json::parse_event_t::object_end) keys_.pop_back();
    if (event == Json::parse_event_t::key) {
      repeated_ = !keys_.back().insert(value.get_ref<const std::string&>()).second;
    }
    return true;
  }

  std::vector<std::set<std::string>> keys_;  // of the open objects
  bool too_deep_ = false, repeated_ = false;
};

// null when `object` has no such member or is no object.
const Json& Member(const Json& object, const char* key) {
  static const Json kNone;
  const auto found = object.find(key);
  return found == object.end() ? kNone : *found;
}

std::optional<std::int64_t> Whole(const Json& value, std::int64_t low, std::int64_t high) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  const auto number = value.get<std::int64_t>();
  return low <= number && number <= high ? std::optional(number) : std::nullopt;
}

std::string Between(std::int64_t low, std::int64_t high) {
  return "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high);
}

// One group of filters of one pass.
class GroupReader {
 public:
  GroupReader(const linkage::PassLayout& layout, const OutcomeGroup& group) : group_(group) {
    weights_.levels = group.levels;
    where_ = "pass " + layout.name + ", group";
    for (std::size_t f = 0; f < group.levels.size(); ++f) {
      weights_.filters.push_back(layout.filters[group.first_filter + f].name);
      where_ += (f == 0 ? " " : "+") + weights_.filters.back();
    }
  }

  StatusOr<GroupWeights> Read(const Json& json) {
    if (Member(json, "filters") != Json(weights_.filters)) {
      return Wrong(where_, "filters: must be those of the schema's group at this place");
    }
    const Json& outcomes = Member(json, "outcomes");
    if (!outcomes.is_array()) return Wrong(where_, "outcomes: must be an array");
    if (outcomes.size() > group_.size) {
      return Wrong(where_, "outcomes: there are more than the group has");
    }
    for (const Json& outcome : outcomes) ONEFOLD_RETURN_IF_ERROR(ReadOutcome(outcome));
    std::sort(weights_.outcomes.begin(), weights_.outcomes.end(),
              [](const auto& a, const auto& b) { return a.outcome < b.outcome; });
    const auto twice =
        std::adjacent_find(weights_.outcomes.begin(), weights_.outcomes.end(),
                           [](const auto& a, const auto& b) { return a.outcome == b.outcome; });
    if (twice != weights_.outcomes.end()) return Wrong(where_, "outcomes: one is there twice");
    return std::move(weights_);
  }

 private:
  Status ReadOutcome(const Json& json) {
    const auto wrong = [&](const std::string& rule) {
      return Wrong(where_ + ", outcome " + std::to_string(weights_.outcomes.size() + 1), rule);
    };
    const Json& levels = Member(json, "levels");
    if (!levels.is_array() || levels.size() != group_.levels.size()) {
      return wrong("levels: must be an array with one entry for each filter of the group");
    }
    OutcomeWeight outcome;
    for (std::size_t f = 0; f < levels.size(); ++f) {
      const std::int64_t missing = group_.levels[f];
      const auto level =
          levels[f].is_null() ? std::optional(missing) : Whole(levels[f], 0, missing - 1);
      if (!level) {
        return wrong("levels: of " + weights_.filters[f] + ": " + Between(0, missing - 1) +
                     ", or null");
      }
      outcome.outcome += group_.stride[f] * static_cast<std::uint32_t>(*level);
    }
    const auto weight =
        Whole(Member(json, "weight_millibits"), -kMaxFixedMillibits, kMaxFixedMillibits);
    if (!weight)
      return wrong("weight_millibits: " + Between(-kMaxFixedMillibits, kMaxFixedMillibits));
    outcome.weight = static_cast<std::int32_t>(*weight);
    // Only shown again.
    for (const auto& [key, ppm] :
         {std::pair("m_ppm", &outcome.m_ppm), std::pair("u_ppm", &outcome.u_ppm)}) {
      if (!json.contains(key)) continue;
      const auto share = Whole(Member(json, key), 0, kPpm);
      if (!share) return wrong(std::string(key) + ": " + Between(0, kPpm));
      *ppm = static_cast<std::uint32_t>(*share);
    }
    weights_.outcomes.push_back(outcome);
    return OkStatus();
  }

  const OutcomeGroup& group_;
  GroupWeights weights_;
  std::string where_;
};

StatusOr<FixedPass> ReadPass(const linkage::PassLayout& layout, const Json& json) {
  const std::string where = "pass " + layout.name;
  if (!layout.blocked) return Wrong(where, "is linked by Dice similarity, which has no weights");
  const linkage::OutcomeSpace space(layout);
  if (!space.fits) return Wrong(where, "the schema has too many levels");
  FixedPass pass{layout.name, {}, {}};
  const Json& priors = Member(json, "prior_millibits_by_block_size");
  if (!priors.is_array() || priors.size() > linkage::kBlockSizeClasses) {
    return Wrong(where, "prior_millibits_by_block_size: must be an array of at most " +
                            std::to_string(linkage::kBlockSizeClasses) + " numbers");
  }
  for (const Json& entry : priors) {
    const auto prior = Whole(entry, -kMaxFixedMillibits, kMaxFixedMillibits);
    if (!prior) {
      return Wrong(where, "prior_millibits_by_block_size: each " +
                              Between(-kMaxFixedMillibits, kMaxFixedMillibits));
    }
    pass.prior_millibits.push_back(static_cast<std::int32_t>(*prior));
  }
  const Json& groups = Member(json, "weights");
  if (!groups.is_array() || groups.size() != space.groups.size()) {
    return Wrong(where, "weights: must be an array of the schema's " +
                            std::to_string(space.groups.size()) + " groups, in their order");
  }
  for (std::size_t g = 0; g < space.groups.size(); ++g) {
    ONEFOLD_ASSIGN_OR_RETURN(GroupWeights group,
                             GroupReader(layout, space.groups[g]).Read(groups[g]));
    pass.groups.push_back(std::move(group));
  }
  return pass;
}

Status CheckFormat(const Json& root) {
  if (!root.is_object()) return Wrong("the file", "must be an object");
  const auto format = root.find("format");
  if (format != root.end() && *format != "onefold-weights-1" && *format != "onefold-run-report-1") {
    return Wrong("format", "must be \"onefold-weights-1\", or that of a run's report");
  }
  return OkStatus();
}

}  // namespace

StatusOr<FixedWeights> ParseFixedWeights(ByteView text,
                                         std::span<const linkage::PassLayout> layouts) {
  if (text.size() > kMaxFixedWeightsBytes) return Wrong("the file", "is larger than 16 MiB");
  ONEFOLD_ASSIGN_OR_RETURN(const Json root, TreeReader().Read(text));
  ONEFOLD_RETURN_IF_ERROR(CheckFormat(root));
  const Json& passes = Member(root, "passes");
  if (!passes.is_array()) return Wrong("passes", "must be an array");
  std::vector<const Json*> found(layouts.size());
  for (std::size_t p = 0; p < passes.size(); ++p) {
    const auto layout = std::find_if(layouts.begin(), layouts.end(), [&](const auto& one) {
      return Member(passes[p], "pass") == one.name;
    });
    if (layout == layouts.end()) {
      return Wrong("entry " + std::to_string(p + 1) + " of passes",
                   "pass: must be the name of a pass of the schema");
    }
    const Json*& place = found[static_cast<std::size_t>(layout - layouts.begin())];
    if (place != nullptr) return Wrong("pass " + layout->name, "is there twice");
    place = &passes[p];
  }
  FixedWeights weights;
  for (std::size_t p = 0; p < layouts.size(); ++p) {
    if (found[p] == nullptr) return Wrong("pass " + layouts[p].name, "is missing");
    ONEFOLD_ASSIGN_OR_RETURN(FixedPass pass, ReadPass(layouts[p], *found[p]));
    weights.push_back(std::move(pass));
  }
  return weights;
}

StatusOr<FixedWeights> ReadFixedWeights(const std::string& path,
                                        std::span<const linkage::PassLayout> layouts) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFoundError("cannot open the weights " + path);
  // One byte more shows that a file is too large.
  std::string text(kMaxFixedWeightsBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return NotFoundError("cannot read the weights " + path);
  text.resize(static_cast<std::size_t>(file.gcount()));
  auto weights = ParseFixedWeights(AsBytes(text), layouts);
  if (!weights.ok()) return Annotate(weights.status(), path);
  return weights;
}

}  // namespace onefold::match
