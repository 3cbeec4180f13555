#include "services/lab/items.h"

#include <algorithm>
#include <numeric>

#include "crypto/mac.h"
#include "linkage/match/parallel.h"

namespace onefold::lab {
namespace {

constexpr std::size_t kChunk = 512;  // rows that a worker takes at a time
constexpr std::uint32_t kNoPlace = 0xffffffff;
constexpr std::uint64_t kFirstDummy = 0x80000000;  // beyond all cases

crypto::Secret NoiseKeyOf(const crypto::Secret& secret) {
  return crypto::Secret::CopyOf(
      crypto::HmacSha256(crypto::SecretAccess::Read(secret), AsBytes("noise")));
}

}  // namespace

Id128 HandleOf(const crypto::Secret& secret, const std::string& source,
               const std::string& record_id) {
  Bytes message = ToBytes(AsBytes(source));
  message.push_back(0);
  Append(message, record_id);
  const auto mac = crypto::HmacSha256(crypto::SecretAccess::Read(secret), message);
  Id128 handle;
  std::copy_n(mac.begin(), handle.size(), handle.begin());
  return handle;
}

Cases SortByHandle(const Rows& rows, const std::vector<SourceFile>& sources,
                   const crypto::Secret& secret, unsigned workers) {
  std::vector<Id128> handles(rows.ids.size());
  const std::size_t chunks = (handles.size() + kChunk - 1) / kChunk;
  IgnoreError(match::ParallelFor(chunks, workers, [&](unsigned, std::size_t chunk) {
    const std::size_t end = std::min(handles.size(), (chunk + 1) * kChunk);
    for (std::size_t i = chunk * kChunk; i < end; ++i) {
      const RowId& id = rows.ids[i];
      handles[i] = HandleOf(secret, sources[id.source].name, id.record_id);
    }
    return OkStatus();
  }));
  Cases sorted;
  sorted.row.resize(rows.ids.size());
  std::iota(sorted.row.begin(), sorted.row.end(), 0u);
  std::sort(sorted.row.begin(), sorted.row.end(),
            [&](std::uint32_t a, std::uint32_t b) { return handles[a] < handles[b]; });
  for (const std::uint32_t row : sorted.row) {
    sorted.cases.push_back({handles[row], rows.ids[row].source});
  }
  return sorted;
}

ItemBuilder::ItemBuilder(const Rows& rows, const Cases& cases, const encode::Encoder* encoder,
                         const crypto::Secret& secret, unsigned workers)
    : rows_(rows),
      cases_(cases),
      encoder_(encoder),
      noise_key_(NoiseKeyOf(secret)),
      workers_(workers),
      case_of_(cases.row.size()) {
  for (std::uint32_t c = 0; c < cases_.row.size(); ++c) case_of_[cases_.row[c]] = c;
}

// As every agency plans its own batch.
encode::BatchPlan ItemBuilder::Plan(std::size_t pass) const {
  std::vector<std::vector<std::uint32_t>> rows_of;  // by source
  for (std::uint32_t row = 0; row < case_of_.size(); ++row) {
    if (encoder_ != nullptr && (rows_.passes[row] >> pass & 1) == 0) continue;
    const std::size_t source = encoder_ == nullptr ? 0 : rows_.ids[row].source;
    if (rows_of.size() <= source) rows_of.resize(source + 1);
    rows_of[source].push_back(row);
  }
  encode::BatchPlan all;
  if (encoder_ == nullptr) {
    if (!rows_of.empty()) all.rows = std::move(rows_of.front());
    return all;
  }
  std::vector<encode::BatchPlan> plans(rows_of.size());
  IgnoreError(match::ParallelFor(rows_of.size(), workers_, [&](unsigned, std::size_t source) {
    std::vector<std::uint64_t> blocks;
    for (const std::uint32_t row : rows_of[source]) {
      blocks.push_back(encoder_->BlockOf(rows_.normalized[row], pass));
    }
    plans[source] = encode::PlanBatch(encoder_->schema(), pass, rows_of[source], blocks);
    return OkStatus();
  }));
  for (const encode::BatchPlan& plan : plans) {
    all.rows.insert(all.rows.end(), plan.rows.begin(), plan.rows.end());
    all.alike.insert(all.alike.end(), plan.alike.begin(), plan.alike.end());
    all.kept_back += plan.kept_back;
  }
  std::sort(all.rows.begin(), all.rows.end());
  return all;
}

// The items are in the order of the cases, but made in the order of the rows: these lie in memory
// as they were read, and to fetch one costs more than to write an item somewhere.
StatusOr<PassItems> ItemBuilder::Build(const linkage::PassLayout& layout, std::size_t pass) const {
  const encode::BatchPlan plan = Plan(pass);
  std::vector<std::uint32_t> place(case_of_.size(), kNoPlace);  // by row
  for (const std::uint32_t row : plan.rows) place[row] = 0;
  std::uint32_t count = 0;
  for (const std::uint32_t row : cases_.row) {
    if (place[row] != kNoPlace) place[row] = count++;
  }
  PassItems out{Bytes(plan.items() * layout.item_bytes), plan.kept_back, plan.alike.size()};
  const auto item_at = [&](std::size_t at) {
    return std::span(out.items).subspan(at * layout.item_bytes, layout.item_bytes);
  };
  ONEFOLD_RETURN_IF_ERROR(match::ParallelFor(
      (place.size() + kChunk - 1) / kChunk, workers_, [&](unsigned, std::size_t chunk) {
        const auto end = static_cast<std::uint32_t>(std::min(place.size(), (chunk + 1) * kChunk));
        for (auto row = static_cast<std::uint32_t>(chunk * kChunk); row < end; ++row) {
          if (place[row] == kNoPlace) continue;
          if (!Fill(layout, pass, row, item_at(place[row]))) {
            return InternalError("a record lost its place in a pass");
          }
        }
        return OkStatus();
      }));
  ONEFOLD_RETURN_IF_ERROR(
      match::ParallelFor(plan.alike.size(), workers_, [&](unsigned, std::size_t dummy) {
        FillDummy(pass, dummy, plan.alike[dummy], item_at(count + dummy));
        return OkStatus();
      }));
  return out;
}

void ItemBuilder::FillDummy(std::size_t pass, std::size_t dummy, std::uint32_t alike,
                            std::span<std::uint8_t> item) const {
  const encode::Noise noise{crypto::SecretAccess::Read(noise_key_),
                            static_cast<std::uint64_t>(pass) << 32 | kFirstDummy | dummy};
  const bool keeps_block = alike != encode::kOwnBlock;
  if (keeps_block) encoder_->EncodeItem(rows_.normalized[alike], pass, noise, item);
  encode::MakeDummy(noise, keeps_block, item);
  Bytes pseudonym = ToBytes(encode::DummyHandle(noise));
  AppendBe32(pseudonym, kDummyCase);
  std::copy(pseudonym.begin(), pseudonym.end(), item.begin() + linkage::kPseudonymOffset);
}

bool ItemBuilder::Fill(const linkage::PassLayout& layout, std::size_t pass, std::uint32_t row,
                       std::span<std::uint8_t> item) const {
  if (encoder_ != nullptr) {
    const encode::Noise noise{crypto::SecretAccess::Read(noise_key_),
                              static_cast<std::uint64_t>(pass) << 32 | case_of_[row]};
    if (!encoder_->EncodeItem(rows_.normalized[row], pass, noise, item)) return false;
  } else {
    std::copy_n(rows_.clks.begin() + static_cast<std::ptrdiff_t>(row * rows_.clk_bytes),
                rows_.clk_bytes,
                item.begin() + static_cast<std::ptrdiff_t>(layout.filters[0].offset_bytes));
  }
  const std::uint32_t one = case_of_[row];
  Bytes pseudonym = ToBytes(cases_.cases[one].handle);
  AppendBe32(pseudonym, one);
  std::copy(pseudonym.begin(), pseudonym.end(), item.begin() + linkage::kPseudonymOffset);
  return true;
}

}  // namespace onefold::lab
