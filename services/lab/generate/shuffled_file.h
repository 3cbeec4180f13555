// A CSV file whose rows leave in an order that tells nothing about the order in which they came:
// shuffled in windows, so that memory is bounded. Smaller files than a window are shuffled whole.
#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/random.h"
#include "crypto/status.h"

namespace onefold::lab {

class ShuffledFile {
 public:
  static constexpr std::size_t kWindowRows = 32768;

  // A window of one row: in the order in which they come.
  ShuffledFile(std::string path, std::string_view header, ByteView seed32,
               std::size_t window_rows = kWindowRows);
  void Add(std::string row);  // with its line break
  Status Close();             // Internal when not all could be written
  const std::string& path() const { return path_; }

 private:
  void Flush();

  std::string path_;
  const std::size_t window_rows_;
  std::ofstream out_;
  crypto::SeededStream random_;
  std::vector<std::string> rows_;
};

}  // namespace onefold::lab
