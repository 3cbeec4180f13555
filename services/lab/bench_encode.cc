#include <atomic>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "linkage/encode/clkhash.h"
#include "linkage/encode/encode.h"
#include "linkage/encode/extract.h"
#include "linkage/encode/lanes/lanes.h"
#include "linkage/match/parallel.h"
#include "services/lab/bench.h"

namespace onefold::lab {
namespace {

using Json = nlohmann::ordered_json;
using Records = std::vector<encode::Record>;

constexpr std::size_t kChunk = 64;  // records that a worker takes at a time

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

StatusOr<Records> ReadRecords(const std::string& path, const linkage::LinkageSchema& schema) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError("cannot open " + path);
  ONEFOLD_ASSIGN_OR_RETURN(const auto reader, encode::ExtractReader::Open(input, schema, {}));
  Records records;
  std::vector<std::string> further;
  std::vector<encode::RowIssue> issues;
  for (;;) {
    encode::Record record;
    const auto next = reader->Read(record, further, issues);
    if (next == encode::ExtractReader::Next::kEnd) break;
    if (next == encode::ExtractReader::Next::kRecord) records.push_back(std::move(record));
  }
  if (records.empty()) return InvalidArgumentError(path + " has no usable row");
  return records;
}

// Records a second of `work`, which does all of them: at least once and until the time is over.
template <typename Work>
StatusOr<double> RateOf(const BenchOptions& options, std::size_t records, const Work& work) {
  std::uint64_t done = 0;
  const auto start = std::chrono::steady_clock::now();
  do {
    ONEFOLD_RETURN_IF_ERROR(work());
    done += records;
  } while (SecondsSince(start) < options.seconds);
  return static_cast<double>(done) / SecondsSince(start);
}

// Calls work(worker, record's index) for all on `threads`.
template <typename Work>
Status ForRecords(std::size_t records, unsigned threads, const Work& work) {
  return match::ParallelFor((records + kChunk - 1) / kChunk, threads,
                            [&](unsigned worker, std::size_t chunk) -> Status {
                              const std::size_t end = std::min(records, (chunk + 1) * kChunk);
                              for (std::size_t i = chunk * kChunk; i < end; ++i) {
                                ONEFOLD_RETURN_IF_ERROR(work(worker, i));
                              }
                              return OkStatus();
                            });
}

// Records a second of all stages, one after the other.
double Together(std::initializer_list<double> rates) {
  double seconds = 0;
  for (const double rate : rates) seconds += 1 / rate;
  return 1 / seconds;
}

class OwnBench {
 public:
  OwnBench(const BenchOptions& options, const encode::Encoder& encoder, const Records& records)
      : options_(options), encoder_(encoder), records_(records), normalized_(records.size()) {}

  StatusOr<double> Normalize(unsigned threads) {
    return RateOf(options_, records_.size(), [&] {
      return ForRecords(records_.size(), threads, [&](unsigned, std::size_t i) {
        normalized_[i] = encoder_.Normalize(records_[i]);
        return OkStatus();
      });
    });
  }

  // After Normalize.
  StatusOr<double> Encode(unsigned threads) {
    std::vector<Bytes> items(threads);
    return RateOf(options_, records_.size(), [&] {
      bytes_ = 0;
      return ForRecords(records_.size(), threads, [&](unsigned worker, std::size_t i) {
        std::uint64_t bytes = 0;
        for (std::size_t pass = 0; pass < encoder_.layouts().size(); ++pass) {
          Bytes& item = items[worker];
          item.resize(encoder_.layouts()[pass].item_bytes);
          const encode::Noise noise{noise_key_, i << 8 | pass};
          if (encoder_.EncodeItem(normalized_[i], pass, noise, item)) bytes += item.size();
        }
        bytes_ += bytes;
        return OkStatus();
      });
    });
  }

  double item_bytes_per_record() const {
    return static_cast<double>(bytes_) / static_cast<double>(records_.size());
  }

