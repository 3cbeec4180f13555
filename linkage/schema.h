// The linkage schema: the agreed recipe in one JSON file. Two formats are read: our own
// (docs/formats/schema.md) and clkhash's v3 (public format of the clkhash project; facts in
// docs/formats/clkhash.md). Both are validated strictly: every error is reported, each with the
// JSON pointer of its place, and an unknown key is an error.
//
// The identity of a schema is the SHA-256 of the file's bytes. It travels with every submission and
// is part of every key, so that agencies with different recipes fail closed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::linkage {

// --- Our own format
// -------------------------------------------------------------------------------------

enum class FieldType {
  kName,  // set of tokens; transliterated by language, order-free
  kText,  // free text such as an address; tokens in order
  kCode,  // compared as a whole (postcode area, sex, citizenship, document number)
  kDate,  // year, month, day with precision
};

// How a block, or a field made of parts, takes its value from a field.
enum class BlockForm {
  kValue,     // the whole normalised value
  kPrefix,    // its first `length` characters
  kPhonetic,  // Soundex-like code of the normalised name
  kYear,
  kMonth,
  kDay,
  kDayMonthSet,  // day and month without order: survives their swap
  kDecade,
  kSkeleton,  // consonant classes that survive transliteration (SkeletonCode)
};

struct BlockPart {
  std::size_t field = 0;  // index into Schema::fields
  BlockForm form = BlockForm::kValue;
  std::uint32_t length = 0;  // kPrefix
};

// Parts of one term are joined without order (kept in order when there is one part only).
using BlockTerm = std::vector<BlockPart>;

// Identifiers with a checksum: docs/formats/schema.md says which is whose.
enum class Checksum {
  kNone,
  kJmbg,
  kOib,
  kEgn,
  kCnp,
  kAmka,
  kTckn,
  kPesel,
  kRodneCislo,
  kIsikukood,
  kHetu,
  kPersonnummer,
  kNif,
  kDni,
  kCodiceFiscale,
  kIdnp,
  kLuhn,
};

struct ChecksumName {
  std::string_view name;  // in a schema
  Checksum check;
};
inline constexpr ChecksumName kChecksumNames[] = {
    {"none", Checksum::kNone},
    {"jmbg", Checksum::kJmbg},
    {"oib", Checksum::kOib},
    {"egn", Checksum::kEgn},
    {"cnp", Checksum::kCnp},
    {"amka", Checksum::kAmka},
    {"tckn", Checksum::kTckn},
    {"pesel", Checksum::kPesel},
    {"rodne_cislo", Checksum::kRodneCislo},
    {"isikukood", Checksum::kIsikukood},
    {"hetu", Checksum::kHetu},
    {"personnummer", Checksum::kPersonnummer},
    {"nif", Checksum::kNif},
    {"dni", Checksum::kDni},
    {"codice_fiscale", Checksum::kCodiceFiscale},
    {"idnp", Checksum::kIdnp},
    {"luhn", Checksum::kLuhn},
};

struct MonthDay {
  std::uint8_t month = 0, day = 0;
  bool operator==(const MonthDay&) const = default;
};

struct Field {
  std::string name;    // in the schema
  std::string column;  // header of the extract; "" for a derived field
  FieldType type = FieldType::kText;
  // A derived field takes its value from fields declared before it that have a column. One of the
  // two is set.
  std::vector<std::size_t> union_of;  // kName, kText, kCode: the tokens of all these fields
  std::vector<BlockTerm> parts;       // kCode: joined like a block value, all needed
  std::string language;               // BCP 47 tag that chooses the transliteration; "" = und
  std::string language_column;        // a column that overrides `language` row by row; "" = none
  std::vector<std::string>
      date_formats;  // kDate: e.g. "yyyymmdd", "yyyy-mm-dd", "dd.mm.yyyy"; tried in order
  // kDate: days that are written when only the year is known; such a date counts as its year.
  std::vector<MonthDay> default_dates;
  Checksum check = Checksum::kNone;  // kCode: a value that fails it counts as missing
  std::vector<std::string> missing;  // values that mean "missing" (after trimming); "" always does
  std::uint32_t ngram = 2;           // kName, kText: length of the n-grams
  std::uint32_t hashes_per_token = 10;  // bits set per token
  std::uint32_t filter_bits = 512;  // length of the field's filter; multiple of 64, at most 4096
  // Agreement levels: cut points in permille, strictly descending, of what FilterSlot::similarity
  // says. Level i is the first cut that the pair reaches; below the last is one more level.
  std::vector<std::uint16_t> levels_permille;

  bool derived() const { return !union_of.empty() || !parts.empty(); }
};

