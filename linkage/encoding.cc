#include "linkage/encoding.h"

#include <algorithm>
#include <set>

namespace onefold::linkage {
namespace {

void AddSlot(PassLayout& layout, FilterSlot slot) {
  slot.offset_bytes = layout.item_bytes;
  layout.item_bytes += slot.bytes();
  layout.filters.push_back(std::move(slot));
}

// Adds the fields with a column of their own that a field takes its value from.
void AddColumns(const Schema& schema, std::size_t field, std::set<std::size_t>& columns) {
  if (!schema.fields[field].derived()) columns.insert(field);
  for (const std::size_t from : schema.fields[field].union_of) columns.insert(from);
  for (const BlockTerm& term : schema.fields[field].parts) {
    for (const BlockPart& part : term) columns.insert(part.field);
  }
}

void TieToBlock(const Schema& schema, const Pass& pass, PassLayout& layout) {
  std::set<std::size_t> in_block;
  for (const BlockTerm& term : pass.block) {
    for (const BlockPart& part : term) AddColumns(schema, part.field, in_block);
  }
  for (std::size_t i = 0; i < pass.compare.size(); ++i) {
    std::set<std::size_t> columns;
    AddColumns(schema, pass.compare[i], columns);
    const bool tied = std::any_of(columns.begin(), columns.end(),
                                  [&](std::size_t column) { return in_block.contains(column); });
    const std::uint32_t group = pass.joined ? 0 : pass.compare_group[i];
    for (FilterSlot& slot : layout.filters) {
      slot.tied_to_block = slot.tied_to_block || (tied && slot.group == group);
    }
  }
}

// Whether every record that has an item in the pass has the field.
bool InBlock(const Pass& pass, std::size_t field) {
  return std::any_of(pass.block.begin(), pass.block.end(), [&](const BlockTerm& term) {
    return std::any_of(term.begin(), term.end(),
                       [&](const BlockPart& part) { return part.field == field; });
  });
}

PassLayout LayoutOf(const Schema& schema, const Pass& pass) {
  PassLayout layout{.name = pass.name, .blocked = true, .item_bytes = kFiltersOffset};
  const bool hardened = schema.diffusion > 0;
  const Similarity similarity = hardened ? Similarity::kAgreement : Similarity::kDice;
  if (pass.joined) {
    AddSlot(layout, {.name = "joined",
                     .bits = pass.joined_bits,
                     .levels_permille = pass.joined_levels_permille,
                     .similarity = similarity});
    TieToBlock(schema, pass, layout);
    return layout;
  }
  for (std::size_t i = 0; i < pass.compare.size(); ++i) {
    const Field& field = schema.fields[pass.compare[i]];
    AddSlot(layout, {.name = field.name,
                     .bits = field.filter_bits,
                     .levels_permille = field.levels_permille,
                     .similarity = similarity,
                     .tagged = hardened && !InBlock(pass, pass.compare[i]),
                     .group = pass.compare_group[i]});
  }
  TieToBlock(schema, pass, layout);
  return layout;
}

}  // namespace

std::vector<PassLayout> PassLayoutsOf(const LinkageSchema& schema) {
  std::vector<PassLayout> layouts;
  if (const ClkhashSchema* clkhash = schema.clkhash()) {
    PassLayout layout{.name = "clk", .blocked = false, .item_bytes = kFiltersOffset};
    AddSlot(layout, {.name = "clk", .bits = (clkhash->bits + 7) / 8 * 8});
    layouts.push_back(std::move(layout));
    return layouts;
  }
  for (const Pass& pass : schema.own()->passes) layouts.push_back(LayoutOf(*schema.own(), pass));
  return layouts;
}

}  // namespace onefold::linkage
