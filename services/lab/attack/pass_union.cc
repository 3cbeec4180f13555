#include "services/lab/attack/pass_union.h"

#include <algorithm>
#include <set>

namespace onefold::lab::attack {

PassUnion::PassUnion(std::string id, std::string name, const Experiment& experiment)
    : id_(std::move(id)), name_(std::move(name)), ever_(experiment.options.seeds) {
  if (experiment.options.show_progress) {
    bar_.emplace("attack " + id_, "runs",
                 linkage::PassLayoutsOf(experiment.schema).size() * experiment.options.seeds);
  }
}

AttackOutcome PassUnion::NewOutcome(const std::string& pass) const {
  AttackOutcome outcome;
  outcome.id = id_;
  outcome.name = name_;
  outcome.pass = pass;
  return outcome;
}

void PassUnion::StartPass(const std::string& pass) { outcomes_.push_back(NewOutcome(pass)); }

void PassUnion::AddSeed(std::uint64_t seed, const PassView& view, const std::vector<bool>& right,
                        std::uint64_t of) {
  AttackOutcome& outcome = outcomes_.back();
  outcome.seeds.push_back({seed, CountTrue(right), of});
  std::vector<bool>& ever = ever_[outcome.seeds.size() - 1];
  ever.resize(right.size());
  for (std::size_t i = 0; i < right.size(); ++i) ever[i] = ever[i] || right[i];
  if (outcome.seeds.size() == 1) {
    std::set<std::uint32_t> sizes;
    for (std::size_t b = 0; b < view.block_count(); ++b) {
      sizes.insert(view.block_begin[b + 1] - view.block_begin[b]);
    }
    // A blind attacker who only matches sizes finds one of each size.
    outcome.chance =
        of == 0 ? 0 : std::min(1.0, static_cast<double>(sizes.size()) / static_cast<double>(of));
    outcome.details = {{"items", view.item_count()},
                       {"blocks", view.block_count()},
                       {"largest_block", sizes.empty() ? 0 : *sizes.rbegin()}};
  }
  if (bar_.has_value()) bar_->Update(++steps_);
}

void PassUnion::AddDetail(const std::string& key, std::uint64_t value) {
  outcomes_.back().details.emplace_back(key, value);
}

void PassUnion::SetChance(double chance) { outcomes_.back().chance = chance; }

void PassUnion::EndPass(double seconds) {
  AttackOutcome& outcome = outcomes_.back();
  outcome.seconds = seconds;
  chance_ += outcome.chance;
  rates_ += outcome.rate();
  seconds_ += seconds;
  union_seeds_ = outcome.seeds;
}

std::vector<AttackOutcome> PassUnion::Finish() && {
  AttackOutcome all = NewOutcome("");
  all.chance = std::min(1.0, chance_);
  all.sum_of_rates = rates_;
  all.seconds = seconds_;
  for (std::size_t i = 0; i < union_seeds_.size(); ++i) {
    all.seeds.push_back({union_seeds_[i].seed, CountTrue(ever_[i]), union_seeds_[i].of});
  }
  outcomes_.push_back(std::move(all));
  return std::move(outcomes_);
}

}  // namespace onefold::lab::attack
