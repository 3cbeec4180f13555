// Reads named columns of a CSV file, row by row, up to the first bad row: for files of which no
// half is worth anything. Further columns are passed over.
#pragma once

#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "crypto/status.h"

namespace onefold::linkage {

// A row's values of the asked columns, in the order asked.
using TakeRow = std::function<Status(const std::vector<std::string>& values)>;

// Calls `take` for each row; what it returns is annotated with the row. InvalidArgument
// "header.*: ..." or "row N: [column: ]csv.*: ..." (csv.h; further columns are not named),
// "header.missing-column: ..." for a column that is asked for.
Status ReadColumns(std::istream& input, const std::vector<std::string>& columns,
                   const TakeRow& take);

// The same of a file, whose path is before every message. NotFound: it cannot be opened.
Status ReadColumns(const std::string& path, const std::vector<std::string>& columns,
                   const TakeRow& take);

// The names of a file's columns, for a reader that does not know them. Errors as above.
StatusOr<std::vector<std::string>> ReadColumnNames(const std::string& path);

}  // namespace onefold::linkage
