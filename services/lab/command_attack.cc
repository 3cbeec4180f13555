#include <iostream>

#include "services/lab/attack/suite.h"
#include "services/lab/commands.h"

namespace onefold::lab {
namespace {

struct AttackArguments {
  attack::AttackOptions options;
  std::vector<std::string> only;
  std::string control;
  bool json = false;
};

int RunAttack(AttackArguments& a) {
  a.options.only = {a.only.begin(), a.only.end()};
  a.options.control_linkable = a.control == "linkable";
  const auto report = attack::RunAttacks(a.options);
  if (!report.ok()) return Fail(report.status());
  std::cout << (a.json ? attack::FormatReport(*report) + "\n" : attack::FormatTable(*report));
  return 0;
}

}  // namespace

Command DefineAttack(CLI::App& app) {
  const auto arguments = std::make_shared<AttackArguments>();
  AttackArguments& a = *arguments;
  CLI::App* command = app.add_subcommand(
      "attack", "Try to re-identify encoded records as a matcher with a population in clear could");
  command->add_option("--schema", a.options.schema_path, "Linkage schema: our own or clkhash v3")
      ->required();
  command
      ->add_option("--in", a.options.victims_path,
                   "The victims' records, encoded under random keys")
      ->required();
  command
      ->add_option("--known", a.options.population_path,
                   "The attacker's population in clear; equal record ids are one person")
      ->required();
  command->add_option("--only", a.only, "Attacks, with commas: A1,A2")
      ->delimiter(',')
      ->check(CLI::IsMember(attack::AttackIds()));
  command->add_option("--seeds", a.options.seeds, "Repetitions, each with its own victims' key")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      ->add_option("--known-fraction", a.options.known_fraction,
                   "A4, A5: share of the victims whom the attacker knows already")
      ->check(CLI::Range(0.0, 0.95))
      ->capture_default_str();
  command
      ->add_option("--limit", a.options.limit,
                   "Records of each file, the same ids in both; 0 = all")
      ->capture_default_str();
  command
      ->add_option("--attacker-keys", a.options.attacker_keys,
                   "Own keys over which the attacker averages")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  command
      ->add_option("--dummies", a.options.dummies,
                   "A2: most padding items of a block that the attacker reckons with")
      ->check(CLI::Range(0, 16))
      ->capture_default_str();
  command
      ->add_option("--control", a.control,
                   "linkable: A3 is told which items are one record, and must then succeed")
      ->check(CLI::IsMember({"linkable"}));
  command->add_option("--threads", a.options.threads, "0 = all cores")->capture_default_str();
  command->add_flag("--json", a.json, "One JSON object on standard output");
  command->footer(
      "Example:\n  onefold-lab attack --schema deploy/schemas/febrl-name-dob.json "
      "--in deploy/data/febrl4a.csv --known deploy/data/febrl4a.csv --only A2 --seeds 2");
  return {command, [arguments] { return RunAttack(*arguments); }};
}

}  // namespace onefold::lab
