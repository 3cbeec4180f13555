// Shows how far a long piece of work is: a bar with rate and remaining time on a terminal,
// otherwise a plain line at most every 5 seconds. Nothing it shows is part of a result.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace onefold::ops {

// What is shown; pure, so that it can be tested.
struct ProgressState {
  std::string label;  // "submitting"
  std::string unit;   // "records"
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0 = unknown
  double seconds = 0;       // since the start
};
// "submitting [#########...........]  45 %  45,000/100,000 records  12,300/s  4 s left"
std::string FormatProgressBar(const ProgressState& state);
// "submitting: 45,000 of 100,000 records, 45 %, 12,300/s, 4 s left"
std::string FormatProgressLine(const ProgressState& state);
// 1234567 -> "1,234,567"
std::string FormatCount(std::uint64_t value);
// 4 -> "4 s", 75 -> "1 min 15 s", 3700 -> "1 h 1 min"
std::string FormatDuration(double seconds);

class ProgressBar {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;
  struct Output {
    bool terminal = false;
    std::function<void(std::string_view)> write;
    Clock clock;
  };
  // On stderr; a bar when stderr is a terminal.
  static Output StandardError();

  ProgressBar(std::string label, std::string unit, std::uint64_t total,
              Output output = StandardError());
  // Ends the line that a bar has open.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Cheap to call often; thread-safe. `done` never goes back on screen.
  void Update(std::uint64_t done);
  void SetTotal(std::uint64_t total);
  // Shows the final state. Nothing more is shown after it.
  void Finish();

 private:
  void Show(std::chrono::steady_clock::time_point now);

  std::mutex mutex_;
  ProgressState state_;
  Output output_;
  std::chrono::steady_clock::time_point start_, last_shown_;
  bool shown_ = false;
  bool finished_ = false;
};

}  // namespace onefold::ops
