// Calls by method and code, and how long they took, as metrics.
#pragma once

#include <string>
#include <string_view>

#include "services/ops/metrics.h"
#include "services/rpc/server.h"

namespace onefold::submission {

class CallMetrics : public rpc::CallObserver {
 public:
  // `metrics` outlives it.
  explicit CallMetrics(ops::Metrics* metrics) : metrics_(*metrics) {}

  void CallFinished(std::string_view method, int code, double seconds) override {
    const std::string name(method);
    metrics_
        .AddCounter("onefold_rpc_calls_total",
                    "Calls answered, by method and canonical status code.",
                    {{"method", name}, {"code", std::to_string(code)}})
        .Add();
    metrics_
        .AddHistogram("onefold_rpc_seconds", "Time from a call's start to its status.",
                      ops::Metrics::LatencyBounds(), {{"method", name}})
        .Observe(seconds);
  }

  void CallRefused(std::string_view role) override {
    metrics_
        .AddCounter("onefold_rpc_refused_total",
                    "Calls that the role table refused, by the caller's role.",
                    {{"role", std::string(role)}})
        .Add();
  }

 private:
  ops::Metrics& metrics_;
};

}  // namespace onefold::submission
