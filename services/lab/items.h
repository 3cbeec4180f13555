// The items of the laboratory's passes: what the agencies would send to the matcher.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "linkage/count/count.h"
#include "linkage/encode/encode.h"
#include "linkage/encode/padding.h"
#include "linkage/encoding.h"
#include "linkage/match/link.h"
#include "services/lab/extract_file.h"

namespace onefold::lab {

// Of a record, by source and id.
Id128 HandleOf(const crypto::Secret& secret, const std::string& source,
               const std::string& record_id);

// The rows of the run in the order of their handles, as the counter has them.
struct Cases {
  std::vector<count::CaseRef> cases;
  std::vector<std::uint32_t> row;  // index into Rows
};

Cases SortByHandle(const Rows& rows, const std::vector<SourceFile>& sources,
                   const crypto::Secret& secret, unsigned workers);

struct PassItems {
  Bytes items;
  std::uint64_t kept_back = 0;  // records in blocks larger than the schema allows
  std::uint64_t dummies = 0;
};

// Items of one pass. In the place of the sealed pseudonym: the handle in clear, then the case
// index.
class ItemBuilder {
 public:
  // All outlive the builder. `encoder`: null for a clkhash schema, whose rows are encoded.
  ItemBuilder(const Rows& rows, const Cases& cases, const encode::Encoder* encoder,
              const crypto::Secret& secret, unsigned workers);

  StatusOr<PassItems> Build(const linkage::PassLayout& layout, std::size_t pass) const;

  static constexpr std::uint32_t kDummyCase = 0xffffffff;
  static std::uint32_t CaseOf(const match::ItemRef& item) {
    return ReadBe32({item.bytes + linkage::kPseudonymOffset + 16, 4});
  }

 private:
  encode::BatchPlan Plan(std::size_t pass) const;
  void FillDummy(std::size_t pass, std::size_t dummy, std::uint32_t alike,
                 std::span<std::uint8_t> item) const;
  bool Fill(const linkage::PassLayout& layout, std::size_t pass, std::uint32_t row,
            std::span<std::uint8_t> item) const;

  const Rows& rows_;
  const Cases& cases_;
  const encode::Encoder* encoder_;
  const crypto::Secret noise_key_;
  const unsigned workers_;
  std::vector<std::uint32_t> case_of_;  // by row
};

}  // namespace onefold::lab
