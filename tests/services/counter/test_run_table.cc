#include <gtest/gtest.h>

#include "crypto/random.h"
#include "services/counter/run_codec.h"
#include "services/counter/run_table.h"
#include "tests/services/submission/centre_fixture.h"

namespace onefold::counter {
namespace {

RunRecord ExampleRun() {
  RunRecord run;
  run.id.fill(3);
  run.state = RunState::kDone;
  run.sequence = 12;
  run.request_digest.fill(1);
  run.register_name = "victim";
  run.purpose = "statistics";
  run.key_epoch = "2026";
  run.schema_digest.fill(2);
  run.submissions.resize(2);
  run.submissions[1].fill(9);
  run.sources = {{"police", true}, {"shelter", false}, {"union", false}};
  run.parameters = {-7'000, 650'000, {-5'500, 250}, 700, true};
  run.manifest_digest.fill(6);
  RunResult result;
  result.tally.gross = 100;
  result.tally.unlinkable = 4;
  result.tally.unique = 60;
  result.tally.gross_by_source = {50, 50};
  result.tally.unique_by_source = {48, 40};
  result.tally.only_this_source = {20, 12};
  result.tally.persons_by_history = {{1, 20}, {2, 12}, {3, 28}};
  result.estimate = {96, 60, 61, 58, 64, 1.25, 2.5, 0.125, 0.75, "too much is in doubt"};
  result.estimate.by_source = {{49, 48, 50}, {41, 40, 43}};
  result.estimate.only_this_source = {{20, 18, 22}, {12, 11, 13}};
  result.estimate.by_history = {{1, {20, 18, 22}}, {3, {29, 27, 30}}};
  result.estimate.state_only = {21, 19, 23};
  result.estimate.ngo_only = {13, 12, 14};
  result.estimate.both = {27, 26, 28};
  result.estimate.drawn = {{{1, 20}, {2, 12}, {3, 28}}, {{1, 21}, {3, 27}}};
  result.linkable = 96;
  result.candidate_pairs = 1234;
  result.pairs = 40;
  result.pairs_digest.fill(7);
  result.entities_digest.fill(8);
  result.log_index = 77;
  result.warnings = {"one", "two"};
  result.entities_key = {1, 2, 3};
  result.entity_chunks = 5;
  result.planted = PlantedResult{
      {3, 8, 7, 5, {0.25, 0.875}, 2, {{0, 1, 4, 3, {0.5, 0.75}}, {0, 2, 3, 2, {0.125, 1}}}}, 6};
  run.result = result;
  return run;
}

RunInput ExampleInput() {
  PairConstraint constraint;
  constraint.a.submission.fill(1);
  constraint.a.handle.fill(2);
  constraint.b.submission.fill(3);
  constraint.b.handle.fill(4);
  constraint.link = true;
  constraint.provenance = "referral";
  return {{'{', '}'}, {constraint, {constraint.a, {}, false, "court decision"}}};
}

TEST(RunCodecTest, EveryFieldSurvives) {
  const std::string bytes = EncodeRun(ExampleRun());
  const auto back = DecodeRun(AsBytes(std::string_view(bytes)));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(EncodeRun(*back), bytes);
  EXPECT_EQ(back->parameters.cluster.unseen_weight, -5'500);
  EXPECT_EQ(back->parameters.cluster.cut, 250);
  EXPECT_EQ(back->parameters.max_block, 700u);
  EXPECT_TRUE(back->parameters.skip_oversized_blocks);
  EXPECT_EQ(back->sources[0].clean, true);
  ASSERT_TRUE(back->result.has_value());
  EXPECT_EQ(back->result->tally.persons_by_history, ExampleRun().result->tally.persons_by_history);
  EXPECT_EQ(back->result->estimate.high, 64u);
  EXPECT_EQ(back->result->estimate.missed_by_blocking, 0.125);
  const count::UniqueEstimate& estimate = back->result->estimate;
  EXPECT_EQ(estimate.separation, 0.75);
  EXPECT_EQ(estimate.refusal, "too much is in doubt");
  const auto values = [](const count::Interval& interval) {
    return std::vector<std::uint64_t>{interval.estimate, interval.low, interval.high};
  };
  using Values = std::vector<std::uint64_t>;
  ASSERT_EQ(estimate.by_source.size(), 2u);
  EXPECT_EQ(values(estimate.by_source[1]), (Values{41, 40, 43}));
  ASSERT_EQ(estimate.only_this_source.size(), 2u);
  EXPECT_EQ(values(estimate.only_this_source[0]), (Values{20, 18, 22}));
  ASSERT_EQ(estimate.by_history.size(), 2u);
  EXPECT_EQ(estimate.by_history[1].history, 3u);
  EXPECT_EQ(values(estimate.by_history[1].persons), (Values{29, 27, 30}));
  EXPECT_EQ(values(estimate.state_only), (Values{21, 19, 23}));
  EXPECT_EQ(values(estimate.ngo_only), (Values{13, 12, 14}));
  EXPECT_EQ(values(estimate.both), (Values{27, 26, 28}));
  EXPECT_EQ(estimate.drawn, ExampleRun().result->estimate.drawn);
  EXPECT_EQ(back->result->warnings.size(), 2u);
  ASSERT_TRUE(back->result->planted.has_value());
  EXPECT_EQ(back->result->planted->recall, ExampleRun().result->planted->recall);
  EXPECT_EQ(back->result->planted->unlinkable, 6u);
}

TEST(RunCodecTest, NoPlantedRecordsIsNotZeroOfThem) {
  RunRecord run = ExampleRun();
  run.result->planted.reset();
  const std::string bytes = EncodeRun(run);
  const auto back = DecodeRun(AsBytes(std::string_view(bytes)));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_FALSE(back->result->planted.has_value());
}

TEST(RunCodecTest, DamagedBytesAreDataLoss) {
  RunRecord run = ExampleRun();
  run.sources.pop_back();  // the last planted row is of it
  const std::string bytes = EncodeRun(run);
  EXPECT_EQ(DecodeRun(AsBytes(std::string_view(bytes))).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(DecodeRun(AsBytes(std::string_view("\xff\xff"))).status().code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(DecodeRun({}).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(DecodeRelease(AsBytes(std::string_view("\xff"))).status().code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(DecodeInput(AsBytes(std::string_view("\xff"))).status().code(), StatusCode::kDataLoss);
}

class RunTableTest : public ::testing::Test {
 protected:
  RunTableTest() {
    crypto::InitializeCrypto();
    testing::TestStore::Options options;
    options.folder = folder_.path();
    options.role = "counter";
    options.families = RunTable::Families();
    store_ = std::make_unique<testing::TestStore>(options);
  }
  testing::TemporaryFolder folder_;
  std::unique_ptr<testing::TestStore> store_;
};

TEST_F(RunTableTest, RunsAreListedInTheOrderTheyWereStarted) {
  const RunTable table(store_->database.get(), store_->vault.get());
  RunRecord late = ExampleRun(), early = ExampleRun();
  late.id.fill(1);
  late.sequence = 2;
  early.id.fill(2);
  early.sequence = 1;
  table.Write(late);
  table.Write(early);
  const auto runs = table.List();
  ASSERT_TRUE(runs.ok());
  ASSERT_EQ(runs->size(), 2u);
  EXPECT_EQ((*runs)[0].id, early.id);
  Id128 absent{};
  EXPECT_EQ(table.Get(absent).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(testing::FilesContain(folder_ / "data", AsBytes(std::string_view("statistics"))))
      << "runs are encrypted at rest";
}

TEST_F(RunTableTest, InputIsKeptBesideTheRun) {
  const RunTable table(store_->database.get(), store_->vault.get());
  const RunRecord run = ExampleRun();
  table.Write(run);
  EXPECT_EQ(table.Input(run.id).status().code(), StatusCode::kDataLoss) << "it has none";
  rocksdb::WriteBatch batch;
  table.Put(batch, run.id, ExampleInput());
  store_->database->Write(batch);
  const auto input = table.Input(run.id);
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_EQ(input->weights, ExampleInput().weights);
  EXPECT_EQ(input->constraints, ExampleInput().constraints);
  EXPECT_FALSE(testing::FilesContain(folder_ / "data", AsBytes(std::string_view("referral"))))
      << "it is encrypted at rest";
}

TEST_F(RunTableTest, EntitiesComeBackOverSeveralChunks) {
  const RunTable table(store_->database.get(), store_->vault.get());
  std::vector<EntityRow> rows(60'000);
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    rows[i].handle = crypto::RandomId128();
    rows[i].entity = i / 2;
  }
  RunRecord run = ExampleRun();
  const Digest digest = table.WriteEntities(run.id, rows, *run.result);
  EXPECT_EQ(run.result->entity_chunks, 3u);
  const auto back = table.ReadEntities(run);
  ASSERT_TRUE(back.ok()) << back.status();
  ASSERT_EQ(back->size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); i += 7'777) {
    EXPECT_EQ((*back)[i].handle, rows[i].handle);
    EXPECT_EQ((*back)[i].entity, rows[i].entity);
  }
  RunResult again;
  EXPECT_EQ(table.WriteEntities(run.id, rows, again), digest);
  EXPECT_EQ(table.ReadEntities(run).status().code(), StatusCode::kDataLoss)
      << "under another key now";
}

}  // namespace
}  // namespace onefold::counter
