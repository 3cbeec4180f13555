#include <time.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <tuple>
#include <vector>

#include "crypto/hash.h"
#include "linkage/match/dice_search.h"
#include "linkage/match/kernels/dice_amx.h"
#include "linkage/match/parallel.h"
#include "services/lab/bench.h"
#include "services/lab/clk_like.h"
#include "services/lab/cycle_counter.h"

namespace onefold::lab {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kLeastSliceSeconds = 0.04;

double Now(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

match::PackedFilters PackRows(const std::vector<std::uint64_t>& rows, std::size_t bits) {
  const std::size_t words = (bits + 63) / 64;
  auto packed = match::PackedFilters::Pack(bits, rows.size() / words, [&](std::size_t row) {
    return reinterpret_cast<const std::uint8_t*>(rows.data() + row * words);
  });
  return *std::move(packed);  // the width was checked
}

// What a multiplication of tiles takes just now. Its limit is 16 core cycles; other tenants of a
// shared machine can make it four times as long.
double ProbeNanoseconds() {
  constexpr std::size_t kRounds = 20'000;
  const double start = Now(CLOCK_THREAD_CPUTIME_ID);
  match::AmxProbe(kRounds);
  return (Now(CLOCK_THREAD_CPUTIME_ID) - start) * 1e9 / (4 * kRounds);
}

// One kernel with one filter, measured a slice of the left rows at a time.
class Contestant {
 public:
  static StatusOr<Contestant> Make(const match::PackedFilters& left,
                                   const match::PackedFilters& right,
                                   const match::DiceSearchOptions& options) {
    const double start = Now(CLOCK_MONOTONIC);
    Contestant one;
    ONEFOLD_ASSIGN_OR_RETURN(one.search_, match::DiceSearch::Prepare(left, &right, options));
    one.prepare_seconds_ = Now(CLOCK_MONOTONIC) - start;
    // Of no row: the report names the kernel, before the first slice.
    ONEFOLD_ASSIGN_OR_RETURN(one.report_, one.search_->Run(0, 0, [](auto) { return OkStatus(); }));
    one.rows_ = left.padded_size();
    return one;
  }

  // Rows from `at` (0..1) of the way on; returns pairs per CPU second.
  StatusOr<double> Slice(double at, const CycleCounter& cycles) {
    if (report_.kernel == "amx") probe_ns_.push_back(ProbeNanoseconds());
    for (;;) {
      const std::size_t last = rows_ - std::min(rows_, slice_rows_);
      const auto begin = static_cast<std::size_t>(at * static_cast<double>(last)) /
                         match::kRowGroup * match::kRowGroup;
      const double wall = Now(CLOCK_MONOTONIC), cpu = Now(CLOCK_PROCESS_CPUTIME_ID);
      const std::uint64_t cycle = cycles.Read();
      ONEFOLD_ASSIGN_OR_RETURN(
          report_, search_->Run(begin, begin + slice_rows_, [](auto) { return OkStatus(); }));
      const std::uint64_t cycles_spent = cycles.Read() - cycle;
      const double cpu_seconds = Now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
      const double wall_seconds = Now(CLOCK_MONOTONIC) - wall;
      // Longer slices until one is long enough to be timed.
      if (wall_seconds < kLeastSliceSeconds && slice_rows_ < rows_) {
        slice_rows_ *= 2;
        continue;
      }
      const auto pairs = static_cast<double>(report_.pairs);
      cycles_per_pair_.push_back(static_cast<double>(cycles_spent) / pairs);
      per_cpu_second_.push_back(pairs / cpu_seconds);
      per_second_.push_back(pairs / wall_seconds);
      return per_cpu_second_.back();
    }
  }

  StatusOr<std::vector<match::DiceHit>> AllHits() {
    std::vector<match::DiceHit> hits;
    ONEFOLD_ASSIGN_OR_RETURN(report_,
                             search_->Run(0, rows_, [&](std::span<const match::DiceHit> some) {
                               hits.insert(hits.end(), some.begin(), some.end());
                               return OkStatus();
                             }));
    return hits;
  }

  void AddRatio(double ratio) { ratios_.push_back(ratio); }

  Json ToJson(unsigned threads, const CycleCounter& cycles) const {
    Json json;
    json["kernel"] = report_.kernel;
    json["filter"] = report_.filter;
    json["reason"] = report_.reason;
    json["pairs_per_second"] = Median(per_second_);
    json["pairs_per_cpu_second"] = Median(per_cpu_second_);
    json["ratio_to_first"] = Median(ratios_);
    if (threads == 1 && cycles.source() != "none") {
      json["cycles_per_pair"] = Median(cycles_per_pair_);
      json["cycles_from"] = cycles.source();
    }
    json["candidates_per_pair"] =
        static_cast<double>(report_.candidates) / static_cast<double>(report_.pairs);
    if (!probe_ns_.empty()) json["amx_probe_ns_per_multiply"] = Median(probe_ns_);
    json["prepare_seconds"] = prepare_seconds_;
    json["slices"] = per_second_.size();
    return json;
  }

 private:
  std::unique_ptr<match::DiceSearch> search_;
  match::DiceSearchReport report_;
  std::size_t rows_ = 0, slice_rows_ = 256;
  double prepare_seconds_ = 0;
  std::vector<double> per_second_, per_cpu_second_, cycles_per_pair_, ratios_, probe_ns_;
};

StatusOr<std::vector<Contestant>> MakeContestants(const BenchOptions& options,
                                                  const match::PackedFilters& left,
                                                  const match::PackedFilters& right) {
  std::vector<Contestant> contestants;
  for (std::size_t at = 0; at <= options.kernel.size();) {
    const std::size_t end = std::min(options.kernel.find(',', at), options.kernel.size());
    const std::string name = options.kernel.substr(at, end - at);
    at = end + 1;
    const std::size_t colon = name.find(':');
    match::DiceSearchOptions search;
    search.kernel = name.substr(0, colon);
    search.filter = colon == std::string::npos ? options.filter : name.substr(colon + 1);
    search.threads = options.threads;
    search.threshold = {static_cast<std::uint64_t>(options.threshold * 1e6 + 0.5), 1'000'000};
    ONEFOLD_ASSIGN_OR_RETURN(Contestant one, Contestant::Make(left, right, search));
    contestants.push_back(std::move(one));
  }
  return contestants;
}

// SHA-256 of the hits by (left, right), 4 bytes little-endian each: for who searches the same
// filters with another program.
std::string DigestOf(std::vector<match::DiceHit> hits) {
  std::sort(hits.begin(), hits.end(), [](const match::DiceHit& a, const match::DiceHit& b) {
    return std::tie(a.left, a.right) < std::tie(b.left, b.right);
  });
  crypto::Sha256Stream digest;
  for (const match::DiceHit& hit : hits) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < 4; ++i) {
      bytes[i] = static_cast<std::uint8_t>(hit.left >> (8 * i));
      bytes[4 + i] = static_cast<std::uint8_t>(hit.right >> (8 * i));
    }
    digest.Update(bytes);
  }
  return FormatHex(digest.Finish());
}