struct Pass {
  std::string name;
  std::vector<BlockTerm> block;      // a record that lacks any part has no item in this pass
  std::vector<std::size_t> compare;  // fields shown to the matcher, in this order
  // By `compare`: fields of one group describe one property and are weighed jointly. Numbered
  // 0, 1, 2, ... in order; the fields of a group are neighbours.
  std::vector<std::uint32_t> compare_group;
  bool joined = false;               // one filter over all compared fields instead of one each
  std::uint32_t joined_bits = 1024;  // joined: length of that filter
  std::vector<std::uint16_t> joined_levels_permille;
  // Records of an agency that share a block with more than this many take no part; 0: no limit.
  std::uint32_t largest_block = 0;
};

// How filters are protected from the matcher: docs/PRIVACY.md.
enum class PrivacyProfile { kDefault, kHigh, kUnhardened };
std::string_view NameOf(PrivacyProfile profile);

struct Schema {
  std::string name;
  PrivacyProfile profile = PrivacyProfile::kDefault;
  // Positions of a filter that are XORed into one bit before it leaves the agency (diffusion); 0:
  // filters leave as they are made.
  std::uint32_t diffusion = 0;
  std::string record_id_column;
  std::vector<std::string> ignored_columns;
  std::vector<Field> fields;
  std::vector<Pass> passes;
  // Where a run joins records unless it is told otherwise: above this mean weight, millibits.
  std::int32_t cut_millibits = 0;
};

// --- clkhash v3
// -----------------------------------------------------------------------------------------

struct ClkhashFormat {
  enum class Type { kString, kInteger, kDate, kEnum } type = Type::kString;
  enum class Encoding { kAscii, kUtf8, kUtf16, kUtf32 } encoding = Encoding::kUtf8;
  enum class Case { kMixed, kUpper, kLower } letter_case = Case::kMixed;
  std::optional<std::uint32_t> min_length, max_length;  // characters
  std::optional<std::string> pattern;                   // regular expression, matched whole
  std::optional<std::int64_t> minimum, maximum;         // integer
  std::string date_format;                              // strptime
  std::vector<std::string> values;                      // enum
};

struct ClkhashComparison {
  enum class Type { kNgram, kExact, kNumeric } type = Type::kNgram;
  std::uint32_t n = 2;
  bool positional = false;
  double threshold_distance = 0;
  std::uint32_t resolution = 1;
  std::uint32_t fractional_precision = 0;
};

struct ClkhashFeature {
  std::string identifier;
  bool ignored = false;
  ClkhashFormat format;
  ClkhashComparison comparison;
  bool bits_per_feature = false;  // else bits per token
  std::uint32_t bits = 0;
  bool double_hash = false;  // else BLAKE2b
  bool prevent_singularity = false;
  bool has_missing_value = false;
  std::string sentinel;
  std::optional<std::string> replace_with;
};

struct ClkhashSchema {
  std::uint32_t bits = 1024;   // l
  std::uint32_t fold_key = 0;  // clkConfig.xor_folds: the key that deployed clkhash obeys
  std::uint32_t fold_spec =
      0;  // clkConfig.xorFolds: the documented key, which deployed clkhash ignores
  bool has_fold_spec = false;
  bool kdf_sha512 = false;
  Bytes kdf_salt, kdf_info;
  std::uint32_t kdf_key_bytes = 64;
  std::vector<ClkhashFeature> features;  // in column order
};

// --- Either
// ---------------------------------------------------------------------------------------------

struct LinkageSchema {
  std::variant<Schema, ClkhashSchema> recipe;
  Digest digest;                      // identity: SHA-256 of the file's bytes
  Bytes bytes;                        // the file
  std::vector<std::string> warnings;  // to be shown to the user wherever the schema is used

  // 0 for clkhash schemas, whose threshold is a run's parameter.
  std::int32_t cut_millibits() const { return own() == nullptr ? 0 : own()->cut_millibits; }
  // "default", "high", "unhardened", or "clkhash".
  std::string_view profile() const { return own() == nullptr ? "clkhash" : NameOf(own()->profile); }

  const Schema* own() const { return std::get_if<Schema>(&recipe); }
  const ClkhashSchema* clkhash() const { return std::get_if<ClkhashSchema>(&recipe); }
};

// InvalidArgument whose message has one line an error: "/fields/2/filter_bits: must be a multiple
// of 64".
StatusOr<LinkageSchema> ParseLinkageSchema(ByteView file);
// NotFound, InvalidArgument (with the path).
StatusOr<LinkageSchema> ReadLinkageSchema(const std::string& path);

}  // namespace onefold::linkage
