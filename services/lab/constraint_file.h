// Must-links and cannot-links of a laboratory run, as people write them:
// docs/formats/constraints.md.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/status.h"
#include "linkage/count/count.h"
#include "services/lab/extract_file.h"

namespace onefold::lab {

// The case of a record that is linked; nothing when the source has no such record.
using FindCase = std::function<std::optional<std::uint32_t>(const std::string& source,
                                                            const std::string& record_id)>;

// One constraint a pair of records, in the order of the file. NotFound: no such file.
// InvalidArgument naming file, row, column and rule.
StatusOr<std::vector<count::Constraint>> ReadConstraints(const std::string& path,
                                                         const std::vector<SourceFile>& sources,
                                                         const FindCase& find);

}  // namespace onefold::lab
