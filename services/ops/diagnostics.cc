#include "services/ops/diagnostics.h"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace onefold::ops {
namespace {

std::string& ProgramName() {
  static std::string& name = *new std::string("onefold");
  return name;
}

const char* LevelName(Level level) {
  switch (level) {
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
    case Level::kInfo:
      break;
  }
  return "info";
}

}  // namespace

void StartDiagnostics(std::string program) { ProgramName() = std::move(program); }

int ExitCode(const Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s: %s\n", ProgramName().c_str(), std::string(Message(status)).c_str());
  return 1;
}

std::string FormatTimeUtc(std::int64_t unix_ms) {
  // Floor, so that times before 1970 keep a positive millisecond part.
  std::int64_t seconds = unix_ms / 1000;
  std::int64_t milliseconds = unix_ms % 1000;
  if (milliseconds < 0) {
    milliseconds += 1000;
    seconds -= 1;
  }
  const time_t clock = seconds;
  tm parts{};
  gmtime_r(&clock, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     milliseconds);
}

std::string FormatDiagnostic(std::int64_t unix_ms, Level level, std::string_view program,
                             std::string_view event, std::string_view message,
                             std::initializer_list<FieldValue> fields) {
  nlohmann::ordered_json line;
  line["time"] = FormatTimeUtc(unix_ms);
  line["level"] = LevelName(level);
  line["program"] = program;
  line["event"] = event;
  line["message"] = message;
  for (const FieldValue& field : fields) {
    const std::string key(field.key);
    if (line.contains(key)) continue;  // the fixed fields keep their meaning
    std::visit([&](const auto& value) { line[key] = value; }, field.value);
  }
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void Emit(Level level, std::string_view event, std::string_view message,
          std::initializer_list<FieldValue> fields) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t unix_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::string line = FormatDiagnostic(unix_ms, level, ProgramName(), event, message, fields);
  std::size_t written = 0;
  while (written < line.size()) {
    const ssize_t n = ::write(STDERR_FILENO, line.data() + written, line.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    written += static_cast<std::size_t>(n);
  }
}

}  // namespace onefold::ops
