#include "services/lab/bench_ingest.h"

#include <nlohmann/json.hpp>

#include "crypto/random.h"
#include "linkage/match/packed_filters.h"
#include "linkage/match/parallel.h"
#include "services/lab/bench_store.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab {

StatusOr<std::string> BenchIngest(const BenchOptions& options) {
  const std::size_t item_bytes = kItemHeadBytes + options.bits / 8;
  const std::uint64_t items_per_chunk = kChunkBytes / item_bytes;
  if (options.records == 0 || options.bits == 0 || options.bits % 64 != 0 || items_per_chunk == 0) {
    return InvalidArgumentError(
        "--records must be positive, --bits a multiple of 64 that fits an item of at most 1 MiB");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto store, BenchStore::Make());
  Bytes content(items_per_chunk * item_bytes);
  crypto::FillRandom(content);
  const std::uint64_t chunks = (options.records + items_per_chunk - 1) / items_per_chunk;
  Stopwatch watch;
  const store::SubmissionRecord record =
      store->Write(chunks, [&](std::uint64_t, Bytes& out) { out = content; });
  const double seconds = watch.Lap();
  const std::uint64_t size_on_disk = store->size_on_disk();
  store->DropFromPageCache();
  const unsigned threads = match::WorkerCount(options.threads);
  watch.Lap();
  ONEFOLD_ASSIGN_OR_RETURN(const auto loaded, store->Load(record, threads));
  const double load_seconds = watch.Lap();
  // As a run without blocks does it.
  ONEFOLD_ASSIGN_OR_RETURN(
      const match::PackedFilters sorted,
      match::PackedFilters::Pack(options.bits, chunks * items_per_chunk, [&](std::size_t row) {
        return loaded[row / items_per_chunk].data() + row % items_per_chunk * item_bytes +
               kItemHeadBytes;
      }));
  const double sort_seconds = watch.Lap();

  const std::uint64_t records = chunks * items_per_chunk;  // whole chunks
  const auto rate = [&](double time) {
    return static_cast<std::uint64_t>(static_cast<double>(records) / time);
  };
  return nlohmann::ordered_json{
      {"stage", "store"},
      {"records_per_second", rate(seconds)},
      {"megabytes_per_second", static_cast<double>(records * item_bytes) / seconds / 1e6},
      {"records", records},
      {"item_bytes", item_bytes},
      {"seconds", seconds},
      {"size_on_disk_bytes", size_on_disk},
      {"load_threads", threads},
      {"load_seconds", load_seconds},
      {"load_records_per_second", rate(load_seconds)},
      {"sort_seconds", sort_seconds},
      {"sorted_bytes", sorted.size() * sorted.words() * 8}}
      .dump();
}

}  // namespace onefold::lab
