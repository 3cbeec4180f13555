// Speed of the parts on this machine. Every figure is of the libraries that the deployed programs
// use.
#pragma once

#include <cstdint>
#include <string>

#include "crypto/status.h"

namespace onefold::lab {

struct BenchOptions {
  std::uint64_t records = 20'000;
  std::uint32_t bits = 1024;
  double threshold = 0.8;
  unsigned threads = 1;
  // compare: names of match::DiceSearchOptions, several with commas, each with a filter of its own
  // behind a colon: "popcnt,avx512:fold,amx:projection3".
  std::string kernel = "auto", filter = "auto";
  std::string schema_path, input_path;
  std::string filters_out;      // compare: an existing folder for the two sets, or empty
  std::uint64_t check = 1'000;  // search: rows that are compared again, bit by bit
  double seconds = 2;           // least time a measurement takes
};

// Each returns one JSON object.
// All pairs of two sets of made-up filters (clk_like.h) against a Dice threshold. Several kernels
// take turns on the same rows, because a shared machine does not keep its speed; each has its rate
// and the median ratio to the first one.
StatusOr<std::string> BenchCompare(const BenchOptions& options);
// Records of input_path. Own format: reading and checking (read_records_per_second), normalising
// (normalize_...) and all items of all passes (encode_...); records_per_second is that of the last
// two together, on records already read; with_reading_... of all. clkhash: records_per_second is
// one CLK a record. Reading has one thread, the others `threads`; with more than one also
// one_thread_records_per_second and speedup.
StatusOr<std::string> BenchEncode(const BenchOptions& options);
// The whole linkage of input_path as one source: {"candidate_pairs_per_second",...} and the keys of
// `link --json`.
StatusOr<std::string> BenchLink(const BenchOptions& options);

}  // namespace onefold::lab
