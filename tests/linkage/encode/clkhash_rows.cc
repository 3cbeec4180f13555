// clkhash_rows SCHEMA SECRET_FILE CSV: one line for every row, the CLK in base64 or "refused RULE".
// For comparing with clkhash itself (tests/reference/clkhash_diff.py) and for measuring; no part of
// the product.
#include <fstream>
#include <iostream>
#include <iterator>

#include "crypto/random.h"
#include "linkage/encode/clkhash.h"
#include "linkage/encode/extract.h"

namespace onefold::encode {
namespace {

int Run(const std::string& schema_path, const std::string& secret_path,
        const std::string& csv_path) {
  auto schema = linkage::ReadLinkageSchema(schema_path);
  if (!schema.ok() || schema->clkhash() == nullptr) {
    std::cerr << Message(schema.status()) << '\n';
    return 1;
  }
  std::ifstream secret_file(secret_path, std::ios::binary);
  const std::string secret((std::istreambuf_iterator<char>(secret_file)), {});
  auto encoder = ClkhashEncoder::Create(*schema->clkhash(), AsBytes(secret), FoldRule::kBug);
  std::ifstream csv(csv_path, std::ios::binary);
  auto reader = ExtractReader::Open(csv, *schema, {});
  if (!encoder.ok() || !reader.ok()) {
    std::cerr << Message(encoder.status()) << Message(reader.status()) << '\n';
    return 1;
  }
  Record record;
  std::vector<std::string> further;
  std::vector<RowIssue> issues;
  Bytes clk((*encoder)->clk_bytes());
  for (;;) {
    const ExtractReader::Next next = (*reader)->Read(record, further, issues);
    if (next == ExtractReader::Next::kEnd) return 0;
    if (next == ExtractReader::Next::kBadRow) {
      std::cout << "refused " << issues.front().rule << '\n';
    } else if ((*encoder)->Encode(record, clk).ok()) {
      std::cout << FormatBase64(clk) << '\n';
    } else {
      std::cout << "refused by the encoder\n";
    }
  }
}

}  // namespace
}  // namespace onefold::encode

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: clkhash_rows SCHEMA SECRET_FILE CSV\n";
    return 2;
  }
  onefold::crypto::InitializeCrypto();
  std::ios::sync_with_stdio(false);
  return onefold::encode::Run(argv[1], argv[2], argv[3]);
}
