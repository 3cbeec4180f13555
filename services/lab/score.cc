#include "services/lab/score.h"

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "linkage/encode/csv.h"

namespace onefold::lab {
namespace {

using RecordKey = std::pair<std::string, std::string>;  // source, record id

// record -> value of `column`.
StatusOr<std::map<RecordKey, std::string>> ReadAssignment(const std::string& path,
                                                          const std::string& column) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError("cannot open " + path);
  encode::CsvReader reader(input, {});
  auto header = reader.ReadHeader();
  if (!header.ok()) return Annotate(header.status(), path);
  std::map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < header->size(); ++i) at[(*header)[i]] = i;
  for (const std::string& name : {std::string("source"), std::string("record_id"), column}) {
    if (!at.contains(name)) return InvalidArgumentError(path + ": there is no column " + name);
  }
  std::map<RecordKey, std::string> assigned;
  std::vector<std::string> fields;
  encode::RowIssue issue;
  for (;;) {
    const auto next = reader.ReadRow(fields, issue);
    if (next == encode::CsvReader::Next::kEnd) return assigned;
    const std::string where = path + ": row " + std::to_string(reader.row());
    if (next == encode::CsvReader::Next::kBadRow)
      return InvalidArgumentError(where + ": " + issue.rule);
    if (!assigned
             .emplace(RecordKey(fields[at["source"]], fields[at["record_id"]]), fields[at[column]])
             .second) {
      return InvalidArgumentError(where + ": the record is there twice");
    }
  }
}

std::uint64_t PairsOf(std::uint64_t n) { return n * (n - 1) / 2; }

double Ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

StatusOr<Score> ScoreEntities(const std::string& entities_path, const std::string& truth_path) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto entity_of, ReadAssignment(entities_path, "entity_id"));
  ONEFOLD_ASSIGN_OR_RETURN(const auto person_of, ReadAssignment(truth_path, "person_id"));
  std::map<std::string, std::uint64_t> entities, persons;
  std::map<std::pair<std::string, std::string>, std::uint64_t> both;
  Score score;
  for (const auto& [record, person] : person_of) {
    ++persons[person];
    const auto found = entity_of.find(record);
    if (found == entity_of.end()) {
      ++score.missing;
    } else {
      ++both[{found->second, person}];
    }
  }
  for (const auto& [record, entity] : entity_of) {
    if (!person_of.contains(record)) {
      return InvalidArgumentError(entities_path + ": a record is not in " + truth_path);
    }
    ++entities[entity];
  }
  for (const auto& [entity, records] : entities) score.pairs_found += PairsOf(records);
  for (const auto& [person, records] : persons) score.pairs_true += PairsOf(records);
  for (const auto& [cell, records] : both) score.pairs_right += PairsOf(records);
  score.records = person_of.size();
  score.unique_true = persons.size();
  score.entities = entities.size();
  score.precision = Ratio(score.pairs_right, score.pairs_found);
  score.recall = Ratio(score.pairs_right, score.pairs_true);
  const double sum = score.precision + score.recall;
  score.f1 = sum == 0 ? 0 : 2 * score.precision * score.recall / sum;
  return score;
}

std::string FormatScore(const Score& score) {
  nlohmann::ordered_json json;
  json["precision"] = score.precision;
  json["recall"] = score.recall;
  json["f1"] = score.f1;
  json["unique_true"] = score.unique_true;
  json["entities"] = score.entities;
  json["records"] = score.records;
  json["missing_records"] = score.missing;
  json["pairs_true"] = score.pairs_true;
  json["pairs_found"] = score.pairs_found;
  json["pairs_right"] = score.pairs_right;
  return json.dump();
}

}  // namespace onefold::lab
