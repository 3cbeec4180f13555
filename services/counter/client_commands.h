// onefold-counter run | status | release | submissions: the commands of the coordination body.
#pragma once

namespace CLI {
class App;
}

namespace onefold::counter {

// Adds the commands to `app`. The one that was chosen runs in its callback and leaves its exit code
// (0 done, 1 refused or failed) in `exit_code`, which outlives the parsing.
void AddClientCommands(CLI::App& app, int& exit_code);

}  // namespace onefold::counter
