// A run from end to end in one process: a real matcher and a real counter, each with database, log
// and gRPC server on loopback. Only the encodings are made here, from persons that are known.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <thread>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "crypto/tlog/note.h"
#include "linkage/outcome.h"
#include "onefold/v1/case.pb.h"
#include "onefold/v1/count.grpc.pb.h"
#include "services/counter/cases.h"
#include "services/counter/count_service.h"
#include "services/matcher/chance.h"
#include "services/matcher/link_service.h"
#include "services/rpc/grpc_status.h"
#include "services/submission/service.h"
#include "tests/services/submission/centre_fixture.h"

namespace onefold::counter {
namespace {

using testing::TestAgency;
using testing::TestChunk;
using testing::TestPki;
using testing::TestStore;

constexpr char kSchema[] = ONEFOLD_SOURCE_DIR "/deploy/schemas/febrl.json";

std::string AsString(ByteView bytes) { return std::string(AsText(bytes)); }
std::string FileText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Persons from here on are fictitious; of two that differ by 10,000, the number is the same and the
// encodings are not: an agency that wrote a planted person beyond recognition.
constexpr int kFirstPlanted = 10'000;

// What an agency sends about its persons: the same person has the same tokens and filters
// everywhere.
struct Content {
  std::vector<TestChunk> encodings, cases;
  std::vector<Id128> handles;  // by person, then of the unlinkable
  std::uint64_t items = 0;
  crypto::Secret pseudonym_key = crypto::Secret::Random(32);
};

Content Encode(const std::vector<linkage::PassLayout>& passes, const std::vector<int>& persons,
               ByteView encodings_id, int unlinkable) {
  Content content;
  v1::CaseBatch batch;
  std::vector<Id128> handles;
  for (std::size_t i = 0; i < persons.size() + static_cast<std::size_t>(unlinkable); ++i) {
    v1::Case& item = *batch.add_cases();
    const Id128 handle = crypto::RandomId128();
    item.set_handle(AsString(handle));
    item.set_linkable(i < persons.size());
    item.set_legal_basis(item.linkable() ? "T" : "C");
    item.set_consent_linkage(item.linkable() ? "NA" : "N");
    item.set_planted(0);
    if (item.linkable() && persons[i] >= kFirstPlanted) {
      item.set_planted(1 + static_cast<std::uint32_t>(persons[i] % kFirstPlanted));
    }
    if (item.linkable()) handles.push_back(handle);
    content.handles.push_back(handle);
  }
  const std::string bytes = batch.SerializeAsString();
  content.cases.push_back({0, ToBytes(AsBytes(bytes))});
  for (std::uint32_t pass = 0; pass < passes.size(); ++pass) {
    Bytes chunk;
    for (std::size_t i = 0; i < persons.size(); ++i) {
      Bytes seed(32, static_cast<std::uint8_t>(pass));
      seed[0] = static_cast<std::uint8_t>(persons[i]);
      seed[1] = static_cast<std::uint8_t>(persons[i] >> 8);
      Bytes item(passes[pass].item_bytes);
      crypto::SeededStream(seed).Fill(item);
      Bytes place = ToBytes(encodings_id), plain(handles[i].begin(), handles[i].end());
      place.push_back(static_cast<std::uint8_t>(pass));
      plain.resize(24);
      const Bytes sealed = crypto::AeadSeal(content.pseudonym_key, place, plain);
      std::copy(sealed.begin(), sealed.end(), item.begin() + linkage::kPseudonymOffset);
      onefold::Append(chunk, item);
    }
    content.encodings.push_back({pass, std::move(chunk)});
    content.items += persons.size();
  }
  return content;
}

class RunTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    crypto::InitializeCrypto();
    pki_ = new TestPki;
  }
  static void TearDownTestSuite() { delete pki_; }

  void SetUp() override {
    schemas_ = *matcher::SchemaBook::Read({kSchema});
    schema_ = *ReadSchemaDigests({kSchema})->begin();
    cases_checker_ = std::make_unique<CasesChecker>(std::set<Digest>{schema_}, &box_key_);
    StartMatcher();
    StartCounter();
  }
  void TearDown() override {
    StopCounter();
    StopMatcher();
  }

  std::unique_ptr<rpc::RpcServer> Serve(rpc::Program program, rpc::Role role,
                                        const std::string& listen,
                                        std::vector<grpc::Service*> services) {
    rpc::ServerOptions options;
    options.listen = listen;
    options.tls = pki_->Issue(role, "office");
    options.program = program;
    options.organisation = "office";
    options.max_receive_bytes = rpc::kMaxRunRequestBytes;
    auto server = rpc::RpcServer::Start(options, services);
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }

  void StartMatcher() {
    TestStore::Options options;
    options.folder = folder_ / "matcher";
    options.role = "matcher";
    options.checker = &encodings_checker_;
    options.intake.agencies = {police_.Registration(), shelter_.Registration()};
    matcher_ = std::make_unique<TestStore>(options);
    matcher::LinkerParts parts;
    parts.table = matcher_->table.get();
    parts.log = matcher_->log.get();
    parts.schemas = &schemas_;
    parts.metrics = &matcher_->metrics;
    parts.new_context = [this] { return matcher_->NewContext(); };
    parts.program = "onefold-matcher test";
    parts.memory_bytes = matcher_memory_;
    parts.max_block = max_block_;
    parts.allow_fixed_weights = allow_fixed_weights_;
    parts.scratch_dir = folder_ / "matcher/scratch";
    auto linker = matcher::Linker::Open(std::move(parts));
    ASSERT_TRUE(linker.ok()) << linker.status();
    linker_ = *std::move(linker);
    matcher_submissions_ = submission::MakeSubmissionService(matcher_->intake.get());
    links_ = matcher::MakeLinkService(linker_.get(), 2);
    matcher_server_ = Serve(rpc::Program::kMatcher, rpc::Role::kMatcher, matcher_address_,
                            {matcher_submissions_.get(), links_.get()});
    matcher_address_ = "127.0.0.1:" + std::to_string(matcher_server_->port());
  }
  void StopMatcher() {
    matcher_server_.reset();
    links_.reset();
    matcher_submissions_.reset();
    linker_.reset();
    matcher_.reset();
  }

