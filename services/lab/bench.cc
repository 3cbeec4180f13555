#include "services/lab/bench.h"

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "linkage/encode/clkhash.h"
#include "linkage/encode/encode.h"
#include "linkage/encode/extract.h"
#include "linkage/match/parallel.h"
#include "services/lab/link.h"

namespace onefold::lab {
namespace {

using Json = nlohmann::ordered_json;

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

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
