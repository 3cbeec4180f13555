// Reads the extracts of a laboratory run: every usable row becomes a row id with what the encoder
// needs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crypto/secret.h"
#include "crypto/status.h"
#include "linkage/count/count.h"
#include "linkage/encode/clkhash.h"
#include "linkage/encode/encode.h"
#include "linkage/schema.h"

namespace onefold::lab {

struct SourceFile {
  std::string name;
  std::string path;
  bool clean = false;  // at most one record a person
  count::SourceType type = count::SourceType::kOther;
};

// "NAME=F.csv" and, in any order, ",clean" or ",dirty" (the default), ",state" or ",ngo".
// InvalidArgument otherwise.
StatusOr<SourceFile> ParseSourceFile(const std::string& text);

struct RowId {
  std::uint16_t source = 0;
  std::string record_id;
};

// The rows of all sources, in the order read. Holds identifiers until it is destroyed.
struct Rows {
  std::vector<RowId> ids;
  std::vector<encode::NormalizedRecord> normalized;  // own format
  std::vector<std::uint64_t> passes;                 // own format: bit p: has an item in pass p
  std::vector<std::uint8_t> clks;                    // clkhash: clk_bytes each
  std::size_t clk_bytes = 0;
  std::uint64_t refused = 0;     // bad rows, each reported
  std::uint64_t unlinkable = 0;  // consent or legal basis forbids linkage
};

struct ReadOptions {
  unsigned threads = 0;
  encode::FoldRule fold = encode::FoldRule::kBug;
  std::uint64_t max_reported = 20;  // issues a file that are written to stderr one by one
};

// `encoder` for our own format, `secret` for clkhash. Bad rows are reported on stderr by number and
// rule and left out. InvalidArgument naming the file when it cannot be read at all.
StatusOr<Rows> ReadSources(const std::vector<SourceFile>& sources,
                           const linkage::LinkageSchema& schema, const encode::Encoder* encoder,
                           const crypto::Secret& secret, const ReadOptions& options);

}  // namespace onefold::lab