  void StartCounter() {
    TestStore::Options options;
    options.folder = folder_ / "counter";
    options.role = "counter";
    options.families = RunTable::Families();
    options.checker = cases_checker_.get();
    options.intake.agencies = {police_.Registration(), shelter_.Registration()};
    counter_ = std::make_unique<TestStore>(options);
    table_ = std::make_unique<RunTable>(counter_->database.get(), counter_->vault.get());
    ReleaseParts release;
    release.runs = table_.get();
    release.log = counter_->log.get();
    release.key = &release_key_;
    release.agencies = options.intake.agencies;
    release.new_context = [this] { return counter_->NewContext(); };
    release.directory = folder_ / "releases";
    release.log_origin = "counter.example/test";
    auto releases = Releases::Open(std::move(release));
    ASSERT_TRUE(releases.ok()) << releases.status();
    releases_ = *std::move(releases);
    RunParts parts;
    parts.database = counter_->database.get();
    parts.submissions = counter_->table.get();
    parts.runs = table_.get();
    parts.log = counter_->log.get();
    parts.box_key = &box_key_;
    parts.agencies = {police_.Registration(), shelter_.Registration()};
    parts.agencies[1].source_type = "ngo";
    parts.metrics = &counter_->metrics;
    parts.matcher = *rpc::MakeChannel({matcher_address_, rpc::Role::kMatcher, ""},
                                      pki_->Issue(rpc::Role::kCounter, "office"));
    parts.new_context = [this] { return counter_->NewContext(); };
    parts.program = "onefold-counter test";
    parts.colocated = true;
    parts.memory_bytes = counter_memory_;
    parts.scratch_dir = folder_ / "counter/scratch";
    auto runs = RunQueue::Open(std::move(parts));
    ASSERT_TRUE(runs.ok()) << runs.status();
    runs_ = *std::move(runs);
    counts_ = MakeCountService(runs_.get(), releases_.get(), counter_->intake.get());
    counter_submissions_ = submission::MakeSubmissionService(counter_->intake.get());
    counter_server_ = Serve(rpc::Program::kCounter, rpc::Role::kCounter, "127.0.0.1:0",
                            {counter_submissions_.get(), counts_.get()});
    const std::string address = "127.0.0.1:" + std::to_string(counter_server_->port());
    coordinator_ = v1::CountService::NewStub(
        *rpc::MakeChannel({address, rpc::Role::kCounter, "office", rpc::kMaxRunRequestBytes},
                          pki_->Issue(rpc::Role::kCoordinator, "office")));
  }
  void StopCounter() {
    counter_server_.reset();
    runs_.reset();
    counts_.reset();
    counter_submissions_.reset();
    releases_.reset();
    table_.reset();
    counter_.reset();
  }

  // Encodings to the matcher and cases to the counter, under one id.
  std::string Submit(TestAgency& agency, const std::vector<int>& persons, int unlinkable = 0) {
    const auto& passes = *schemas_.Find(schema_);
    v1::Manifest manifest = agency.NewManifest(schema_);
    const std::string id = manifest.submission_id();
    const Content content = Encode(passes, persons, AsBytes(id), unlinkable);
    handles_[id] = content.handles;
    agency.Connect(rpc::Role::kMatcher, matcher_server_->port());
    EXPECT_TRUE(agency.Upload(agency.Open(manifest), content.encodings).status.ok());
    EXPECT_TRUE(agency.Seal(agency.StatementFor(id, content.encodings, content.items)).ok());

    manifest.set_content(v1::CONTENT_KIND_CASES);
    manifest.set_records(persons.size() + static_cast<std::size_t>(unlinkable));
    manifest.set_sealed_pseudonym_key(AsString(
        crypto::SealTo(box_key_.public_key, crypto::SecretAccess::Read(content.pseudonym_key))));
    agency.Connect(rpc::Role::kCounter, counter_server_->port());
    const auto uploaded = agency.Upload(agency.Open(manifest), content.cases);
    EXPECT_TRUE(uploaded.status.ok()) << uploaded.status;
    const auto sealed = agency.Seal(agency.StatementFor(id, content.cases, manifest.records()));
    EXPECT_TRUE(sealed.ok()) << sealed.status();
    return id;
  }

  v1::StartRunRequest Request() const {
    v1::StartRunRequest request;
    request.set_run_id(AsString(crypto::RandomId128()));
    request.set_register_("victim");
    request.set_purpose("statistics");
    request.set_key_epoch("2026");
    request.set_schema_digest(AsString(schema_));
    return request;
  }

  StatusOr<v1::Run> StartRun(const v1::StartRunRequest& request) {
    grpc::ClientContext context;
    rpc::SetDeadline(context, std::chrono::seconds(30));
    v1::Run run;
    ONEFOLD_RETURN_IF_ERROR(rpc::FromGrpc(coordinator_->StartRun(&context, request, &run)));
    return run;
  }

