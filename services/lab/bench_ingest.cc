#include "services/lab/bench_ingest.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "crypto/random.h"
#include "services/lab/bench_store.h"

namespace onefold::lab {
namespace {

// Filters of all items, back to back, in ascending order of their popcount: counting sort, one
// thread, portable code.
Bytes SortByPopcount(const std::vector<Bytes>& chunks, std::size_t filter_bytes) {
  const std::size_t item_bytes = kItemHeadBytes + filter_bytes;
  std::vector<std::uint32_t> popcounts;
  std::vector<std::size_t> first(8 * filter_bytes + 2);  // position of a popcount's next filter
  for (const Bytes& chunk : chunks) {
    for (std::size_t item = kItemHeadBytes; item < chunk.size(); item += item_bytes) {
      const std::uint8_t* const filter = chunk.data() + item;
      std::uint32_t popcount = 0;
      for (std::size_t byte = 0; byte + 8 <= filter_bytes; byte += 8) {
        std::uint64_t word;
        std::memcpy(&word, filter + byte, 8);
        popcount += static_cast<std::uint32_t>(std::popcount(word));
      }
      popcounts.push_back(popcount);
      ++first[popcount + 1];
    }
  }
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  Bytes sorted(popcounts.size() * filter_bytes);
  std::size_t next = 0;
  for (const Bytes& chunk : chunks) {
    for (std::size_t item = kItemHeadBytes; item < chunk.size(); item += item_bytes) {
      const std::size_t place = first[popcounts[next++]]++;
      std::memcpy(sorted.data() + place * filter_bytes, chunk.data() + item, filter_bytes);
    }
  }
  return sorted;
}

}  // namespace

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
  const auto began = std::chrono::steady_clock::now();
  const store::SubmissionRecord record =
      store->Write(chunks, [&](std::uint64_t, Bytes& out) { out = content; });
  const double seconds = SecondsSince(began);
  const std::uint64_t size_on_disk = store->size_on_disk();
  store->DropFromPageCache();
  const unsigned threads =
      options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const auto load_began = std::chrono::steady_clock::now();
  ONEFOLD_ASSIGN_OR_RETURN(const auto loaded, store->Load(record, threads));
  const double load_seconds = SecondsSince(load_began);
  const auto sort_began = std::chrono::steady_clock::now();
  const Bytes sorted = SortByPopcount(loaded, options.bits / 8);
  const double sort_seconds = SecondsSince(sort_began);

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
      {"sorted_bytes", sorted.size()}}
      .dump();
}

}  // namespace onefold::lab
