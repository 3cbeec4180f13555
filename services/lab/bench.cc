#include "services/lab/bench.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "linkage/encode/clkhash.h"
#include "linkage/encode/encode.h"
#include "linkage/encode/extract.h"
#include "linkage/match/kernels/and_popcount.h"
#include "linkage/match/parallel.h"
#include "services/lab/link.h"

namespace onefold::lab {
namespace {

using Json = nlohmann::ordered_json;

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

StatusOr<match::Kernel> KernelNamed(const std::string& name) {
  if (name == "auto") return match::BestKernel();
  std::string known;
  for (const match::Kernel& kernel : match::Kernels()) {
    if (kernel.name == name) return kernel;
    known += " " + std::string(kernel.name);
  }
  return InvalidArgumentError("this machine has no kernel " + name + "; it has:" + known);
}

// Filters with 37 of 100 bits set, as four name and date fields give with clkhash's defaults.
std::vector<std::uint64_t> MakeFilters(std::uint64_t records, std::size_t words) {
  crypto::SeededStream random(crypto::Sha256(AsBytes("onefold-lab bench")));
  std::vector<std::uint64_t> filters(records * words);
  for (std::uint64_t& word : filters) {
    for (int bit = 0; bit < 64; ++bit) word |= std::uint64_t{random.Below(100) < 37} << bit;
  }
  return filters;
}

class CompareRun {
 public:
  CompareRun(const BenchOptions& options, match::Kernel kernel)
      : kernel_(kernel),
        words_(options.bits / 64),
        records_(options.records),
        threshold_ppm_(static_cast<std::uint64_t>(options.threshold * 1e6 + 0.5)),
        filters_(MakeFilters(records_, words_)),
        popcounts_(records_) {
    for (std::size_t i = 0; i < records_; ++i) {
      match::AndPopcountRowPortable(row(i), row(i), words_, 1, &popcounts_[i]);
    }
  }

  // All ordered pairs once; returns how many reach the threshold.
  std::uint64_t Pass(unsigned threads) {
    std::atomic<std::uint64_t> hits{0};
    const std::size_t tasks = (records_ + kRows - 1) / kRows;
    IgnoreError(match::ParallelFor(tasks, threads, [&](unsigned, std::size_t task) {
      hits += Rows(task * kRows, std::min<std::size_t>(records_, (task + 1) * kRows));
      return OkStatus();
    }));
    return hits;
  }

 private:
  static constexpr std::size_t kRows = 64, kColumns = 1024;

  const std::uint64_t* row(std::size_t i) const { return filters_.data() + i * words_; }

  std::uint64_t Rows(std::size_t begin, std::size_t end) const {
    std::vector<std::uint16_t> common(kColumns);
    std::uint64_t hits = 0;
    for (std::size_t column = 0; column < records_; column += kColumns) {
      const std::size_t n = std::min(kColumns, records_ - column);
      for (std::size_t i = begin; i < end; ++i) {
        kernel_.and_popcount_row(row(i), row(column), words_, n, common.data());
        for (std::size_t j = 0; j < n; ++j) {
          const std::uint64_t sum = std::uint64_t{popcounts_[i]} + popcounts_[column + j];
          hits += 2'000'000 * std::uint64_t{common[j]} >= threshold_ppm_ * sum;
        }
      }
    }
    return hits;
  }