  v1::Run Await(const std::string& run_id) {
    v1::GetRunRequest request;
    request.set_run_id(run_id);
    v1::Run run;
    for (int i = 0; i < 600; ++i) {
      grpc::ClientContext context;
      rpc::SetDeadline(context, std::chrono::seconds(30));
      EXPECT_TRUE(coordinator_->GetRun(&context, request, &run).ok());
      if (run.state() == "done" || run.state() == "failed" || run.state() == "cancelled") break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return run;
  }

  StatusOr<v1::Release> Release(const std::string& run_id, const std::string& profile) {
    v1::CreateReleaseRequest request;
    request.set_run_id(run_id);
    request.set_profile(profile);
    grpc::ClientContext context;
    rpc::SetDeadline(context, std::chrono::seconds(30));
    v1::Release release;
    ONEFOLD_RETURN_IF_ERROR(
        rpc::FromGrpc(coordinator_->CreateRelease(&context, request, &release)));
    return release;
  }

  static std::vector<int> Persons(int first, int last) {
    std::vector<int> persons;
    for (int i = first; i < last; ++i) persons.push_back(i);
    return persons;
  }

  // The last event of a type in a log. A run's end can be seen a moment before the checkpoint that
  // covers its event.
  static audit::Event LastEvent(const store::LogStore& log, const std::string& type) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    do {
      for (std::uint64_t i = log.latest().size; i-- > 0;) {
        const auto event = audit::DecodeLeaf(*log.ReadLeaf(i));
        if (event.ok() && event->type == type) return *event;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    } while (std::chrono::steady_clock::now() < deadline);
    ADD_FAILURE() << "no " << type;
    return {};
  }

  static std::vector<std::string> WarningsOfConstraints(const v1::Run& run) {
    std::vector<std::string> warnings;
    for (const std::string& warning : run.result().warnings()) {
      if (warning.find("-link") != warning.npos || warning.find("constraint") != warning.npos) {
        warnings.push_back(warning);
      }
    }
    return warnings;
  }

  // Constrains the i-th record of one submission and the j-th of another.
  void Constrain(v1::StartRunRequest& request, const std::string& a, std::size_t i,
                 const std::string& b, std::size_t j, bool link) const {
    v1::PairConstraint& one = *request.add_constraints();
    one.set_submission_a(a);
    one.set_handle_a(AsString(handles_.at(a).at(i)));
    one.set_submission_b(b);
    one.set_handle_b(AsString(handles_.at(b).at(j)));
    one.set_link(link);
    one.set_provenance("referral of 3 May");
  }

  static TestPki* pki_;
  testing::TemporaryFolder folder_;
  std::map<std::string, std::vector<Id128>> handles_;  // by submission
  TestAgency police_{"police", *pki_}, shelter_{"shelter", *pki_};
  const crypto::BoxKeyPair box_key_ = crypto::GenerateBoxKeyPair();
  const crypto::SignKeyPair release_key_ = crypto::GenerateSignKeyPair();
  matcher::SchemaBook schemas_;
  matcher::EncodingsChecker encodings_checker_{&schemas_};
  std::unique_ptr<CasesChecker> cases_checker_;
  Digest schema_{};
  std::string matcher_address_ = "127.0.0.1:0";
  std::uint64_t matcher_memory_ = 64 << 20, counter_memory_ = 64 << 20, max_block_ = 1000;
  bool allow_fixed_weights_ = true;
  std::unique_ptr<TestStore> matcher_, counter_;
  std::unique_ptr<matcher::Linker> linker_;
  std::unique_ptr<grpc::Service> matcher_submissions_, links_, counter_submissions_, counts_;
  std::unique_ptr<rpc::RpcServer> matcher_server_, counter_server_;
  std::unique_ptr<RunTable> table_;
  std::unique_ptr<Releases> releases_;
  std::unique_ptr<RunQueue> runs_;
  std::unique_ptr<v1::CountService::Stub> coordinator_;
};

TestPki* RunTest::pki_ = nullptr;

TEST_F(RunTest, CountsEveryPersonOnceAndReleasesTheTotal) {
  Submit(police_, Persons(0, 200));
  Submit(shelter_, Persons(150, 300), /*unlinkable=*/7);
  Submit(shelter_, Persons(290, 320));
  v1::StartRunRequest request = Request();
  auto& rule = *request.add_sources();
  rule.set_organisation("police");
  rule.set_clean(true);
  const auto started = StartRun(request);
  ASSERT_TRUE(started.ok()) << started.status();
  EXPECT_EQ(started->submission_ids_size(), 3);
  const v1::Run run = Await(request.run_id());
  ASSERT_EQ(run.state(), "done") << run.error();
  EXPECT_EQ(run.percent(), 100u);
  EXPECT_EQ(run.result().gross(), 387u);
  EXPECT_EQ(run.result().linkable(), 380u);
  EXPECT_EQ(run.result().entities(), 320u);
  EXPECT_LE(run.result().unique_low(), 320u);
  EXPECT_GE(run.result().unique_high(), 320u);
  ASSERT_FALSE(run.result().warnings().empty());

  // Both logs carry the same pairs digest, and the counter's the entities digest.
  const auto at_matcher = audit::ReadRunCompleted(LastEvent(*matcher_->log, "run.completed"));
  const auto at_counter = audit::ReadRunCompleted(LastEvent(*counter_->log, "run.completed"));
  ASSERT_TRUE(at_matcher.ok() && at_counter.ok());
  EXPECT_EQ(at_matcher->pairs_digest, at_counter->pairs_digest);
  EXPECT_EQ(AsText(at_counter->pairs_digest), run.result().pairs_digest());
  ASSERT_TRUE(at_counter->entities_digest.has_value());
  EXPECT_EQ(AsText(*at_counter->entities_digest), run.result().entities_digest());
  EXPECT_FALSE(at_matcher->entities_digest.has_value());

  // The entities at rest are those 320, over 380 cases.
  const auto record = table_->Get(*ToId128(AsBytes(request.run_id())));
  ASSERT_TRUE(record.ok());

  // One source of each type: met by the state only is met by the police only.
  const count::UniqueEstimate& estimate = record->result->estimate;
  const auto values = [](const count::Interval& interval) {
    return std::vector<std::uint64_t>{interval.estimate, interval.low, interval.high};
  };
  ASSERT_EQ(estimate.only_this_source.size(), 2u);
  EXPECT_GT(estimate.state_only.estimate, 0u);
  EXPECT_EQ(values(estimate.state_only), values(estimate.only_this_source[0]));
  EXPECT_EQ(values(estimate.ngo_only), values(estimate.only_this_source[1]));
  EXPECT_GT(estimate.both.estimate, 0u);

  const auto rows = table_->ReadEntities(*record);
  ASSERT_TRUE(rows.ok());
  std::set<std::uint32_t> entities;
  for (const EntityRow& row : *rows) entities.insert(row.entity);
  EXPECT_EQ(rows->size(), 380u);
  EXPECT_EQ(entities.size(), 320u);

  const auto release = Release(request.run_id(), "internal");
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_EQ(release->number(), 1u);
  EXPECT_EQ(FileText(folder_ / "releases/0001.json"), release->document());
  EXPECT_EQ(FileText(folder_ / "releases/latest.json"), release->document());
  const auto note = tlog::ParseNote(FileText(folder_ / "releases/0001.note"));
  ASSERT_TRUE(note.ok());
  EXPECT_TRUE(tlog::VerifyNote(*note, tlog::MakeVerifierKey("counter.example/test/release", 0x01,
                                                            release_key_.public_key))
                  .ok());
  const Digest digest = crypto::Sha256(AsBytes(release->document()));
  EXPECT_EQ(note->text, "onefold-release v1\n1\n" + FormatHex(digest) + "\n");
  const auto prepared = audit::ReadReleasePrepared(LastEvent(*counter_->log, "release.prepared"));
  ASSERT_TRUE(prepared.ok());
  EXPECT_EQ(prepared->document_digest, digest);
  EXPECT_EQ(counter_->log->latest().size, release->log_index() + 1);
}

TEST_F(RunTest, PlantedPersonsMeasureRecallAndCountNowhere) {
  const auto with = [](std::vector<int> persons, int first, int last) {
    for (const int person : Persons(first, last)) persons.push_back(person);
    return persons;
  };
  v1::StartRunRequest real = Request(), planted = Request();
  real.add_submission_ids(Submit(police_, Persons(0, 200)));
  real.add_submission_ids(Submit(shelter_, Persons(150, 300), /*unlinkable=*/7));
  // 20 planted persons alike in both, 5 that the shelter wrote beyond recognition, 1 of one agency.
  planted.add_submission_ids(Submit(police_, with(Persons(0, 200), 10'000, 10'026)));
  planted.add_submission_ids(Submit(
      shelter_, with(with(Persons(150, 300), 10'000, 10'020), 20'020, 20'025), /*unlinkable=*/7));
  for (auto* request : {&real, &planted}) {
    auto& rule = *request->add_sources();
    rule.set_organisation("police");
    rule.set_clean(true);
    const auto started = StartRun(*request);
    ASSERT_TRUE(started.ok()) << started.status();
  }
  const v1::Run alone = Await(real.run_id()), both = Await(planted.run_id());
  ASSERT_EQ(alone.state(), "done") << alone.error();
  ASSERT_EQ(both.state(), "done") << both.error();
  EXPECT_FALSE(alone.result().has_planted());

  EXPECT_EQ(both.result().gross(), 357u);
  EXPECT_EQ(both.result().linkable(), 350u);
  EXPECT_EQ(both.result().entities(), 300u);
  EXPECT_EQ(both.result().gross(), alone.result().gross());
  EXPECT_EQ(both.result().linkable(), alone.result().linkable());
  EXPECT_EQ(both.result().entities(), alone.result().entities());
  EXPECT_EQ(both.result().unique_estimate(), alone.result().unique_estimate());
  const auto record = table_->Get(*ToId128(AsBytes(planted.run_id())));
  const auto other = table_->Get(*ToId128(AsBytes(real.run_id())));
  ASSERT_TRUE(record.ok() && other.ok());
  EXPECT_EQ(record->result->tally.persons_by_history, other->result->tally.persons_by_history);
  EXPECT_EQ(record->result->tally.gross_by_source, other->result->tally.gross_by_source);
  EXPECT_EQ(table_->ReadEntities(*record)->size(), 350u) << "no row of a planted case";

  const v1::Planted& recall = both.result().planted();
  EXPECT_EQ(recall.persons(), 26u);
  EXPECT_EQ(recall.records(), 51u);
  EXPECT_EQ(recall.pairs(), 25u);
  EXPECT_EQ(recall.linked(), 20u);
  EXPECT_NEAR(recall.low(), 0.6087, 1e-4);
  EXPECT_NEAR(recall.high(), 0.9114, 1e-4);
  EXPECT_EQ(recall.falsely_linked(), 0u);
  EXPECT_EQ(recall.unlinkable(), 0u);
  ASSERT_EQ(recall.by_sources_size(), 1);
  EXPECT_EQ(recall.by_sources(0).left(), "police");
  EXPECT_EQ(recall.by_sources(0).right(), "shelter");
  EXPECT_EQ(recall.by_sources(0).linked(), 20u);
}

TEST_F(RunTest, TheSameContentGivesTheSameEntitiesWhateverTheOrderOfSubmission) {
  Submit(police_, Persons(0, 60));
  Submit(shelter_, Persons(30, 90));
  const auto first = Request(), second = Request();
  ASSERT_TRUE(StartRun(first).ok());
  ASSERT_TRUE(StartRun(second).ok());
  const v1::Run a = Await(first.run_id()), b = Await(second.run_id());
  ASSERT_EQ(a.state(), "done") << a.error();
  ASSERT_EQ(b.state(), "done") << b.error();
  EXPECT_EQ(a.result().pairs_digest(), b.result().pairs_digest());
  EXPECT_EQ(a.result().entities_digest(), b.result().entities_digest());
  EXPECT_NE(a.result().manifest_digest(), b.result().manifest_digest()) << "another run";
}

TEST_F(RunTest, StartingIsIdempotentByRunId) {
  Submit(police_, Persons(0, 20));
  auto request = Request();
  ASSERT_TRUE(StartRun(request).ok());
  Await(request.run_id());
  const std::uint64_t entries = counter_->log->latest().size;
  const auto again = StartRun(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state(), "done");
  EXPECT_EQ(counter_->log->latest().size, entries);
  request.mutable_parameters()->set_cut_millibits(500);
  const auto other = StartRun(request);
  EXPECT_EQ(other.status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(testing::RuleOf(other.status()), "run.conflict");
}

// Weights for every pass of the schema, none of them listed: all are starting values.
std::string EmptyWeights(const std::vector<linkage::PassLayout>& layouts) {
  std::string text = R"({"format":"onefold-weights-1","passes":[)";
  for (const linkage::PassLayout& layout : layouts) {
    text += &layout == layouts.data() ? "" : ",";
    text += R"({"pass":")" + layout.name + R"(","prior_millibits_by_block_size":[],"weights":[)";
    for (const linkage::OutcomeGroup& group : linkage::OutcomeSpace(layout).groups) {
      text += group.first_filter == 0 ? "" : ",";
      text += R"({"outcomes":[],"filters":[)";
      for (std::size_t f = 0; f < group.levels.size(); ++f) {
        text += (f == 0 ? "\"" : ",\"") + layout.filters[group.first_filter + f].name + "\"";
      }
      text += "]}";
    }
    text += "]}";
  }
  return text + "]}";
}

TEST_F(RunTest, FixedWeightsReachTheMatcherAndStandInBothManifests) {
  const std::string ids[] = {Submit(police_, Persons(0, 60)), Submit(shelter_, Persons(30, 90))};
  auto request = Request();
  request.mutable_parameters()->set_emit_floor_millibits(-8000);
  request.mutable_parameters()->set_unseen_weight_millibits(-1000);
  const std::string weights = EmptyWeights(*schemas_.Find(schema_));
  request.mutable_parameters()->set_weights(weights);
  const auto started = StartRun(request);
  ASSERT_TRUE(started.ok()) << started.status();
  const v1::Run run = Await(request.run_id());
  ASSERT_EQ(run.state(), "done") << run.error();
  EXPECT_EQ(run.result().entities(), 90u);
  EXPECT_TRUE(std::any_of(
      run.result().warnings().begin(), run.result().warnings().end(), [](const std::string& text) {
        return text.find("that the given weights do not list") != std::string::npos;
      }));

  submission::RunManifest expected;
  expected.role = "matcher";
  expected.program = "onefold-matcher test";
  expected.run_id = *ToId128(AsBytes(request.run_id()));
  expected.register_name = "victim";
  expected.purpose = "statistics";
  expected.key_epoch = "2026";
  expected.schema_digest = schema_;
  expected.parameters = {{"dice-threshold-ppm", 0},
                         {"emit-floor-millibits", -8000},
                         {"max-block", 1000},
                         {"skip-oversized-blocks", 0}};
  std::vector<store::SubmissionRecord> records;
  for (const std::string& id : ids) {
    records.push_back(*matcher_->table->Get(*ToId128(AsBytes(id))));
    expected.submissions.push_back(
        {records.back().id, records.back().organisation, records.back().content_digest});
  }
  expected.weights = crypto::Sha256(AsBytes(weights));
  expected.chance = matcher::ChanceDigest(*matcher::SumChance(records));
  const auto at_matcher = audit::ReadRunStarted(LastEvent(*matcher_->log, "run.started"));
  ASSERT_TRUE(at_matcher.ok());
  EXPECT_EQ(at_matcher->manifest_digest, submission::DigestOf(expected));

  expected.role = "counter";
  expected.program = "onefold-counter test";
  expected.colocated = true;
  expected.chance.reset();
  expected.parameters[2].second = 0;
  expected.parameters.emplace_back("cut-millibits", 0);
  expected.parameters.emplace_back("unseen-weight-millibits", -1000);
  expected.sources = {{"police", false}, {"shelter", false}};
  for (auto& submission : expected.submissions) {
    submission.content_digest = counter_->table->Get(submission.id)->content_digest;
  }
  EXPECT_EQ(AsText(submission::DigestOf(expected)), run.result().manifest_digest());

  // The same weights are the same request; others, and none, are another.
  EXPECT_TRUE(StartRun(request).ok());
  request.mutable_parameters()->set_weights(weights + " ");
  EXPECT_EQ(StartRun(request).status().code(), StatusCode::kAlreadyExists);
  request.mutable_parameters()->clear_weights();
  EXPECT_EQ(testing::RuleOf(StartRun(request).status()), "run.conflict");
}

TEST_F(RunTest, WeightsThatDoNotFitTheSchemaFailTheRun) {
  Submit(police_, Persons(0, 10));
  auto request = Request();
  std::string weights = EmptyWeights(*schemas_.Find(schema_));
  weights.insert(weights.find("\"weights\":[") + 11, "{},");
  request.mutable_parameters()->set_weights(weights);
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Run run = Await(request.run_id());
  EXPECT_EQ(run.state(), "failed");
  EXPECT_NE(run.error().find("weights: pass " + schemas_.Find(schema_)->front().name),
            std::string::npos)
      << run.error();

  // As large as the limit and with as many submissions as a run can have, a request is still read.
  request = Request();
  for (int i = 0; i < 4096; ++i) request.add_submission_ids(AsString(crypto::RandomId128()));
  request.mutable_parameters()->set_weights(std::string(submission::kMaxWeightsBytes, ' '));
  EXPECT_EQ(testing::RuleOf(StartRun(request).status()), "run.submission");
}

TEST_F(RunTest, AMatcherThatDoesNotAllowFixedWeightsRefusesThem) {
  Submit(police_, Persons(0, 10));
  StopMatcher();
  allow_fixed_weights_ = false;
  StartMatcher();
  const auto entries = matcher_->log->latest().size;
  auto request = Request();
  request.mutable_parameters()->set_weights(EmptyWeights(*schemas_.Find(schema_)));
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Run run = Await(request.run_id());
  EXPECT_EQ(run.state(), "failed");
  EXPECT_NE(run.error().find("this matcher refuses fixed weights"), std::string::npos)
      << run.error();
  EXPECT_EQ(matcher_->log->latest().size, entries) << "refused before anything was linked";

  request = Request();  // learned
  ASSERT_TRUE(StartRun(request).ok());
  EXPECT_EQ(Await(request.run_id()).state(), "done");
}

TEST_F(RunTest, RunsThatAreRefused) {
  EXPECT_EQ(testing::RuleOf(StartRun(Request()).status()), "run.no-submissions");
  const std::string id = Submit(police_, Persons(0, 10));
  struct Row {
    const char* rule;
    std::function<void(v1::StartRunRequest&)> change;
  };
  const Row rows[] = {
      {"run.submission", [](auto& r) { r.add_submission_ids(std::string(16, 'x')); }},
      {"run.submission",
       [&](auto& r) {
         r.add_submission_ids(id);
         r.set_key_epoch("2025");
       }},
      {"run.submission",
       [&](auto& r) {
         r.add_submission_ids(id);
         r.set_purpose("research");
       }},
      {"run.submission",
       [&](auto& r) {
         r.add_submission_ids(id);
         r.set_register_("trafficker");
       }},
      {"run.no-submissions", [](auto& r) { r.set_schema_digest(std::string(32, 'x')); }},
      {"request.malformed", [](auto& r) { r.set_run_id("x"); }},
      {"request.malformed", [](auto& r) { r.set_schema_digest("x"); }},
      {"request.malformed",
       [](auto& r) { r.mutable_parameters()->set_dice_threshold_ppm(1'000'001); }},
      {"request.malformed",
       [](auto& r) {
         r.mutable_parameters()->set_weights(std::string(submission::kMaxWeightsBytes + 1, ' '));
       }},
      {"run.source-unknown", [](auto& r) { r.add_sources()->set_clean(true); }},
  };
  for (const Row& row : rows) {
    v1::StartRunRequest request = Request();
    row.change(request);
    EXPECT_EQ(testing::RuleOf(StartRun(request).status()), row.rule);
  }
}

TEST_F(RunTest, ConstraintsJoinAndSeparate) {
  const std::string police = Submit(police_, Persons(0, 40));
  const std::string shelter = Submit(shelter_, Persons(30, 60));
  auto plain = Request(), must = Request(), cannot = Request();
  Constrain(must, police, 0, shelter, 29, true);     // persons 0 and 59
  Constrain(cannot, police, 30, shelter, 0, false);  // person 30 in both
  std::map<const v1::StartRunRequest*, v1::Run> runs;
  for (const auto* request : {&plain, &must, &cannot}) {
    const auto started = StartRun(*request);
    ASSERT_TRUE(started.ok()) << started.status();
    runs[request] = Await(request->run_id());
    ASSERT_EQ(runs[request].state(), "done") << runs[request].error();
    EXPECT_EQ(WarningsOfConstraints(runs[request]), std::vector<std::string>());
  }
  EXPECT_EQ(runs[&plain].result().entities(), 60u);
  EXPECT_EQ(runs[&must].result().entities(), 59u);
  EXPECT_EQ(runs[&cannot].result().entities(), 61u);

  const auto record = table_->Get(*ToId128(AsBytes(must.run_id())));
  ASSERT_TRUE(record.ok());
  const auto input = table_->Input(record->id);
  ASSERT_TRUE(input.ok());
  ASSERT_EQ(input->constraints.size(), 1u);
  EXPECT_EQ(input->constraints[0].provenance, "referral of 3 May");
  const auto rows = table_->ReadEntities(*record);
  ASSERT_TRUE(rows.ok());
  std::map<Id128, std::uint32_t> entity;
  for (const EntityRow& row : *rows) entity[row.handle] = row.entity;
  EXPECT_EQ(entity.at(handles_[police][0]), entity.at(handles_[shelter][29]));
  EXPECT_FALSE(
      testing::FilesContain(folder_ / "counter", AsBytes(std::string_view("referral of 3 May"))))
      << "who says so is nobody else's business";
}

TEST_F(RunTest, ConstraintsThatCannotBeAppliedAreCounted) {
  const std::string police = Submit(police_, Persons(0, 10), /*unlinkable=*/1);
  const std::string shelter = Submit(shelter_, Persons(5, 15));
  const std::string other = Submit(shelter_, Persons(20, 25));
  auto request = Request();
  request.add_submission_ids(police);
  request.add_submission_ids(shelter);
  Constrain(request, police, 0, other, 0, true);     // not in the run
  Constrain(request, police, 10, shelter, 0, true);  // not linkable
  Constrain(request, police, 1, shelter, 1, false);  // another's handle
  request.mutable_constraints(2)->set_submission_b(police);
  Constrain(request, police, 2, shelter, 2, true);  // applied
  Constrain(request, police, 3, shelter, 2, true);  // contradicted
  Constrain(request, police, 2, police, 3, false);
  Constrain(request, shelter, 2, police, 2, true);  // said again
  request.mutable_constraints(6)->set_provenance("the shelter");
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Run run = Await(request.run_id());
  ASSERT_EQ(run.state(), "done") << run.error();
  EXPECT_EQ(WarningsOfConstraints(run),
            (std::vector<std::string>{"3 constraints left out: the run has no such linkable case",
                                      "1 must-links left out: cannot-links contradict them"}));
  const auto release = Release(request.run_id(), "internal");
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_NE(release->document().find("3 constraints left out"), std::string::npos);
  EXPECT_EQ(release->document().find("the shelter"), std::string::npos);
}

TEST_F(RunTest, ConstraintsBelongToTheRequest) {
  const std::string police = Submit(police_, Persons(0, 10));
  auto request = Request();
  Constrain(request, police, 0, police, 1, true);
  Constrain(request, police, 2, police, 3, false);
  ASSERT_TRUE(StartRun(request).ok());
  const std::string digest = Await(request.run_id()).result().manifest_digest();
  auto same = request;
  same.mutable_constraints()->SwapElements(0, 1);
  same.mutable_constraints(0)->set_handle_a(request.constraints(1).handle_b());
  same.mutable_constraints(0)->set_handle_b(request.constraints(1).handle_a());
  EXPECT_TRUE(StartRun(same).ok()) << "the order says nothing";
  const std::function<void(v1::StartRunRequest&)> changes[] = {
      [](auto& r) { r.clear_constraints(); },
      [](auto& r) { r.mutable_constraints()->RemoveLast(); },
      [](auto& r) { r.mutable_constraints(1)->set_link(true); },
      [](auto& r) { r.mutable_constraints(1)->set_provenance("another"); },
  };
  for (const auto& change : changes) {
    auto other = request;
    change(other);
    EXPECT_EQ(testing::RuleOf(StartRun(other).status()), "run.conflict");
  }
  auto without = request;
  without.set_run_id(AsString(crypto::RandomId128()));
  without.clear_constraints();
  ASSERT_TRUE(StartRun(without).ok());
  EXPECT_NE(Await(without.run_id()).result().manifest_digest(), digest);
}

TEST_F(RunTest, ConstraintsThatAreRefused) {
  const std::string police = Submit(police_, Persons(0, 10));
  struct Row {
    const char* rule;
    std::function<void(v1::PairConstraint&)> change;
  };
  const Row rows[] = {
      {"request.malformed", [](auto& c) { c.set_submission_a("x"); }},
      {"request.malformed", [](auto& c) { c.set_handle_b(""); }},
      {"run.constraint", [](auto& c) { c.clear_provenance(); }},
      {"run.constraint", [](auto& c) { c.set_provenance(std::string(201, 'x')); }},
      {"run.constraint", [](auto& c) { c.set_handle_b(c.handle_a()); }},
      {"run.constraint", [](auto& c) { c.set_link(false); }},
  };
  for (const Row& row : rows) {
    auto request = Request();
    Constrain(request, police, 0, police, 1, true);
    Constrain(request, police, 0, police, 1, true);
    row.change(*request.mutable_constraints(1));
    const Status status = StartRun(request).status();
    EXPECT_EQ(testing::RuleOf(status), row.rule) << status;
  }
}

TEST_F(RunTest, TakesAHundredThousandConstraints) {
  const std::string police = Submit(police_, Persons(0, 10));
  auto request = Request();
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    Constrain(request, police, i % 10, police, 0, true);
    Bytes handle;
    for (const std::uint32_t part : {i, 0u, 0u, 0u}) AppendBe32(handle, part);
    request.mutable_constraints()->rbegin()->set_handle_b(AsString(handle));
  }
  const auto started = StartRun(request);
  ASSERT_TRUE(started.ok()) << started.status();
  const v1::Run run = Await(request.run_id());
  ASSERT_EQ(run.state(), "done") << run.error();
  EXPECT_EQ(WarningsOfConstraints(run).at(0),
            "100000 constraints left out: the run has no such linkable case");
  request.set_run_id(AsString(crypto::RandomId128()));
  Constrain(request, police, 0, police, 1, true);
  EXPECT_EQ(testing::RuleOf(StartRun(request).status()), "run.constraint");
}

TEST_F(RunTest, WhatDoesNotFitMemoryChangesNothing) {
  // Seven persons with 14 records: 637 pairs in every pass.
  std::vector<int> persons;
  for (int person = 1; person <= 7; ++person) persons.insert(persons.end(), 7, person);
  Submit(police_, persons);
  Submit(shelter_, persons);
  const auto spilled = [](const TestStore& store) {
    return store.metrics.Exposition().find("onefold_spilled_bytes_total") != std::string::npos;
  };
  const auto first = Request(), second = Request();
  ASSERT_TRUE(StartRun(first).ok());
  const v1::Run expected = Await(first.run_id());
  ASSERT_EQ(expected.state(), "done") << expected.error();
  EXPECT_GT(expected.result().pairs(), 600u);
  EXPECT_FALSE(spilled(*matcher_) || spilled(*counter_));

  StopCounter();
  StopMatcher();
  matcher_memory_ = 72 << 10;  // 112 items of a pass, dummies included, and some hundred pairs
  counter_memory_ = 36 << 10;  // 1,152 pairs as they arrive, and the clusters of 14 records
  StartMatcher();
  StartCounter();
  ASSERT_TRUE(StartRun(second).ok());
  const v1::Run run = Await(second.run_id());
  ASSERT_EQ(run.state(), "done") << run.error();
  EXPECT_TRUE(spilled(*matcher_)) << "the test proves nothing";
  EXPECT_TRUE(spilled(*counter_)) << "the test proves nothing";
  EXPECT_EQ(run.result().pairs_digest(), expected.result().pairs_digest());
  EXPECT_EQ(run.result().entities_digest(), expected.result().entities_digest());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "matcher/scratch"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "counter/scratch"));
}

