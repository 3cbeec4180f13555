#include "services/lab/items.h"

#include <algorithm>
#include <numeric>

#include "crypto/mac.h"
#include "linkage/match/parallel.h"

namespace onefold::lab {
namespace {

constexpr std::size_t kChunk = 512;  // items that a worker fills at a time

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
                   const crypto::Secret& secret) {
  std::vector<Id128> handles;
  handles.reserve(rows.ids.size());
  for (const RowId& id : rows.ids) {
    handles.push_back(HandleOf(secret, sources[id.source].name, id.record_id));
  }
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

StatusOr<Bytes> ItemBuilder::Build(const linkage::PassLayout& layout, std::size_t pass) const {
  std::vector<std::uint32_t> having;  // cases with an item in this pass
  for (std::uint32_t c = 0; c < cases_.row.size(); ++c) {
    if (encoder_ == nullptr || encoder_->HasItem(rows_.normalized[cases_.row[c]], pass)) {
      having.push_back(c);
    }
  }
  Bytes items(having.size() * layout.item_bytes);
  ONEFOLD_RETURN_IF_ERROR(match::ParallelFor(
      (having.size() + kChunk - 1) / kChunk, workers_, [&](unsigned, std::size_t chunk) {
        const std::size_t end = std::min(having.size(), (chunk + 1) * kChunk);
        for (std::size_t i = chunk * kChunk; i < end; ++i) {
          const auto item = std::span(items).subspan(i * layout.item_bytes, layout.item_bytes);
          if (!Fill(layout, pass, having[i], item)) {
            return InternalError("a record lost its place in a pass");
          }
        }
        return OkStatus();
      }));
  return items;
}

bool ItemBuilder::Fill(const linkage::PassLayout& layout, std::size_t pass, std::uint32_t one,
                       std::span<std::uint8_t> item) const {
  const std::uint32_t row = cases_.row[one];
  if (encoder_ != nullptr) {
    if (!encoder_->EncodeItem(rows_.normalized[row], pass, item)) return false;
  } else {
    std::copy_n(rows_.clks.begin() + static_cast<std::ptrdiff_t>(row * rows_.clk_bytes),
                rows_.clk_bytes,
                item.begin() + static_cast<std::ptrdiff_t>(layout.filters[0].offset_bytes));
  }
  Bytes pseudonym = ToBytes(cases_.cases[one].handle);
  AppendBe32(pseudonym, one);
  std::copy(pseudonym.begin(), pseudonym.end(), item.begin() + linkage::kPseudonymOffset);
  return true;
}

}  // namespace onefold::lab
