#include "services/ops/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace onefold::ops {
namespace {

[[noreturn]] void Misuse(std::string_view name, std::string_view what) {
  fmt::print(stderr, "metric {}: {}\n", name, what);
  std::abort();
}

bool IsName(std::string_view name, bool colon) {
  const auto letter = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colon && c == ':');
  };
  if (name.empty() || !letter(name[0])) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string Escape(std::string_view text, bool quote) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quote) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

std::string FormatLabels(std::string_view name, const Labels& labels) {
  std::string text;
  for (const auto& [key, value] : labels) {
    if (!IsName(key, false) || key == "le" || key.starts_with("__")) Misuse(name, "bad label name");
    if (!text.empty()) text += ',';
    text += fmt::format("{}=\"{}\"", key, Escape(value, true));
  }
  return text;
}

std::string Line(std::string_view name, std::string_view labels, std::string_view value) {
  return labels.empty() ? fmt::format("{} {}\n", name, value)
                        : fmt::format("{}{{{}}} {}\n", name, labels, value);
}

std::string HistogramLines(std::string_view name, const std::string& labels,
                           const Histogram& histogram) {
  const std::vector<std::uint64_t> counts = histogram.counts();
  std::string out;
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    cumulative += counts[i];
    const std::string bound =
        i < histogram.bounds().size() ? Number(histogram.bounds()[i]) : "+Inf";
    const std::string bucket = labels + (labels.empty() ? "" : ",") + "le=\"" + bound + "\"";
    out += Line(fmt::format("{}_bucket", name), bucket, std::to_string(cumulative));
  }
  out += Line(fmt::format("{}_sum", name), labels, Number(histogram.sum()));
  out += Line(fmt::format("{}_count", name), labels, std::to_string(cumulative));
  return out;
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(new std::atomic<std::uint64_t>[bounds_.size() + 1]()) {}

void Histogram::Observe(double value) {
  const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::counts() const {
  std::vector<std::uint64_t> counts(bounds_.size() + 1);
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = counts_[i].load();
  return counts;
}

Metrics::Series& Metrics::Find(std::string_view name, std::string_view help, Kind kind,
                               const Labels& labels) {
  if (!IsName(name, true)) Misuse(name, "bad name");
  auto [it, is_new] = families_.try_emplace(std::string(name));
  Family& family = it->second;
  if (is_new) {
    family.kind = kind;
    family.help = help;
  } else if (family.kind != kind) {
    Misuse(name, "used for two kinds");
  }
  std::string text = FormatLabels(name, labels);
  Series& series = family.series[text];
  series.labels = std::move(text);
  return series;
}

Counter& Metrics::AddCounter(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  Series& series = Find(name, help, Kind::kCounter, labels);
  if (!series.counter) series.counter = std::make_unique<Counter>();
  return *series.counter;
}

Gauge& Metrics::AddGauge(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  Series& series = Find(name, help, Kind::kGauge, labels);
  if (!series.gauge) series.gauge = std::make_unique<Gauge>();
  return *series.gauge;
}

Histogram& Metrics::AddHistogram(std::string_view name, std::string_view help,
                                 std::vector<double> bounds, Labels labels) {
  const std::lock_guard lock(mutex_);
  if (!std::is_sorted(bounds.begin(), bounds.end(), std::less_equal<>())) {
    Misuse(name, "bounds must ascend");
  }
  Series& series = Find(name, help, Kind::kHistogram, labels);
  if (!series.histogram) series.histogram = std::make_unique<Histogram>(std::move(bounds));
  return *series.histogram;
}

void Metrics::AddGaugeReader(std::string_view name, std::string_view help,
                             std::function<double()> read) {
  const std::lock_guard lock(mutex_);
  Find(name, help, Kind::kGauge, {}).read = std::move(read);
}

std::string Metrics::Exposition() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    static constexpr const char* kKinds[] = {"counter", "gauge", "histogram"};
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, Escape(family.help, false), name,
                       kKinds[static_cast<int>(family.kind)]);
    for (const auto& [labels, series] : family.series) {
      if (series.histogram) {
        out += HistogramLines(name, labels, *series.histogram);
      } else if (series.counter) {
        out += Line(name, labels, std::to_string(series.counter->value()));
      } else {
        out += Line(name, labels, Number(series.read ? series.read() : series.gauge->value()));
      }
    }
  }
  return out;
}

std::vector<double> Metrics::LatencyBounds() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 100};
}

}  // namespace onefold::ops
