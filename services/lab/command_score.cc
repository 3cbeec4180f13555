#include <iostream>

#include "services/lab/commands.h"
#include "services/lab/score.h"

namespace onefold::lab {
namespace {

struct ScoreArguments {
  std::string entities, truth, records, persons;
  bool json = false;
};

StatusOr<Score> ScoreFiles(const ScoreArguments& a) {
  ONEFOLD_ASSIGN_OR_RETURN(Truth truth, Truth::Read(a.truth));
  if (!a.records.empty()) ONEFOLD_RETURN_IF_ERROR(truth.ReadScripts(a.records));
  if (!a.persons.empty()) ONEFOLD_RETURN_IF_ERROR(truth.ReadNamingSystems(a.persons));
  ONEFOLD_ASSIGN_OR_RETURN(const auto entity_of, ReadEntities(a.entities, truth));
  return truth.Compare(entity_of);
}

void PrintGroups(const std::vector<GroupRecall>& groups) {
  for (const GroupRecall& group : groups) {
    std::cout << "  " << group.group << ": recall " << group.recall
              << " (95 %: " << group.interval.low << " to " << group.interval.high << ") of "
              << group.pairs_true << " pairs\n";
  }
}

int RunScore(const ScoreArguments& a) {
  const auto score = ScoreFiles(a);
  if (!score.ok()) return Fail(score.status());
  if (a.json) {
    std::cout << FormatScore(*score) << "\n";
    return 0;
  }
  std::cout << "pairs: precision " << score->precision << ", recall " << score->recall << ", F1 "
            << score->f1 << "; among linked records: recall " << score->recall_linked << ", F1 "
            << score->f1_linked << "\nB-cubed: precision " << score->bcubed_precision << ", recall "
            << score->bcubed_recall << ", F1 " << score->bcubed_f1 << "\n"
            << score->entities << " entities, " << score->unique_true << " persons, "
            << score->unique_true_linked << " of them with a linked record\n";
  PrintGroups(score->by_script_pair);
  if (!score->by_script_pair.empty()) PrintGroups({score->inside_latin, score->between_scripts});
  PrintGroups(score->by_naming_system);
  return 0;
}

}  // namespace

Command DefineScore(CLI::App& app) {
  const auto arguments = std::make_shared<ScoreArguments>();
  ScoreArguments& a = *arguments;
  CLI::App* score = app.add_subcommand("score", "Compare entities with known truth");
  score->add_option("--entities", a.entities, "source,record_id,entity_id")->required();
  score->add_option("--truth", a.truth, "source,record_id,person_id")->required();
  score->add_option("--records", a.records,
                    "records.csv of generate: recall by pair of scripts as well");
  score->add_option("--persons", a.persons,
                    "persons.csv of generate: recall by naming system as well");
  score->add_flag("--json", a.json, "One JSON object on standard output");
  score->footer(
      "Example:\n  onefold-lab score --entities entities.csv --truth made-up/truth.csv "
      "--records made-up/records.csv --json");
  return {score, [arguments] { return RunScore(*arguments); }};
}

}  // namespace onefold::lab