Status WriteFilters(const std::string& path, const std::vector<std::uint64_t>& words) {
  static_assert(std::endian::native == std::endian::little);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(words.data()),
             static_cast<std::streamsize>(words.size() * sizeof(std::uint64_t)));
  file.close();
  return file ? OkStatus() : InternalError("cannot write " + path);
}

// Rounds in which every contestant has one slice at the same place of the rows.
Status TakeTurns(double seconds, std::vector<Contestant>& contestants, const CycleCounter& cycles) {
  const double start = Now(CLOCK_MONOTONIC);
  double at = 0;
  do {
    double first = 0;
    for (Contestant& one : contestants) {
      ONEFOLD_ASSIGN_OR_RETURN(const double rate, one.Slice(at, cycles));
      if (first == 0) first = rate;
      one.AddRatio(rate / first);
    }
    at += 0.381966;  // spreads the places over the rows (golden section)
    if (at >= 1) at -= 1;
  } while (Now(CLOCK_MONOTONIC) - start < seconds * static_cast<double>(contestants.size()));
  return OkStatus();
}

}  // namespace

StatusOr<std::string> BenchCompare(const BenchOptions& options) {
  if (options.bits == 0 || options.bits % 64 != 0 || options.bits > match::kMaxFilterBits ||
      options.records == 0) {
    return InvalidArgumentError("--bits is a multiple of 64 up to 65536, --records at least 1");
  }
  match::PackedFilters left, right;
  {
    const ClkLikeSets sets = MakeClkLikeSets(options.records, options.bits);
    if (!options.filters_out.empty()) {
      ONEFOLD_RETURN_IF_ERROR(WriteFilters(options.filters_out + "/left.bin", sets.left));
      ONEFOLD_RETURN_IF_ERROR(WriteFilters(options.filters_out + "/right.bin", sets.right));
    }
    left = PackRows(sets.left, options.bits);
    right = PackRows(sets.right, options.bits);
  }
  ONEFOLD_ASSIGN_OR_RETURN(std::vector<Contestant> contestants,
                           MakeContestants(options, left, right));
  const unsigned threads = match::WorkerCount(options.threads);
  const CycleCounter cycles;
  ONEFOLD_RETURN_IF_ERROR(TakeTurns(options.seconds, contestants, cycles));
  ONEFOLD_ASSIGN_OR_RETURN(const std::vector<match::DiceHit> hits, contestants.back().AllHits());
  Json json = contestants.front().ToJson(threads, cycles);
  json["comparisons_per_second"] = json["pairs_per_second"];  // the name that scripts rely on
  json["records"] = options.records;
  json["pairs"] = std::uint64_t{left.size()} * right.size();
  json["hits"] = hits.size();
  json["hits_sha256"] = DigestOf(hits);
  json["bits"] = options.bits;
  json["threshold"] = options.threshold;
  json["threads"] = threads;
  if (contestants.size() > 1) {
    for (const Contestant& one : contestants) {
      json["contestants"].push_back(one.ToJson(threads, cycles));
    }
  }
  return json.dump();
}

}  // namespace onefold::lab
