// Outcomes pass by pass and of their union: a victim counts once, however many passes give it away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/lab/attack/experiment.h"

namespace onefold::lab::attack {

class PassUnion {
 public:
  PassUnion(std::string id, std::string name, const Experiment& experiment);

  void StartPass(const std::string& pass);
  // `right`: by victim; `of`: how many could be found.
  void AddSeed(std::uint64_t seed, const PassView& view, const std::vector<bool>& right,
               std::uint64_t of);
  void AddDetail(const std::string& key, std::uint64_t value);  // of the pass
  void SetChance(double chance);  // of the pass; without it, of matching blocks by size alone
  void EndPass(double seconds);

  std::vector<AttackOutcome> Finish() &&;

 private:
  AttackOutcome NewOutcome(const std::string& pass) const;

  const std::string id_, name_;
  std::optional<ops::ProgressBar> bar_;
  std::uint64_t steps_ = 0;
  std::vector<AttackOutcome> outcomes_;
  std::vector<std::vector<bool>> ever_;  // by seed - 1
  std::vector<SeedOutcome> union_seeds_;
  double chance_ = 0, rates_ = 0, seconds_ = 0;
};

}  // namespace onefold::lab::attack
