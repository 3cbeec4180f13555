#include <gtest/gtest.h>

#include "services/agency/register.h"

namespace onefold::agency {
namespace {

using linkage::Case;
using linkage::Consent;
using linkage::IndicatorValue;
using linkage::LegalBasis;

RegisterTemplate Victim() {
  auto read =
      ReadRegisterTemplate(std::string(ONEFOLD_SOURCE_DIR) + "/deploy/registers/victim.json");
  EXPECT_TRUE(read.ok()) << read.status();
  return std::move(read).value();
}

class CaseCoderTest : public testing::Test {
 protected:
  RegisterTemplate template_ = Victim();
  CaseCoder coder_{&template_, LegalBasis::kPublicTask, Consent::kNotApplicable};

  // A row that is right, with some columns changed.
  std::vector<std::string> Row(const std::map<std::string, std::string>& changed) {
    std::map<std::string, std::string> cells{{"legal_basis", "T"},
                                             {"consent_linkage", "NA"},
                                             {"victim_status", "ActualVictimOfTrafficking"},
                                             {"sex", "F"},
                                             {"age_group", "18-24"},
                                             {"citizenship_group", "NON_EU"},
                                             {"exploitation_forms", "SexualExploitation"},
                                             {"region", "AT130"},
                                             {"ref_year", "2025"}};
    for (const auto& [column, value] : changed) {
      EXPECT_TRUE(cells.contains(column)) << column;
      cells[column] = value;
    }
    std::vector<std::string> row;
    for (const std::string& column : coder_.columns()) row.push_back(cells.at(column));
    return row;
  }

  // "" when the row is accepted, else "column rule" of each issue.
  std::string Refusal(const std::map<std::string, std::string>& changed) {
    Case out;
    std::vector<encode::RowIssue> issues;
    const bool accepted = coder_.Code(7, Row(changed), out, issues);
    EXPECT_EQ(accepted, issues.empty());
    std::string text;
    for (const encode::RowIssue& issue : issues) {
      EXPECT_EQ(issue.row, 7u);
      EXPECT_TRUE(issue.refused);
      for (const auto& [column, value] : changed) {
        if (value.size() > 3) {
          EXPECT_EQ(issue.text.find(value), std::string::npos) << "the value leaks";
        }
      }
      text += (text.empty() ? "" : ", ") + issue.column + " " + issue.rule;
    }
    return text;
  }

  Case Coded(const std::map<std::string, std::string>& changed) {
    Case out;
    std::vector<encode::RowIssue> issues;
    EXPECT_TRUE(coder_.Code(1, Row(changed), out, issues)) << Refusal(changed);
    return out;
  }

