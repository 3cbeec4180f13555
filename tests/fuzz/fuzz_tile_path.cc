// Paths of tiles: what parses, formats to the same path again, and never leaves the folder.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "crypto/tlog/tile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace onefold;  // NOLINT(google-build-using-namespace)
  const std::string path(reinterpret_cast<const char*>(bytes), size);
  const auto tile = tlog::ParseTilePath(path);
  if (tile.ok() && (tlog::FormatTilePath(*tile) != path || path.find("..") != path.npos)) {
    std::abort();
  }
  if (size > 0) {
    const auto bundle = tlog::ParseEntryBundle({bytes + 1, size - 1}, bytes[0]);
    if (bundle.ok() && tlog::FormatEntryBundle(*bundle) != ToBytes({bytes + 1, size - 1})) {
      std::abort();
    }
  }
  return 0;
}
