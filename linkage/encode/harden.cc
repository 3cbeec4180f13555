#include "linkage/encode/harden.h"

#include <string>

namespace onefold::encode {

StatusOr<Hardening> HardeningOf(std::string_view profile) {
  if (profile == "default") return Hardening::kNone;
  return InvalidArgumentError("unknown privacy profile \"" + std::string(profile) + "\"");
}

void Harden(Hardening hardening, ByteView /*key*/, std::size_t /*slot*/,
            std::span<std::uint8_t> /*filter*/) {
  switch (hardening) {
    case Hardening::kNone:
      return;
  }
}

}  // namespace onefold::encode
