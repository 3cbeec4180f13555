// Whether a daemon is alive and whether it can do its work. Read by /livez and /readyz
// (services/http/ops_endpoint.h).
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::ops {

struct ComponentHealth {
  std::string component;
  bool ready = false;
  std::string reason;  // why it is not ready; "" when it is
};

struct HealthReport {
  bool live = true;
  std::string failure;                      // why it is not live
  bool ready = false;                       // live and every component is ready
  std::vector<ComponentHealth> components;  // by name
};

// Thread-safe. A process with no component yet is not ready: it has not said what it needs.
class Health {
 public:
  // Adds the component if it is new.
  void SetReady(std::string_view component);
  void SetNotReady(std::string_view component, std::string_view reason);
  // For good: the process should be replaced. The first failure is kept.
  void Fail(std::string_view reason);

  HealthReport Report() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> reasons_;  // component -> "" or why not
  bool failed_ = false;
  std::string failure_;
};

}  // namespace onefold::ops
