// Numbers as Python's int() and float() read them: spaces around, a sign, digits of any script, '_'
// between digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace onefold::encode {

// int(text) as str() writes it: no leading zeros, '-' for negative numbers. nullopt where Python
// raises ValueError. `text` is valid UTF-8. At most 4,300 digits, as in Python.
std::optional<std::string> CanonicalInteger(std::string_view text);

// float(text). nullopt for ValueError, and for infinities and NaN (which cannot become an integer).
std::optional<double> PythonFloat(std::string_view text);

// The value of a few digits of any script, surrounding spaces allowed; 0 when it is no number below
// 10^9.
int SmallInteger(std::string_view text);

// Of the decimal number written by CanonicalInteger: less than, equal to, greater than `bound` as
// -1, 0, 1.
int CompareInteger(std::string_view canonical, long long bound);

}  // namespace onefold::encode