  static std::vector<std::string> Codes(const Case& item, const std::string& indicator) {
    for (const IndicatorValue& value : item.indicators) {
      if (value.indicator == indicator) return value.codes;
    }
    return {};
  }
};

TEST_F(CaseCoderTest, AGoodRowBecomesACaseInTheTemplatesOrder) {
  const Case item = Coded({});
  EXPECT_EQ(item.legal_basis, LegalBasis::kPublicTask);
  EXPECT_TRUE(item.linkable);
  ASSERT_EQ(item.indicators.size(), 7u);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(item.indicators[i].indicator, template_.indicators[i].id);
  }
  EXPECT_EQ(Codes(item, "region"), std::vector<std::string>{"AT130"});
}

TEST_F(CaseCoderTest, SeveralValuesAreSortedWithoutRepeats) {
  EXPECT_EQ(Codes(Coded({{"exploitation_forms", " Servitude; ForcedLabour ;Servitude;"}}),
                  "exploitation_forms"),
            (std::vector<std::string>{"ForcedLabour", "Servitude"}));
}

TEST_F(CaseCoderTest, OtherSpellingsBecomeTheCode) {
  const Case item =
      Coded({{"sex", "Feminine"}, {"victim_status", "PossibleVictim"}, {"region", "GR300"}});
  EXPECT_EQ(Codes(item, "sex"), std::vector<std::string>{"F"});
  EXPECT_EQ(Codes(item, "victim_status"), std::vector<std::string>{"PossibleVictimOfTrafficking"});
  EXPECT_EQ(Codes(item, "region"), std::vector<std::string>{"EL300"});
  EXPECT_EQ(Codes(Coded({{"region", "GB"}}), "region"), std::vector<std::string>{"UK"});
}

TEST_F(CaseCoderTest, EmptyCells) {
  const Case item =
      Coded({{"sex", ""}, {"age_group", " "}, {"citizenship_group", ""}, {"region", ""}});
  EXPECT_EQ(Codes(item, "sex"), std::vector<std::string>{"_U"});
  EXPECT_EQ(Codes(item, "region"), std::vector<std::string>{"UNK"});
  EXPECT_EQ(Refusal({{"exploitation_forms", ""}}), "exploitation_forms indicator.missing");
  EXPECT_EQ(Refusal({{"exploitation_forms", " ; "}}), "exploitation_forms indicator.missing");
  EXPECT_EQ(Refusal({{"ref_year", ""}, {"victim_status", ""}}),
            "victim_status indicator.missing, ref_year indicator.missing");
}

TEST_F(CaseCoderTest, WhatIsNotInTheListIsRefused) {
  const std::map<std::map<std::string, std::string>, std::string> table = {
      {{{"sex", "female"}}, "sex indicator.code"},
      {{{"sex", "f"}}, "sex indicator.code"},
      {{{"sex", "M;F"}}, "sex indicator.single"},
      {{{"exploitation_forms", "ForcedLabour;Canary Surname"}},
       "exploitation_forms indicator.code"},
      {{{"region", "at130"}}, "region indicator.region"},
      {{{"region", "A"}}, "region indicator.region"},
      {{{"region", "AT1300"}}, "region indicator.region"},
      {{{"region", "AT-13"}}, "region indicator.region"},
      {{{"ref_year", "1999"}}, "ref_year indicator.year"},
      {{{"ref_year", "2101"}}, "ref_year indicator.year"},
      {{{"ref_year", "20 5"}}, "ref_year indicator.year"},
      {{{"ref_year", "02025"}}, "ref_year indicator.year"},
      {{{"legal_basis", "X"}}, "legal_basis envelope.legal-basis"},
      {{{"consent_linkage", "yes"}}, "consent_linkage envelope.consent-linkage"},
      {{{"legal_basis", "C"}}, "consent_linkage envelope.consent-not-explicit"},
      {{{"sex", "?"}, {"age_group", "?"}, {"legal_basis", "?"}},
       "legal_basis envelope.legal-basis, sex indicator.code, age_group indicator.code"}};
  for (const auto& [changed, refusal] : table) EXPECT_EQ(Refusal(changed), refusal);
}

TEST_F(CaseCoderTest, LinkageNeedsBasisAndConsent) {
  struct Row {
    const char *basis, *consent;
    bool linkable;
  };
  for (const Row& row : {Row{"C", "Y", true}, Row{"C", "N", false}, Row{"T", "NA", true},
                         Row{"T", "Y", true}, Row{"T", "N", false}, Row{"P", "NA", true},
                         Row{"P", "N", false}, Row{"V", "NA", true}, Row{"V", "N", false}}) {
    EXPECT_EQ(Coded({{"legal_basis", row.basis}, {"consent_linkage", row.consent}}).linkable,
              row.linkable)
        << row.basis << ' ' << row.consent;
  }
  EXPECT_FALSE(linkage::AllowsLinkage(LegalBasis::kConsent, Consent::kNotApplicable));
}

TEST_F(CaseCoderTest, DefaultsStandForAbsentColumns) {
  const CaseCoder bare(nullptr, LegalBasis::kConsent, Consent::kYes);
  EXPECT_EQ(bare.columns(), (std::vector<std::string>{"legal_basis", "consent_linkage"}));
  Case item;
  std::vector<encode::RowIssue> issues;
  EXPECT_TRUE(bare.Code(1, {"", ""}, item, issues));
  EXPECT_EQ(item.legal_basis, LegalBasis::kConsent);
  EXPECT_TRUE(item.linkable);
  EXPECT_TRUE(item.indicators.empty());
  const CaseCoder unasked(nullptr, LegalBasis::kConsent, Consent::kNotApplicable);
  EXPECT_FALSE(unasked.Code(1, {"", ""}, item, issues)) << "a default is no explicit consent";
}

TEST_F(CaseCoderTest, ARefusedRowLeavesTheCaseAlone) {
  Case item;
  item.indicators = {{"kept", {"x"}}};
  const Case before = item;
  std::vector<encode::RowIssue> issues;
  EXPECT_FALSE(coder_.Code(1, Row({{"sex", "?"}}), item, issues));
  EXPECT_EQ(item, before);
}

TEST(ParseEnvelope, Letters) {
  EXPECT_EQ(*ParseLegalBasis("V"), LegalBasis::kVitalInterest);
  EXPECT_FALSE(ParseLegalBasis("c").ok());
  EXPECT_FALSE(ParseLegalBasis("").ok());
  EXPECT_EQ(*ParseConsent("NA"), Consent::kNotApplicable);
  EXPECT_FALSE(ParseConsent("na").ok());
}

}  // namespace
}  // namespace onefold::agency
