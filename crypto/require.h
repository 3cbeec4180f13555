// Preconditions that only a programming error can break: the process ends with the rule on stderr.
#pragma once

namespace onefold::crypto {

// Never called with anything that came from outside the program; input is answered with a Status.
void Require(bool condition, const char* rule);

}  // namespace onefold::crypto
