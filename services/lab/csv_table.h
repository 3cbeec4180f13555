// Reads named columns of a CSV file, row by row.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "crypto/status.h"

namespace onefold::lab {

// The names of the columns. NotFound: no such file. InvalidArgument: no header.
StatusOr<std::vector<std::string>> ReadColumnNames(const std::string& path);

// Calls `take` with the values of `columns` for each row; what `take` returns is annotated with
// file and row. NotFound: no such file. InvalidArgument: a column is missing or a row is no CSV.
Status ReadColumns(const std::string& path, const std::vector<std::string>& columns,
                   const std::function<Status(const std::vector<std::string>& values)>& take);

}  // namespace onefold::lab
