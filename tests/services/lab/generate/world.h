// A made-up world of 4,000 persons, read back.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "linkage/csv_columns.h"
#include "services/lab/generate/clerk.h"
#include "services/lab/generate/generate.h"
#include "tests/services/lab/folder.h"

namespace onefold::lab::testing {

using Key = std::pair<std::string, std::string>;  // source, record id
using Row = std::map<std::string, std::string>;

inline std::vector<Row> ReadAll(const std::string& path, const std::vector<std::string>& columns) {
  std::vector<Row> rows;
  const Status status =
      linkage::ReadColumns(path, columns, [&](const std::vector<std::string>& values) {
        Row& row = rows.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = values[i];
        return OkStatus();
      });
  EXPECT_TRUE(status.ok()) << Message(status);
  return rows;
}

// A world of 4,000 persons, made once.
class World {
 public:
  static const World& Get() {
    static const World& world = *new World();
    return world;
  }

  GenerateOptions options;
  Generated generated;
  std::map<Key, Row> rows;     // of the agencies' files
  std::map<Key, Row> records;  // of records.csv
  std::map<Key, std::string> person_of;
  std::map<std::string, Row> persons;
  std::vector<Row> events;
  std::string path(const std::string& name) const { return folder_ / (name + ".csv"); }

  double ShareWith(const std::string& error) const {
    std::size_t with = 0;
    for (const auto& [key, record] : records) {
      with += (";" + record.at("errors") + ";").find(";" + error + ";") != std::string::npos;
    }
    return static_cast<double>(with) / static_cast<double>(records.size());
  }

 private:
  World() {
    options.persons = 4000;
    options.seed = 5;
    options.directory = folder_ / "";
    const auto made = Generate(options);
    EXPECT_TRUE(made.ok()) << Message(made.status());
    if (!made.ok()) return;
    generated = *made;
    const std::vector<std::string> columns(kColumnNames.begin(), kColumnNames.end());
    for (std::size_t a = 0; a < options.agencies; ++a) {
      const std::string source(Agencies()[a].name);
      for (Row& row : ReadAll(path(source), columns)) {
        const Key key(source, row["record_id"]);
        EXPECT_TRUE(rows.emplace(key, row).second) << "a record id twice";
      }
    }
    for (Row& row : ReadAll(path("records"), {"source", "record_id", "script", "language", "scheme",
                                              "naming_system", "linkable", "errors"})) {
      records[{row["source"], row["record_id"]}] = row;
    }
    for (Row& row : ReadAll(path("truth"), {"source", "record_id", "person_id"})) {
      person_of[{row["source"], row["record_id"]}] = row["person_id"];
    }
    for (Row& row : ReadAll(path("persons"), {"person_id", "naming_system", "detected", "agencies",
                                              "records", "years", "kin", "household"})) {
      persons[row["person_id"]] = row;
    }
    events = ReadAll(path("events"), {"source", "record_id", "event", "event_date"});
  }

  Folder folder_;
};

}  // namespace onefold::lab::testing
