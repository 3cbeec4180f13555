#include "services/lab/commands.h"

#include <iostream>

namespace onefold::lab {

int Fail(const Status& status) {
  std::cerr << "onefold-lab: " << Message(status) << "\n";
  return 1;
}

int Misused(const Status& status) {
  Fail(status);
  return 2;
}

StatusOr<std::vector<SourceFile>> ParseSources(const std::vector<std::string>& texts) {
  std::vector<SourceFile> sources;
  for (const std::string& text : texts) {
    ONEFOLD_ASSIGN_OR_RETURN(SourceFile source, ParseSourceFile(text));
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace onefold::lab
