// clkhash's schema format, version 3: docs/formats/clkhash.md.
#include <bit>
#include <set>

#include "linkage/schema_parse.h"

namespace onefold::linkage {
namespace {

constexpr std::int64_t kMaxBits = 1 << 16;  // positions are 16 bits wide
constexpr std::int64_t kMaxFolds = 8;
constexpr std::size_t kMaxFeatures =
    127;  // 2 keys of 64 bytes each: the most that HKDF-SHA512 gives
constexpr std::int64_t kMaxInserted = 1 << 16;
constexpr std::int64_t kAnyInteger = INT64_MAX;

class ClkhashReader {
 public:
  ClkhashReader(JsonErrors& errors, std::vector<std::string>& warnings)
      : errors_(errors), warnings_(warnings) {}

  ClkhashSchema Read(const Json& root) {
    ObjectReader reader(root, errors_);
    const Json* version = reader.Find("version");
    if (version == nullptr || version->type != Json::Type::kInteger || version->integer != 3) {
      reader.Error(
          "version",
          "must be 3: convert older schemas with clkhash's own convert-schema command first");
    }
    for (const char* harmless : {"$schema", "$id", "name", "description"}) reader.Find(harmless);
    if (const Json* config = reader.Find("clkConfig")) {
      ReadConfig(*config);
    } else {
      reader.Error("clkConfig", "is missing");
    }
    const auto& features = reader.Array("features", true);
    if (features.empty() || features.size() > kMaxFeatures) {
      reader.Error("features", "must have 1 to 127 features");
    }
    for (const Json& feature : features) schema_.features.push_back(ReadFeature(feature));
    reader.Finish();
    CheckKeys();
    Warn();
    return std::move(schema_);
  }

 private:
  void ReadConfig(const Json& json) {
    ObjectReader reader(json, errors_);
    schema_.bits = static_cast<std::uint32_t>(reader.Integer("l", {8, kMaxBits}));
    schema_.fold_key = static_cast<std::uint32_t>(reader.Integer("xor_folds", {0, kMaxFolds}, 0));
    schema_.has_fold_spec = reader.Has("xorFolds");
    schema_.fold_spec = static_cast<std::uint32_t>(reader.Integer("xorFolds", {0, kMaxFolds}, 0));
    if (const Json* kdf = reader.Find("kdf")) {
      ReadKdf(*kdf);
    } else {
      reader.Error("kdf", "is missing");
    }
    reader.Finish();
  }

  void ReadKdf(const Json& json) {
    ObjectReader reader(json, errors_);
    reader.Choice("type", {"HKDF"});
    schema_.kdf_sha512 = reader.Choice("hash", {"SHA256", "SHA512"}, 0) == 1;
    schema_.kdf_salt = Base64(reader, "salt");
    schema_.kdf_info = Base64(reader, "info");
    schema_.kdf_key_bytes = static_cast<std::uint32_t>(reader.Integer("keySize", {1, 1024}, 64));
    reader.Finish();
  }

  static Bytes Base64(ObjectReader& reader, std::string_view key) {
    const std::string text = reader.String(key, "");
    if (text.empty()) return {};
    auto bytes = ParseBase64(text);
    if (!bytes.ok()) {
      reader.Error(key, "must be standard base64 with padding");
      return {};
    }
    return std::move(bytes).value();
  }

  ClkhashFeature ReadFeature(const Json& json) {
    ObjectReader reader(json, errors_);
    ClkhashFeature feature;
    feature.identifier = reader.String("identifier");
    if (reader.Has("identifier") && feature.identifier.empty())
      reader.Error("identifier", "must not be empty");
    if (!feature.identifier.empty() && !identifiers_.insert(feature.identifier).second) {
      reader.Error("identifier", "another feature has this name");
    }
    reader.String("description", "");
    feature.ignored = reader.Bool("ignored", false);
    const Json* format = reader.Find("format");
    const Json* hashing = reader.Find("hashing");
    // An ignored feature has neither or both; they are checked all the same.
    if (!feature.ignored || format != nullptr || hashing != nullptr) {
      if (format == nullptr) reader.Error("format", "is missing");
      if (hashing == nullptr) reader.Error("hashing", "is missing");
    }
    if (format != nullptr) feature.format = ReadFormat(*format);
    if (hashing != nullptr) ReadHashing(*hashing, feature);
    reader.Finish();
    return feature;
  }

