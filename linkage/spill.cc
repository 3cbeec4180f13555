#include "linkage/spill.h"

namespace onefold::linkage {

Status MemorySpill::Write(std::uint32_t run, std::uint32_t index, ByteView block) {
  if (!blocks_.emplace(std::pair(run, index), ToBytes(block)).second) {
    return InternalError("a spilled block was written twice");
  }
  ++written_;
  return OkStatus();
}

StatusOr<Bytes> MemorySpill::Read(std::uint32_t run, std::uint32_t index) {
  const auto found = blocks_.find({run, index});
  if (found == blocks_.end()) return DataLossError("a spilled block is missing");
  return found->second;
}

Status MemorySpill::Drop(std::uint32_t run, std::uint32_t blocks) {
  for (std::uint32_t index = 0; index < blocks; ++index) blocks_.erase({run, index});
  return OkStatus();
}

}  // namespace onefold::linkage
