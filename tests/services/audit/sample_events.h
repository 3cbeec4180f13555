// Events for tests, different for every number.
#pragma once

#include "services/audit/events.h"

namespace onefold::audit {

inline EventContext SampleContext(std::uint64_t number) {
  EventContext context;
  context.time_ms = 1735689600000 + number;
  for (int i = 0; i < 8; ++i) {
    context.event_id[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  context.event_id[15] = 0xE1;
  context.nonce_seed[0] = static_cast<std::uint8_t>(number);
  context.daemon = {.role = "matcher", .organisation = "statistics-office", .handle = {}};
  return context;
}

inline Event SampleEvent(std::uint64_t number) {
  return WriteServiceStart(SampleContext(number), {.program_version = "onefold-matcher 0.1.0"});
}

inline Id128 SampleId(std::uint8_t first) {
  Id128 id{};
  id[0] = first;
  return id;
}

inline Digest SampleDigest(std::uint8_t first) {
  Digest digest{};
  digest[0] = first;
  return digest;
}

}  // namespace onefold::audit
