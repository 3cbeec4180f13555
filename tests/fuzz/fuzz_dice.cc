// Any bytes as two sets of filters and a threshold: every kernel with every filter finds what the
// scalar one finds, in the same order.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "linkage/match/dice_search.h"
#include "linkage/match/kernels/dice_kernel.h"

namespace {

using namespace onefold;
using match::DiceHit;

void Require(bool condition) {
  if (!condition) std::abort();
}

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  std::uint8_t Byte() { return at_ < size_ ? data_[at_++] : 0; }
  bool empty() const { return at_ >= size_; }

 private:
  const std::uint8_t* data_;
  std::size_t size_, at_ = 0;
};

// A row is what an operation makes of the row before it, so that few bytes make rows alike.
std::vector<std::vector<std::uint8_t>> Rows(Input& input, std::size_t bytes) {
  std::vector<std::vector<std::uint8_t>> rows;
  std::vector<std::uint8_t> row(bytes);
  for (std::size_t n = input.Byte() % 48; n > 0 && !input.empty(); --n) {
    const std::uint8_t what = input.Byte(), value = input.Byte();
    for (std::size_t i = 0; i < bytes; ++i) {
      switch (what % 5) {
        case 0:
          row[i] = value;
          break;
        case 1:
          row[i] = i < bytes * value / 255 ? 0xff : 0;
          break;
        case 2:
          row[i] = static_cast<std::uint8_t>(row[i] * 167 + value + i);
          break;
        case 3:
          if (i == std::size_t{value} * (what / 5 + 1) % bytes) row[i] ^= 1;
          break;
        default:
          if (i % 8 == value % 8) row[i] = input.Byte();
      }
    }
    rows.push_back(row);
  }
  return rows;
}

match::PackedFilters Pack(std::size_t bytes, const std::vector<std::vector<std::uint8_t>>& rows) {
  auto packed = match::PackedFilters::Pack(bytes * 8, rows.size(),
                                           [&](std::size_t i) { return rows[i].data(); });
  Require(packed.ok());
  return *std::move(packed);
}

std::vector<DiceHit> Search(const match::PackedFilters& left, const match::PackedFilters* right,
                            const match::DiceSearchOptions& options) {
  std::vector<DiceHit> hits;
  const match::DiceHitSink sink = [&](std::span<const DiceHit> some) {
    hits.insert(hits.end(), some.begin(), some.end());
    return OkStatus();
  };
  const auto report = right != nullptr ? match::SearchDice(left, *right, options, sink)
                                       : match::SearchDiceWithin(left, options, sink);
  Require(report.ok());
  Require(report->hits == hits.size());
  return hits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  constexpr std::size_t kBytes[] = {1, 8, 9, 16, 40, 64, 128, 136};
  const std::size_t bytes = kBytes[input.Byte() % std::size(kBytes)];
  match::DiceSearchOptions options;
  options.threshold.denominator = 1 + input.Byte();
  options.threshold.numerator = 1 + input.Byte() % options.threshold.denominator;
  options.threads = 1;
  const std::uint8_t sketch = input.Byte();
  const bool within = sketch % 2 == 0;
  options.max_buffered_hits = sketch % 3 == 0 ? 10 : 1'000;
  const match::PackedFilters left = Pack(bytes, Rows(input, bytes));
  const match::PackedFilters right = Pack(bytes, Rows(input, bytes));
  const match::PackedFilters* other = within ? nullptr : &right;

  options.kernel = "scalar";
  const std::vector<DiceHit> expected = Search(left, other, options);
  for (const match::DiceKernel& kernel : match::DiceKernels()) {
    options.kernel = kernel.name;
    switch (kernel.sketch) {
      case match::DiceSketch::kNone:
        options.filter = "none";
        break;
      case match::DiceSketch::kFold:
        if (left.words() < 2) continue;
        options.filter = "fold" + std::to_string(1 + sketch % (left.words() - 1));
        break;
      case match::DiceSketch::kProjection:
        options.filter = "projection" + std::to_string(1 + sketch % match::kMaxProjectionBlocks);
        break;
    }
    Require(Search(left, other, options) == expected);
  }
  return 0;
}
