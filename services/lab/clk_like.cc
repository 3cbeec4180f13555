#include "services/lab/clk_like.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/random.h"

namespace onefold::lab {
namespace {

using Fields = std::array<std::string, 4>;

// Ranks 0.. with frequencies 1/(rank + q).
class ZipfMandelbrot {
 public:
  ZipfMandelbrot(std::size_t size, double q) {
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
      sum += 1 / (static_cast<double>(i) + q);
      sums_.push_back(sum);
    }
  }
  std::size_t Draw(crypto::SeededStream& random) const {
    const double at = static_cast<double>(random.Below(std::uint64_t{1} << 53)) * 0x1p-53;
    const auto found = std::upper_bound(sums_.begin(), sums_.end(), at * sums_.back());
    return std::min<std::size_t>(static_cast<std::size_t>(found - sums_.begin()), sums_.size() - 1);
  }

 private:
  std::vector<double> sums_;
};

class Persons {
 public:
  explicit Persons(crypto::SeededStream& random) : random_(random) {
    for (std::size_t i = 0; i < kGiven; ++i) given_.push_back(Word(2, 3));
    for (std::size_t i = 0; i < kSurnames; ++i) surnames_.push_back(Word(2, 4));
    for (std::size_t i = 0; i < kPlaces; ++i) places_.push_back(Word(3, 5));
  }

  Fields Draw() {
    std::string date = std::to_string(1930 + random_.Below(80));
    for (const std::uint64_t part : {1 + random_.Below(12), 1 + random_.Below(28)}) {
      date += std::to_string(100 + part).substr(1);
    }
    return {given_[given_rank_.Draw(random_)], surnames_[surname_rank_.Draw(random_)],
            places_[place_rank_.Draw(random_)], date};
  }

  Fields WithErrors(Fields fields) {
    for (std::uint64_t errors = random_.Below(4); errors > 0; --errors) {
      const std::size_t f = random_.Below(fields.size());
      char& letter = fields[f][random_.Below(fields[f].size())];
      letter = static_cast<char>(f == 3 ? '0' + random_.Below(10) : 'a' + random_.Below(26));
    }
    return fields;
  }

 private:
  static constexpr std::size_t kGiven = 2'000, kSurnames = 10'000, kPlaces = 1'500;

  // Syllables of a consonant and a vowel, the frequent ones much more frequent.
  std::string Word(std::uint64_t least, std::uint64_t most) {
    constexpr std::string_view kConsonants = "nrsltmdkhbgcjvpywfzxq";
    constexpr std::string_view kVowels = "aeioun";
    std::string word;
    for (std::uint64_t left = least + random_.Below(most - least + 1); left > 0; --left) {
      word += kConsonants[consonant_rank_.Draw(random_)];
      word += kVowels[vowel_rank_.Draw(random_)];
    }
    if (random_.Below(2) == 0) word += kConsonants[consonant_rank_.Draw(random_)];
    return word;
  }

  crypto::SeededStream& random_;
  const ZipfMandelbrot consonant_rank_{21, 3}, vowel_rank_{6, 1.5};
  const ZipfMandelbrot given_rank_{kGiven, 12}, surname_rank_{kSurnames, 30},
      place_rank_{kPlaces, 20};
  std::vector<std::string> given_, surnames_, places_;
};

std::uint64_t Mix(std::uint64_t x) {  // SplitMix64's finisher: spreads, no more is needed here
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

void SetBigrams(const Fields& fields, std::size_t bits, std::uint64_t* row) {
  const std::size_t bits_per_bigram = std::max<std::size_t>(1, (15 * bits + 512) / 1024);
  for (std::size_t f = 0; f < fields.size(); ++f) {
    const std::string padded = " " + fields[f] + " ";
    for (std::size_t i = 0; i + 2 <= padded.size(); ++i) {
      const std::uint64_t bigram = Mix(f << 16 | static_cast<std::uint64_t>(padded[i]) << 8 |
                                       static_cast<std::uint64_t>(padded[i + 1]));
      for (std::size_t k = 1; k <= bits_per_bigram; ++k) {
        const std::uint64_t bit = Mix(bigram + k * 0x9e3779b97f4a7c15) % bits;
        row[bit / 64] |= std::uint64_t{1} << bit % 64;
      }
    }
  }
}

}  // namespace

ClkLikeSets MakeClkLikeSets(std::size_t records, std::size_t bits) {
  crypto::SeededStream random(crypto::Sha256(AsBytes("onefold-lab bench compare")));
  Persons persons(random);
  const std::size_t words = (bits + 63) / 64;
  ClkLikeSets sets;
  sets.left.resize(records * words);
  sets.right.resize(records * words);
  for (std::size_t i = 0; i < records; ++i) {
    const Fields one = persons.Draw();
    const Fields other = i % 2 == 0 ? persons.WithErrors(one) : persons.Draw();
    SetBigrams(one, bits, sets.left.data() + i * words);
    SetBigrams(other, bits, sets.right.data() + i * words);
  }
  return sets;
}

}  // namespace onefold::lab
