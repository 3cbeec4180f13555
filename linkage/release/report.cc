#include "linkage/release/report.h"

#include <bit>
#include <nlohmann/json.hpp>

#include "linkage/release/disclose.h"

namespace onefold::release {
namespace {

using Json = nlohmann::ordered_json;

// Detail is given up before margins, margins before totals.
constexpr int kDetail = 0, kMargin = 1, kTotal = 2;

// All cells of the document with their relations; after Disclose(), what may be shown.
class Document {
 public:
  explicit Document(const ReleaseInput& input) : input_(input) {
    const count::Tally& tally = input.tally;
    gross_ = Add(tally.gross, kTotal);
    linkable_ = Add(tally.gross - tally.unlinkable, kTotal);
    unlinkable_ = Add(tally.unlinkable, kMargin);
    entities_ = Add(tally.unique, kTotal);
    relations_.push_back({gross_, {linkable_, unlinkable_}});
    Relation sum_of_gross{gross_, {}}, sum_of_histories{entities_, {}};
    for (const auto& [history, persons] : tally.persons_by_history) {
      histories_[history] = Add(persons, kDetail);
      sum_of_histories.parts.push_back(histories_[history]);
    }
    for (std::size_t s = 0; s < input.sources.size(); ++s) {
      gross_by_source_.push_back(Add(tally.gross_by_source[s], kMargin));
      sum_of_gross.parts.push_back(gross_by_source_[s]);
      unique_by_source_.push_back(Add(tally.unique_by_source[s], kMargin));
      Relation sum_of_source{unique_by_source_[s], {}};
      for (const auto& [history, cell] : histories_) {
        if ((history >> s & 1) != 0) sum_of_source.parts.push_back(cell);
      }
      relations_.push_back(std::move(sum_of_source));
    }
    relations_.push_back(std::move(sum_of_gross));
    relations_.push_back(std::move(sum_of_histories));
    Disclose(cells_, relations_, SuppressionThreshold(input.profile));
  }

  Json Totals() {
    const count::Tally& tally = input_.tally;
    Json totals;
    totals["gross"] = Show(gross_, "/totals/gross");
    totals["linkable"] = Show(linkable_, "/totals/linkable");
    totals["unlinkable"] = Show(unlinkable_, "/totals/unlinkable");
    totals["unique"] = Unique();
    totals["entities"] = Show(entities_, "/totals/entities");
    const std::uint64_t linkable = tally.gross - tally.unlinkable;
    if (linkable == 0 || cells_[entities_].suppressed || cells_[linkable_].suppressed) {
      totals["double_counting_rate"] = nullptr;
      if (linkable != 0) suppressed_.push_back("/totals/double_counting_rate");
    } else {
      // Rounded to a millionth in integers.
      const std::uint64_t ppm = ((linkable - tally.unique) * 2'000'000 + linkable) / (2 * linkable);
      totals["double_counting_rate"] = static_cast<double>(ppm) / 1e6;
    }
    return totals;
  }

  Json BySource() {
    Json rows = Json::array();
    for (std::size_t s = 0; s < input_.sources.size(); ++s) {
      const std::string at = "/by_source/" + std::to_string(s);
      Json row;
      row["source"] = input_.sources[s].name;
      row["type"] = input_.sources[s].type;
      row["gross"] = Show(gross_by_source_[s], at + "/gross");
      row["unique"] = Show(unique_by_source_[s], at + "/unique");
      const auto only = histories_.find(std::uint32_t{1} << s);
      row["only_here"] = only == histories_.end() ? Json(0) : Show(only->second, at + "/only_here");
      rows.push_back(std::move(row));
    }
    return rows;
  }

  Json Histories() {
    Json rows = Json::array();
    for (const auto& [history, cell] : histories_) {
      Json row;
      row["sources"] = Json::array();
      for (std::size_t s = 0; s < input_.sources.size(); ++s) {
        if ((history >> s & 1) != 0) row["sources"].push_back(input_.sources[s].name);
      }
      row["persons"] = Show(cell, "/histories/" + std::to_string(rows.size()) + "/persons");
      rows.push_back(std::move(row));
    }
    return rows;
  }

  DisclosedCounts Counts() const {
    DisclosedCounts counts{Shown(entities_), {}};
    for (const auto& [history, cell] : histories_) counts.by_history[history] = Shown(cell);
    return counts;
  }

  // After the others: lists what they withheld.
  Json Disclosure() const {
    Json disclosure;
    disclosure["profile"] = FormatProfile(input_.profile);
    disclosure["threshold"] = SuppressionThreshold(input_.profile);
    disclosure["suppressed"] = suppressed_;
    return disclosure;
  }

 private:
  std::size_t Add(std::uint64_t value, int rank) {
    cells_.push_back({value, rank});
    return cells_.size() - 1;
  }

