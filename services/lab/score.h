// Quality of entities against known truth.
//
// Pairwise: over all pairs of records. B-cubed (Bagga and Baldwin 1998): for each record the share
// of its entity that is its person (precision) and of its person that is in its entity (recall),
// averaged over the records; large persons do not outweigh small ones as they do in pairs.
//
// A record that has no entity was not linked, mostly because it may not be. `recall` takes it as
// standing alone, so that a program that leaves out hard records gains nothing; `recall_linked` and
// B-cubed look only at records that have an entity.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crypto/status.h"
#include "linkage/count/wilson.h"

namespace onefold::lab {

// Recall among the true pairs of one kind, both records linked.
struct GroupRecall {
  std::string group;  // "Cyrl-Latn", or a naming system
  std::uint64_t pairs_true = 0, pairs_right = 0;
  double recall = 1;
  count::ShareInterval interval;
};

struct Score {
  double precision = 0, recall = 0,
         f1 = 0;  // over pairs of records; 1 where there is no pair to be wrong about
  double recall_linked = 0, f1_linked = 0;
  double bcubed_precision = 0, bcubed_recall = 0, bcubed_f1 = 0;
  std::uint64_t unique_true = 0;         // persons in the truth file
  std::uint64_t unique_true_linked = 0;  // with at least one record that has an entity
  std::uint64_t entities = 0;
  std::uint64_t records = 0;  // in the truth file
  std::uint64_t missing = 0;  // records of the truth that have no entity
  std::uint64_t pairs_true = 0, pairs_true_linked = 0, pairs_found = 0, pairs_right = 0;
  std::vector<GroupRecall> by_script_pair, by_naming_system;
  GroupRecall inside_latin, between_scripts;  // sums over by_script_pair
};

// What is true, and what the records are like.
class Truth {
 public:
  // truth.csv: source,record_id,person_id. InvalidArgument naming file and row for a repeated
  // record.
  static StatusOr<Truth> Read(const std::string& path);
  // records.csv (source,record_id,script) and persons.csv (person_id,naming_system) of generate.
  Status ReadScripts(const std::string& path);
  Status ReadNamingSystems(const std::string& path);

  static constexpr std::uint32_t kUnknown = 0xffffffff;
  std::uint32_t Find(std::string_view source,
                     std::string_view record_id) const;  // record, or kUnknown
  std::size_t records() const { return person_of_.size(); }
  std::size_t persons() const { return person_names_.size(); }
  std::uint32_t person_of(std::uint32_t record) const { return person_of_[record]; }

  // `entity_of` by record; kUnknown: has none.
  Score Compare(const std::vector<std::uint32_t>& entity_of) const;

 private:
  std::vector<std::vector<std::uint32_t>> RecordsByPerson() const;
  void CountGroups(const std::vector<std::uint32_t>& entity_of, Score& score) const;

  std::unordered_map<std::string, std::uint32_t> record_number_, person_number_;
  std::vector<std::string> person_names_;
  std::vector<std::uint32_t> person_of_;    // by record
  std::vector<std::string> script_;         // by record; empty: not read
  std::vector<std::string> naming_system_;  // by person; empty: not read
};

// entities.csv: source,record_id,entity_id -> entity by record of the truth. InvalidArgument naming
// file and row for a repeated record or one that the truth does not know.
StatusOr<std::vector<std::uint32_t>> ReadEntities(const std::string& path, const Truth& truth);

StatusOr<Score> ScoreEntities(const std::string& entities_path, const std::string& truth_path);
std::string FormatScore(const Score& score);

}  // namespace onefold::lab