  const match::Kernel kernel_;
  const std::size_t words_, records_;
  const std::uint64_t threshold_ppm_;
  const std::vector<std::uint64_t> filters_;
  std::vector<std::uint16_t> popcounts_;
};

StatusOr<std::vector<encode::Record>> ReadRecords(const std::string& path,
                                                  const linkage::LinkageSchema& schema) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError("cannot open " + path);
  ONEFOLD_ASSIGN_OR_RETURN(const auto reader, encode::ExtractReader::Open(input, schema, {}));
  std::vector<encode::Record> records;
  for (;;) {
    encode::Record record;
    std::vector<std::string> further;
    std::vector<encode::RowIssue> issues;
    const auto next = reader->Read(record, further, issues);
    if (next == encode::ExtractReader::Next::kEnd) break;
    if (next == encode::ExtractReader::Next::kRecord) records.push_back(std::move(record));
  }
  if (records.empty()) return InvalidArgumentError(path + " has no usable row");
  return records;
}

// One pass of `encode_all` over all records at least once and until the time is over.
template <typename EncodeAll>
StatusOr<Json> TimeEncoding(const BenchOptions& options, std::size_t records,
                            EncodeAll encode_all) {
  std::uint64_t done = 0;
  const auto start = std::chrono::steady_clock::now();
  do {
    ONEFOLD_RETURN_IF_ERROR(encode_all());
    done += records;
  } while (SecondsSince(start) < options.seconds);
  const double seconds = SecondsSince(start);
  Json json;
  json["records_per_second"] = static_cast<double>(done) / seconds;
  json["records"] = done;
  json["seconds"] = seconds;
  json["threads"] = 1;
  return json;
}

StatusOr<Json> BenchOwn(const BenchOptions& options, const linkage::LinkageSchema& schema,
                        const std::vector<encode::Record>& records) {
  ONEFOLD_ASSIGN_OR_RETURN(
      const auto encoder,
      encode::Encoder::Create(schema, crypto::Secret::CopyOf(AsBytes("onefold-lab bench")),
                              "bench"));
  std::uint64_t bytes = 0;
  std::vector<Bytes> items;
  for (const auto& layout : encoder->layouts()) items.emplace_back(layout.item_bytes);
  ONEFOLD_ASSIGN_OR_RETURN(Json json, TimeEncoding(options, records.size(), [&] {
                             bytes = 0;
                             for (const encode::Record& record : records) {
                               const encode::NormalizedRecord normalized =
                                   encoder->Normalize(record);
                               for (std::size_t pass = 0; pass < items.size(); ++pass) {
                                 if (encoder->EncodeItem(normalized, pass, items[pass]))
                                   bytes += items[pass].size();
                               }
                             }
                             return OkStatus();
                           }));
  json["schema"] = "onefold";
  json["passes"] = items.size();
  json["item_bytes_per_record"] = static_cast<double>(bytes) / static_cast<double>(records.size());
  return json;
}

StatusOr<Json> BenchClkhash(const BenchOptions& options, const linkage::LinkageSchema& schema,
                            const std::vector<encode::Record>& records) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto encoder, encode::ClkhashEncoder::Create(
                                                   *schema.clkhash(), AsBytes("onefold-lab bench"),
                                                   encode::FoldRule::kBug));
  Bytes clk(encoder->clk_bytes());
  ONEFOLD_ASSIGN_OR_RETURN(Json json, TimeEncoding(options, records.size(), [&]() -> Status {
                             for (const encode::Record& record : records) {
                               ONEFOLD_RETURN_IF_ERROR(encoder->Encode(record, clk));
                             }
                             return OkStatus();
                           }));
  json["schema"] = "clkhash";
  return json;
}

}  // namespace

StatusOr<std::string> BenchCompare(const BenchOptions& options) {
  if (options.bits == 0 || options.bits % 64 != 0 || options.bits > 65'472 ||
      options.records == 0) {
    return InvalidArgumentError("--bits is a multiple of 64 up to 65472, --records at least 1");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const match::Kernel kernel, KernelNamed(options.kernel));
  CompareRun run(options, kernel);
  const unsigned threads = match::WorkerCount(options.threads);
  std::uint64_t compared = 0, hits = 0;
  const auto start = std::chrono::steady_clock::now();
  do {
    hits = run.Pass(threads);
    compared += options.records * options.records;
  } while (SecondsSince(start) < options.seconds);
  const double seconds = SecondsSince(start);
  Json json;
  json["comparisons_per_second"] = static_cast<double>(compared) / seconds;
  json["kernel"] = kernel.name;
  json["records"] = options.records;
  json["bits"] = options.bits;
  json["threshold"] = options.threshold;
  json["threads"] = threads;
  json["seconds"] = seconds;
  json["hits"] = hits;
  return json.dump();
}

StatusOr<std::string> BenchEncode(const BenchOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const linkage::LinkageSchema schema,
                           linkage::ReadLinkageSchema(options.schema_path));
  ONEFOLD_ASSIGN_OR_RETURN(const auto records, ReadRecords(options.input_path, schema));
  ONEFOLD_ASSIGN_OR_RETURN(const Json json, schema.own() != nullptr
                                                ? BenchOwn(options, schema, records)
                                                : BenchClkhash(options, schema, records));
  return json.dump();
}

StatusOr<std::string> BenchLink(const BenchOptions& options) {
  LinkOptions link;
  link.schema_path = options.schema_path;
  link.sources = {{"input", options.input_path, false}};
  link.secret = "onefold-lab bench";
  link.match.threads = options.threads;
  link.match.dice_threshold_ppm = static_cast<std::uint32_t>(options.threshold * 1e6 + 0.5);
  link.read.threads = options.threads;
  link.read.max_reported = 0;
  link.show_progress = false;
  ONEFOLD_ASSIGN_OR_RETURN(const LinkOutcome outcome, Link(link));
  Json json = Json::parse(FormatOutcome(outcome));
  json["candidate_pairs_per_second"] =
      static_cast<double>(outcome.candidate_pairs) / outcome.seconds.link;
  json["threads"] = match::WorkerCount(options.threads);
  return json.dump();
}

}  // namespace onefold::lab
