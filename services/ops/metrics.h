// Counters, gauges and histograms of a daemon, and their text for Prometheus (text exposition
// format 0.0.4).
//
// Metrics say how much and how long, never who: a label's value comes from a fixed list in the
// program (an RPC, a result), never from a record or a request.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::ops {

class Counter {
 public:
  void Add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void Set(double value) { value_.store(value, std::memory_order_relaxed); }
  void Add(double by) { value_.fetch_add(by, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

class Histogram {
 public:
  // `bounds`: upper bounds, strictly ascending; +Inf is added.
  explicit Histogram(std::vector<double> bounds);
  void Observe(double value);
  const std::vector<double>& bounds() const { return bounds_; }
  std::vector<std::uint64_t> counts() const;  // one a bound and one for +Inf; not cumulative
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::vector<double> bounds_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
  std::atomic<double> sum_{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

// The metrics of one process. Thread-safe. Objects that are handed out live as long as the
// registry; asking again for the same name and labels gives the same object. A malformed name, or a
// name used for two kinds, is an error of the program and ends it.
class Metrics {
 public:
  Counter& AddCounter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& AddGauge(std::string_view name, std::string_view help, Labels labels = {});
  Histogram& AddHistogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                          Labels labels = {});
  // A gauge whose value is read when the text is made. `read` must be thread-safe and quick.
  void AddGaugeReader(std::string_view name, std::string_view help, std::function<double()> read);
  // process_resident_memory_bytes, process_cpu_seconds_total, process_open_fds,
  // process_start_time_seconds.
  void AddProcessMetrics();

  // Content type "text/plain; version=0.0.4; charset=utf-8". Families by name.
  std::string Exposition() const;

  // Seconds from 1 ms to 100 s, for latencies.
  static std::vector<double> LatencyBounds();

 private:
  enum class Kind { kCounter, kGauge, kHistogram };
  struct Series {
    std::string labels;  // as written, without braces
    std::unique_ptr<Counter> counter;
    std::unique_ptr<Gauge> gauge;
    std::unique_ptr<Histogram> histogram;
    std::function<double()> read;
  };
  struct Family {
    Kind kind = Kind::kCounter;
    std::string help;
    std::map<std::string, Series> series;
  };
  Series& Find(std::string_view name, std::string_view help, Kind kind, const Labels& labels);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace onefold::ops
