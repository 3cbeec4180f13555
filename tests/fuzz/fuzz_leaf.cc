// Leaves: what decodes, encodes to the same bytes again.
#include <cstdint>
#include <cstdlib>

#include "services/audit/events.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace onefold;  // NOLINT(google-build-using-namespace)
  const ByteView leaf(bytes, size);
  const auto event = audit::DecodeLeaf(leaf);
  if (!event.ok()) return 0;
  if (audit::EncodeLeaf(*event).value() != ToBytes(leaf)) std::abort();
  IgnoreError(audit::CheckEvent(*event));
  return 0;
}
