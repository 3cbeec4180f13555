// Diagnostics of a program: JSON lines on stderr with fixed fields, for the operator. (The audit
// log is another thing: services/store/log_store.h.)
//
//   {"time":"2026-03-01T12:00:00.000Z","level":"info","program":"onefold-matcher","event":"listening",
//    "message":"ready for submissions","grpc_port":7443}
//
// No value of a record, no secret and no person's name is ever passed to Emit.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/status.h"

namespace onefold::ops {

enum class Level { kInfo, kWarning, kError };

struct FieldValue {
  std::string_view key;  // snake_case; not one of time, level, program, event, message
  std::variant<std::string, std::int64_t, std::uint64_t, double, bool> value;
};

// Names the program in every following line. Call once, before threads start; without it the name
// is "onefold".
void StartDiagnostics(std::string program);

// How a program ends: 0, or 1 after the reason on stderr as "<program>: <message>", for a person.
int ExitCode(const Status& status);

// Writes one line with one write(2), so lines of several threads or processes never mix.
// Thread-safe. Bytes that are not valid UTF-8 are replaced. A line that cannot be written is
// dropped: diagnostics never stop the work.
void Emit(Level level, std::string_view event, std::string_view message,
          std::initializer_list<FieldValue> fields = {});

// The line that Emit would write for `unix_ms`, with its line break.
std::string FormatDiagnostic(std::int64_t unix_ms, Level level, std::string_view program,
                             std::string_view event, std::string_view message,
                             std::initializer_list<FieldValue> fields);

// RFC 3339 in UTC with milliseconds.
std::string FormatTimeUtc(std::int64_t unix_ms);

}  // namespace onefold::ops
