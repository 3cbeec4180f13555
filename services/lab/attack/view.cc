#include "services/lab/attack/view.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "linkage/encode/padding.h"
#include "linkage/match/parallel.h"

namespace onefold::lab::attack {
namespace {

constexpr std::size_t kChunk = 256;  // items that a worker takes at a time

Digest SeedFor(std::string_view purpose, std::uint64_t seed, std::uint64_t place) {
  Bytes message = ToBytes(AsBytes("onefold-lab/attack"));
  AppendBe64(message, seed);
  AppendBe64(message, place);
  Append(message, purpose);
  return crypto::Sha256(message);
}

// Puts rows of equal token next to each other; blocks in the order of their first rows.
void GroupByToken(const PassView& shuffled, std::vector<std::uint32_t>& order,
                  std::vector<std::uint32_t>& block_begin) {
  std::map<std::string_view, std::size_t> block_of;
  std::vector<std::vector<std::uint32_t>> blocks;
  for (std::uint32_t i = 0; i < shuffled.item_count(); ++i) {
    const std::string_view token = AsText(linkage::TokenOf(shuffled.item(i)));
    const auto [place, is_new] = block_of.try_emplace(token, blocks.size());
    if (is_new) blocks.emplace_back();
    blocks[place->second].push_back(i);
  }
  block_begin = {0};
  for (const auto& block : blocks) {
    order.insert(order.end(), block.begin(), block.end());
    block_begin.push_back(static_cast<std::uint32_t>(order.size()));
  }
}

// What stands in the place of the sealed handle: handles and nonces are drawn, as an agency does.
void SealPseudonyms(PassView& view, std::size_t pass, crypto::SeededStream& stream) {
  crypto::Secret key(crypto::kAeadKeySize);
  stream.Fill(crypto::SecretAccess::Write(key));
  std::array<std::uint8_t, 17> associated;  // submission id | pass
  stream.Fill(associated);
  associated.back() = static_cast<std::uint8_t>(pass);
  for (std::size_t i = 0; i < view.item_count(); ++i) {
    std::array<std::uint8_t, linkage::kPseudonymPlainBytes> plain{};
    stream.Fill(std::span(plain).first(16));
    std::array<std::uint8_t, crypto::kAeadNonceSize> nonce;
    stream.Fill(nonce);
    crypto::AeadSealWithNonce(key, nonce, associated, plain,
                              std::span(view.items)
                                  .subspan(i * view.layout.item_bytes + linkage::kPseudonymOffset,
                                           linkage::kSealedPseudonymBytes));
  }
}

Bytes NoiseKey(crypto::SeededStream& stream) {
  Bytes key(32);
  stream.Fill(key);
  return key;
}

StatusOr<Bytes> EncodeItems(const EncodedPass& encoded, const Records& records,
                            const encode::Encoder& encoder, std::size_t pass,
                            crypto::SeededStream& stream, unsigned workers) {
  const std::size_t item_bytes = encoder.layouts()[pass].item_bytes;
  const std::size_t size = encoded.row_of.size();
  const Bytes noise_key = NoiseKey(stream);
  Bytes items(size * item_bytes);
  ONEFOLD_RETURN_IF_ERROR(
      match::ParallelFor((size + kChunk - 1) / kChunk, workers, [&](unsigned, std::size_t chunk) {
        const std::size_t end = std::min(size, (chunk + 1) * kChunk);
        for (std::size_t i = chunk * kChunk; i < end; ++i) {
          const auto item = std::span(items).subspan(i * item_bytes, item_bytes);
          const encode::Noise noise{noise_key, i};
          const std::uint32_t row = encoded.block_row[i];
          if (row != encode::kOwnBlock && !encoder.EncodeItem(records[row], pass, noise, item)) {
            return InternalError("a record lost its place in a pass");
          }
          if (encoded.row_of[i] == kNobody) {
            encode::MakeDummy(noise, row != encode::kOwnBlock, item);
          }
        }
        return OkStatus();
      }));
  return items;
}

// As an agency that holds all records sends them, in the order of `stream`.
EncodedPass PlanPass(const Records& records, const encode::Encoder& encoder, std::size_t pass,
                     crypto::SeededStream& stream) {
  std::vector<std::uint32_t> rows;
  std::vector<std::uint64_t> blocks;
  for (std::uint32_t row = 0; row < records.size(); ++row) {
    if (!encoder.HasItem(records[row], pass)) continue;
    rows.push_back(row);
    blocks.push_back(encoder.BlockOf(records[row], pass));
  }
  const encode::BatchPlan plan = encode::PlanBatch(encoder.schema(), pass, rows, blocks);
  std::vector<std::uint32_t> order(plan.items());
  std::iota(order.begin(), order.end(), 0u);
  Shuffle(stream, order);
  EncodedPass planned;
  planned.view.layout = encoder.layouts()[pass];
  for (const std::uint32_t i : order) {
    const bool real = i < plan.rows.size();
    planned.row_of.push_back(real ? plan.rows[i] : kNobody);
    planned.block_row.push_back(real ? plan.rows[i] : plan.alike[i - plan.rows.size()]);
  }
  return planned;
}

}  // namespace

crypto::SeededStream StreamFor(std::string_view purpose, std::uint64_t seed, std::uint64_t place) {
  return crypto::SeededStream(SeedFor(purpose, seed, place));
}

crypto::Secret KeyFor(std::string_view purpose, std::uint64_t seed, std::uint64_t place) {
  return crypto::Secret::CopyOf(SeedFor(purpose, seed, place));
}

void Shuffle(crypto::SeededStream& stream, std::vector<std::uint32_t>& values) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[stream.Below(i)]);
}

