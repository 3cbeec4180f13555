// The two formats' readers, for schema*.cc only. Errors go to `errors`; what is returned then is
// not to be used.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/schema.h"
#include "linkage/schema_json.h"

namespace onefold::linkage {

Schema ReadOwnSchema(const Json& root, JsonErrors& errors, std::vector<std::string>& warnings);
ClkhashSchema ReadClkhashSchema(const Json& root, JsonErrors& errors,
                                std::vector<std::string>& warnings);

// --- Parts of our own format

// Reads the fields in their order, and what refers to a field.
class FieldReader {
 public:
  explicit FieldReader(JsonErrors& errors) : errors_(errors) {}

  // Before the first field: the schema's profile hardens filters, so levels are of agreement.
  void SetHardened() { hardened_ = true; }
  bool hardened() const { return hardened_; }

  // Every column has one use; `pointer` is where it is named.
  void ClaimColumn(const std::string& column, const std::string& pointer);
  // Appends to fields().
  void ReadField(const Json& json);
  // After the last field: several fields may share a language column, but it can have no other use.
  void CheckLanguageColumns(const std::vector<Json>& fields);
  const std::vector<Field>& fields() const { return fields_; }

  // The name of a field that has been read; fields().size() when there is none.
  std::size_t FieldIndex(const Json& json);
  // {"field": F, "as": FORM} or {"any_order": [...]}.
  BlockTerm ReadTerm(const Json& json);

 private:
  void ReadColumn(ObjectReader& reader, Field& field);
  void ReadFrom(ObjectReader& reader, Field& field);
  void CheckUnion(const Field& field, const std::vector<Json>& from);
  void CheckSources(const Field& field, const std::vector<Json>& from);
  BlockPart ReadPart(const Json& json);

  JsonErrors& errors_;
  bool hardened_ = false;
  std::vector<Field> fields_;
  std::map<std::string, std::string, std::less<>> columns_;  // column -> pointer of its first use
  std::map<std::string, std::size_t, std::less<>> index_;
};

// A lower-case letter followed by lower-case letters, digits and '_', at most 63.
std::string ReadName(ObjectReader& reader, std::string_view key);
std::uint32_t ReadFilterBits(ObjectReader& reader, std::string_view key, std::int64_t fallback);
// Cut points in permille, falling.
std::vector<std::uint16_t> ReadLevels(ObjectReader& reader, std::string_view key,
                                      const std::vector<std::uint16_t>& fallback);
std::vector<std::string> ReadDateFormats(ObjectReader& reader);
std::vector<MonthDay> ReadDefaultDates(ObjectReader& reader);
Checksum ReadChecksum(ObjectReader& reader);

}  // namespace onefold::linkage
