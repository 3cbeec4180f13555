// Counts how often records of different persons agree by chance, over all pairs of a sample of one
// agency's own records (linkage/chance.h says what for). Filters are made as for a pass, but under
// one key for all: only the counts leave the agency.
//
// A sample may hold a person twice. Pairs that agree fully in two properties or more (a property is
// what the schema's passes weigh jointly) are taken for one person and left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/chance.h"
#include "linkage/encode/encode.h"
#include "linkage/schema.h"

namespace onefold::encode {

// A quarter of a million pairs: an outcome of one in a thousand is known to within seven per cent.
inline constexpr std::size_t kChanceSample = 700;
// Counts over fewer records would speak of single ones: none are made.
inline constexpr std::size_t kLeastChanceSample = 100;

// Positions, ascending, of at most kChanceSample of these identifiers: a choice that depends on the
// linkage key and the identifiers, not on their order.
std::vector<std::size_t> ChooseSample(const Encoder& encoder,
                                      const std::vector<std::string_view>& record_ids);

class ChanceCounter {
 public:
  // Both outlive the counter; the schema is of our own format.
  ChanceCounter(const Encoder& encoder, const linkage::Schema& schema);

  // The order changes nothing.
  void Add(const NormalizedRecord& record);
  // For every group of filters that a pass shows apart; empty below kLeastChanceSample records.
  linkage::ChanceTable Count() const;

 private:
  struct Group {
    std::vector<std::string> filters;
    std::vector<std::size_t> fields;
    std::vector<std::uint32_t> stride;
    std::uint32_t size = 1;
  };

  void FindGroups();
  void FindProperties();
  // By field: level, or the number of levels for missing.
  void Compare(std::size_t a, std::size_t b, std::vector<std::uint8_t>& levels) const;
  bool MayBeOnePerson(const std::vector<std::uint8_t>& levels) const;

  const Encoder& encoder_;
  const linkage::Schema& schema_;
  std::vector<std::size_t> offset_;       // by field, in words
  std::size_t words_ = 0;                 // of one record
  std::vector<std::uint64_t> filters_;    // [record][word]
  std::vector<std::uint16_t> popcounts_;  // [record][field]
  std::vector<Group> groups_;             // ascending by names
  std::vector<std::uint32_t> property_;   // by field
};

}  // namespace onefold::encode
