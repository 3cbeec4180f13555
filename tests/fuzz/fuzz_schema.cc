// Any bytes as a linkage schema of either format. What is accepted must also encode a record
// without harm.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "crypto/random.h"
#include "linkage/encode/clkhash.h"
#include "linkage/encode/encode.h"
#include "linkage/encoding.h"
#include "linkage/schema.h"

namespace {

using namespace onefold;

void Require(bool condition) {
  if (!condition) std::abort();
}

encode::Record RecordOf(std::size_t values, const char* value) {
  encode::Record record;
  record.values.assign(values, value);
  return record;
}

void EncodeOwn(const linkage::LinkageSchema& schema) {
  const auto encoder = encode::Encoder::Create(schema, crypto::Secret::CopyOf(Bytes(32, 1)), "e");
  Require(encoder.ok());
  for (const char* value : {"", "Đorđe 12", "1990-02-30", "19900228"}) {
    const auto record = (*encoder)->Normalize(RecordOf(schema.own()->fields.size(), value));
    for (std::size_t pass = 0; pass < (*encoder)->layouts().size(); ++pass) {
      Bytes item((*encoder)->layouts()[pass].item_bytes);
      const Bytes noise_key(32, 2);
      Require((*encoder)->EncodeItem(record, pass, {noise_key, pass}, item) ==
              (*encoder)->HasItem(record, pass));
    }
  }
}

void EncodeClkhash(const linkage::ClkhashSchema& schema) {
  for (const encode::FoldRule rule : {encode::FoldRule::kBug, encode::FoldRule::kSpec}) {
    const auto encoder = encode::ClkhashEncoder::Create(schema, AsBytes("secret"), rule);
    if (!encoder.ok()) return;  // a pattern or date format that is no such thing
    Bytes clk((*encoder)->clk_bytes());
    for (const char* value : {"", "Đorđe", "41", "1990-02-28"}) {
      IgnoreError((*encoder)->Encode(RecordOf(schema.features.size(), value), clk));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  crypto::InitializeCrypto();
  const auto schema = linkage::ParseLinkageSchema({data, size});
  if (!schema.ok()) {
    Require(Message(schema.status()).starts_with("/"));
    return 0;
  }
  Require(!linkage::PassLayoutsOf(*schema).empty());
  schema->own() != nullptr ? EncodeOwn(*schema) : EncodeClkhash(*schema->clkhash());
  return 0;
}
