// Record ids seen so far, as 128-bit hashes under a random key: memory does not depend on the ids'
// length.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "crypto/bytes.h"

namespace onefold::encode {

class RecordIds {
 public:
  RecordIds();
  // False when it was seen before.
  bool Insert(std::string_view id);

 private:
  struct FirstBytes {
    std::size_t operator()(const Id128& hash) const { return ReadBe64(hash); }
  };
  std::array<std::uint8_t, 16> key_;
  std::unordered_set<Id128, FirstBytes> seen_;
};

}  // namespace onefold::encode