TEST_F(RunTest, ClustersThatDoNotFitMemoryFailTheRun) {
  Submit(police_, std::vector<int>(60, 1));  // 1,770 pairs that all hang together
  StopCounter();
  counter_memory_ = 128 << 10;
  StartCounter();
  const auto request = Request();
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Run run = Await(request.run_id());
  EXPECT_EQ(run.state(), "failed");
  EXPECT_NE(run.error().find("raise memory_mib"), std::string::npos) << run.error();
}

TEST_F(RunTest, ItemsThatDoNotFitMemoryFailTheRun) {
  Submit(police_, Persons(0, 200));
  StopMatcher();
  matcher_memory_ = 64 << 10;
  StartMatcher();
  const auto request = Request();
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Run run = Await(request.run_id());
  EXPECT_EQ(run.state(), "failed");
  EXPECT_NE(run.error().find("memory_mib"), std::string::npos) << run.error();
  const auto failed = audit::ReadRunFailed(LastEvent(*counter_->log, "run.failed"));
  ASSERT_TRUE(failed.ok());
  EXPECT_EQ(failed->reason, "too-large");
}

TEST_F(RunTest, AnOversizedBlockFailsTheRunUnlessTheRunSaysToReportIt) {
  Submit(police_, std::vector<int>(30, 1));
  Submit(shelter_, Persons(10, 40));
  auto refused = Request(), skipped = Request(), beyond = Request();
  refused.mutable_parameters()->set_max_block(20);
  *skipped.mutable_parameters() = refused.parameters();
  skipped.mutable_parameters()->set_skip_oversized_blocks(true);
  beyond.mutable_parameters()->set_max_block(1001);

  ASSERT_TRUE(StartRun(refused).ok());
  v1::Run run = Await(refused.run_id());
  EXPECT_EQ(run.state(), "failed");
  for (const char* part :
       {"birth_year_street", "more than 20 items", "largest 30", "skip_and_report"}) {
    EXPECT_NE(run.error().find(part), std::string::npos) << run.error();
  }

  ASSERT_TRUE(StartRun(skipped).ok());
  run = Await(skipped.run_id());
  ASSERT_EQ(run.state(), "done") << run.error();
  EXPECT_EQ(run.result().entities(), 60u) << "nothing shows that the thirty are one person";
  const std::string left_out = "435 comparisons";  // 30 * 29 / 2
  const auto says_so = [&](const std::string& warning) {
    return warning.find("birth_year_street") != std::string::npos &&
           warning.find(left_out) != std::string::npos;
  };
  EXPECT_TRUE(std::any_of(run.result().warnings().begin(), run.result().warnings().end(), says_so));
  const auto release = Release(skipped.run_id(), "internal");
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_NE(release->document().find(left_out), std::string::npos);
  const auto openings =
      matcher_->table->Openings(LastEvent(*matcher_->log, "run.completed").event_id);
  ASSERT_TRUE(openings.ok());
  EXPECT_NE(AsText(openings->at(0).data).find("left-out-comparisons 435"), std::string_view::npos);

  ASSERT_TRUE(StartRun(beyond).ok());
  run = Await(beyond.run_id());
  EXPECT_EQ(run.state(), "failed");
  EXPECT_NE(run.error().find("this matcher 1000"), std::string::npos) << run.error();
}

