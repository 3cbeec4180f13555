#include "services/lab/attack/side.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "crypto/hash.h"
#include "services/lab/extract_file.h"

namespace onefold::lab::attack {
namespace {

std::vector<std::uint32_t> Choose(const Rows& rows, std::uint64_t limit) {
  std::vector<std::uint32_t> chosen(rows.ids.size());
  std::iota(chosen.begin(), chosen.end(), 0u);
  if (limit == 0 || limit >= chosen.size()) return chosen;
  std::vector<Digest> ranks;
  for (const RowId& id : rows.ids) ranks.push_back(crypto::Sha256(AsBytes(id.record_id)));
  std::sort(chosen.begin(), chosen.end(),
            [&](std::uint32_t a, std::uint32_t b) { return ranks[a] < ranks[b]; });
  chosen.resize(limit);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

StatusOr<Side> ReadSide(const std::string& path, const linkage::LinkageSchema& schema,
                        const crypto::Secret& key, std::uint64_t limit, unsigned threads) {
  std::unique_ptr<encode::Encoder> encoder;
  if (schema.own() != nullptr) {
    ONEFOLD_ASSIGN_OR_RETURN(encoder, encode::Encoder::Create(schema, key, "reading"));
  }
  ReadOptions read;
  read.threads = threads;
  read.max_reported = 0;
  ONEFOLD_ASSIGN_OR_RETURN(Rows rows,
                           ReadSources({{path, path}}, schema, encoder.get(), key, read));
  if (rows.ids.empty()) return InvalidArgumentError("no row of " + path + " can be used");
  Side side;
  for (const std::uint32_t row : Choose(rows, limit)) {
    side.ids.push_back(std::move(rows.ids[row].record_id));
    if (encoder != nullptr) {
      side.records.push_back(std::move(rows.normalized[row]));
    } else {
      Append(side.clks, ByteView(rows.clks).subspan(row * rows.clk_bytes, rows.clk_bytes));
    }
  }
  return side;
}

}  // namespace onefold::lab::attack
