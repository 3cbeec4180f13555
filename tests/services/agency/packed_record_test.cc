#include "services/agency/packed_record.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstring>

#include "services/agency/arena.h"

namespace onefold::agency {
namespace {

using encode::NormalizedRecord;

bool Same(const NormalizedRecord& a, const NormalizedRecord& b) {
  if (a.fields.size() != b.fields.size()) return false;
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    const auto& x = a.fields[i];
    const auto& y = b.fields[i];
    if (x.missing != y.missing || x.flat != y.flat || x.phonetic != y.phonetic ||
        x.skeleton != y.skeleton || x.tokens != y.tokens || x.year != y.year ||
        x.month != y.month || x.day != y.day) {
      return false;
    }
  }
  return true;
}

NormalizedRecord::FieldValue MakeField(int shape, std::string flat,
                                       const std::vector<std::string>& tokens, std::uint16_t year,
                                       std::uint8_t month, std::uint8_t day) {
  NormalizedRecord::FieldValue field;
  if (shape == 0) return field;  // missing
  field.missing = false;
  if (shape & 1) {
    field.phonetic = flat.substr(0, 4);
    field.skeleton = flat.substr(0, 6);
    field.flat = std::move(flat);
  }
  if (shape & 2) field.tokens = tokens;
  if (shape == 5) field.tokens = std::vector<std::string>{field.flat};  // the usual name
  if (shape & 4) {
    field.year = year;
    field.month = month;
    field.day = day;
  }
  return field;
}

NormalizedRecord AnyRecord() {
  NormalizedRecord record;
  const auto count = *rc::gen::inRange<std::size_t>(0, 12);
  for (std::size_t i = 0; i < count; ++i) {
    record.fields.push_back(MakeField(
        *rc::gen::inRange(0, 8), *rc::gen::arbitrary<std::string>(),
        *rc::gen::arbitrary<std::vector<std::string>>(), *rc::gen::arbitrary<std::uint16_t>(),
        *rc::gen::arbitrary<std::uint8_t>(), *rc::gen::arbitrary<std::uint8_t>()));
  }
  return record;
}

TEST(PackedRecord, UnpacksToTheSame) {
  EXPECT_TRUE(rc::check([] {
    const NormalizedRecord record = AnyRecord();
    Bytes packed;
    PackRecord(record, packed);
    NormalizedRecord back = AnyRecord();  // memory that held another record
    UnpackRecord(packed.data(), record.fields.size(), back);
    RC_ASSERT(Same(record, back));
  }));
}

TEST(PackedRecord, LongTextsAndManyTokens) {
  NormalizedRecord record;
  record.fields.push_back(
      MakeField(7, std::string(70'000, 'x'), std::vector<std::string>(300, "token"), 1984, 2, 29));
  Bytes packed;
  PackRecord(record, packed);
  NormalizedRecord back;
  UnpackRecord(packed.data(), 1, back);
  EXPECT_TRUE(Same(record, back));
}

TEST(PackedRecord, AMissingFieldTakesOneByte) {
  NormalizedRecord record;
  record.fields.resize(9);
  Bytes packed;
  PackRecord(record, packed);
  EXPECT_EQ(packed.size(), 9u);
}

TEST(Arena, AddressesStayAndLargeStringsFit) {
  Arena arena;
  std::vector<std::pair<const std::uint8_t*, Bytes>> stored;
  for (std::size_t i = 0; i < 3000; ++i) {
    const Bytes bytes(i % 2000, static_cast<std::uint8_t>(i));
    stored.emplace_back(arena.Store(bytes), bytes);
  }
  const Bytes large(3 << 20, 0x5a);
  stored.emplace_back(arena.Store(large), large);
  for (const auto& [place, bytes] : stored) {
    ASSERT_TRUE(bytes.empty() || std::memcmp(place, bytes.data(), bytes.size()) == 0);
  }
  EXPECT_LT(arena.reserved_bytes(), 10u << 20);
}

}  // namespace
}  // namespace onefold::agency
