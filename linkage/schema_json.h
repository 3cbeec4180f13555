// A strict JSON reader for files that people write: duplicate keys and unknown keys are errors, and
// every error of the file is reported at once, each with the JSON pointer (RFC 6901) of its place.
//
// Use: ParseJson makes the tree; an ObjectReader takes the known keys out of one object; its Finish
// reports the keys that nobody asked for. Readers never stop at an error: a wrong value is reported
// and the default returned.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold::linkage {

struct Json {
  enum class Type { kNull, kBool, kInteger, kReal, kString, kArray, kObject };
  Type type = Type::kNull;
  bool boolean = false;
  std::int64_t integer = 0;  // kInteger
  double real = 0;           // kReal: has a fraction or an exponent, or does not fit 64 bits
  std::string text;
  std::vector<Json> items;  // of an array, or the values of an object in the file's order
  std::string key;          // in the object that holds it
  std::string pointer;      // of this value; "" is the whole file
};

class JsonErrors {
 public:
  void Add(std::string_view pointer, std::string_view text);
  bool empty() const { return lines_.empty(); }
  // OK, or InvalidArgument with one line an error: "/fields/2/ngram: must be ...".
  Status ToStatus() const;

 private:
  std::vector<std::string> lines_;
};

// Duplicate keys are added to `errors` (the first value counts). InvalidArgument, with the line,
// for text that is no JSON, is nested deeper than 32 or larger than 4 MiB.
StatusOr<Json> ParseJson(std::string_view text, JsonErrors& errors);

struct IntegerRange {
  std::int64_t low, high;
};

class ObjectReader {
 public:
  // `value` and `errors` outlive the reader. A value that is no object is an error and reads as an
  // empty object.
  ObjectReader(const Json& value, JsonErrors& errors);

  const std::string& pointer() const { return value_.pointer; }
  bool Has(std::string_view key) const;
  // nullptr when absent. Marks the key as known.
  const Json* Find(std::string_view key);

  // Without a default the key is required.
  std::string String(std::string_view key, std::optional<std::string> fallback = {});
  std::int64_t Integer(std::string_view key, IntegerRange range,
                       std::optional<std::int64_t> fallback = {});
  double Number(std::string_view key);
  bool Bool(std::string_view key, bool fallback);
  // One of `choices`; its index.
  std::size_t Choice(std::string_view key, const std::vector<std::string>& choices,
                     std::optional<std::size_t> fallback = {});
  std::vector<std::string> Strings(std::string_view key);  // absent: empty
  const std::vector<Json>& Array(std::string_view key, bool required);

  void Error(std::string_view key, std::string_view text);  // key "" = the object itself
  // Reports every key that was not asked for.
  void Finish();

 private:
  void Missing(std::string_view key);

  const Json& value_;
  JsonErrors& errors_;
  std::set<std::string, std::less<>> known_;
};

// RFC 6901: '~' and '/' in a key become ~0 and ~1.
std::string ChildPointer(std::string_view pointer, std::string_view key);

}  // namespace onefold::linkage
