#include "services/audit/events.h"

#include <gtest/gtest.h>

#include "tests/services/audit/sample_events.h"

namespace onefold::audit {
namespace {

// What a log would give back.
Event ThroughTheLog(const Event& event) {
  const auto leaf = EncodeLeaf(event);
  EXPECT_TRUE(leaf.ok()) << leaf.status();
  const auto decoded = DecodeLeaf(*leaf);
  EXPECT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_TRUE(CheckEvent(*decoded).ok());
  return *decoded;
}

std::vector<Event> OneOfEach() {
  const EventContext context = SampleContext(3);
  const Id128 id = SampleId(9);
  const Digest digest = SampleDigest(8);
  return {
      WriteLogGenesis(context, {.origin = "o"}),
      WriteServiceStart(context, {.program_version = "v"}),
      WriteSubmissionAccepted(context, {.submission_id = id, .organisation = "police"},
                              {.content_digest = digest, .items = 5, .seal_signature = {1}})
          .event,
      WriteErasureCompleted(context, {.submission_id = id, .organisation = "police"}),
      WriteRunStarted(context, {.run_id = id}),
      WriteRunCompleted(context, {.run_id = id}, AsBytes("counts")).event,
      WriteRunFailed(context, {.run_id = id, .reason = "cancelled"}),
      WriteReleasePrepared(context, {.run_id = id, .number = 1, .profile = "public"}),
  };
}

TEST(Events, EveryTypeIsKnownAndPassesItsOwnRules) {
  for (const Event& event : OneOfEach()) {
    EXPECT_TRUE(IsKnownEventType(event.type)) << event.type;
    EXPECT_TRUE(CheckEvent(event).ok()) << event.type << CheckEvent(event);
    EXPECT_EQ(ThroughTheLog(event).type, event.type);
  }
  EXPECT_FALSE(IsKnownEventType("log.genesi"));
  EXPECT_FALSE(IsKnownEventType(""));
}

TEST(Events, AMissingFieldCommitmentOrCorrelationIsDataLoss) {
  for (const Event& event : OneOfEach()) {
    for (const auto& [number, value] : event.fields) {
      Event without = event;
      without.fields.erase(number);
      EXPECT_EQ(CheckEvent(without).code(), StatusCode::kDataLoss) << event.type << number;
      Event misshapen = event;
      misshapen.fields[number] = {Bytes{1, 2, 3}};
      EXPECT_EQ(CheckEvent(misshapen).code(), StatusCode::kDataLoss) << event.type << number;
    }
    for (const auto& [key, digest] : event.commitments) {
      Event without = event;
      without.commitments.erase(key);
      EXPECT_EQ(CheckEvent(without).code(), StatusCode::kDataLoss) << event.type << key;
    }
    Event other = event;
    other.correlation.empty() ? other.correlation.push_back({}) : other.correlation.clear();
    EXPECT_EQ(CheckEvent(other).code(), StatusCode::kDataLoss) << event.type;
  }
}

TEST(Events, UnknownFieldsAndCommitmentsAreUninterpreted) {
  for (Event event : OneOfEach()) {
    Event more = event;
    more.fields[99] = {std::uint64_t{1}};
    EXPECT_EQ(CheckEvent(more).code(), StatusCode::kUnimplemented) << event.type;
    event.commitments[99] = {};
    EXPECT_EQ(CheckEvent(event).code(), StatusCode::kUnimplemented) << event.type;
  }
}

TEST(Events, SubmissionKeepsCountsAndDigestsInCommitmentsOnly) {
  const SubmissionEvidence evidence{
      .content_digest = SampleDigest(1), .items = 5001, .seal_signature = Bytes(64, 7)};
  const Draft draft = WriteSubmissionAccepted(SampleContext(1),
                                              {.submission_id = SampleId(2),
                                               .organisation = "police",
                                               .register_name = "victim",
                                               .purpose = "statistics",
                                               .key_epoch = "2026",
                                               .schema_digest = SampleDigest(3),
                                               .content_kind = 2},
                                              evidence);
  const Event event = ThroughTheLog(draft.event);
  const auto facts = ReadSubmissionAccepted(event).value();
  EXPECT_EQ(facts.submission_id, SampleId(2));
  EXPECT_EQ(facts.organisation, "police");
  EXPECT_EQ(facts.register_name, "victim");
  EXPECT_EQ(facts.purpose, "statistics");
  EXPECT_EQ(facts.key_epoch, "2026");
  EXPECT_EQ(facts.schema_digest, SampleDigest(3));
  EXPECT_EQ(facts.item_bucket, 8192U);
  EXPECT_EQ(facts.content_kind, 2U);
  EXPECT_EQ(event.actor.role, "agency");
  ASSERT_EQ(draft.openings.size(), 3U);
  for (const Opening& opening : draft.openings) {
    EXPECT_TRUE(VerifyOpening(event, opening).ok());
    Opening swapped = opening;
    swapped.data.push_back(0);
    EXPECT_EQ(VerifyOpening(event, swapped).code(), StatusCode::kDataLoss);
    swapped = opening;
    swapped.kind += "x";
    EXPECT_EQ(VerifyOpening(event, swapped).code(), StatusCode::kDataLoss);
    swapped = opening;
    swapped.key = 4;
    EXPECT_EQ(VerifyOpening(event, swapped).code(), StatusCode::kDataLoss);
  }
  EXPECT_EQ(ReadBe64(draft.openings[1].data), 5001U);
  EXPECT_NE(draft.openings[0].nonce, draft.openings[1].nonce);
}

TEST(Events, RunCarriesTheDigestsOfItsStages) {
  const RunCompleted written{.run_id = SampleId(1),
                             .manifest_digest = SampleDigest(2),
                             .pairs_digest = SampleDigest(3),
                             .entities_digest = SampleDigest(4)};
  const Draft draft = WriteRunCompleted(SampleContext(1), written, AsBytes("gross 5"));
  const auto read = ReadRunCompleted(ThroughTheLog(draft.event)).value();
  EXPECT_EQ(read.pairs_digest, SampleDigest(3));
  EXPECT_EQ(read.entities_digest, SampleDigest(4));
  const auto matcher = WriteRunCompleted(SampleContext(1), {.run_id = SampleId(1)}, {});
  EXPECT_FALSE(ReadRunCompleted(ThroughTheLog(matcher.event))->entities_digest.has_value());
  const auto started = ReadRunStarted(ThroughTheLog(WriteRunStarted(
      SampleContext(2),
      {.run_id = SampleId(1), .submissions = 4, .manifest_digest = SampleDigest(9)})));
  EXPECT_EQ(started->submissions, 4U);
  EXPECT_EQ(started->manifest_digest, SampleDigest(9));
  EXPECT_EQ(ReadRunFailed(draft.event).status().code(), StatusCode::kInvalidArgument);
}

TEST(Events, FailuresAndReleases) {
  const Event failed = WriteRunFailed(SampleContext(1), {.run_id = SampleId(1), .reason = "io"});
  EXPECT_EQ(failed.outcome, "failed");
  EXPECT_EQ(ReadRunFailed(ThroughTheLog(failed))->reason, "io");
  const auto release = ReadReleasePrepared(
      ThroughTheLog(WriteReleasePrepared(SampleContext(2), {.run_id = SampleId(1),
                                                            .number = 7,
                                                            .profile = "public",
                                                            .document_digest = SampleDigest(5)})));
  EXPECT_EQ(release->number, 7U);
  EXPECT_EQ(release->profile, "public");
  EXPECT_EQ(release->document_digest, SampleDigest(5));
  const auto erased = ReadErasureCompleted(ThroughTheLog(WriteErasureCompleted(
      SampleContext(3),
      {.submission_id = SampleId(4), .organisation = "ngo", .reason = "replaced"})));
  EXPECT_EQ(erased->reason, "replaced");
  EXPECT_EQ(erased->method, "key-destroyed+range-delete");
}

TEST(Events, BucketsArePowersOfTwo) {
  const std::pair<std::uint64_t, std::uint64_t> cases[] = {{0, 0}, {1, 1},       {2, 2},
                                                           {3, 4}, {1024, 1024}, {1025, 2048}};
  for (const auto& [count, bucket] : cases) EXPECT_EQ(CountBucket(count), bucket);
  EXPECT_EQ(CountBucket(~std::uint64_t{0}), std::uint64_t{1} << 63);
}

TEST(Events, ContextsAreFresh) {
  const auto a = NewEventContext(1, "matcher", "office");
  const auto b = NewEventContext(1, "matcher", "office");
  EXPECT_NE(a.event_id, b.event_id);
  EXPECT_NE(a.nonce_seed, b.nonce_seed);
  EXPECT_EQ(a.daemon.handle, Id128{});
}

}  // namespace
}  // namespace onefold::audit
