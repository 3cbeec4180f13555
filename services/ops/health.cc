#include "services/ops/health.h"

namespace onefold::ops {

void Health::SetReady(std::string_view component) {
  const std::lock_guard lock(mutex_);
  reasons_.insert_or_assign(std::string(component), "");
}

void Health::SetNotReady(std::string_view component, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  reasons_.insert_or_assign(std::string(component),
                            reason.empty() ? "not ready" : std::string(reason));
}

void Health::Fail(std::string_view reason) {
  const std::lock_guard lock(mutex_);
  if (failed_) return;
  failed_ = true;
  failure_ = reason;
}

HealthReport Health::Report() const {
  const std::lock_guard lock(mutex_);
  HealthReport report;
  report.live = !failed_;
  report.failure = failure_;
  report.ready = report.live && !reasons_.empty();
  for (const auto& [component, reason] : reasons_) {
    report.components.push_back({component, reason.empty(), reason});
    report.ready = report.ready && reason.empty();
  }
  return report;
}

}  // namespace onefold::ops