  ClkhashFormat ReadFormat(const Json& json) {
    ObjectReader reader(json, errors_);
    ClkhashFormat format;
    reader.String("description", "");
    format.type = static_cast<ClkhashFormat::Type>(
        reader.Choice("type", {"string", "integer", "date", "enum"}));
    switch (format.type) {
      case ClkhashFormat::Type::kString:
        ReadText(reader, format);
        break;
      case ClkhashFormat::Type::kInteger:
        format.minimum = OptionalInteger(reader, "minimum", -kAnyInteger);
        format.maximum = OptionalInteger(reader, "maximum", -kAnyInteger);
        if (format.minimum && format.maximum && *format.minimum > *format.maximum) {
          reader.Error("maximum", "must not be smaller than minimum");
        }
        break;
      case ClkhashFormat::Type::kDate:
        format.date_format = reader.String("format");
        break;
      case ClkhashFormat::Type::kEnum:
        reader.Array("values", true);
        format.values = reader.Strings("values");
        break;
    }
    reader.Finish();
    return format;
  }

  static void ReadText(ObjectReader& reader, ClkhashFormat& format) {
    format.encoding = static_cast<ClkhashFormat::Encoding>(
        reader.Choice("encoding", {"ascii", "utf-8", "utf-16", "utf-32"}, 1));
    if (reader.Has("pattern")) {
      format.pattern = reader.String("pattern");
      for (const char* key : {"case", "minLength", "maxLength"}) {
        if (reader.Find(key) != nullptr) reader.Error(key, "cannot stand beside \"pattern\"");
      }
      return;
    }
    format.letter_case =
        static_cast<ClkhashFormat::Case>(reader.Choice("case", {"mixed", "upper", "lower"}, 0));
    const auto min_length = OptionalInteger(reader, "minLength", 0);
    const auto max_length = OptionalInteger(reader, "maxLength", 1);
    if (min_length) format.min_length = static_cast<std::uint32_t>(std::min(*min_length, kMaxBits));
    if (max_length) format.max_length = static_cast<std::uint32_t>(std::min(*max_length, kMaxBits));
    if (min_length && max_length && *min_length > *max_length) {
      reader.Error("maxLength", "must not be smaller than minLength");
    }
  }

  static std::optional<std::int64_t> OptionalInteger(ObjectReader& reader, std::string_view key,
                                                     std::int64_t low) {
    if (!reader.Has(key)) return std::nullopt;
    return reader.Integer(key, {low, kAnyInteger});
  }

  void ReadHashing(const Json& json, ClkhashFeature& feature) {
    ObjectReader reader(json, errors_);
    if (const Json* comparison = reader.Find("comparison")) {
      feature.comparison = ReadComparison(*comparison);
    } else {
      reader.Error("comparison", "is missing");
    }
    if (const Json* strategy = reader.Find("strategy")) {
      ReadStrategy(*strategy, feature);
    } else {
      reader.Error("strategy", "is missing");
    }
    if (const Json* hash = reader.Find("hash")) ReadHash(*hash, feature);
    if (const Json* missing = reader.Find("missingValue")) ReadMissing(*missing, feature);
    reader.Finish();
  }