StatusOr<EncodedPass> EncodePass(const Records& records, const encode::Encoder& encoder,
                                 std::size_t pass, crypto::SeededStream& stream, unsigned workers) {
  EncodedPass shuffled = PlanPass(records, encoder, pass, stream);
  ONEFOLD_ASSIGN_OR_RETURN(shuffled.view.items,
                           EncodeItems(shuffled, records, encoder, pass, stream, workers));
  EncodedPass encoded;
  encoded.view.layout = shuffled.view.layout;
  std::vector<std::uint32_t> order;
  GroupByToken(shuffled.view, order, encoded.view.block_begin);
  for (const std::uint32_t i : order) {
    Append(encoded.view.items, shuffled.view.item(i));
    encoded.row_of.push_back(shuffled.row_of[i]);
    encoded.block_row.push_back(shuffled.block_row[i]);
  }
  SealPseudonyms(encoded.view, pass, stream);
  return encoded;
}

StatusOr<Bytes> EncodeAgain(const EncodedPass& encoded, const Records& records,
                            const encode::Encoder& encoder, std::size_t pass,
                            crypto::SeededStream& stream, unsigned workers) {
  return EncodeItems(encoded, records, encoder, pass, stream, workers);
}

EncodedPass ViewOfClks(const linkage::PassLayout& layout, ByteView clks,
                       crypto::SeededStream& stream) {
  const std::size_t clk_bytes = layout.item_bytes - layout.filters[0].offset_bytes;
  EncodedPass encoded;
  encoded.view.layout = layout;
  encoded.row_of.resize(clks.size() / clk_bytes);
  std::iota(encoded.row_of.begin(), encoded.row_of.end(), 0u);
  Shuffle(stream, encoded.row_of);
  for (const std::uint32_t row : encoded.row_of) {
    encoded.view.items.resize(encoded.view.items.size() + layout.filters[0].offset_bytes);
    Append(encoded.view.items, clks.subspan(row * clk_bytes, clk_bytes));
  }
  encoded.view.block_begin = {0, static_cast<std::uint32_t>(encoded.row_of.size())};
  return encoded;
}

}  // namespace onefold::lab::attack
