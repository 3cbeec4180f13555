#include <numeric>

#include "services/lab/attack/colours.h"
#include "services/lab/attack/experiment.h"
#include "services/lab/attack/pass_links.h"
#include "services/lab/stopwatch.h"

namespace onefold::lab::attack {
namespace {

StatusOr<std::vector<EncodedPass>> EncodeAllPasses(const Experiment& experiment,
                                                   std::uint64_t seed) {
  std::vector<EncodedPass> passes;
  for (std::size_t pass = 0; pass < linkage::PassLayoutsOf(experiment.schema).size(); ++pass) {
    ONEFOLD_ASSIGN_OR_RETURN(EncodedPass encoded, EncodeVictims(experiment, pass, seed));
    passes.push_back(std::move(encoded));
  }
  return passes;
}

// The population as the attacker sees it: he knows who is who in every pass.
StatusOr<std::vector<std::uint64_t>> ColourPopulation(const Experiment& experiment) {
  const crypto::Secret key = KeyFor("attacker's key", 0, 0);
  ONEFOLD_ASSIGN_OR_RETURN(const auto encoder,
                           encode::Encoder::Create(experiment.schema, key, "attack"));
  std::vector<PassIncidence> incidence;
  auto records = static_cast<std::uint32_t>(experiment.population.size());
  for (std::size_t pass = 0; pass < encoder->layouts().size(); ++pass) {
    crypto::SeededStream stream = StreamFor("attacker's order", 0, pass);
    ONEFOLD_ASSIGN_OR_RETURN(EncodedPass encoded, EncodePass(experiment.population, *encoder, pass,
                                                             stream, experiment.workers));
    for (std::uint32_t& row : encoded.row_of) {
      if (row == kNobody) row = records++;  // a dummy is a record of one pass
    }
    incidence.push_back({std::move(encoded.row_of), std::move(encoded.view.block_begin)});
  }
  std::vector<std::uint64_t> colours = RefineColours(incidence, records);
  colours.resize(experiment.population.size());
  return colours;
}

// The items of every pass with the record that the attacker takes them for. Links join items; an
// item without a link is a record of its own.
class LinkedItems {
 public:
  explicit LinkedItems(const std::vector<EncodedPass>& passes) {
    std::size_t items = 0;
    for (const EncodedPass& pass : passes) {
      first_.push_back(static_cast<std::uint32_t>(items));
      items += pass.view.item_count();
    }
    parent_.resize(items);
    std::iota(parent_.begin(), parent_.end(), 0u);
  }

  std::uint32_t Find(std::uint32_t pass, std::uint32_t item) {
    std::uint32_t at = first_[pass] + item;
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }
  void Join(const PassLink& link) {
    const std::uint32_t other = Find(link.other_pass, link.other_item);
    parent_[Find(link.pass, link.item)] = other;
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(parent_.size()); }

 private:
  std::vector<std::uint32_t> first_, parent_;
};

// What --control linkable grants: items of one record in neighbouring passes are linked.
std::vector<PassLink> GrantLinks(const std::vector<EncodedPass>& passes, std::size_t victims) {
  std::vector<PassLink> links;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> last(victims, {kNoGuess, 0});
  for (std::uint32_t pass = 0; pass < passes.size(); ++pass) {
    for (std::uint32_t item = 0; item < passes[pass].row_of.size(); ++item) {
      if (passes[pass].row_of[item] == kNobody) continue;
      auto& [last_pass, last_item] = last[passes[pass].row_of[item]];
      if (last_pass != kNoGuess) links.push_back({pass, item, last_pass, last_item});
      last_pass = pass;
      last_item = item;
    }
  }
  return links;
}

std::vector<bool> Guess(const Experiment& experiment, const std::vector<EncodedPass>& passes,
                        const std::vector<PassLink>& links,
                        const std::vector<std::uint64_t>& population, std::uint64_t seed) {
  LinkedItems linked(passes);
  for (const PassLink& link : links) linked.Join(link);
  std::vector<PassIncidence> incidence;
  for (std::uint32_t pass = 0; pass < passes.size(); ++pass) {
    PassIncidence one{{}, passes[pass].view.block_begin};
    for (std::uint32_t item = 0; item < passes[pass].view.item_count(); ++item) {
      one.record_of.push_back(linked.Find(pass, item));
    }
    incidence.push_back(std::move(one));
  }
  crypto::SeededStream stream = StreamFor("ties", seed, 0);
  const Guesses by_record =
      MatchColours(RefineColours(incidence, linked.size()), population, stream);
  std::vector<bool> right(experiment.victims.size());
  for (std::uint32_t pass = 0; pass < passes.size(); ++pass) {
    Guesses guesses;
    for (const std::uint32_t record : incidence[pass].record_of) {
      guesses.push_back(by_record[record]);
    }
    const std::vector<bool> found = experiment.judge.FindRight(passes[pass].row_of, guesses);
    for (std::size_t i = 0; i < right.size(); ++i) right[i] = right[i] || found[i];
  }
  return right;
}

}  // namespace

StatusOr<std::vector<AttackOutcome>> RunPassLinkage(const Experiment& experiment) {
  Stopwatch watch;
  AttackOutcome outcome;
  outcome.id = "A3";
  outcome.name = experiment.options.control_linkable ? "pass linkage (control)" : "pass linkage";
  if (experiment.schema.own() == nullptr) {
    outcome.reason = "one pass: there is nothing to link";
    return std::vector{outcome};
  }
  ONEFOLD_ASSIGN_OR_RETURN(const auto population, ColourPopulation(experiment));
  std::uint64_t items = 0, right_links = 0, links_found = 0;
  for (std::uint64_t seed = 1; seed <= experiment.options.seeds; ++seed) {
    ONEFOLD_ASSIGN_OR_RETURN(const auto passes, EncodeAllPasses(experiment, seed));
    std::vector<const PassView*> views;
    for (const EncodedPass& pass : passes) {
      views.push_back(&pass.view);
      items += pass.view.item_count();
    }
    const std::vector<PassLink> links = experiment.options.control_linkable
                                            ? GrantLinks(passes, experiment.victims.size())
                                            : FindPassLinks(views);
    links_found += links.size();
    for (const PassLink& link : links) {
      right_links +=
          passes[link.pass].row_of[link.item] != kNobody &&
          passes[link.pass].row_of[link.item] == passes[link.other_pass].row_of[link.other_item];
    }
    const auto right = Guess(experiment, passes, links, population, seed);
    outcome.seeds.push_back({seed, CountTrue(right), experiment.judge.overlap()});
  }
  if (right_links == 0) {
    outcome.reason = "no field is common to two passes: of " + std::to_string(items) + " items, " +
                     std::to_string(links_found) +
                     " values stand in two passes, and none of them joins the items of one record";
    outcome.seeds.clear();
  }
  outcome.chance = 1.0 / static_cast<double>(experiment.judge.overlap());
  outcome.details = {{"items", items}, {"links", links_found}, {"right_links", right_links}};
  outcome.seconds = watch.Lap();
  return std::vector{outcome};
}

}  // namespace onefold::lab::attack
