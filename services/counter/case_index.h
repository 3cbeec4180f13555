// The cases of a run's submissions: who is linkable, in canonical order, and how a sealed pseudonym
// of the matcher is opened to one of them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crypto/seal.h"
#include "linkage/count/count.h"
#include "services/counter/run_table.h"
#include "services/store/submission_table.h"
#include "services/submission/pair_record.h"

namespace onefold::counter {

class CaseIndex {
 public:
  // `records` ascending by id: positions are the sources of the matcher's pairs. `sources` must
  // have every record's organisation. DataLoss when a handle occurs twice or a submission cannot be
  // read.
  static StatusOr<CaseIndex> Load(const store::SubmissionTable& table,
                                  const crypto::BoxKeyPair& box_key,
                                  const std::vector<store::SubmissionRecord>& records,
                                  const std::vector<count::Source>& sources);

  const std::vector<count::CaseRef>& cases() const { return cases_; }
  // By case, number of the fictitious person; empty when no case is planted.
  const std::vector<std::uint32_t>& planted() const { return planted_; }
  // Planted cases that are not linkable; they are in no count.
  std::uint64_t planted_unlinkable() const { return planted_unlinkable_; }
  // Forgets the planted cases; those that stay are numbered anew, as in count::RealEvidence. After
  // the last pair.
  void DropPlanted();

  // Without planted cases.
  const std::vector<std::uint64_t>& unlinkable_by_source() const { return unlinkable_by_source_; }

  // Index of a linkable case of the run.
  std::optional<std::uint32_t> Find(const Id128& submission, const Id128& handle) const;

  // Opens the packed pairs of one batch of `pass` and appends them. DataLoss when a pseudonym does
  // not open or a pair is malformed. Pseudonyms of cases that are not linkable are left out and
  // counted in strays().
  Status AppendPairs(std::uint32_t pass, ByteView packed, std::vector<count::PassPair>& pairs);
  std::uint64_t strays() const { return strays_; }

  // The run's entities with the submissions they are in.
  std::vector<EntityRow> Rows(const count::Entities& entities) const;

 private:
  struct HandleHash {
    std::size_t operator()(const Id128& handle) const;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  // Index of the case, or kStray.
  StatusOr<std::uint32_t> Open(const submission::PairEnd& end, std::uint32_t pass);

  std::vector<count::CaseRef> cases_;         // by handle
  std::vector<std::uint16_t> submission_of_;  // by case
  std::vector<std::uint32_t> planted_;        // by case, or empty
  std::uint64_t planted_unlinkable_ = 0;
  std::vector<Id128> submissions_;
  std::vector<crypto::Secret> pseudonym_keys_;  // by submission
  std::vector<std::uint64_t> unlinkable_by_source_;
  std::unordered_map<Id128, std::uint32_t, HandleHash> by_handle_;
  // Opened pseudonyms of the pass that is being read: most occur in several pairs.
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> opened_;
  std::uint32_t opened_pass_ = 0;
  std::uint64_t strays_ = 0;
};

}  // namespace onefold::counter
