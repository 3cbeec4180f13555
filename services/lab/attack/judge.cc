#include "services/lab/attack/judge.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace onefold::lab::attack {

Judge::Judge(const std::vector<std::string>& victims, const std::vector<std::string>& population) {
  std::unordered_map<std::string, std::uint32_t> rows;
  for (std::uint32_t row = 0; row < population.size(); ++row) rows.emplace(population[row], row);
  for (const std::string& id : victims) {
    const auto found = rows.find(id);
    population_row_of_.push_back(found == rows.end() ? kNoGuess : found->second);
    if (found != rows.end()) ++overlap_;
  }
}

std::vector<bool> Judge::FindRight(const std::vector<std::uint32_t>& row_of,
                                   const Guesses& guesses) const {
  std::vector<bool> right(population_row_of_.size());
  for (std::size_t item = 0; item < row_of.size(); ++item) {
    if (row_of[item] == kNobody) continue;
    const std::uint32_t truth = population_row_of_[row_of[item]];
    if (truth != kNoGuess && guesses[item] == truth) right[row_of[item]] = true;
  }
  return right;
}

std::vector<bool> Judge::Draw(std::vector<std::uint32_t> candidates, std::uint64_t count,
                              crypto::SeededStream stream) const {
  Shuffle(stream, candidates);
  candidates.resize(std::min<std::size_t>(candidates.size(), count));
  std::vector<bool> drawn(population_row_of_.size());
  for (const std::uint32_t victim : candidates) drawn[victim] = true;
  return drawn;
}

std::vector<bool> Judge::DrawKnown(double fraction, std::uint64_t seed) const {
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t victim = 0; victim < population_row_of_.size(); ++victim) {
    if (population_row_of_[victim] != kNoGuess) candidates.push_back(victim);
  }
  const auto count =
      static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(candidates.size())));
  return Draw(std::move(candidates), count, StreamFor("known victims", seed, 0));
}

std::vector<bool> Judge::DrawTested(const std::vector<bool>& known, std::uint64_t limit,
                                    std::uint64_t seed) const {
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t victim = 0; victim < population_row_of_.size(); ++victim) {
    if (population_row_of_[victim] != kNoGuess && !known[victim]) candidates.push_back(victim);
  }
  return Draw(std::move(candidates), limit, StreamFor("tested victims", seed, 0));
}

Guesses Judge::Reveal(const std::vector<std::uint32_t>& row_of,
                      const std::vector<bool>& known) const {
  Guesses revealed;
  for (const std::uint32_t victim : row_of) {
    const bool revealable = victim != kNobody && known[victim];
    revealed.push_back(revealable ? population_row_of_[victim] : kNoGuess);
  }
  return revealed;
}

}  // namespace onefold::lab::attack
