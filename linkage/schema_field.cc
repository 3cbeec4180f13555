// Fields of our own schema format: docs/formats/schema.md.
#include <algorithm>

#include "linkage/schema_parse.h"

namespace onefold::linkage {
namespace {

constexpr std::size_t kMaxParts = 4;
constexpr std::size_t kMaxSources = 8;

struct TypeDefaults {
  std::int64_t filter_bits;
  std::vector<std::uint16_t> levels, hardened_levels;
};

const TypeDefaults& DefaultsOf(FieldType type) {
  static const TypeDefaults kNames{512, {999, 850, 700, 500}, {999, 400, 200, 100}};
  static const TypeDefaults kCodes{64, {999}, {999}};
  static const TypeDefaults kDates{256, {999, 830, 700, 640, 575}, {999, 400, 200, 100}};
  if (type == FieldType::kCode) return kCodes;
  return type == FieldType::kDate ? kDates : kNames;
}

bool HasWords(FieldType type) { return type == FieldType::kName || type == FieldType::kText; }

// BCP 47: a primary tag of two or three letters, further subtags after hyphens.
bool IsLanguage(std::string_view text) {
  const std::string_view primary = text.substr(0, text.find('-'));
  const bool letters =
      std::all_of(primary.begin(), primary.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return letters && (primary.size() == 2 || primary.size() == 3) && text.size() <= 35;
}

bool Fits(BlockForm form, const Field& field) {
  switch (form) {
    case BlockForm::kValue:
      return true;
    case BlockForm::kPrefix:  // several parts joined are no text
      return field.type != FieldType::kDate && field.parts.empty();
    case BlockForm::kPhonetic:
    case BlockForm::kSkeleton:
      return HasWords(field.type);
    default:
      return field.type == FieldType::kDate;
  }
}

void OnlyFor(ObjectReader& reader, bool applies, const std::vector<std::string>& keys,
             const std::string& which) {
  for (const std::string& key : keys) {
    if (!applies && reader.Find(key) != nullptr) {
      reader.Error(key, "is for fields " + which + " only");
    }
  }
}

}  // namespace

void FieldReader::ClaimColumn(const std::string& column, const std::string& pointer) {
  if (column.empty()) {
    errors_.Add(pointer, "must name a column");
  } else if (!columns_.emplace(column, pointer).second) {
    errors_.Add(pointer, "the column is already used by " + columns_[column]);
  }
}

void FieldReader::ReadField(const Json& json) {
  ObjectReader reader(json, errors_);
  Field field;
  reader.String("description", "");
  field.name = ReadName(reader, "name");
  const bool new_name = reader.Has("name") && !index_.contains(field.name);
  if (reader.Has("name") && !new_name) reader.Error("name", "another field has this name");
  field.type = static_cast<FieldType>(reader.Choice("type", {"name", "text", "code", "date"}));
  reader.Has("from") ? ReadFrom(reader, field) : ReadColumn(reader, field);
  OnlyFor(reader, HasWords(field.type), {"ngram"}, "of type name and text");
  field.ngram = static_cast<std::uint32_t>(reader.Integer("ngram", {1, 4}, 2));
  field.hashes_per_token =
      static_cast<std::uint32_t>(reader.Integer("hashes_per_token", {1, 64}, 10));
  const TypeDefaults& defaults = DefaultsOf(field.type);
  field.filter_bits = ReadFilterBits(reader, "filter_bits", defaults.filter_bits);
  field.levels_permille =
      ReadLevels(reader, "levels", hardened_ ? defaults.hardened_levels : defaults.levels);
  reader.Finish();
  if (new_name) index_.emplace(field.name, fields_.size());
  fields_.push_back(std::move(field));
}

void FieldReader::ReadColumn(ObjectReader& reader, Field& field) {
  field.column = reader.String("column", field.name);
  ClaimColumn(field.column, reader.pointer() + (reader.Has("column") ? "/column" : "/name"));
  OnlyFor(reader, HasWords(field.type), {"language", "language_column"}, "of type name and text");
  OnlyFor(reader, field.type == FieldType::kDate, {"date_formats", "default_dates"},
          "of type date");
  OnlyFor(reader, field.type == FieldType::kCode, {"check"}, "of type code");
  field.language = reader.String("language", "");
  if (!field.language.empty() && !IsLanguage(field.language)) {
    reader.Error("language", "must be a BCP 47 tag such as \"sr\" or \"de\"");
  }
  field.language_column = reader.String("language_column", "");
  field.missing = reader.Strings("missing");
  if (field.type == FieldType::kDate) {
    field.date_formats = ReadDateFormats(reader);
    field.default_dates = ReadDefaultDates(reader);
  }
  if (field.type == FieldType::kCode) field.check = ReadChecksum(reader);
}

// Names of fields are a union, objects are parts.
void FieldReader::ReadFrom(ObjectReader& reader, Field& field) {
  OnlyFor(reader, false,
          {"column", "language", "language_column", "date_formats", "default_dates", "missing",
           "check"},
          "with a column");
  if (field.type == FieldType::kDate) reader.Error("type", "is not for fields with \"from\"");
  const auto& from = reader.Array("from", true);
  if (from.empty() || from.size() > kMaxSources) {
    reader.Error("from", "must have 1 to 8 sources");
    return;
  }
  if (from[0].type == Json::Type::kString) {
    for (const Json& source : from) field.union_of.push_back(FieldIndex(source));
    CheckUnion(field, from);
  } else {
    for (const Json& source : from) field.parts.push_back(ReadTerm(source));
    if (field.type != FieldType::kCode) {
      reader.Error("type", "must be \"code\" for parts of fields");
    }
    CheckSources(field, from);
  }
}

void FieldReader::CheckUnion(const Field& field, const std::vector<Json>& from) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    const std::size_t source = field.union_of[i];
    if (source == fields_.size()) continue;  // reported
    if (fields_[source].derived()) {
      errors_.Add(from[i].pointer, "must be a field with a column");
    } else if (HasWords(field.type) ? !HasWords(fields_[source].type)
                                    : fields_[source].type != field.type) {
      errors_.Add(from[i].pointer, "does not fit the type of this field");
    }
    if (std::count(field.union_of.begin(), field.union_of.begin() + static_cast<std::ptrdiff_t>(i),
                   source) > 0) {
      errors_.Add(from[i].pointer, "the field is there twice");
    }
  }
}