  std::optional<std::uint64_t> Shown(std::size_t cell) const {
    if (cells_[cell].suppressed) return std::nullopt;
    return cells_[cell].value;
  }

  Json Show(std::size_t cell, const std::string& pointer) {
    if (!cells_[cell].suppressed) return cells_[cell].value;
    suppressed_.push_back(pointer);
    return nullptr;
  }

  // The estimate stands for the entities and shares their fate.
  Json Unique() {
    const count::UniqueEstimate& unique = input_.unique;
    const bool small =
        unique.estimate > 0 && unique.estimate < SuppressionThreshold(input_.profile);
    Json shown;
    if (small || cells_[entities_].suppressed) {
      shown = {{"estimate", nullptr}, {"low", nullptr}, {"high", nullptr}};
      for (const char* key : {"estimate", "low", "high"}) {
        suppressed_.push_back(std::string("/totals/unique/") + key);
      }
    } else {
      shown = {{"estimate", unique.estimate}, {"low", unique.low}, {"high", unique.high}};
    }
    return shown;
  }

  const ReleaseInput& input_;
  std::vector<Cell> cells_;
  std::vector<Relation> relations_;
  std::size_t gross_ = 0, linkable_ = 0, unlinkable_ = 0, entities_ = 0;
  std::vector<std::size_t> gross_by_source_, unique_by_source_;
  std::map<std::uint32_t, std::size_t> histories_;
  std::vector<std::string> suppressed_;  // JSON pointers
};

Status CheckInput(const ReleaseInput& input) {
  const count::Tally& tally = input.tally;
  const std::size_t sources = input.sources.size();
  if (sources == 0 || sources > 32) return InvalidArgumentError("a release has 1 to 32 sources");
  if (tally.gross_by_source.size() != sources || tally.unique_by_source.size() != sources ||
      tally.unlinkable > tally.gross || tally.unique > tally.gross - tally.unlinkable) {
    return InvalidArgumentError("the tally does not fit the sources");
  }
  for (const auto& [history, persons] : tally.persons_by_history) {
    if (history == 0 || static_cast<std::size_t>(std::bit_width(history)) > sources ||
        persons == 0) {
      return InvalidArgumentError("the tally has a history without sources or persons");
    }
  }
  return OkStatus();
}

Json MakeDocument(const ReleaseInput& input) {
  Document document(input);
  Json root;
  root["format"] = "onefold-release-1";
  root["number"] = input.number;
  root["run"] = FormatHex(input.run);
  root["profile"] = FormatProfile(input.profile);
  root["register"] = input.register_name;
  root["purpose"] = input.purpose;
  root["key_epoch"] = input.key_epoch;
  root["deployment"] = input.colocated ? "single-machine" : "separate";
  root["totals"] = document.Totals();
  root["by_source"] = document.BySource();
  root["histories"] = document.Histories();
  root["disclosure"] = document.Disclosure();
  root["linkage"] = {{"manifest_digest", FormatHex(input.manifest_digest)},
                     {"pairs_digest", FormatHex(input.pairs_digest)},
                     {"entities_digest", FormatHex(input.entities_digest)},
                     {"warnings", input.warnings}};
  root["log"] = {{"origin", input.log_origin}, {"index", input.log_index}};
  root["method"] = count::kIntervalMethod;
  return root;
}

}  // namespace

std::string_view FormatProfile(Profile profile) {
  switch (profile) {
    case Profile::kInternal:
      return "internal";
    case Profile::kInterAgency:
      return "inter-agency";
    case Profile::kPublic:
      return "public";
  }
  return "";
}

StatusOr<Profile> ParseProfile(std::string_view text) {
  for (const Profile profile : {Profile::kInternal, Profile::kInterAgency, Profile::kPublic}) {
    if (text == FormatProfile(profile)) return profile;
  }
  return InvalidArgumentError("a disclosure profile is internal, inter-agency or public");
}

std::uint64_t SuppressionThreshold(Profile profile) {
  switch (profile) {
    case Profile::kInternal:
      return 0;
    case Profile::kInterAgency:
      return 3;
    case Profile::kPublic:
      return 10;
  }
  return 10;
}

StatusOr<DisclosedCounts> DiscloseCounts(const ReleaseInput& input) {
  ONEFOLD_RETURN_IF_ERROR(CheckInput(input));
  return Document(input).Counts();
}

StatusOr<std::string> FormatRelease(const ReleaseInput& input) {
  ONEFOLD_RETURN_IF_ERROR(CheckInput(input));
  try {
    return MakeDocument(input).dump(2) + "\n";
  } catch (const nlohmann::json::exception&) {
    return InvalidArgumentError("a name in the release is not valid UTF-8");
  }
}

}  // namespace onefold::release
