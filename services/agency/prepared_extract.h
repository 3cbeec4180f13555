// An extract that was read, checked and normalised: what a submission is made of. Holds
// identifiers, in one arena that is wiped; never leaves the process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "services/agency/arena.h"

namespace onefold::agency {

struct PreparedRow {
  const std::uint8_t* record_id = nullptr;
  const std::uint8_t* packed = nullptr;      // for ItemEncoder::EncodeItem
  const std::uint8_t* case_bytes = nullptr;  // onefold.v1.Case without its handle
  std::uint32_t record_id_size = 0;
  std::uint32_t case_size = 0;
  std::uint64_t passes = 0;  // bit p: an item goes out in pass p; 0 = the row is a case only
};

struct PreparedExtract {
  std::string name;  // the file's name, without its folder
  Digest digest{};   // SHA-256 of the file's bytes
  Arena arena;
  std::vector<PreparedRow> rows;

  static std::string_view RecordIdOf(const PreparedRow& row) {
    return AsText(ByteView(row.record_id, row.record_id_size));
  }
};

}  // namespace onefold::agency
