#include "services/audit/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/audit/sample_events.h"

namespace onefold::audit {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// A ledger in the making: every event gets the next number.
class Book {
 public:
  explicit Book(std::string origin) : ledger(origin) {
    Add(WriteLogGenesis(Next(), {.origin = origin}));
  }
  EventContext Next() {
    EventContext context = SampleContext(number_++);
    context.time_ms = time_ms;
    return context;
  }
  void Add(const Event& event) { ledger.Add(index_++, event); }
  void Submission(std::uint8_t id, std::uint64_t kind, const std::string& organisation = "police") {
    Add(WriteSubmissionAccepted(
            Next(),
            {.submission_id = SampleId(id), .organisation = organisation, .content_kind = kind}, {})
            .event);
  }
  void Erasure(std::uint8_t id) {
    Add(WriteErasureCompleted(Next(), {.submission_id = SampleId(id), .organisation = "police"}));
  }
  void Started(std::uint8_t id) { Add(WriteRunStarted(Next(), {.run_id = SampleId(id)})); }
  void Completed(std::uint8_t id, std::uint8_t pairs) {
    Add(WriteRunCompleted(Next(), {.run_id = SampleId(id), .pairs_digest = SampleDigest(pairs)}, {})
            .event);
  }
  void Failed(std::uint8_t id) {
    Add(WriteRunFailed(Next(), {.run_id = SampleId(id), .reason = "x"}));
  }
  void Release(std::uint8_t id) { Add(WriteReleasePrepared(Next(), {.run_id = SampleId(id)})); }

  Ledger ledger;
  std::uint64_t time_ms = 1000;

 private:
  std::uint64_t index_ = 0, number_ = 1;
};

TEST(Ledger, AnOrdinaryLogHasNoFailures) {
  Book book("a");
  book.Submission(1, 1);
  book.Started(2);
  book.Completed(2, 7);
  book.Release(2);
  book.Started(3);
  book.Failed(3);
  book.Erasure(1);
  EXPECT_THAT(book.ledger.failures(), IsEmpty());
  EXPECT_EQ(book.ledger.releases(), 1U);
  EXPECT_TRUE(book.ledger.submissions().at(SampleId(1)).erased);
}

TEST(Ledger, GenesisStandsAtTheBeginningOnlyAndNamesTheOrigin) {
  Ledger without("a");
  without.Add(0, SampleEvent(1));
  EXPECT_THAT(without.failures(), Contains(HasSubstr("does not begin with log.genesis")));
  Ledger other("a");
  other.Add(0, WriteLogGenesis(SampleContext(1), {.origin = "b"}));
  EXPECT_THAT(other.failures(), Contains(HasSubstr("another origin")));
  Book twice("a");
  twice.Add(WriteLogGenesis(twice.Next(), {.origin = "a"}));
  EXPECT_THAT(twice.ledger.failures(), Contains(HasSubstr("after the beginning")));
}

TEST(Ledger, NothingHappensTwice) {
  Book book("a");
  book.Submission(1, 1);
  book.Submission(1, 1);
  EXPECT_THAT(book.ledger.failures(), Contains(HasSubstr("accepted before")));
  Book same("a");
  const Event event = SampleEvent(77);
  same.Add(event);
  same.Add(event);
  EXPECT_THAT(same.ledger.failures(), Contains(HasSubstr("twice")));
}

TEST(Ledger, RunsStartAndReleasesHaveACompletedRun) {
  Book book("a");
  book.Completed(1, 7);
  EXPECT_THAT(book.ledger.failures(), Contains(HasSubstr("was not started")));
  Book release("a");
  release.Started(1);
  release.Release(1);
  EXPECT_THAT(release.ledger.failures(), Contains(HasSubstr("was not completed")));
  Book failed("a");
  failed.Failed(1);
  EXPECT_THAT(failed.ledger.failures(), Contains(HasSubstr("was not started")));
}

class AgreementTest : public testing::Test {
 protected:
  Agreement Compare() { return CompareLedgers(matcher_.ledger, counter_.ledger); }
  // Lets the logs' time go on, so that what is missing is not merely on its way.
  void Later() {
    matcher_.time_ms += kSettleMs + 1;
    matcher_.Add(SampleEventNow());
  }
  Event SampleEventNow() { return WriteServiceStart(matcher_.Next(), {.program_version = "v"}); }
  Book matcher_{"matcher"}, counter_{"counter"};
};

TEST_F(AgreementTest, LogsThatSayTheSame) {
  matcher_.Submission(1, 1);
  counter_.Submission(1, 2);
  counter_.Started(5), matcher_.Started(5);
  matcher_.Completed(5, 7), counter_.Completed(5, 7);
  Later();
  const Agreement agreement = Compare();
  EXPECT_THAT(agreement.failures, IsEmpty());
  EXPECT_THAT(agreement.pending, IsEmpty());
  EXPECT_EQ(agreement.submissions, 1U);
  EXPECT_EQ(agreement.runs, 1U);
}

TEST_F(AgreementTest, OtherPairsInTheTwoLogsAlwaysFail) {
  counter_.Started(5), matcher_.Started(5);
  matcher_.Completed(5, 7), counter_.Completed(5, 8);
  EXPECT_THAT(Compare().failures, Contains(HasSubstr("has other pairs")));
}

TEST_F(AgreementTest, OtherFactsOfASubmissionAlwaysFail) {
  matcher_.Submission(1, 1, "police");
  counter_.Submission(1, 2, "shelter");
  matcher_.Submission(2, 1);
  counter_.Submission(2, 1);  // both claim to hold the encodings
  EXPECT_EQ(Compare().failures.size(), 2U);
}

TEST_F(AgreementTest, WhatIsMissingIsPendingAtFirstAndAFailureLater) {
  matcher_.Submission(1, 1);
  counter_.Started(5);
  counter_.Completed(5, 7);
  EXPECT_THAT(Compare().failures, IsEmpty());
  EXPECT_EQ(Compare().pending.size(), 2U);
  Later();
  EXPECT_THAT(Compare().pending, IsEmpty());
  EXPECT_THAT(Compare().failures, Contains(HasSubstr("of matcher is not in counter")));
  EXPECT_THAT(Compare().failures, Contains(HasSubstr("of counter is not in matcher")));
}

TEST_F(AgreementTest, ErasedSubmissionsAndFailedRunsNeedNoCounterpart) {
  matcher_.Submission(1, 1);
  matcher_.Erasure(1);
  matcher_.Started(5), counter_.Started(5);
  matcher_.Completed(5, 7);
  counter_.Failed(5);
  Later();
  EXPECT_THAT(Compare().failures, IsEmpty());
  EXPECT_THAT(Compare().pending, IsEmpty());
}

}  // namespace
}  // namespace onefold::audit
