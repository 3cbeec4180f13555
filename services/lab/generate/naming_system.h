// A naming system ready for drawing: the lists of naming.h with their frequencies.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "crypto/random.h"
#include "services/lab/generate/naming.h"
#include "services/lab/generate/spelling.h"

namespace onefold::lab {

using crypto::SeededStream;

bool Chance(std::uint32_t permille, SeededStream& random);

// Words drawn as Zipf and Mandelbrot have it: the word of rank r (from 1) in proportion to
// 1 / (r + offset). Integers only.
class FrequencyList {
 public:
  FrequencyList() = default;
  FrequencyList(std::vector<std::string> words, std::uint64_t offset);
  bool empty() const { return words_.empty(); }
  const std::vector<std::string>& words() const { return words_; }
  const std::string& Draw(SeededStream& random) const;

 private:
  std::vector<std::string> words_;
  std::vector<std::uint64_t> up_to_;  // sums of the weights
};

class NamingSystem {
 public:
  explicit NamingSystem(const NamingData& data);

  const NamingData& data() const { return *data_; }
  std::string Given(bool female, SeededStream& random) const;
  // As a man has it.
  std::string Family(SeededStream& random) const;
  std::string Place(SeededStream& random) const { return places_.Draw(random); }
  std::string Citizenship(SeededStream& random) const { return citizenships_.Draw(random); }

  // The woman's form of a man's family name; the same where the language has none.
  std::string Feminine(const std::string& family) const;
  bool has_feminine() const { return !feminine_.empty(); }
  // The father's name as the middle name of this language's people; his given name otherwise.
  std::string FatherName(const std::string& given, bool female) const;
  // A nickname or another language's form of the name; empty when none is known.
  std::string OtherName(const std::string& given, SeededStream& random) const;
  // In the script and romanisation of `scheme`.
  std::string Written(const std::string& text, const Scheme& scheme) const;

 private:
  std::string Patronym(const std::string& given, bool female) const;

  const NamingData* data_;
  FrequencyList male_, female_, male_middle_, female_middle_, surnames_, stems_, endings_, places_,
      citizenships_;
  std::vector<std::pair<std::string, std::string>> feminine_;
  std::map<std::string, std::vector<std::string>> other_names_, spellings_;
};

// All of them, in the order of kNamingData.
const std::vector<NamingSystem>& NamingSystems();

}  // namespace onefold::lab
