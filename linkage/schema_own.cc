// Our own schema format: docs/formats/schema.md.
#include <algorithm>
#include <map>

#include "linkage/schema_parse.h"

namespace onefold::linkage {
namespace {

constexpr IntegerRange kFilterBits{64, 4096};
constexpr std::int64_t kMaxPassBits = 1 << 16;
constexpr std::size_t kMaxFields = 64;
constexpr std::size_t kMaxPasses = 32;
constexpr std::size_t kMaxTerms = 8;
constexpr std::size_t kMaxParts = 4;
constexpr std::size_t kMaxLevels = 8;

struct TypeDefaults {
  std::int64_t filter_bits;
  std::vector<std::uint16_t> levels;
};

const TypeDefaults& DefaultsOf(FieldType type) {
  static const TypeDefaults kNames{512, {999, 850, 700, 500}};
  static const TypeDefaults kCodes{64, {999}};
  static const TypeDefaults kDates{256, {999, 850, 700, 550}};
  if (type == FieldType::kCode) return kCodes;
  return type == FieldType::kDate ? kDates : kNames;
}
const std::vector<std::uint16_t> kJoinedLevels{950, 850, 750, 650, 550};

bool IsName(std::string_view text) {
  if (text.empty() || text.size() > 63 || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// BCP 47: a primary tag of two or three letters, further subtags after hyphens.
bool IsLanguage(std::string_view text) {
  const std::string_view primary = text.substr(0, text.find('-'));
  const bool letters =
      std::all_of(primary.begin(), primary.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return letters && (primary.size() == 2 || primary.size() == 3) && text.size() <= 35;
}

// yyyy once, mm (or m) and dd (or d) at most once each, no day without a month; one of "-./ " may
// stand between two of them, and must beside a single letter.
bool IsDateFormat(std::string_view format) {
  std::string parts;  // first letters, in order
  bool needs_separator = false, separated = true;
  while (!format.empty()) {
    const char c = format[0];
    const std::size_t length = std::min(format.find_first_not_of(c), format.size());
    if (c == 'y' || c == 'm' || c == 'd') {
      const bool fits = c == 'y' ? length == 4 : length <= 2;
      if (!fits || parts.find(c) != std::string::npos ||
          ((needs_separator || length == 1) && !separated)) {
        return false;
      }
      parts += c;
      needs_separator = length == 1;
      separated = false;
    } else if (separated || length != 1 || format.size() == 1 ||
               std::string_view("-./ ").find(c) == std::string_view::npos) {
      return false;
    } else {
      separated = true;
    }
    format.remove_prefix(length);
  }
  const auto has = [&](char c) { return parts.find(c) != std::string::npos; };
  return has('y') && (has('m') || !has('d'));
}

bool Fits(BlockForm form, FieldType type) {
  switch (form) {
    case BlockForm::kValue:
      return true;
    case BlockForm::kPrefix:
      return type != FieldType::kDate;
    case BlockForm::kPhonetic:
      return type == FieldType::kName || type == FieldType::kText;
    default:
      return type == FieldType::kDate;
  }
}

class OwnSchemaReader {
 public:
  explicit OwnSchemaReader(JsonErrors& errors) : errors_(errors) {}

  Schema Read(const Json& root) {
    ObjectReader reader(root, errors_);
    reader.Integer("onefold_schema", {1, 1});
    reader.String("description", "");
    schema_.name = Name(reader, "name");
    reader.Choice("profile", {"default"}, 0);
    schema_.profile = "default";
    schema_.record_id_column = reader.String("record_id");
    ClaimColumn(schema_.record_id_column, reader.pointer() + "/record_id");
    ReadIgnored(reader);
    const auto& fields = reader.Array("fields", true);
    if (fields.empty() || fields.size() > kMaxFields)
      reader.Error("fields", "must have 1 to 64 fields");
    for (const Json& field : fields) schema_.fields.push_back(ReadField(field));
    CheckLanguageColumns(fields);
    const auto& passes = reader.Array("passes", true);
    if (passes.empty() || passes.size() > kMaxPasses)
      reader.Error("passes", "must have 1 to 32 passes");
    for (const Json& pass : passes) schema_.passes.push_back(ReadPass(pass));
    reader.Finish();
    return std::move(schema_);
  }

 private:
  std::string Name(ObjectReader& reader, std::string_view key) {
    std::string name = reader.String(key);
    if (reader.Has(key) && !IsName(name)) {
      reader.Error(key,
                   "must be a lower-case letter followed by letters, digits and '_', at most 63");
    }
    return name;
  }

  // Every column has one use.
  void ClaimColumn(const std::string& column, const std::string& pointer) {
    if (column.empty()) {
      errors_.Add(pointer, "must name a column");
    } else if (!columns_.emplace(column, pointer).second) {
      errors_.Add(pointer, "the column is already used by " + columns_[column]);
    }
  }

  void ReadIgnored(ObjectReader& reader) {
    schema_.ignored_columns = reader.Strings("ignored");
    for (std::size_t i = 0; i < schema_.ignored_columns.size(); ++i) {
      ClaimColumn(schema_.ignored_columns[i], reader.pointer() + "/ignored/" + std::to_string(i));
    }
  }

  Field ReadField(const Json& json) {
    ObjectReader reader(json, errors_);
    Field field;
    reader.String("description", "");
    field.name = Name(reader, "name");
    if (reader.Has("name") && !field_index_.emplace(field.name, schema_.fields.size()).second) {
      reader.Error("name", "another field has this name");
    }
    field.column = reader.String("column", field.name);
    ClaimColumn(field.column, reader.pointer() + (reader.Has("column") ? "/column" : "/name"));
    field.type = static_cast<FieldType>(reader.Choice("type", {"name", "text", "code", "date"}));
    const bool words = field.type == FieldType::kName || field.type == FieldType::kText;
    OnlyFor(reader, words, {"language", "language_column", "ngram"}, "name and text");
    OnlyFor(reader, field.type == FieldType::kDate, {"date_formats"}, "date");
    field.language = reader.String("language", "");
    if (!field.language.empty() && !IsLanguage(field.language)) {
      reader.Error("language", "must be a BCP 47 tag such as \"sr\" or \"de\"");
    }
    field.language_column = reader.String("language_column", "");
    field.ngram = static_cast<std::uint32_t>(reader.Integer("ngram", {1, 4}, 2));
    field.missing = reader.Strings("missing");
    field.hashes_per_token =
        static_cast<std::uint32_t>(reader.Integer("hashes_per_token", {1, 64}, 10));
    const TypeDefaults& defaults = DefaultsOf(field.type);
    field.filter_bits = FilterBits(reader, "filter_bits", defaults.filter_bits);
    field.levels_permille = Levels(reader, "levels", defaults.levels);
    if (field.type == FieldType::kDate) field.date_formats = DateFormats(reader);
    reader.Finish();
    return field;
  }

  static void OnlyFor(ObjectReader& reader, bool applies, const std::vector<std::string>& keys,
                      const std::string& types) {
    for (const std::string& key : keys) {
      if (!applies && reader.Find(key) != nullptr) {
        reader.Error(key, "is for fields of type " + types + " only");
      }
    }
  }

  static std::vector<std::string> DateFormats(ObjectReader& reader) {
    if (!reader.Has("date_formats")) return {"yyyy-mm-dd", "yyyymmdd"};
    std::vector<std::string> formats = reader.Strings("date_formats");
    if (formats.empty()) reader.Error("date_formats", "must not be empty");
    for (std::size_t i = 0; i < formats.size(); ++i) {
      if (!IsDateFormat(formats[i])) {
        reader.Error("date_formats",
                     "\"" + formats[i] +
                         "\" is no date format: write yyyy, mm, dd (or m, d) with one of "
                         "\"-./ \" or nothing between them");
      }
    }
    return formats;
  }

  static std::uint32_t FilterBits(ObjectReader& reader, std::string_view key,
                                  std::int64_t fallback) {
    const std::int64_t bits = reader.Integer(key, kFilterBits, fallback);
    if (bits % 64 != 0) reader.Error(key, "must be a multiple of 64");
    return static_cast<std::uint32_t>(bits);
  }

  static std::vector<std::uint16_t> Levels(ObjectReader& reader, std::string_view key,
                                           const std::vector<std::uint16_t>& fallback) {
    if (!reader.Has(key)) return fallback;
    std::vector<std::uint16_t> levels;
    bool good = true;
    for (const Json& item : reader.Array(key, true)) {
      good = good && item.type == Json::Type::kInteger && item.integer >= 1 &&
             item.integer <= (levels.empty() ? 1000 : levels.back() - 1);
      levels.push_back(static_cast<std::uint16_t>(item.integer));
    }
    if (!good || levels.empty() || levels.size() > kMaxLevels) {
      reader.Error(
          key,
          "must be 1 to 8 whole numbers from 1000 down to 1, each smaller than the one before");
    }
    return levels;
  }

  // Several fields may share a language column, but it can have no other use.
  void CheckLanguageColumns(const std::vector<Json>& fields) {
    for (std::size_t i = 0; i < schema_.fields.size(); ++i) {
      const auto found = columns_.find(schema_.fields[i].language_column);
      if (found == columns_.end()) continue;
      errors_.Add(fields[i].pointer + "/language_column",
                  "the column is already used by " + found->second);
    }
  }

  std::size_t FieldIndex(const Json& json) {
    if (json.type != Json::Type::kString) {
      errors_.Add(json.pointer, "must be the name of a field");
      return 0;
    }
    const auto found = field_index_.find(json.text);
    if (found == field_index_.end()) {
      errors_.Add(json.pointer, "there is no field \"" + json.text + "\"");
      return 0;
    }
    return found->second;
  }

  Pass ReadPass(const Json& json) {
    ObjectReader reader(json, errors_);
    Pass pass;
    reader.String("description", "");
    pass.name = Name(reader, "name");
    for (const Pass& other : schema_.passes) {
      if (other.name == pass.name) reader.Error("name", "another pass has this name");
    }
    const auto& terms = reader.Array("block", true);
    if (reader.Has("block") && (terms.empty() || terms.size() > kMaxTerms)) {
      reader.Error("block", "must have 1 to 8 terms");
    }
    for (const Json& term : terms) pass.block.push_back(ReadTerm(term));
    ReadCompare(reader, pass);
    pass.joined = reader.Choice("filters", {"apart", "joined"}, 0) == 1;
    pass.joined_bits = FilterBits(reader, "joined_bits", 1024);
    pass.joined_levels_permille = Levels(reader, "joined_levels", kJoinedLevels);
    for (const char* key : {"joined_bits", "joined_levels"}) {
      if (!pass.joined && reader.Find(key) != nullptr) {
        reader.Error(key, "is for passes with \"filters\": \"joined\" only");
      }
    }
    reader.Finish();
    CheckSize(pass, json.pointer);
    return pass;
  }

  BlockTerm ReadTerm(const Json& json) {
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

  BlockPart ReadPart(const Json& json) {
    ObjectReader reader(json, errors_);
    BlockPart part;
    const Json* field = reader.Find("field");
    if (field == nullptr) {
      reader.Error("field", "is missing");
    } else {
      part.field = FieldIndex(*field);
    }
    part.form = static_cast<BlockForm>(reader.Choice(
        "as", {"value", "prefix", "phonetic", "year", "month", "day", "day_month", "decade"}, 0));
    if (part.form == BlockForm::kPrefix) {
      part.length = static_cast<std::uint32_t>(reader.Integer("length", {1, 32}));
    } else if (reader.Find("length") != nullptr) {
      reader.Error("length", "is for \"as\": \"prefix\" only");
    }
    if (part.field < schema_.fields.size() && !Fits(part.form, schema_.fields[part.field].type)) {
      reader.Error("as", "does not fit the type of the field");
    }
    reader.Finish();
    return part;
  }

  void ReadCompare(ObjectReader& reader, Pass& pass) {
    if (!reader.Has("compare")) {
      for (std::size_t i = 0; i < schema_.fields.size(); ++i) pass.compare.push_back(i);
      return;
    }
    const auto& names = reader.Array("compare", true);
    if (names.empty()) reader.Error("compare", "must not be empty");
    for (const Json& name : names) {
      const std::size_t field = FieldIndex(name);
      if (std::find(pass.compare.begin(), pass.compare.end(), field) != pass.compare.end()) {
        errors_.Add(name.pointer, "the field is there twice");
      }
      pass.compare.push_back(field);
    }
  }

  void CheckSize(const Pass& pass, const std::string& pointer) {
    std::int64_t bits = pass.joined ? pass.joined_bits : 0;
    for (const std::size_t field : pass.compare) {
      if (!pass.joined && field < schema_.fields.size()) bits += schema_.fields[field].filter_bits;
    }
    if (bits > kMaxPassBits)
      errors_.Add(pointer, "the filters of the pass have more than 65536 bits");
  }

  JsonErrors& errors_;
  Schema schema_;
  std::map<std::string, std::string, std::less<>> columns_;  // column -> pointer of its first use
  std::map<std::string, std::size_t, std::less<>> field_index_;
};

}  // namespace

Schema ReadOwnSchema(const Json& root, JsonErrors& errors) {
  return OwnSchemaReader(errors).Read(root);
}

}  // namespace onefold::linkage
