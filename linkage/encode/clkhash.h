// Record-level CLKs bit-identical to clkhash (v3 schemas). INSECURE against graph matching: see
// docs/SECURITY.md.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "crypto/bytes.h"
#include "crypto/status.h"
#include "linkage/encode/record.h"
#include "linkage/schema.h"

namespace onefold::encode {

// Which fold key is obeyed: kBug = clkConfig.xor_folds, as deployed clkhash does; kSpec =
// clkConfig.xorFolds.
enum class FoldRule { kBug, kSpec };

class ClkhashEncoder {
 public:
  // `schema` outlives the encoder. `secret`: the bytes of the secret file without a final line
  // break. InvalidArgument for a recipe that cannot be computed (BLAKE2b with a length that is no
  // power of two, too many features for the KDF, ...).
  static StatusOr<std::unique_ptr<ClkhashEncoder>> Create(const linkage::ClkhashSchema& schema,
                                                          ByteView secret, FoldRule fold);
  virtual ~ClkhashEncoder() = default;
  virtual std::size_t clk_bytes() const = 0;
  // `clk` has clk_bytes() bytes. Keeps a cache of token masks that is key material: wiped on
  // destruction. Not thread-safe (one encoder a thread). InvalidArgument "format.*" naming column
  // and rule when a value does not fit its format.
  virtual Status Encode(const Record& record, std::span<std::uint8_t> clk) = 0;
};

}  // namespace onefold::encode
