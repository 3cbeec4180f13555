#include <iostream>
#include <nlohmann/json.hpp>

#include "services/lab/commands.h"
#include "services/lab/generate/generate.h"
#include "services/lab/world_flags.h"

namespace onefold::lab {
namespace {

struct GenerateArguments {
  GenerateOptions options;
  bool json = false;
};

int RunGenerate(GenerateArguments& a) {
  a.options.show_progress = true;
  const auto generated = Generate(a.options);
  if (!generated.ok()) return Fail(generated.status());
  if (!a.json) {
    std::cout << generated->records << " records of " << generated->detected << " persons; "
              << generated->persons - generated->detected << " persons were met by nobody\n";
    for (const std::string& file : generated->files) std::cout << "  " << file << "\n";
    return 0;
  }
  nlohmann::ordered_json json;
  json["persons"] = generated->persons;
  json["detected"] = generated->detected;
  json["records"] = generated->records;
  json["linkable"] = generated->linkable;
  json["withdrawals"] = generated->withdrawals;
  json["files"] = generated->files;
  std::cout << json.dump() << "\n";
  return 0;
}

}  // namespace

Command DefineGenerate(CLI::App& app) {
  const auto arguments = std::make_shared<GenerateArguments>();
  GenerateArguments& a = *arguments;
  CLI::App* generate =
      app.add_subcommand("generate", "Make up persons, the agencies' files and the truth");
  generate->add_option("--out", a.options.directory, "Folder for the files")->required();
  generate
      ->add_option("--persons", a.options.persons, "How many, those whom no agency meets included")
      ->required();
  AddWorldFlags(*generate, a.options);
  generate->add_flag("--latin-only", a.options.latin_only,
                     "Every agency writes Latin letters: the control of the same seed");
  generate
      ->add_option("--planted", a.options.planted,
                   "Also AGENCY.planted.csv: so many fictitious persons whom every agency writes")
      ->capture_default_str();
  generate->add_flag("--json", a.json, "One JSON object on standard output");
  generate->footer(
      "Example:\n  onefold-lab generate --persons 5000 --seed 1 --out made-up\n"
      "Files fit deploy/schemas/see.json; truth.csv is for onefold-lab score.");
  return {generate, [arguments] { return RunGenerate(*arguments); }};
}

}  // namespace onefold::lab
