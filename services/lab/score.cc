#include "services/lab/score.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "linkage/csv_columns.h"

namespace onefold::lab {
namespace {

std::uint64_t PairsOf(std::uint64_t n) { return n * (n - 1) / 2; }

double Ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
}

double HarmonicMean(double a, double b) { return a + b == 0 ? 0 : 2 * a * b / (a + b); }

std::string KeyOf(std::string_view source, std::string_view record_id) {
  std::string key(source);
  key += '\0';
  key += record_id;
  return key;
}

// Sizes of the entities, and of what an entity and a person have in common.
struct Overlaps {
  std::unordered_map<std::uint32_t, std::uint64_t> entity;
  std::unordered_map<std::uint64_t, std::uint64_t> both;
  std::vector<std::uint64_t> person, person_linked;

  static std::uint64_t Cell(std::uint32_t entity, std::uint32_t person) {
    return std::uint64_t{entity} << 32 | person;
  }
};

using Groups = std::map<std::string, GroupRecall>;

GroupRecall Finished(std::string name, GroupRecall group) {
  group.group = std::move(name);
  group.recall = Ratio(group.pairs_right, group.pairs_true);
  group.interval = count::WilsonInterval(group.pairs_right, group.pairs_true);
  return group;
}

std::vector<GroupRecall> Finished(const Groups& groups) {
  std::vector<GroupRecall> list;
  for (const auto& [name, group] : groups) list.push_back(Finished(name, group));
  return list;
}

nlohmann::ordered_json GroupJson(const GroupRecall& group, const char* key) {
  return {{key, group.group},
          {"pairs_true", group.pairs_true},
          {"pairs_right", group.pairs_right},
          {"recall", group.recall},
          {"recall_low", group.interval.low},
          {"recall_high", group.interval.high}};
}

nlohmann::ordered_json GroupsJson(const std::vector<GroupRecall>& groups, const char* key) {
  auto json = nlohmann::ordered_json::array();
  for (const GroupRecall& group : groups) json.push_back(GroupJson(group, key));
  return json;
}

}  // namespace

StatusOr<Truth> Truth::Read(const std::string& path) {
  Truth truth;
  ONEFOLD_RETURN_IF_ERROR(linkage::ReadColumns(
      path, {"source", "record_id", "person_id"}, [&](const std::vector<std::string>& row) {
        const auto record = static_cast<std::uint32_t>(truth.person_of_.size());
        if (!truth.record_number_.emplace(KeyOf(row[0], row[1]), record).second) {
          return InvalidArgumentError("the record is there twice");
        }
        const auto person = static_cast<std::uint32_t>(truth.person_names_.size());
        const auto [place, is_new] = truth.person_number_.emplace(row[2], person);
        if (is_new) truth.person_names_.push_back(row[2]);
        truth.person_of_.push_back(place->second);
        return OkStatus();
      }));
  return truth;
}

Status Truth::ReadScripts(const std::string& path) {
  script_.assign(records(), "");
  return linkage::ReadColumns(path, {"source", "record_id", "script"},
                              [&](const std::vector<std::string>& row) {
                                const std::uint32_t record = Find(row[0], row[1]);
                                if (record != kUnknown) script_[record] = row[2];
                                return OkStatus();
                              });
}

Status Truth::ReadNamingSystems(const std::string& path) {
  naming_system_.assign(persons(), "");
  return linkage::ReadColumns(path, {"person_id", "naming_system"},
                              [&](const std::vector<std::string>& row) {
                                const auto person = person_number_.find(row[0]);
                                if (person != person_number_.end())
                                  naming_system_[person->second] = row[1];
                                return OkStatus();
                              });
}

std::uint32_t Truth::Find(std::string_view source, std::string_view record_id) const {
  const auto found = record_number_.find(KeyOf(source, record_id));
  return found == record_number_.end() ? kUnknown : found->second;
}

std::vector<std::vector<std::uint32_t>> Truth::RecordsByPerson() const {
  std::vector<std::vector<std::uint32_t>> of(persons());
  for (std::uint32_t record = 0; record < records(); ++record) {
    of[person_of_[record]].push_back(record);
  }
  return of;
}

void Truth::CountGroups(const std::vector<std::uint32_t>& entity_of, Score& score) const {
  Groups scripts, systems;
  for (const std::vector<std::uint32_t>& mine : RecordsByPerson()) {
    for (std::size_t i = 0; i < mine.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const std::uint32_t a = mine[i], b = mine[j];
        if (entity_of[a] == kUnknown || entity_of[b] == kUnknown) continue;
        const auto count = [&](GroupRecall& group) {
          ++group.pairs_true;
          if (entity_of[a] == entity_of[b]) ++group.pairs_right;
        };
        if (!script_.empty()) {
          if (script_[a] != script_[b]) count(score.between_scripts);
          if (script_[a] == "Latn" && script_[b] == "Latn") count(score.inside_latin);
          count(scripts[std::min(script_[a], script_[b]) + "-" + std::max(script_[a], script_[b])]);
        }
        if (!naming_system_.empty()) count(systems[naming_system_[person_of_[a]]]);
      }
    }
  }
  score.by_script_pair = Finished(scripts);
  score.inside_latin = Finished("inside Latin", score.inside_latin);
  score.between_scripts = Finished("between scripts", score.between_scripts);
  score.by_naming_system = Finished(systems);
}