TEST_F(RunTest, ARunWhoseEncodingsAreMissingFailsAndSaysSo) {
  // The counter has cases under an id that the matcher never saw.
  const std::string id = Submit(police_, Persons(0, 10));
  police_.Connect(rpc::Role::kMatcher, matcher_server_->port());
  ASSERT_TRUE(police_.Withdraw(id).ok());
  const auto request = Request();
  ASSERT_TRUE(StartRun(request).ok());
  const v1::Run run = Await(request.run_id());
  EXPECT_EQ(run.state(), "failed");
  EXPECT_NE(run.error().find("not sealed"), std::string::npos) << run.error();
  EXPECT_EQ(LastEvent(*counter_->log, "run.failed").type, "run.failed");
  EXPECT_EQ(testing::RuleOf(Release(request.run_id(), "internal").status()), "release.run-state");
}

TEST_F(RunTest, ARunThatAStopInterruptedIsDoneAfterTheNextStart) {
  Submit(police_, Persons(0, 40));
  Submit(shelter_, Persons(20, 60));
  StopMatcher();  // the run waits for the matcher
  const auto request = Request();
  ASSERT_TRUE(StartRun(request).ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const auto before = table_->Get(*ToId128(AsBytes(request.run_id())));
  ASSERT_TRUE(before.ok());
  EXPECT_FALSE(IsFinal(before->state));
  StopCounter();
  StartMatcher();
  StartCounter();
  const v1::Run run = Await(request.run_id());
  ASSERT_EQ(run.state(), "done") << run.error();
  EXPECT_EQ(run.result().entities(), 60u);
  EXPECT_EQ(AsText(before->manifest_digest), run.result().manifest_digest());
}

TEST_F(RunTest, AMatcherThatComesBackIsNoticedWithinSeconds) {
  Submit(police_, Persons(0, 20));
  StopMatcher();
  const auto request = Request();
  ASSERT_TRUE(StartRun(request).ok());
  // Long enough for waits that double to have become long.
  std::this_thread::sleep_for(std::chrono::seconds(8));
  StartMatcher();
  const auto back = std::chrono::steady_clock::now();
  const v1::Run run = Await(request.run_id());
  ASSERT_EQ(run.state(), "done") << run.error();
  EXPECT_LT(std::chrono::steady_clock::now() - back, std::chrono::seconds(6));
}

TEST_F(RunTest, CancelEndsAWaitingRun) {
  Submit(police_, Persons(0, 10));
  StopMatcher();
  const auto running = Request(), waiting = Request();
  ASSERT_TRUE(StartRun(running).ok());
  ASSERT_TRUE(StartRun(waiting).ok());
  for (const auto* request : {&waiting, &running}) {
    v1::CancelRunRequest cancel;
    cancel.set_run_id(request->run_id());
    grpc::ClientContext context;
    rpc::SetDeadline(context, std::chrono::seconds(30));
    v1::Run run;
    ASSERT_TRUE(coordinator_->CancelRun(&context, cancel, &run).ok());
    EXPECT_EQ(Await(request->run_id()).state(), "cancelled");
  }
  StartMatcher();
}

TEST_F(RunTest, AReleaseIsMadeOnceAndItsFilesAreRepaired) {
  Submit(police_, Persons(0, 30));
  const auto request = Request();
  ASSERT_TRUE(StartRun(request).ok());
  ASSERT_EQ(Await(request.run_id()).state(), "done");
  const auto first = Release(request.run_id(), "internal");
  const auto again = Release(request.run_id(), "internal");
  const auto other = Release(request.run_id(), "public");
  ASSERT_TRUE(first.ok() && again.ok() && other.ok());
  EXPECT_EQ(first->document(), again->document());
  EXPECT_EQ(first->signed_note(), again->signed_note());
  EXPECT_EQ(other->number(), 2u);
  EXPECT_EQ(testing::RuleOf(Release(request.run_id(), "everybody").status()), "release.profile");

  // A crash between the log entry and the files.
  std::filesystem::remove_all(folder_ / "releases");
  StopCounter();
  StartCounter();
  EXPECT_EQ(FileText(folder_ / "releases/0001.json"), first->document());
  EXPECT_EQ(FileText(folder_ / "releases/0001.note"), first->signed_note());
  EXPECT_EQ(FileText(folder_ / "releases/latest.json"), other->document());
}

}  // namespace
}  // namespace onefold::counter
