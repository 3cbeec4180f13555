#include "services/lab/generate/naming_system.h"

#include <algorithm>

#include "services/lab/generate/text.h"

namespace onefold::lab {
namespace {

std::string Spaced(std::string_view word) {
  std::string text(word);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

// "A=B/C" with the separator '=': A and {B, C}.
std::pair<std::string, std::vector<std::string>> Entry(std::string_view word, char separator) {
  const std::size_t at = std::min(word.find(separator), word.size());
  std::pair<std::string, std::vector<std::string>> entry{Spaced(word.substr(0, at)), {}};
  for (const std::string_view other : Words(word.substr(std::min(at + 1, word.size())), '/')) {
    entry.second.push_back(Spaced(other));
  }
  return entry;
}

constexpr std::uint64_t kGivenOffset = 5, kStemOffset = 40;

bool EndsIn(const std::string& text, std::string_view ending) {
  return std::string_view(text).ends_with(ending);
}

std::string Replaced(const std::string& text, std::string_view ending, std::string_view by) {
  return text.substr(0, text.size() - ending.size()) + std::string(by);
}

}  // namespace

bool Chance(std::uint32_t permille, SeededStream& random) { return random.Below(1000) < permille; }

FrequencyList::FrequencyList(std::vector<std::string> words, std::uint64_t offset)
    : words_(std::move(words)) {
  std::uint64_t sum = 0;
  for (std::uint64_t rank = 1; rank <= words_.size(); ++rank) {
    sum += 1'000'000'000 / (rank + offset);
    up_to_.push_back(sum);
  }
}

const std::string& FrequencyList::Draw(SeededStream& random) const {
  const std::uint64_t at = random.Below(up_to_.back());
  return words_[static_cast<std::size_t>(std::upper_bound(up_to_.begin(), up_to_.end(), at) -
                                         up_to_.begin())];
}

NamingSystem::NamingSystem(const NamingData& data) : data_(&data) {
  const auto list = [&](std::string_view text, std::uint64_t offset) {
    std::vector<std::string> words;
    for (const std::string_view word : Words(text)) {
      auto [name, spellings] = Entry(word, '=');
      if (!spellings.empty()) spellings_.emplace(name, std::move(spellings));
      words.push_back(std::move(name));
    }
    return FrequencyList(std::move(words), offset);
  };
  male_ = list(data.male, kGivenOffset);
  female_ = list(data.female, kGivenOffset);
  male_middle_ = list(data.male_middle, 0);
  female_middle_ = list(data.female_middle, 0);
  surnames_ = list(data.surnames, data.surname_offset);
  stems_ = list(data.stems, kStemOffset);
  endings_ = list(data.endings, 2);
  places_ = list(data.places, 2);
  citizenships_ = list(data.citizenships, 0);
  for (const std::string_view rule : Words(data.feminine)) {
    const std::size_t equals = rule.find('=');
    feminine_.emplace_back(rule.substr(0, equals), rule.substr(equals + 1));
  }
  for (const std::string_view word : Words(data.nicknames)) {
    auto [name, others] = Entry(word, ':');
    std::erase(others, name);
    if (!others.empty()) other_names_.emplace(std::move(name), std::move(others));
  }
}

std::string NamingSystem::Given(bool female, SeededStream& random) const {
  const FrequencyList& names = female ? female_ : male_;
  const FrequencyList& middle = female ? female_middle_ : male_middle_;
  const std::string& name = names.Draw(random);
  if (!middle.empty()) return middle.Draw(random) + " " + name;
  if (!Chance(data_->second_given_permille, random)) return name;
  const std::string& second = names.Draw(random);
  return second == name ? name : name + " " + second;
}

std::string NamingSystem::Family(SeededStream& random) const {
  if (!stems_.empty() && Chance(data_->rare_permille, random)) {
    std::string name = stems_.Draw(random);  // one after the other: + has no order
    name += endings_.Draw(random);
    return name;
  }
  return surnames_.Draw(random);
}

std::string NamingSystem::Feminine(const std::string& family) const {
  for (const auto& [man, woman] : feminine_) {
    if (EndsIn(family, man)) return Replaced(family, man, woman);
  }
  return family;
}

std::string NamingSystem::Patronym(const std::string& given, bool female) const {
  if (data_->patronymic == Patronymic::kBulgarian) {
    const std::string end = female ? "а" : "";
    if (EndsIn(given, "й")) return Replaced(given, "й", "ев" + end);
    for (const char* vowel : {"а", "о", "я", "ьо", "и", "ю"}) {
      if (EndsIn(given, vowel)) return Replaced(given, vowel, "ов" + end);
    }
    return given + "ов" + end;
  }
  const std::string ov = female ? "івна" : "ович", yev = female ? "ївна" : "йович";
  if (EndsIn(given, "ій")) return Replaced(given, "ій", female ? "іївна" : "ійович");
  if (EndsIn(given, "й")) return Replaced(given, "й", yev);
  if (EndsIn(given, "о")) return Replaced(given, "о", ov);
  if (EndsIn(given, "а")) return Replaced(given, "а", female ? "івна" : "ич");
  if (EndsIn(given, "ь")) return Replaced(given, "ь", female ? "івна" : "ьович");
  return given + ov;
}

std::string NamingSystem::FatherName(const std::string& given, bool female) const {
  if (!male_middle_.empty()) return given;
  const std::string first = given.substr(0, given.find(' '));
  return data_->patronymic == Patronymic::kNone ? first : Patronym(first, female);
}

std::string NamingSystem::OtherName(const std::string& given, SeededStream& random) const {
  const auto found = other_names_.find(given);
  if (found == other_names_.end()) return "";
  return found->second[random.Below(found->second.size())];
}

std::string NamingSystem::Written(const std::string& text, const Scheme& scheme) const {
  if (spellings_.empty()) return Spell(text, data_->language, scheme);
  if (scheme.index == 0) return text;
  std::string written;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" -", at), text.size());
    const std::string word = text.substr(at, end - at);
    const auto found = spellings_.find(word);
    written += found == spellings_.end() ? word : found->second[scheme.index - 1];
    if (end < text.size()) written += text[end];
    at = end + 1;
  }
  return written;
}

const std::vector<NamingSystem>& NamingSystems() {
  static const auto& systems = *[] {
    auto* all = new std::vector<NamingSystem>();
    for (const NamingData* data : kNamingData) all->emplace_back(*data);
    return all;
  }();
  return systems;
}

}  // namespace onefold::lab