 private:
  const BenchOptions& options_;
  const encode::Encoder& encoder_;
  const Records& records_;
  std::vector<encode::NormalizedRecord> normalized_;
  const Bytes noise_key_ = Bytes(32, 1);  // a benchmark hides nothing
  std::atomic<std::uint64_t> bytes_{0};
};

Status BenchOwn(const BenchOptions& options, const linkage::LinkageSchema& schema,
                const Records& records, unsigned threads, double read, Json& json) {
  ONEFOLD_ASSIGN_OR_RETURN(
      const auto encoder,
      encode::Encoder::Create(schema, crypto::Secret::CopyOf(AsBytes("onefold-lab bench")),
                              "bench"));
  OwnBench bench(options, *encoder, records);
  ONEFOLD_ASSIGN_OR_RETURN(const double normalize, bench.Normalize(threads));
  ONEFOLD_ASSIGN_OR_RETURN(const double encode, bench.Encode(threads));
  json["records_per_second"] = Together({normalize, encode});
  json["with_reading_records_per_second"] = Together({read, normalize, encode});
  json["normalize_records_per_second"] = normalize;
  json["encode_records_per_second"] = encode;
  json["passes"] = encoder->layouts().size();
  json["item_bytes_per_record"] = bench.item_bytes_per_record();
  const auto lanes = encode::LaneKernels();
  json["kernel"] = lanes.empty() ? "libsodium" : lanes.front().name;
  return OkStatus();
}

Status BenchClkhash(const BenchOptions& options, const linkage::LinkageSchema& schema,
                    const Records& records, unsigned threads, double read, Json& json) {
  std::vector<std::unique_ptr<encode::ClkhashEncoder>> encoders(threads);
  for (auto& encoder : encoders) {
    ONEFOLD_ASSIGN_OR_RETURN(
        encoder, encode::ClkhashEncoder::Create(*schema.clkhash(), AsBytes("onefold-lab bench"),
                                                encode::FoldRule::kBug));
  }
  std::vector<Bytes> clks(threads, Bytes(encoders[0]->clk_bytes()));
  ONEFOLD_ASSIGN_OR_RETURN(const double encode, RateOf(options, records.size(), [&] {
                             return ForRecords(
                                 records.size(), threads, [&](unsigned worker, std::size_t i) {
                                   return encoders[worker]->Encode(records[i], clks[worker]);
                                 });
                           }));
  json["records_per_second"] = encode;
  json["with_reading_records_per_second"] = Together({read, encode});
  return OkStatus();
}

}  // namespace

StatusOr<std::string> BenchEncode(const BenchOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const linkage::LinkageSchema schema,
                           linkage::ReadLinkageSchema(options.schema_path));
  ONEFOLD_ASSIGN_OR_RETURN(const Records records, ReadRecords(options.input_path, schema));
  ONEFOLD_ASSIGN_OR_RETURN(const double read, RateOf(options, records.size(), [&] {
                             return ReadRecords(options.input_path, schema).status();
                           }));
  const unsigned threads = match::WorkerCount(options.threads);
  const auto bench = schema.own() != nullptr ? BenchOwn : BenchClkhash;
  Json json;
  ONEFOLD_RETURN_IF_ERROR(bench(options, schema, records, threads, read, json));
  if (threads > 1) {
    Json one;
    ONEFOLD_RETURN_IF_ERROR(bench(options, schema, records, 1, read, one));
    const double rate = one["records_per_second"];
    json["one_thread_records_per_second"] = rate;
    json["speedup"] = json["records_per_second"].get<double>() / rate;
  }
  json["read_records_per_second"] = read;
  json["records"] = records.size();
  json["threads"] = threads;
  json["schema"] = schema.own() != nullptr ? "onefold" : "clkhash";
  json["profile"] = schema.profile();
  return json.dump();
}

}  // namespace onefold::lab