  ClkhashComparison ReadComparison(const Json& json) {
    ObjectReader reader(json, errors_);
    ClkhashComparison comparison;
    comparison.type =
        static_cast<ClkhashComparison::Type>(reader.Choice("type", {"ngram", "exact", "numeric"}));
    if (comparison.type == ClkhashComparison::Type::kNgram) {
      comparison.n = static_cast<std::uint32_t>(reader.Integer("n", {1, 64}));
      comparison.positional = reader.Bool("positional", false);
    } else if (comparison.type == ClkhashComparison::Type::kNumeric) {
      comparison.threshold_distance = reader.Number("thresholdDistance");
      if (!(comparison.threshold_distance > 0) || comparison.threshold_distance > 1e15) {
        reader.Error("thresholdDistance", "must be greater than 0 and at most 1e15");
      }
      comparison.resolution = static_cast<std::uint32_t>(reader.Integer("resolution", {1, 10'000}));
      comparison.fractional_precision =
          static_cast<std::uint32_t>(reader.Integer("fractional_precision", {0, 15}, 0));
    }
    reader.Finish();
    return comparison;
  }

  void ReadStrategy(const Json& json, ClkhashFeature& feature) {
    ObjectReader reader(json, errors_);
    feature.bits_per_feature = reader.Has("bitsPerFeature");
    if (feature.bits_per_feature == reader.Has("bitsPerToken")) {
      reader.Error("", "must have either bitsPerToken or bitsPerFeature");
    }
    for (const char* key : {"bitsPerToken", "bitsPerFeature"}) {
      if (reader.Has(key)) {
        feature.bits = static_cast<std::uint32_t>(reader.Integer(key, {1, kMaxInserted}));
      }
    }
    reader.Finish();
  }

  void ReadHash(const Json& json, ClkhashFeature& feature) {
    ObjectReader reader(json, errors_);
    feature.double_hash = reader.Choice("type", {"blakeHash", "doubleHash"}) == 1;
    if (!feature.double_hash && reader.Find("prevent_singularity") != nullptr) {
      reader.Error("prevent_singularity", "is for doubleHash only");
    }
    feature.prevent_singularity = feature.double_hash && reader.Bool("prevent_singularity", false);
    reader.Finish();
  }

  void ReadMissing(const Json& json, ClkhashFeature& feature) {
    ObjectReader reader(json, errors_);
    feature.has_missing_value = true;
    feature.sentinel = reader.String("sentinel");
    if (reader.Has("replaceWith")) feature.replace_with = reader.String("replaceWith");
    reader.Finish();
  }

  // What cannot be computed is refused here, before a record is read.
  void CheckKeys() {
    bool blake = false;
    for (const ClkhashFeature& feature : schema_.features) {
      blake = blake || (!feature.ignored && !feature.double_hash);
    }
    if (blake && !std::has_single_bit(schema_.bits)) {
      errors_.Add("/clkConfig/l", "must be a power of two with blakeHash");
    }
    if (blake && schema_.kdf_key_bytes > 64) {
      errors_.Add("/clkConfig/kdf/keySize", "must be at most 64 with blakeHash");
    }
    const std::size_t most = 255 * (schema_.kdf_sha512 ? 64 : 32);
    if (2 * schema_.features.size() * schema_.kdf_key_bytes > most) {
      errors_.Add("/features", "the key derivation cannot give two keys to so many features");
    }
  }

  void Warn() {
    warnings_.push_back(
        "clkhash encodings are insecure against graph matching attacks: whoever holds them and a "
        "list of the population can re-identify most people");
    if (schema_.fold_spec > 0) {
      warnings_.push_back(
          "clkConfig.xorFolds is greater than 0: deployed clkhash ignores this key and obeys "
          "xor_folds; say which rule applies, or the encodings will not fit those of the others");
    }
  }

  JsonErrors& errors_;
  std::vector<std::string>& warnings_;
  ClkhashSchema schema_;
  std::set<std::string> identifiers_;
};

}  // namespace

ClkhashSchema ReadClkhashSchema(const Json& root, JsonErrors& errors,
                                std::vector<std::string>& warnings) {
  return ClkhashReader(errors, warnings).Read(root);
}

}  // namespace onefold::linkage
