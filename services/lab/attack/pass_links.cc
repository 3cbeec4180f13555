#include "services/lab/attack/pass_links.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace onefold::lab::attack {
namespace {

constexpr std::size_t kPiece = 16;
constexpr std::uint32_t kSeveral = 0xffffffff;

void CollectFields(const linkage::PassLayout& layout, ByteView item,
                   std::vector<std::string_view>& fields) {
  fields = {AsText(linkage::TokenOf(item))};
  const ByteView pseudonym = linkage::SealedPseudonymOf(item);
  for (std::size_t at = 0; at < pseudonym.size(); at += kPiece) {
    fields.push_back(AsText(pseudonym.subspan(at, kPiece)));
  }
  for (const linkage::FilterSlot& slot : layout.filters) {
    const ByteView filter = linkage::FilterOf(item, slot);
    const bool is_empty =
        std::all_of(filter.begin(), filter.end(), [](std::uint8_t byte) { return byte == 0; });
    if (!is_empty) fields.push_back(AsText(filter));
  }
}

using Places = std::unordered_map<std::string_view, std::uint32_t>;  // value -> item, or kSeveral

Places IndexPass(const PassView& view) {
  Places places;
  std::vector<std::string_view> fields;
  for (std::uint32_t item = 0; item < view.item_count(); ++item) {
    CollectFields(view.layout, view.item(item), fields);
    for (const std::string_view field : fields) {
      const auto [place, is_new] = places.try_emplace(field, item);
      if (!is_new && place->second != item) place->second = kSeveral;
    }
  }
  return places;
}

}  // namespace

std::vector<PassLink> FindPassLinks(const std::vector<const PassView*>& passes) {
  std::vector<Places> indexes;
  for (const PassView* view : passes) indexes.push_back(IndexPass(*view));
  std::vector<PassLink> links;
  for (std::uint32_t a = 0; a < indexes.size(); ++a) {
    for (std::uint32_t b = 0; b < a; ++b) {
      const bool a_is_smaller = indexes[a].size() < indexes[b].size();
      const Places& small = a_is_smaller ? indexes[a] : indexes[b];
      const Places& large = a_is_smaller ? indexes[b] : indexes[a];
      for (const auto& [value, item] : small) {
        const auto found = large.find(value);
        if (item == kSeveral || found == large.end() || found->second == kSeveral) continue;
        links.push_back(a_is_smaller ? PassLink{a, item, b, found->second}
                                     : PassLink{b, item, a, found->second});
      }
    }
  }
  return links;
}

}  // namespace onefold::lab::attack
