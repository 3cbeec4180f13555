// Our own schema format: docs/formats/schema.md. Fields are read in schema_field.cc.
#include <algorithm>

#include "linkage/schema_parse.h"

namespace onefold::linkage {
namespace {

constexpr std::int64_t kMaxPassBits = 1 << 16;
constexpr std::int64_t kMostCut = 20'000;
constexpr std::int64_t kMaxDiffusion = 64;
constexpr std::int64_t kMostLargestBlock = 1'000'000;
constexpr std::size_t kMaxFields = 64;
constexpr std::size_t kMaxPasses = 32;
constexpr std::size_t kMaxTerms = 8;
constexpr std::size_t kMaxGroup = 4;
const std::vector<std::uint16_t> kJoinedLevels{950, 850, 750, 650, 550};
const std::vector<std::uint16_t> kHardenedJoinedLevels{900, 500, 300, 200, 100};

class OwnSchemaReader {
 public:
  OwnSchemaReader(JsonErrors& errors, std::vector<std::string>& warnings)
      : errors_(errors), warnings_(warnings), fields_(errors) {}

  Schema Read(const Json& root) {
    ObjectReader reader(root, errors_);
    reader.Integer("onefold_schema", {1, 1});
    reader.String("description", "");
    schema_.name = ReadName(reader, "name");
    ReadProfile(reader);
    schema_.cut_millibits =
        static_cast<std::int32_t>(reader.Integer("cut_millibits", {-kMostCut, kMostCut}, 0));
    schema_.record_id_column = reader.String("record_id");
    fields_.ClaimColumn(schema_.record_id_column, reader.pointer() + "/record_id");
    ReadIgnored(reader);
    const auto& fields = reader.Array("fields", true);
    if (fields.empty() || fields.size() > kMaxFields)
      reader.Error("fields", "must have 1 to 64 fields");
    for (const Json& field : fields) fields_.ReadField(field);
    fields_.CheckLanguageColumns(fields);
    const auto& passes = reader.Array("passes", true);
    if (passes.empty() || passes.size() > kMaxPasses)
      reader.Error("passes", "must have 1 to 32 passes");
    for (const Json& pass : passes) schema_.passes.push_back(ReadPass(pass));
    reader.Finish();
    schema_.fields = fields_.fields();
    return std::move(schema_);
  }

 private:
  void ReadProfile(ObjectReader& reader) {
    schema_.profile =
        static_cast<PrivacyProfile>(reader.Choice("profile", {"default", "high", "unhardened"}, 0));
    if (schema_.profile == PrivacyProfile::kUnhardened) {
      if (reader.Find("diffusion") != nullptr) {
        reader.Error("diffusion", "is not for the profile \"unhardened\"");
      }
      warnings_.emplace_back(
          "the profile \"unhardened\" is for measurements only: who holds the population in clear "
          "and sees the filters re-identifies people by their similarities");
      return;
    }
    const std::uint32_t usual = schema_.profile == PrivacyProfile::kHigh ? 12 : 10;
    schema_.diffusion =
        static_cast<std::uint32_t>(reader.Integer("diffusion", {1, kMaxDiffusion}, usual));
    if (schema_.diffusion < usual) {
      warnings_.push_back("diffusion " + std::to_string(schema_.diffusion) +
                          " is weaker than the profile's " + std::to_string(usual));
    }
    fields_.SetHardened();
  }

  void ReadIgnored(ObjectReader& reader) {
    schema_.ignored_columns = reader.Strings("ignored");
    for (std::size_t i = 0; i < schema_.ignored_columns.size(); ++i) {
      fields_.ClaimColumn(schema_.ignored_columns[i],
                          reader.pointer() + "/ignored/" + std::to_string(i));
    }
  }

  Pass ReadPass(const Json& json) {
    ObjectReader reader(json, errors_);
    Pass pass;
    reader.String("description", "");
    pass.name = ReadName(reader, "name");
    for (const Pass& other : schema_.passes) {
      if (other.name == pass.name) reader.Error("name", "another pass has this name");
    }
    const auto& terms = reader.Array("block", true);
    if (reader.Has("block") && (terms.empty() || terms.size() > kMaxTerms)) {
      reader.Error("block", "must have 1 to 8 terms");
    }
    for (const Json& term : terms) pass.block.push_back(fields_.ReadTerm(term));
    pass.joined = reader.Choice("filters", {"apart", "joined"}, 0) == 1;
    ReadCompare(reader, pass);
    pass.joined_bits = ReadFilterBits(reader, "joined_bits", 1024);
    pass.joined_levels_permille = ReadLevels(
        reader, "joined_levels", fields_.hardened() ? kHardenedJoinedLevels : kJoinedLevels);
    pass.largest_block =
        static_cast<std::uint32_t>(reader.Integer("largest_block", {0, kMostLargestBlock}, 0));
    for (const char* key : {"joined_bits", "joined_levels"}) {
      if (!pass.joined && reader.Find(key) != nullptr) {
        reader.Error(key, "is for passes with \"filters\": \"joined\" only");
      }
    }
    reader.Finish();
    CheckSize(pass, json.pointer);
    return pass;
  }

  // An element is a field, or a list of fields that are weighed jointly.
  void ReadCompare(ObjectReader& reader, Pass& pass) {
    if (!reader.Has("compare")) {
      for (std::uint32_t i = 0; i < fields_.fields().size(); ++i) {
        pass.compare.push_back(i);
        pass.compare_group.push_back(i);
      }
      return;
    }
    const auto& elements = reader.Array("compare", true);
    if (elements.empty()) reader.Error("compare", "must not be empty");
    for (std::uint32_t group = 0; group < elements.size(); ++group) {
      const Json& element = elements[group];
      if (element.type != Json::Type::kArray) {
        Compare(element, group, pass);
        continue;
      }
      if (element.items.empty() || element.items.size() > kMaxGroup) {
        errors_.Add(element.pointer, "must have 1 to 4 fields");
      }
      if (pass.joined) {
        errors_.Add(element.pointer, "is for passes with \"filters\": \"apart\" only");
      }
      for (const Json& name : element.items) Compare(name, group, pass);
    }
  }

  void Compare(const Json& name, std::uint32_t group, Pass& pass) {
    const std::size_t field = fields_.FieldIndex(name);
    if (field == fields_.fields().size()) return;  // reported
    if (std::find(pass.compare.begin(), pass.compare.end(), field) != pass.compare.end()) {
      errors_.Add(name.pointer, "the field is there twice");
    }
    pass.compare.push_back(field);
    pass.compare_group.push_back(group);
  }

  void CheckSize(const Pass& pass, const std::string& pointer) {
    std::int64_t bits = pass.joined ? pass.joined_bits : 0;
    for (const std::size_t field : pass.compare) {
      if (!pass.joined) bits += fields_.fields()[field].filter_bits;
    }
    if (bits > kMaxPassBits)
      errors_.Add(pointer, "the filters of the pass have more than 65536 bits");
  }

  JsonErrors& errors_;
  std::vector<std::string>& warnings_;
  FieldReader fields_;
  Schema schema_;
};

}  // namespace

Schema ReadOwnSchema(const Json& root, JsonErrors& errors, std::vector<std::string>& warnings) {
  return OwnSchemaReader(errors, warnings).Read(root);
}

}  // namespace onefold::linkage