void FieldReader::CheckSources(const Field& field, const std::vector<Json>& from) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    for (const BlockPart& part : field.parts[i]) {
      if (part.field < fields_.size() && fields_[part.field].derived()) {
        errors_.Add(from[i].pointer, "must be made of fields with a column");
      }
    }
  }
}

void FieldReader::CheckLanguageColumns(const std::vector<Json>& fields) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto found = columns_.find(fields_[i].language_column);
    if (found == columns_.end()) continue;
    errors_.Add(fields[i].pointer + "/language_column",
                "the column is already used by " + found->second);
  }
}

std::size_t FieldReader::FieldIndex(const Json& json) {
  if (json.type != Json::Type::kString) {
    errors_.Add(json.pointer, "must be the name of a field");
    return fields_.size();
  }
  const auto found = index_.find(json.text);
  if (found == index_.end()) {
    errors_.Add(json.pointer, "there is no field \"" + json.text + "\"");
    return fields_.size();
  }
  return found->second;
}

BlockTerm FieldReader::ReadTerm(const Json& json) {
  if (json.type != Json::Type::kObject) return {ReadPart(json)};  // which reports it
  ObjectReader reader(json, errors_);
  if (!reader.Has("any_order")) return {ReadPart(json)};
  BlockTerm term;
  const auto& parts = reader.Array("any_order", true);
  if (parts.size() < 2 || parts.size() > kMaxParts)
    reader.Error("any_order", "must have 2 to 4 parts");
  for (const Json& part : parts) term.push_back(ReadPart(part));
  reader.Finish();
  return term;
}

BlockPart FieldReader::ReadPart(const Json& json) {
  ObjectReader reader(json, errors_);
  BlockPart part;
  part.field = fields_.size();
  const Json* field = reader.Find("field");
  if (field != nullptr) {
    part.field = FieldIndex(*field);
  } else if (json.type == Json::Type::kObject) {
    reader.Error("field", "is missing");
  }
  part.form = static_cast<BlockForm>(reader.Choice(
      "as",
      {"value", "prefix", "phonetic", "year", "month", "day", "day_month", "decade", "skeleton"},
      0));
  if (part.form == BlockForm::kPrefix) {
    part.length = static_cast<std::uint32_t>(reader.Integer("length", {1, 32}));
  } else if (reader.Find("length") != nullptr) {
    reader.Error("length", "is for \"as\": \"prefix\" only");
  }
  if (part.field < fields_.size() && !Fits(part.form, fields_[part.field])) {
    reader.Error("as", "does not fit the type of the field");
  }
  reader.Finish();
  return part;
}

}  // namespace onefold::linkage
