// Planted rows come from a file of their own, and what is sent of them looks like all the rest.
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

#include "crypto/random.h"
#include "onefold/v1/case.pb.h"
#include "services/agency/check_output.h"
#include "services/agency/intake.h"

namespace onefold::agency {
namespace {

constexpr char kSchemas[] = ONEFOLD_SOURCE_DIR "/deploy/schemas/";
constexpr char kHeader[] = "rec_id,given_name,surname,date_of_birth";
constexpr char kExtract[] =
    "rec_id,given_name,surname,date_of_birth\n"
    "r1,anna,painter,19600102\n"
    "r2,bela,sailor,19610203\n";

class PlantedTest : public ::testing::Test {
 protected:
  PlantedTest() { crypto::InitializeCrypto(); }

  StatusOr<CheckReport> Read(const std::string& planted, const std::string& extract = kExtract,
                             const std::string& schema_name = "febrl-name-dob") {
    const auto schema = linkage::ReadLinkageSchema(kSchemas + schema_name + ".json").value();
    const auto encoder = ItemEncoder::Create(schema, crypto::Secret::Random(32), "2026").value();
    const CaseCoder coder(nullptr, linkage::LegalBasis::kPublicTask,
                          linkage::Consent::kNotApplicable);
    std::istringstream first(extract), second(planted);
    IntakeOptions options;
    options.schema = &schema;
    options.coder = &coder;
    options.encoder = encoder.get();
    options.planted = &second;
    options.max_records = 5;
    extract_ = std::make_unique<PreparedExtract>();
    return ReadExtract(first, options, extract_.get());
  }

  v1::Case CaseOf(std::size_t row) const {
    v1::Case item;
    EXPECT_TRUE(item.ParseFromArray(extract_->rows[row].case_bytes,
                                    static_cast<int>(extract_->rows[row].case_size)));
    return item;
  }

  std::unique_ptr<PreparedExtract> extract_;
};

std::string File(const std::string& rows) { return std::string(kHeader) + ",planted\n" + rows; }

TEST_F(PlantedTest, RowsFollowTheExtractsAndCarryTheNumberInTheCaseOnly) {
  const auto report = Read(File("r3,ciro,smith,19700304,17\nr4,dora,baker,19710405,1000000\n"));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->rows, 4u);
  EXPECT_EQ(report->accepted, 4u);
  EXPECT_EQ(report->planted, 2u);
  ASSERT_EQ(extract_->rows.size(), 4u);
  EXPECT_EQ(CaseOf(0).planted(), 0u);
  EXPECT_EQ(CaseOf(1).planted(), 0u);
  EXPECT_EQ(CaseOf(2).planted(), 17u);
  EXPECT_EQ(CaseOf(3).planted(), 1'000'000u);
  EXPECT_NE(extract_->rows[2].passes, 0u);
  // Whatever the number, the size is that of a real case.
  EXPECT_EQ(extract_->rows[2].case_size, extract_->rows[0].case_size);
  EXPECT_EQ(extract_->rows[3].case_size, extract_->rows[0].case_size);
}

TEST_F(PlantedTest, AnythingButANumberIsARowError) {
  for (const char* number : {"", "0", "1000001", "-1", "+1", "1.0", "1e3", "one", "7 8", "0x10",
                             "99999999999999999999"}) {
    const auto report = Read(File("r3,ciro,smith,19700304," + std::string(number) + "\n"));
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->refused, 1u) << number;
    EXPECT_EQ(report->planted, 0u);
    ASSERT_EQ(report->issues.size(), 1u) << number;
    EXPECT_EQ(report->issues[0].rule, "planted.number");
    EXPECT_EQ(report->issues[0].column, "planted");
    EXPECT_EQ(report->issues[0].row, 1u);
    EXPECT_EQ(FormatIssue(report->issues[0]).find("planted row 1: planted: planted.number"), 0u);
    EXPECT_EQ(extract_->rows.size(), 2u) << "it is no real row either";
  }
}

TEST_F(PlantedTest, RecordIdsAreOfOneSpace) {
  const auto report = Read(File("r2,ciro,smith,19700304,17\n"));
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused, 1u);
  ASSERT_EQ(report->issues.size(), 1u);
  EXPECT_EQ(report->issues[0].rule, kRepeatedIdRule);
  EXPECT_TRUE(report->issues[0].planted);
}

TEST_F(PlantedTest, FilesThatDoNotFitAreRefused) {
  const auto message = [](const StatusOr<CheckReport>& report) {
    EXPECT_EQ(report.status().code(), StatusCode::kInvalidArgument);
    return std::string(Message(report.status()));
  };
  const std::string without = message(Read(kExtract));
  EXPECT_NE(without.find("file of planted rows"), std::string::npos) << without;
  EXPECT_NE(without.find("header.missing-column"), std::string::npos) << without;
  EXPECT_NE(message(Read("")).find("file of planted rows"), std::string::npos);
  // In the extract itself the column is none that the schema knows.
  EXPECT_NE(
      message(Read(File(""), File("r1,anna,painter,19600102,5\n"))).find("header.unknown-column"),
      std::string::npos);
}

TEST_F(PlantedTest, TheLimitOfRowsIsOfBothFiles) {
  const std::string rows = "r3,c,smith,,1\nr4,d,baker,,2\nr5,e,miller,,3\n";
  EXPECT_TRUE(Read(File(rows)).ok());
  EXPECT_EQ(Read(File(rows + "r6,f,cook,,4\n")).status().code(), StatusCode::kResourceExhausted);
}

TEST_F(PlantedTest, NoneUnderAClkhashSchema) {
  const std::string header =
      "rec_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,"
      "date_of_birth,soc_sec_id\n";
  const auto report = Read(File(""), header, "febrl-clkhash");
  EXPECT_EQ(report.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Message(report.status()).find("own format"), std::string_view::npos)
      << Message(report.status());
}

}  // namespace
}  // namespace onefold::agency
