// The text of a checkpoint: what parses, formats to the same bytes again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "crypto/tlog/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const auto checkpoint = onefold::tlog::ParseCheckpoint(text);
  if (checkpoint.ok() && onefold::tlog::FormatCheckpoint(*checkpoint) != text) std::abort();
  return 0;
}
