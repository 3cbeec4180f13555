// The two formats' readers, for schema.cc only. Errors go to `errors`; what is returned then is not
// to be used.
#pragma once

#include <string>
#include <vector>

#include "linkage/schema.h"
#include "linkage/schema_json.h"

namespace onefold::linkage {

Schema ReadOwnSchema(const Json& root, JsonErrors& errors);
ClkhashSchema ReadClkhashSchema(const Json& root, JsonErrors& errors,
                                std::vector<std::string>& warnings);

}  // namespace onefold::linkage
