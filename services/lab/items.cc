#include "services/lab/items.h"

#include <algorithm>
#include <numeric>

#include "crypto/mac.h"
#include "linkage/match/parallel.h"

namespace onefold::lab {
namespace {

constexpr std::size_t kChunk = 512;  // rows that a worker takes at a time

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
                         unsigned workers)
    : rows_(rows), cases_(cases), encoder_(encoder), workers_(workers), case_of_(cases.row.size()) {
  for (std::uint32_t c = 0; c < cases_.row.size(); ++c) case_of_[cases_.row[c]] = c;
}

// The items are in the order of the cases, but made in the order of the rows: these lie in memory
// as they were read, and to fetch one costs more than to write an item somewhere.
StatusOr<Bytes> ItemBuilder::Build(const linkage::PassLayout& layout, std::size_t pass) const {
  const auto has_item = [&](std::uint32_t row) {
    return encoder_ == nullptr || (rows_.passes[row] >> pass & 1) != 0;
  };
  std::vector<std::uint32_t> place(cases_.row.size());  // by row, where it has an item
  std::uint32_t count = 0;
  for (const std::uint32_t row : cases_.row) {
    if (has_item(row)) place[row] = count++;
  }
  Bytes items(count * layout.item_bytes);
  ONEFOLD_RETURN_IF_ERROR(match::ParallelFor(
      (place.size() + kChunk - 1) / kChunk, workers_, [&](unsigned, std::size_t chunk) {
        const auto end = static_cast<std::uint32_t>(std::min(place.size(), (chunk + 1) * kChunk));
        for (auto row = static_cast<std::uint32_t>(chunk * kChunk); row < end; ++row) {
          if (!has_item(row)) continue;
          const auto item =
              std::span(items).subspan(place[row] * layout.item_bytes, layout.item_bytes);
          if (!Fill(layout, pass, row, item)) {
            return InternalError("a record lost its place in a pass");
          }
        }
        return OkStatus();
      }));
  return items;
}

bool ItemBuilder::Fill(const linkage::PassLayout& layout, std::size_t pass, std::uint32_t row,
                       std::span<std::uint8_t> item) const {
  if (encoder_ != nullptr) {
    if (!encoder_->EncodeItem(rows_.normalized[row], pass, item)) return false;
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
