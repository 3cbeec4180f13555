#include "linkage/encoding.h"

namespace onefold::linkage {
namespace {

void AddSlot(PassLayout& layout, std::string name, std::size_t bits,
             std::vector<std::uint16_t> levels) {
  layout.filters.push_back({std::move(name), layout.item_bytes, bits, std::move(levels)});
  layout.item_bytes += bits / 8;
}

PassLayout LayoutOf(const Schema& schema, const Pass& pass) {
  PassLayout layout{.name = pass.name, .blocked = true, .item_bytes = kFiltersOffset};
  if (pass.joined) {
    AddSlot(layout, "joined", pass.joined_bits, pass.joined_levels_permille);
    return layout;
  }
  for (const std::size_t index : pass.compare) {
    const Field& field = schema.fields[index];
    AddSlot(layout, field.name, field.filter_bits, field.levels_permille);
  }
  return layout;
}

}  // namespace

std::vector<PassLayout> PassLayoutsOf(const LinkageSchema& schema) {
  std::vector<PassLayout> layouts;
  if (const ClkhashSchema* clkhash = schema.clkhash()) {
    PassLayout layout{.name = "clk", .blocked = false, .item_bytes = kFiltersOffset};
    AddSlot(layout, "clk", (clkhash->bits + 7) / 8 * 8, {});
    layouts.push_back(std::move(layout));
    return layouts;
  }
  for (const Pass& pass : schema.own()->passes) layouts.push_back(LayoutOf(*schema.own(), pass));
  return layouts;
}

}  // namespace onefold::linkage
