// What the matcher holds of one pass, and how the laboratory makes it: items in blocks, all in a
// random order, under keys that the holder of the view does not know. An attack gets a view and a
// population in clear; which row an item came from is kept apart (EncodedPass::row_of) and only the
// judge (judge.h) reads it for the victims' items.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "crypto/random.h"
#include "crypto/status.h"
#include "linkage/encode/encode.h"
#include "linkage/encoding.h"

namespace onefold::lab::attack {

struct PassView {
  linkage::PassLayout layout;
  Bytes items;                             // layout.item_bytes each, block after block
  std::vector<std::uint32_t> block_begin;  // items of block b: [block_begin[b], block_begin[b + 1])

  std::size_t item_count() const { return items.size() / layout.item_bytes; }
  std::size_t block_count() const { return block_begin.size() - 1; }
  ByteView item(std::size_t i) const {
    return ByteView(items).subspan(i * layout.item_bytes, layout.item_bytes);
  }
};

inline constexpr std::uint32_t kNobody = 0xffffffff;

struct EncodedPass {
  PassView view;
  std::vector<std::uint32_t> row_of;  // by item; kNobody for a dummy
  // By item: the row itself; for a dummy a row of its block, or encode::kOwnBlock.
  std::vector<std::uint32_t> block_row;
};

using Records = std::vector<encode::NormalizedRecord>;

// Randomness of an experiment: one stream for every purpose, seed and place.
crypto::SeededStream StreamFor(std::string_view purpose, std::uint64_t seed, std::uint64_t place);
// An own key drawn in the same way.
crypto::Secret KeyFor(std::string_view purpose, std::uint64_t seed, std::uint64_t place);
void Shuffle(crypto::SeededStream& stream, std::vector<std::uint32_t>& values);

// The items of all records that have one, as an agency that holds them all sends them: with its
// dummies, pseudonyms sealed. Blocks and the
// items of a block are in the order of `stream`.
StatusOr<EncodedPass> EncodePass(const Records& records, const encode::Encoder& encoder,
                                 std::size_t pass, crypto::SeededStream& stream, unsigned workers);
// The same items in the same order under another key and with other noise. Pseudonyms are left
// empty.
StatusOr<Bytes> EncodeAgain(const EncodedPass& encoded, const Records& records,
                            const encode::Encoder& encoder, std::size_t pass,
                            crypto::SeededStream& stream, unsigned workers);

// A view of unblocked filters (clkhash): one block of all, in the order of `stream`.
EncodedPass ViewOfClks(const linkage::PassLayout& layout, ByteView clks,
                       crypto::SeededStream& stream);

}  // namespace onefold::lab::attack
