// The commands of onefold-lab, one file each: flags, help, output.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "services/lab/extract_file.h"

namespace onefold::lab {

struct Command {
  CLI::App* app = nullptr;
  std::function<int()> run;  // exit code
};

Command DefineLink(CLI::App& app);
Command DefineScore(CLI::App& app);
Command DefineSweep(CLI::App& app);
Command DefineSimulate(CLI::App& app);
Command DefineGenerate(CLI::App& app);
Command DefineBench(CLI::App& app);
Command DefineAttack(CLI::App& app);
Command DefineExportEdges(CLI::App& app);
Command DefineMse(CLI::App& app);

// Print the message; 1 failed, 2 wrong usage.
int Fail(const Status& status);
int Misused(const Status& status);

// "NAME=FILE.csv[,clean|dirty][,state|ngo]" each.
StatusOr<std::vector<SourceFile>> ParseSources(const std::vector<std::string>& texts);

}  // namespace onefold::lab
