// Records -> items, under whichever recipe the schema has: our own passes, or clkhash's one filter
// a record. Two steps, because an upload may need the second one again: Pack reads a record once
// and keeps what the items are made of; EncodeItem makes an item from it, the same bytes every
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "crypto/status.h"
#include "linkage/chance.h"
#include "linkage/encode/padding.h"
#include "linkage/encode/record.h"
#include "linkage/encoding.h"
#include "linkage/schema.h"
#include "services/agency/prepared_extract.h"

namespace onefold::agency {

inline constexpr std::size_t kMaxPasses = 64;

// What Pack saw in a record, for the data-quality summary.
struct PackedFacts {
  std::uint64_t passes = 0;         // bit p: the record has an item in pass p
  std::vector<bool> missing;        // by columns()
  std::vector<bool> january_first;  // a full date on 1 January: often a guessed date of birth
  std::vector<bool> full_date;      // a date with day, month and year
};

class ItemEncoder {
 public:
  // `schema` outlives the encoder. InvalidArgument for a recipe that cannot be computed or has more
  // than 64 passes. For a clkhash schema the linkage key's bytes are the secret.
  static StatusOr<std::unique_ptr<ItemEncoder>> Create(const linkage::LinkageSchema& schema,
                                                       const crypto::Secret& linkage_key,
                                                       std::string_view key_epoch);
  virtual ~ItemEncoder() = default;

  virtual const std::vector<linkage::PassLayout>& layouts() const = 0;
  // The columns of the extract that the recipe uses, in the order of PackedFacts.
  virtual const std::vector<std::string>& columns() const = 0;
  // Replaces `packed`. Not thread-safe. InvalidArgument, naming column and rule, for a value that
  // does not fit.
  virtual Status Pack(const encode::Record& record, PackedFacts& facts, Bytes& packed) = 0;
  // `packed`: a copy of what Pack made, of a record whose bit for `pass` is set. Writes the item
  // but for the pseudonym's place; `noise` as for encode::Encoder. Thread-safe.
  virtual void EncodeItem(const std::uint8_t* packed, std::size_t pass, const encode::Noise& noise,
                          std::span<std::uint8_t> item) const = 0;
  // By pass: which rows' items leave, and the dummies that go with them.
  virtual std::vector<encode::BatchPlan> PlanBatches(std::span<const PreparedRow> rows) const = 0;
  // Chance agreement among the rows (linkage/encode/chance.h); empty for a clkhash schema. The same
  // for every order of the rows.
  virtual linkage::ChanceTable CountChance(std::span<const PreparedRow> rows) const = 0;
};

}  // namespace onefold::agency
