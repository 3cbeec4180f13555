#include "services/lab/bench_search.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "crypto/random.h"
#include "linkage/match/dice_search.h"
#include "linkage/match/kernels/dice_kernel.h"
#include "linkage/match/parallel.h"
#include "services/lab/bench_store.h"
#include "services/lab/clk_like.h"
#include "services/lab/peak_memory.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab {
namespace {

using match::DiceHit;
using match::PackedFilters;

constexpr std::uint64_t kMillion = 1'000'000;

// Items of record-level filters in chunks, all but the last of them full.
struct Shape {
  std::size_t item_bytes, items_per_chunk;
  std::uint64_t records;

  explicit Shape(const BenchOptions& options)
      : item_bytes(kItemHeadBytes + options.bits / 8),
        items_per_chunk(kChunkBytes / item_bytes),
        records(options.records) {}
  std::uint64_t chunks() const { return (records + items_per_chunk - 1) / items_per_chunk; }
  std::size_t items_in(std::uint64_t chunk) const {
    return std::min<std::uint64_t>(items_per_chunk, records - chunk * items_per_chunk);
  }
};

store::SubmissionRecord Store(BenchStore& store, const Shape& shape,
                              const std::vector<std::uint64_t>& filters) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(filters.data());
  const std::size_t filter_bytes = shape.item_bytes - kItemHeadBytes;
  return store.Write(shape.chunks(), [&](std::uint64_t chunk, Bytes& content) {
    content.resize(shape.items_in(chunk) * shape.item_bytes);
    crypto::FillRandom(content);
    for (std::size_t i = 0; i < shape.items_in(chunk); ++i) {
      std::memcpy(content.data() + i * shape.item_bytes + kItemHeadBytes,
                  bytes + (chunk * shape.items_per_chunk + i) * filter_bytes, filter_bytes);
    }
  });
}

StatusOr<PackedFilters> LoadAndPack(const BenchStore& store, const store::SubmissionRecord& record,
                                    const Shape& shape, unsigned threads, Stopwatch& watch,
                                    double& load_seconds, double& pack_seconds) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::vector<Bytes> chunks, store.Load(record, threads));
  load_seconds += watch.Lap();
  auto packed = PackedFilters::Pack(
      (shape.item_bytes - kItemHeadBytes) * 8, shape.records, [&](std::size_t row) {
        return chunks[row / shape.items_per_chunk].data() +
               row % shape.items_per_chunk * shape.item_bytes + kItemHeadBytes;
      });
  pack_seconds += watch.Lap();
  return packed;
}

// The hits of some rows by counting all their common bits: no table, no filter, no kernel.
Status Check(const PackedFilters& left, const PackedFilters& right, std::uint64_t ppm,
             const std::vector<DiceHit>& hits, std::uint64_t rows, unsigned threads) {
  std::vector<std::set<std::uint32_t>> found(left.size() + left.empty_rows());
  for (const DiceHit& hit : hits) found[hit.left].insert(hit.right);
  rows = std::min<std::uint64_t>(rows, left.size());
  return match::ParallelFor(rows, match::WorkerCount(threads), [&](unsigned, std::size_t k) {
    const std::size_t i = k * left.size() / rows;
    std::set<std::uint32_t> expected;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::uint64_t common = match::CountCommon(left.row(i), right.row(j), left.words());
      if (2 * common * kMillion >= ppm * (left.popcounts()[i] + right.popcounts()[j])) {
        expected.insert(right.row_number(j));
      }
    }
    if (expected == found[left.row_number(i)]) return OkStatus();
    return InternalError("the search and the count of all bits disagree");
  });
}

}  // namespace

StatusOr<std::string> BenchSearch(const BenchOptions& options) {
  const Shape shape(options);
  if (options.records == 0 || options.bits == 0 || options.bits % 64 != 0 ||
      shape.items_per_chunk == 0) {
    return InvalidArgumentError(
        "--records must be positive, --bits a multiple of 64 that fits an item of at most 1 MiB");
  }
  const auto ppm = static_cast<std::uint64_t>(options.threshold * 1e6 + 0.5);
  const unsigned threads = match::WorkerCount(options.threads);
  ONEFOLD_ASSIGN_OR_RETURN(const auto store, BenchStore::Make());
  store::SubmissionRecord left_record, right_record;
  {
    const ClkLikeSets sets = MakeClkLikeSets(options.records, options.bits);
    left_record = Store(*store, shape, sets.left);
    right_record = Store(*store, shape, sets.right);
  }
  store->DropFromPageCache();

  Stopwatch total, watch;
  double load = 0, pack = 0;
  ONEFOLD_ASSIGN_OR_RETURN(const PackedFilters left,
                           LoadAndPack(*store, left_record, shape, threads, watch, load, pack));
  ONEFOLD_ASSIGN_OR_RETURN(const PackedFilters right,
                           LoadAndPack(*store, right_record, shape, threads, watch, load, pack));
  match::DiceSearchOptions search_options;
  search_options.threshold = {ppm, kMillion};
  search_options.threads = threads;
  search_options.kernel = options.kernel;
  search_options.filter = options.filter;
  ONEFOLD_ASSIGN_OR_RETURN(const auto search,
                           match::DiceSearch::Prepare(left, &right, search_options));
  const double prepare = watch.Lap();
  std::vector<DiceHit> hits;
  ONEFOLD_ASSIGN_OR_RETURN(const match::DiceSearchReport report,
                           search->Run(0, left.padded_size(), [&](std::span<const DiceHit> some) {
                             hits.insert(hits.end(), some.begin(), some.end());
                             return OkStatus();
                           }));
  const double run = watch.Lap(), seconds = total.Lap();
  const std::uint64_t peak = PeakResidentBytes();
  ONEFOLD_RETURN_IF_ERROR(Check(left, right, ppm, hits, options.check, threads));
  return nlohmann::ordered_json{
      {"records", options.records},
      {"bits", options.bits},
      {"threshold", options.threshold},
      {"threads", threads},
      {"kernel", report.kernel},
      {"filter", report.filter},
      {"reason", report.reason},
      {"hits", hits.size()},
      {"pairs_per_second", static_cast<std::uint64_t>(static_cast<double>(report.pairs) / run)},
      {"seconds",
       {{"load", load}, {"pack", pack}, {"prepare", prepare}, {"search", run}, {"total", seconds}}},
      {"checked_rows", std::min<std::uint64_t>(options.check, left.size())},
      {"peak_rss_bytes", peak}}
      .dump();
}

}  // namespace onefold::lab
