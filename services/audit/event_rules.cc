// The table of event types: which fields and commitments each has.
#include <algorithm>
#include <array>
#include <span>

#include "services/audit/events.h"

namespace onefold::audit {
namespace {

enum class Shape { kUnsigned, kText, kDigest };

struct FieldRule {
  std::uint64_t number;
  Shape shape;
  bool optional = false;
};

struct TypeRule {
  std::string_view type;
  bool has_correlation;
  std::span<const FieldRule> fields;
  std::uint64_t commitments;  // keys 1..commitments
};

constexpr FieldRule kOneText[] = {{1, Shape::kText}};
constexpr FieldRule kTwoTexts[] = {{1, Shape::kText}, {2, Shape::kText}};
constexpr FieldRule kAcceptedFields[] = {{1, Shape::kText},     {2, Shape::kText},
                                         {3, Shape::kText},     {4, Shape::kDigest},
                                         {5, Shape::kUnsigned}, {6, Shape::kUnsigned}};
constexpr FieldRule kStartedFields[] = {{1, Shape::kText},     {2, Shape::kText},
                                        {3, Shape::kText},     {4, Shape::kDigest},
                                        {5, Shape::kUnsigned}, {6, Shape::kDigest}};
constexpr FieldRule kCompletedFields[] = {
    {1, Shape::kDigest}, {2, Shape::kDigest}, {3, Shape::kDigest, true}};
constexpr FieldRule kReleaseFields[] = {
    {1, Shape::kUnsigned}, {2, Shape::kText}, {3, Shape::kDigest}};

constexpr std::array<TypeRule, 8> kRules = {{
    {event_type::kLogGenesis, false, kOneText, 0},
    {event_type::kServiceStart, false, kOneText, 0},
    {event_type::kSubmissionAccepted, true, kAcceptedFields, 3},
    {event_type::kErasureCompleted, true, kTwoTexts, 0},
    {event_type::kRunStarted, true, kStartedFields, 0},
    {event_type::kRunCompleted, true, kCompletedFields, 1},
    {event_type::kRunFailed, true, kOneText, 0},
    {event_type::kReleasePrepared, true, kReleaseFields, 0},
}};

const TypeRule* RuleOf(std::string_view type) {
  const auto* const found = std::find_if(kRules.begin(), kRules.end(),
                                         [&](const TypeRule& rule) { return rule.type == type; });
  return found == kRules.end() ? nullptr : found;
}

bool Fits(const Value& value, Shape shape) {
  switch (shape) {
    case Shape::kUnsigned:
      return std::holds_alternative<std::uint64_t>(value.value);
    case Shape::kText:
      return std::holds_alternative<std::string>(value.value);
    case Shape::kDigest: {
      const auto* const bytes = std::get_if<Bytes>(&value.value);
      return bytes != nullptr && bytes->size() == sizeof(Digest);
    }
  }
  return false;
}

Status CheckFields(const Event& event, std::span<const FieldRule> rules) {
  for (const auto& [number, value] : event.fields) {
    const bool known = std::any_of(rules.begin(), rules.end(),
                                   [n = number](const FieldRule& r) { return r.number == n; });
    if (!known) {
      return UnimplementedError(event.type + ": unknown field " + std::to_string(number));
    }
  }
  for (const FieldRule& rule : rules) {
    const auto found = event.fields.find(rule.number);
    if (found == event.fields.end() ? !rule.optional : !Fits(found->second, rule.shape)) {
      return DataLossError(event.type + ": field " + std::to_string(rule.number) +
                           " is missing or has the wrong shape");
    }
  }
  return OkStatus();
}

}  // namespace

bool IsKnownEventType(std::string_view type) { return RuleOf(type) != nullptr; }

Status CheckEvent(const Event& event) {
  const TypeRule* const rule = RuleOf(event.type);
  if (rule == nullptr) return UnimplementedError("unknown event type");
  ONEFOLD_RETURN_IF_ERROR(CheckFields(event, rule->fields));
  if (event.correlation.size() != (rule->has_correlation ? 1U : 0U)) {
    return DataLossError(event.type + ": wrong number of correlation ids");
  }
  std::uint64_t expected = 1;
  for (const auto& [key, digest] : event.commitments) {
    if (key > rule->commitments) {
      return UnimplementedError(event.type + ": unknown commitment " + std::to_string(key));
    }
    if (key != expected++) return DataLossError(event.type + ": a commitment is missing");
  }
  if (expected != rule->commitments + 1) {
    return DataLossError(event.type + ": a commitment is missing");
  }
  return OkStatus();
}

}  // namespace onefold::audit
