#include "services/ops/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace onefold::ops {
namespace {

using std::chrono::steady_clock;

constexpr auto kBarEvery = std::chrono::milliseconds(200);
constexpr auto kLineEvery = std::chrono::seconds(5);
constexpr unsigned kBarWidth = 24;

unsigned Percent(const ProgressState& state) {
  if (state.total == 0) return 0;
  const long double share = static_cast<long double>(state.done) / state.total;
  return static_cast<unsigned>(std::min<long double>(share, 1) * 100);
}

double Rate(const ProgressState& state) {
  return state.seconds > 0 ? static_cast<double>(state.done) / state.seconds : 0;
}

std::string Remaining(const ProgressState& state) {
  const double rate = Rate(state);
  if (state.total == 0 || state.done >= state.total || rate <= 0) return "";
  return FormatDuration(static_cast<double>(state.total - state.done) / rate) + " left";
}

std::string RateText(const ProgressState& state) {
  return FormatCount(static_cast<std::uint64_t>(Rate(state))) + "/s";
}

}  // namespace

std::string FormatCount(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string FormatDuration(double seconds) {
  if (!(seconds > 0)) return "0 s";
  const auto whole = static_cast<std::uint64_t>(std::min(std::ceil(seconds), 3.6e8));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string FormatProgressBar(const ProgressState& state) {
  if (state.total == 0) {
    return fmt::format("{} {} {}  {}", state.label, FormatCount(state.done), state.unit,
                       RateText(state));
  }
  const unsigned percent = Percent(state);
  const unsigned filled = percent * kBarWidth / 100;
  std::string text =
      fmt::format("{} [{}{}] {:3} %  {}/{} {}  {}", state.label, std::string(filled, '#'),
                  std::string(kBarWidth - filled, '.'), percent, FormatCount(state.done),
                  FormatCount(state.total), state.unit, RateText(state));
  const std::string remaining = Remaining(state);
  if (!remaining.empty()) text += "  " + remaining;
  return text;
}

std::string FormatProgressLine(const ProgressState& state) {
  std::string text = fmt::format("{}: {}", state.label, FormatCount(state.done));
  if (state.total > 0) text += " of " + FormatCount(state.total);
  text += " " + state.unit;
  if (state.total > 0) text += fmt::format(", {} %", Percent(state));
  text += ", " + RateText(state);
  const std::string remaining = Remaining(state);
  if (!remaining.empty()) text += ", " + remaining;
  return text;
}

ProgressBar::Output ProgressBar::StandardError() {
  return {isatty(STDERR_FILENO) == 1,
          [](std::string_view text) {
            // Progress that cannot be shown is no reason to stop.
            [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, text.data(), text.size());
          },
          [] { return steady_clock::now(); }};
}

ProgressBar::ProgressBar(std::string label, std::string unit, std::uint64_t total, Output output)
    : state_{std::move(label), std::move(unit), 0, total, 0}, output_(std::move(output)) {
  start_ = last_shown_ = output_.clock();
}

ProgressBar::~ProgressBar() {
  if (output_.terminal && shown_ && !finished_) output_.write("\n");
}

void ProgressBar::Update(std::uint64_t done) {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  state_.done = std::max(state_.done, done);
  const auto now = output_.clock();
  const bool due = output_.terminal ? !shown_ || now - last_shown_ >= kBarEvery
                                    : now - last_shown_ >= kLineEvery;
  if (due) Show(now);
}

void ProgressBar::SetTotal(std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  state_.total = total;
}

void ProgressBar::Finish() {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  Show(output_.clock());
  if (output_.terminal) output_.write("\n");
  finished_ = true;
}

void ProgressBar::Show(steady_clock::time_point now) {
  state_.seconds = std::chrono::duration<double>(now - start_).count();
  // "\x1b[K" clears what a longer earlier text left on the line.
  output_.write(output_.terminal ? "\r" + FormatProgressBar(state_) + "\x1b[K"
                                 : FormatProgressLine(state_) + "\n");
  last_shown_ = now;
  shown_ = true;
}

}  // namespace onefold::ops