Score Truth::Compare(const std::vector<std::uint32_t>& entity_of) const {
  Overlaps of;
  of.person.resize(persons());
  of.person_linked.resize(persons());
  Score score;
  for (std::uint32_t record = 0; record < records(); ++record) {
    const std::uint32_t person = person_of_[record], entity = entity_of[record];
    ++of.person[person];
    if (entity == kUnknown) {
      ++score.missing;
      continue;
    }
    ++of.person_linked[person];
    ++of.entity[entity];
    ++of.both[Overlaps::Cell(entity, person)];
  }
  for (const auto& [entity, n] : of.entity) score.pairs_found += PairsOf(n);
  for (const auto& [cell, n] : of.both) score.pairs_right += PairsOf(n);
  for (const std::uint64_t n : of.person) score.pairs_true += PairsOf(n);
  for (const std::uint64_t n : of.person_linked) {
    score.pairs_true_linked += PairsOf(n);
    if (n > 0) ++score.unique_true_linked;
  }
  // In the order of the records, so that the sum of doubles is the same everywhere.
  for (std::uint32_t record = 0; record < records(); ++record) {
    if (entity_of[record] == kUnknown) continue;
    const std::uint32_t person = person_of_[record], entity = entity_of[record];
    const std::uint64_t both = of.both[Overlaps::Cell(entity, person)];
    score.bcubed_precision += Ratio(both, of.entity[entity]);
    score.bcubed_recall += Ratio(both, of.person_linked[person]);
  }
  score.records = records();
  score.unique_true = persons();
  score.entities = of.entity.size();
  const std::uint64_t linked = score.records - score.missing;
  score.bcubed_precision = linked == 0 ? 1 : score.bcubed_precision / static_cast<double>(linked);
  score.bcubed_recall = linked == 0 ? 1 : score.bcubed_recall / static_cast<double>(linked);
  score.bcubed_f1 = HarmonicMean(score.bcubed_precision, score.bcubed_recall);
  score.precision = Ratio(score.pairs_right, score.pairs_found);
  score.recall = Ratio(score.pairs_right, score.pairs_true);
  score.f1 = HarmonicMean(score.precision, score.recall);
  score.recall_linked = Ratio(score.pairs_right, score.pairs_true_linked);
  score.f1_linked = HarmonicMean(score.precision, score.recall_linked);
  if (!script_.empty() || !naming_system_.empty()) CountGroups(entity_of, score);
  return score;
}

StatusOr<std::vector<std::uint32_t>> ReadEntities(const std::string& path, const Truth& truth) {
  std::vector<std::uint32_t> entity_of(truth.records(), Truth::kUnknown);
  std::unordered_map<std::string, std::uint32_t> number;
  ONEFOLD_RETURN_IF_ERROR(linkage::ReadColumns(
      path, {"source", "record_id", "entity_id"}, [&](const std::vector<std::string>& row) {
        const std::uint32_t record = truth.Find(row[0], row[1]);
        if (record == Truth::kUnknown) return InvalidArgumentError("the truth lacks the record");
        if (entity_of[record] != Truth::kUnknown) {
          return InvalidArgumentError("the record is there twice");
        }
        entity_of[record] =
            number.emplace(row[2], static_cast<std::uint32_t>(number.size())).first->second;
        return OkStatus();
      }));
  return entity_of;
}

StatusOr<Score> ScoreEntities(const std::string& entities_path, const std::string& truth_path) {
  ONEFOLD_ASSIGN_OR_RETURN(const Truth truth, Truth::Read(truth_path));
  ONEFOLD_ASSIGN_OR_RETURN(const auto entity_of, ReadEntities(entities_path, truth));
  return truth.Compare(entity_of);
}

std::string FormatScore(const Score& score) {
  nlohmann::ordered_json json;
  json["precision"] = score.precision;
  json["recall"] = score.recall;
  json["f1"] = score.f1;
  json["recall_linked"] = score.recall_linked;
  json["f1_linked"] = score.f1_linked;
  json["bcubed_precision"] = score.bcubed_precision;
  json["bcubed_recall"] = score.bcubed_recall;
  json["bcubed_f1"] = score.bcubed_f1;
  json["unique_true"] = score.unique_true;
  json["unique_true_linked"] = score.unique_true_linked;
  json["entities"] = score.entities;
  json["records"] = score.records;
  json["missing_records"] = score.missing;
  json["pairs_true"] = score.pairs_true;
  json["pairs_true_linked"] = score.pairs_true_linked;
  json["pairs_found"] = score.pairs_found;
  json["pairs_right"] = score.pairs_right;
  if (!score.by_script_pair.empty()) {
    json["by_script_pair"] = GroupsJson(score.by_script_pair, "scripts");
    json["inside_latin"] = GroupJson(score.inside_latin, "scripts");
    json["between_scripts"] = GroupJson(score.between_scripts, "scripts");
  }
  if (!score.by_naming_system.empty()) {
    json["by_naming_system"] = GroupsJson(score.by_naming_system, "naming_system");
  }
  return json.dump();
}

}  // namespace onefold::lab
