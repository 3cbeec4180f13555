// Strict reading of a flat JSON object: every key is asked for once, all errors are listed
// together, unknown keys are errors. nlohmann stays inside json_object.cc and the writers.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::agency {

class JsonObject {
 public:
  // InvalidArgument when `text` is no JSON object. `name` stands in the messages (a path, for
  // example).
  static StatusOr<JsonObject> Parse(std::string_view text, std::string name);
  ~JsonObject();
  JsonObject(JsonObject&&) noexcept;

  // Each notes an error and returns an empty value when the key is missing or of another type.
  std::string String(std::string_view key);
  std::string OptionalString(std::string_view key);  // "" when absent
  std::uint64_t Unsigned(std::string_view key);
  std::uint64_t OptionalUnsigned(std::string_view key);  // 0 when absent
  Bytes Base64(std::string_view key);
  template <std::size_t N>
  std::array<std::uint8_t, N> FixedBase64(std::string_view key) {
    std::array<std::uint8_t, N> out{};
    const Bytes bytes = Base64(key);
    if (bytes.size() == N) {
      std::copy(bytes.begin(), bytes.end(), out.begin());
    } else {
      Note(key, "has another length than required");
    }
    return out;
  }
  void Note(std::string_view key, std::string_view problem);
  // InvalidArgument with one line an error: "NAME: /key: problem".
  Status Finish();

 private:
  struct Document;
  JsonObject(std::unique_ptr<Document> document, std::string name);
  std::unique_ptr<Document> document_;
  std::string name_;
  std::set<std::string, std::less<>> asked_;
  std::vector<std::string> problems_;
};

}  // namespace onefold::agency
