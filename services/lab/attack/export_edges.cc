#include "services/lab/attack/export_edges.h"

#include <bit>
#include <cstdio>
#include <fstream>

#include "linkage/match/parallel.h"
#include "services/lab/attack/side.h"
#include "services/lab/attack/view.h"
#include "services/lab/csv_field.h"

namespace onefold::lab::attack {
namespace {

// Over all filters of two items together: Dice, 0 of empty ones; of hardened filters equal bits
// less unequal ones, over all bits.
double SimilarityOf(const linkage::PassLayout& layout, ByteView a, ByteView b) {
  int bits = 0, common = 0, both = 0;
  for (const linkage::FilterSlot& slot : layout.filters) {
    const ByteView x = linkage::FilterOf(a, slot), y = linkage::FilterOf(b, slot);
    for (std::size_t i = 0; i < x.size(); ++i) {
      common += std::popcount(static_cast<std::uint8_t>(x[i] & y[i]));
      both += std::popcount(x[i]) + std::popcount(y[i]);
    }
    bits += static_cast<int>(slot.bits);
  }
  if (layout.filters.front().similarity == linkage::Similarity::kAgreement) {
    return 1 - 2.0 * (both - 2 * common) / bits;
  }
  return both == 0 ? 0 : 2.0 * common / both;
}

std::uint64_t WriteEdges(const EncodedPass& pass, const std::vector<std::string>& ids,
                         std::ostream& out) {
  const PassView& view = pass.view;
  std::uint64_t edges = 0;
  for (std::size_t b = 0; b < view.block_count(); ++b) {
    for (std::uint32_t j = view.block_begin[b]; j < view.block_begin[b + 1]; ++j) {
      for (std::uint32_t i = view.block_begin[b]; i < j; ++i) {
        char similarity[16];
        std::snprintf(similarity, sizeof(similarity), "%.6f",
                      SimilarityOf(view.layout, view.item(i), view.item(j)));
        if (pass.row_of[i] == kNobody || pass.row_of[j] == kNobody) continue;
        out << CsvField(view.layout.name) << ',' << CsvField(ids[pass.row_of[i]]) << ','
            << CsvField(ids[pass.row_of[j]]) << ',' << similarity << '\n';
        ++edges;
      }
    }
  }
  return edges;
}

}  // namespace

StatusOr<ExportCounts> ExportEdges(const ExportOptions& options, const crypto::Secret& key) {
  ONEFOLD_ASSIGN_OR_RETURN(const linkage::LinkageSchema schema,
                           linkage::ReadLinkageSchema(options.schema_path));
  ONEFOLD_ASSIGN_OR_RETURN(
      const Side side, ReadSide(options.input_path, schema, key, options.limit, options.threads));
  std::ofstream out(options.output_path, std::ios::binary | std::ios::trunc);
  out << "pass,record_id_a,record_id_b,similarity\n";
  ExportCounts counts{side.ids.size(), 0};
  const auto layouts = linkage::PassLayoutsOf(schema);
  // The order of lines tells nothing: it is drawn, the same for the same file.
  if (schema.own() == nullptr) {
    crypto::SeededStream stream = StreamFor("export", 0, 0);
    counts.edges += WriteEdges(ViewOfClks(layouts[0], side.clks, stream), side.ids, out);
  } else {
    ONEFOLD_ASSIGN_OR_RETURN(const auto encoder, encode::Encoder::Create(schema, key, "lab"));
    for (std::size_t pass = 0; pass < layouts.size(); ++pass) {
      crypto::SeededStream stream = StreamFor("export", 0, pass);
      ONEFOLD_ASSIGN_OR_RETURN(
          const EncodedPass encoded,
          EncodePass(side.records, *encoder, pass, stream, match::WorkerCount(options.threads)));
      counts.edges += WriteEdges(encoded, side.ids, out);
    }
  }
  out.close();
  if (!out) return InternalError("cannot write " + options.output_path);
  return counts;
}

}  // namespace onefold::lab::attack
