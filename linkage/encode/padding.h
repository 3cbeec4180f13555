// What an agency does to the items of a pass before they leave, so that sizes tell less: blocks
// that are too large stay at home, others get dummies, and so does the whole batch. A dummy is an
// item of random bytes that stands for nobody: its filters look like hardened ones, and only the
// counter can read that it is one (linkage::kDummyFlag). Dummies are drawn by each agency for
// itself; known ones would be landmarks (docs/PRIVACY.md).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/encode/harden.h"
#include "linkage/encoding.h"
#include "linkage/schema.h"

namespace onefold::encode {

inline constexpr std::uint32_t kOwnBlock = 0xffffffff;

struct BatchPlan {
  std::vector<std::uint32_t> rows;   // ascending: those whose items leave
  std::vector<std::uint32_t> alike;  // by dummy: a row whose block it joins, or kOwnBlock
  std::uint64_t kept_back = 0;       // rows in blocks larger than Pass::largest_block

  std::size_t items() const { return rows.size() + alike.size(); }
};

// `rows` have an item in the pass, rows[i] in block blocks[i] (Encoder::BlockOf). Where filters are
// hardened, blocks of three to eight grow to the next power of two, larger ones and the batch to
// the next of eight steps between powers of two. The same for every order of the rows.
BatchPlan PlanBatch(const linkage::Schema& schema, std::size_t pass,
                    std::span<const std::uint32_t> rows, std::span<const std::uint64_t> blocks);

// A batch of that many items is sent as one of so many.
std::uint64_t PaddedBatch(std::uint64_t items);

// Makes an item a dummy, all but its pseudonym. `keeps_block`: its token stays.
void MakeDummy(const Noise& noise, bool keeps_block, std::span<std::uint8_t> item);
// The handle under which a dummy travels.
Id128 DummyHandle(const Noise& noise);

}  // namespace onefold::encode
