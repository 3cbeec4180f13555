// The life of a submission at the matcher, over real gRPC with mutual TLS, RocksDB and the audit
// log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "crypto/tlog/checkpoint.h"
#include "services/audit/events.h"
#include "services/matcher/encodings.h"
#include "services/rpc/grpc_status.h"
#include "services/submission/service.h"
#include "tests/services/submission/centre_fixture.h"

namespace onefold::testing {
namespace {

using submission::kMaxChunkBytes;

class LifecycleTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    crypto::InitializeCrypto();
    pki_ = new TestPki;
    police_ = new TestAgency("police", *pki_);
    shelter_ = new TestAgency("shelter", *pki_);
    stranger_ = new TestAgency("stranger", *pki_);
    server_tls_ = pki_->Issue(rpc::Role::kMatcher, "office");
  }
  static void TearDownTestSuite() {
    delete police_;
    delete shelter_;
    delete stranger_;
    delete pki_;
  }

  void SetUp() override {
    auto schemas = matcher::SchemaBook::Read({ONEFOLD_SOURCE_DIR "/deploy/schemas/febrl.json"});
    ASSERT_TRUE(schemas.ok()) << schemas.status();
    schemas_ = *std::move(schemas);
    schema_ = linkage::ReadLinkageSchema(ONEFOLD_SOURCE_DIR "/deploy/schemas/febrl.json")->digest;
    Start();
  }

  void TearDown() override { server_.reset(); }

  void Start() {
    TestStore::Options options;
    options.folder = folder_.path();
    options.role = "matcher";
    options.checker = &checker_;
    options.intake.agencies = {police_->Registration(), shelter_->Registration()};
    options.intake.max_open_submissions = 3;
    options.intake.max_items_per_submission = 20'000;
    store_ = std::make_unique<TestStore>(options);
    service_ = submission::MakeSubmissionService(store_->intake.get());
    rpc::ServerOptions server;
    server.listen = "127.0.0.1:0";
    server.tls = server_tls_;
    server.program = rpc::Program::kMatcher;
    server.organisation = "office";
    grpc::Service* services[] = {service_.get()};
    auto started = rpc::RpcServer::Start(server, services);
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    for (TestAgency* agency : {police_, shelter_, stranger_})
      agency->Connect(rpc::Role::kMatcher, server_->port());
  }

  void Restart() {
    server_.reset();
    service_.reset();
    store_.reset();
    Start();
  }

  std::size_t ItemBytes(std::uint32_t pass) const {
    return (*schemas_.Find(schema_))[pass].item_bytes;
  }

  // Chunks of random items: `per_pass` of `items` items for each of the first `passes` passes.
  std::vector<TestChunk> Chunks(std::uint32_t passes, int per_pass, std::size_t items) {
    std::vector<TestChunk> chunks;
    for (std::uint32_t pass = 0; pass < passes; ++pass) {
      for (int i = 0; i < per_pass; ++i) {
        Bytes content(items * ItemBytes(pass));
        crypto::FillRandom(content);
        chunks.push_back({pass, std::move(content)});
      }
    }
    return chunks;
  }

  // Uploads and seals; returns the id.
  std::string SealedSubmission(TestAgency& agency, const std::vector<TestChunk>& chunks,
                               std::uint64_t items) {
    const v1::Manifest manifest = agency.NewManifest(schema_);
    EXPECT_TRUE(agency.Upload(agency.Open(manifest), chunks).status.ok());
    const auto sealed = agency.Seal(agency.StatementFor(manifest.submission_id(), chunks, items));
    EXPECT_TRUE(sealed.ok()) << sealed.status();
    return manifest.submission_id();
  }

  Status OpenWith(TestAgency& agency, const v1::UploadRequest& open) {
    return agency.Upload(open, {}).status;
  }

  StatusOr<audit::Event> VerifiedEvent(const v1::Receipt& receipt) {
    ONEFOLD_ASSIGN_OR_RETURN(const auto key, tlog::ParseVerifierKey(store_->log->verifier_key()));
    ONEFOLD_ASSIGN_OR_RETURN(const auto proof, tlog::ParseLogProof(receipt.proof()));
    ONEFOLD_RETURN_IF_ERROR(tlog::VerifyLogProof(proof, key).status());
    return audit::DecodeLeaf(proof.extra);
  }

  static TestPki* pki_;
  static TestAgency *police_, *shelter_, *stranger_;
  static rpc::TlsFiles server_tls_;
  TemporaryFolder folder_;
  matcher::SchemaBook schemas_;
  matcher::EncodingsChecker checker_{&schemas_};
  Digest schema_{};
  std::unique_ptr<TestStore> store_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<rpc::RpcServer> server_;
};

TestPki* LifecycleTest::pki_ = nullptr;
TestAgency* LifecycleTest::police_ = nullptr;
TestAgency* LifecycleTest::shelter_ = nullptr;
TestAgency* LifecycleTest::stranger_ = nullptr;
rpc::TlsFiles LifecycleTest::server_tls_;

TEST_F(LifecycleTest, UploadSealReceipt) {
  const auto chunks = Chunks(3, 2, 50);
  const v1::Manifest manifest = police_->NewManifest(schema_);
  const auto uploaded = police_->Upload(police_->Open(manifest), chunks);
  ASSERT_TRUE(uploaded.status.ok()) << uploaded.status;
  EXPECT_EQ(uploaded.first_want, 0u);
  EXPECT_EQ(uploaded.want, 6u);
  EXPECT_EQ(uploaded.state, "open");

  const auto statement = police_->StatementFor(manifest.submission_id(), chunks, 300);
  const auto sealed = police_->Seal(statement);
  ASSERT_TRUE(sealed.ok()) << sealed.status();
  EXPECT_EQ(sealed->state(), "sealed");
  EXPECT_EQ(sealed->items(), 300u);
  EXPECT_EQ(sealed->organisation(), "police");

  const auto receipt = police_->Receipt(manifest.submission_id());
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  const auto event = VerifiedEvent(*receipt);
  ASSERT_TRUE(event.ok()) << event.status();
  const auto facts = audit::ReadSubmissionAccepted(*event);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(AsText(facts->submission_id), manifest.submission_id());
  EXPECT_EQ(facts->organisation, "police");
  EXPECT_EQ(facts->item_bucket, 512u);
  EXPECT_EQ(facts->content_kind, 1u);

  ASSERT_EQ(receipt->openings_size(), 3);
  std::map<std::string, std::string> opened;
  for (const auto& opening : receipt->openings()) {
    const audit::Opening plain{opening.key(), opening.kind(), *ToDigest(AsBytes(opening.nonce())),
                               ToBytes(AsBytes(opening.data()))};
    EXPECT_TRUE(audit::VerifyOpening(*event, plain).ok()) << opening.kind();
    opened[opening.kind()] = opening.data();
  }
  EXPECT_EQ(opened["content"], statement.content_digest());
  EXPECT_EQ(ReadBe64(AsBytes(opened["count"])), 300u);
}

TEST_F(LifecycleTest, SealingAgainGivesTheSameAnswerAndOneLogEntry) {
  const auto chunks = Chunks(1, 1, 10);
  const std::string id = SealedSubmission(*police_, chunks, 10);
  const std::uint64_t entries = store_->log->latest().size;
  const auto again = police_->Seal(police_->StatementFor(id, chunks, 10));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state(), "sealed");
  EXPECT_EQ(store_->log->latest().size, entries);

  const auto other = police_->Seal(police_->StatementFor(id, chunks, 11));
  EXPECT_EQ(other.status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(RuleOf(other.status()), "seal.conflict");
}

TEST_F(LifecycleTest, TheSameManifestResumesAndAnotherConflicts) {
  auto chunks = Chunks(2, 3, 20);
  v1::Manifest manifest = police_->NewManifest(schema_);
  const auto open = police_->Open(manifest);
  ASSERT_EQ(police_->Upload(open, {chunks.begin(), chunks.begin() + 4}).want, 4u);
  const auto resumed = police_->Upload(open, chunks);
  EXPECT_TRUE(resumed.status.ok()) << resumed.status;
  EXPECT_EQ(resumed.first_want, 4u);
  EXPECT_EQ(resumed.want, 6u);

  manifest.set_key_epoch("2027");
  EXPECT_EQ(OpenWith(*police_, police_->Open(manifest)).code(), StatusCode::kAlreadyExists);
  manifest.set_key_epoch("2026");
  manifest.set_organisation("shelter");
  const Status other = OpenWith(*shelter_, shelter_->Open(manifest));
  EXPECT_EQ(other.code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(RuleOf(other), "submission.conflict");

  EXPECT_TRUE(police_->Seal(police_->StatementFor(manifest.submission_id(), chunks, 120)).ok());
  const auto sealed = police_->Upload(open, {});
  EXPECT_TRUE(sealed.status.ok());
  EXPECT_EQ(sealed.state, "sealed");
  EXPECT_EQ(sealed.first_want, 6u);
  auto more = Chunks(2, 4, 20);
  EXPECT_EQ(RuleOf(police_->Upload(open, more).status), "submission.state");
}

TEST_F(LifecycleTest, ACutStreamKeepsWhatWasAcknowledgedThroughARestart) {
  const auto chunks = Chunks(3, 7, 30);
  const v1::Manifest manifest = police_->NewManifest(schema_);
  std::uint64_t acknowledged = 0;
  {
    grpc::ClientContext context;
    rpc::SetDeadline(context, std::chrono::seconds(30));
    const auto stream = police_->stub->Upload(&context);
    stream->Write(police_->Open(manifest));
    v1::UploadResponse response;
    ASSERT_TRUE(stream->Read(&response));
    for (std::uint64_t i = 0; i < 18; ++i) {
      ASSERT_TRUE(stream->Write(TestAgency::ChunkRequest(i, chunks[i])));
    }
    while (acknowledged < 16 && stream->Read(&response)) acknowledged = response.want();
    context.TryCancel();
    stream->Finish();
  }
  EXPECT_EQ(acknowledged, 16u) << "8 chunks are acknowledged at a time";
  Restart();
  const auto resumed = police_->Upload(police_->Open(manifest), chunks);
  ASSERT_TRUE(resumed.status.ok()) << resumed.status;
  EXPECT_GE(resumed.first_want, acknowledged);
  EXPECT_EQ(resumed.want, 21u);
  EXPECT_TRUE(police_->Seal(police_->StatementFor(manifest.submission_id(), chunks, 630)).ok());
}

TEST_F(LifecycleTest, ANewerUploadOfTheSameSubmissionTakesOver) {
  const auto chunks = Chunks(1, 9, 10);
  const auto open = police_->Open(police_->NewManifest(schema_));
  grpc::ClientContext context;
  rpc::SetDeadline(context, std::chrono::seconds(30));
  const auto older = police_->stub->Upload(&context);
  older->Write(open);
  v1::UploadResponse response;
  ASSERT_TRUE(older->Read(&response));
  EXPECT_EQ(police_->Upload(open, {chunks.begin(), chunks.begin() + 3}).want, 3u);
  for (std::uint64_t i = 0; i < 9; ++i) older->Write(TestAgency::ChunkRequest(i, chunks[i]));
  older->WritesDone();
  while (older->Read(&response)) {
  }
  const Status status = rpc::FromGrpc(older->Finish());
  EXPECT_EQ(status.code(), StatusCode::kAborted);
  EXPECT_EQ(RuleOf(status), "submission.superseded");
  EXPECT_EQ(police_->Upload(open, chunks).first_want, 3u);
}

TEST_F(LifecycleTest, ManifestsThatAreRefused) {
  struct Row {
    const char* name;
    std::function<void(v1::Manifest&)> change;
    StatusCode code;
    const char* rule;
  };
  const Row rows[] = {
      {"organisation", [](auto& m) { m.set_organisation("shelter"); },
       StatusCode::kPermissionDenied, "submission.organisation-mismatch"},
      {"schema", [](auto& m) { m.set_schema_digest(std::string(32, 'x')); },
       StatusCode::kFailedPrecondition, "submission.schema-mismatch"},
      {"schema size", [](auto& m) { m.set_schema_digest("x"); }, StatusCode::kInvalidArgument,
       "statement.malformed"},
      {"id size", [](auto& m) { m.set_submission_id("x"); }, StatusCode::kInvalidArgument,
       "statement.malformed"},
      {"register", [](auto& m) { m.set_register_("suspects"); }, StatusCode::kInvalidArgument,
       "statement.malformed"},
      {"purpose", [](auto& m) { m.set_purpose("a purpose"); }, StatusCode::kInvalidArgument,
       "statement.malformed"},
      {"no purpose", [](auto& m) { m.clear_purpose(); }, StatusCode::kInvalidArgument,
       "statement.malformed"},
      {"epoch", [](auto& m) { m.set_key_epoch("20\n26"); }, StatusCode::kInvalidArgument,
       "statement.malformed"},
      {"no kind", [](auto& m) { m.clear_content(); }, StatusCode::kInvalidArgument,
       "statement.malformed"},
      {"cases",
       [](auto& m) {
         m.set_content(v1::CONTENT_KIND_CASES);
         m.set_sealed_pseudonym_key(std::string(80, 'x'));
       },
       StatusCode::kFailedPrecondition, "submission.content-kind"},
      {"fields of cases", [](auto& m) { m.set_records(3); }, StatusCode::kInvalidArgument,
       "statement.malformed"},
      {"unknown field",
       [](auto& m) { m.GetReflection()->MutableUnknownFields(&m)->AddVarint(99, 1); },
       StatusCode::kInvalidArgument, "statement.malformed"},
  };
  for (const Row& row : rows) {
    v1::Manifest manifest = police_->NewManifest(schema_);
    row.change(manifest);
    const Status status = OpenWith(*police_, police_->Open(manifest));
    EXPECT_EQ(status.code(), row.code) << row.name << ": " << status;
    EXPECT_EQ(RuleOf(status), row.rule) << row.name;
  }
}

TEST_F(LifecycleTest, SignaturesThatAreRefused) {
  v1::UploadRequest open = police_->Open(police_->NewManifest(schema_));
  const std::string good = open.open().signature();
  open.mutable_open()->set_signature(std::string(64, 'x'));
  EXPECT_EQ(RuleOf(OpenWith(*police_, open)), "statement.signature");
  open.mutable_open()->set_signature(good.substr(1));
  EXPECT_EQ(RuleOf(OpenWith(*police_, open)), "statement.signature");
  open.mutable_open()->set_signature(police_->Sign("onefold/v1/seal\n", open.open().manifest()));
  EXPECT_EQ(RuleOf(OpenWith(*police_, open)), "statement.signature") << "of another statement";
  open.mutable_open()->set_signature(
      shelter_->Sign("onefold/v1/manifest\n", open.open().manifest()));
  EXPECT_EQ(RuleOf(OpenWith(*police_, open)), "statement.signature") << "of another agency";
  const Status stranger = OpenWith(*stranger_, stranger_->Open(stranger_->NewManifest(schema_)));
  EXPECT_EQ(stranger.code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(RuleOf(stranger), "submission.agency-unknown");
  EXPECT_TRUE(store_->intake->List(std::nullopt, std::nullopt, 100)->empty());
}

TEST_F(LifecycleTest, ChunksThatAreRefusedLeaveWhatCameBefore) {
  const TestChunk good{1, Bytes(10 * ItemBytes(1), 1)};
  const auto passes = static_cast<std::uint32_t>(schemas_.Find(schema_)->size());
  const std::size_t too_large = (kMaxChunkBytes / ItemBytes(1) + 1) * ItemBytes(1);
  struct Row {
    const char* name;
    v1::UploadRequest request;
    const char* rule;
  };
  std::vector<Row> rows = {
      {"again", TestAgency::ChunkRequest(0, good), "chunk.order"},
      {"a gap", TestAgency::ChunkRequest(2, good), "chunk.order"},
      {"empty", TestAgency::ChunkRequest(1, {1, {}}), "chunk.size"},
      {"too large", TestAgency::ChunkRequest(1, {1, Bytes(too_large, 1)}), "chunk.size"},
      {"truncated", TestAgency::ChunkRequest(1, {1, Bytes(10 * ItemBytes(1) - 1, 1)}),
       "chunk.items"},
      {"no such pass", TestAgency::ChunkRequest(1, {passes, good.content}), "chunk.pass"},
      {"an earlier pass", TestAgency::ChunkRequest(1, {0, Bytes(ItemBytes(0), 1)}),
       "chunk.pass-order"},
      {"flipped bit", TestAgency::ChunkRequest(1, good), "chunk.digest"},
      {"open twice", police_->Open(police_->NewManifest(schema_)), "upload.chunk-expected"},
  };
  Bytes flipped = good.content;
  flipped[17] ^= 1;
  rows[7].request.mutable_chunk()->set_digest(std::string(AsText(crypto::Sha256(flipped))));
  const auto open = police_->Open(police_->NewManifest(schema_));
  std::uint64_t kept = 0;
  for (Row& row : rows) {
    // A fresh submission for each row would exceed the number of open ones: the first chunk is
    // there already.
    std::vector<v1::UploadRequest> requests = {open};
    if (kept == 0) requests.push_back(TestAgency::ChunkRequest(0, good));
    requests.push_back(row.request);
    const auto result = police_->SendRaw(requests);
    EXPECT_FALSE(result.status.ok()) << row.name;
    EXPECT_EQ(RuleOf(result.status), row.rule) << row.name << ": " << result.status;
    kept = police_->Upload(open, {}).first_want;
    EXPECT_EQ(kept, 1u) << row.name;
  }
  EXPECT_EQ(RuleOf(police_->SendRaw({TestAgency::ChunkRequest(0, good)}).status),
            "upload.open-first");
}

TEST_F(LifecycleTest, TooManyItemsAreRefused) {
  const std::size_t items = kMaxChunkBytes / ItemBytes(0);
  const auto open = police_->Open(police_->NewManifest(schema_));
  const std::vector<TestChunk> chunks(20'000 / items + 1,
                                      TestChunk{0, Bytes(items * ItemBytes(0), 5)});
  const auto result = police_->Upload(open, chunks);
  EXPECT_EQ(result.status.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(RuleOf(result.status), "submission.too-many-items");
  EXPECT_EQ(police_->Upload(open, {}).first_want, chunks.size() - 1) << "what came before is kept";
}

TEST_F(LifecycleTest, TooManyOpenSubmissionsOfOneAgencyAreRefused) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    const auto manifest = police_->NewManifest(schema_);
    ids.push_back(manifest.submission_id());
    EXPECT_TRUE(OpenWith(*police_, police_->Open(manifest)).ok());
  }
  const auto fourth = police_->Open(police_->NewManifest(schema_));
  EXPECT_EQ(RuleOf(OpenWith(*police_, fourth)), "submission.too-many-open");
  EXPECT_TRUE(OpenWith(*shelter_, shelter_->Open(shelter_->NewManifest(schema_))).ok())
      << "another agency";
  Restart();
  EXPECT_EQ(RuleOf(OpenWith(*police_, fourth)), "submission.too-many-open")
      << "counted again at start-up";
  EXPECT_TRUE(police_->Withdraw(ids[0]).ok());
  EXPECT_TRUE(OpenWith(*police_, fourth).ok());
}

TEST_F(LifecycleTest, ASealThatDoesNotFitIsRefused) {
  const auto chunks = Chunks(2, 2, 10);
  const v1::Manifest manifest = police_->NewManifest(schema_);
  auto sent = chunks;
  sent[2].content[3] ^= 0x40;  // one bit, on its way, unnoticed by a client that sends no digests
  ASSERT_TRUE(police_->Upload(police_->Open(manifest), sent).status.ok());
  const std::string id = manifest.submission_id();
  const auto wrong = police_->Seal(police_->StatementFor(id, chunks, 40));
  EXPECT_EQ(wrong.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(RuleOf(wrong.status()), "seal.mismatch");
  EXPECT_EQ(rpc::DetailOf(wrong.status())->field, "statement.content_digest");

  auto statement = police_->StatementFor(id, sent, 40);
  statement.set_items(41);
  EXPECT_EQ(rpc::DetailOf(police_->Seal(statement).status())->field, "statement.items");
  statement.set_items(40);
  statement.set_chunks(3);
  EXPECT_EQ(rpc::DetailOf(police_->Seal(statement).status())->field, "statement.chunks");
  EXPECT_EQ(shelter_->Seal(police_->StatementFor(id, sent, 40)).status().code(),
            StatusCode::kNotFound);
  EXPECT_EQ(police_->Get(id)->state(), "open");
  EXPECT_TRUE(police_->Seal(police_->StatementFor(id, sent, 40)).ok());
}

TEST_F(LifecycleTest, NothingOfTheContentIsReadableAtRest) {
  auto chunks = Chunks(1, 1, 40);
  const std::string marker = "ZIVKOVIC-MARKER-7f3a91";
  std::copy(marker.begin(), marker.end(), chunks[0].content.begin() + 100);
  const std::string id = SealedSubmission(*police_, chunks, 40);
  Restart();  // flushes nothing by itself: the write-ahead log is searched as well
  EXPECT_FALSE(FilesContain(folder_.path(), AsBytes(marker)));
  EXPECT_TRUE(FilesContain(folder_.path(), AsBytes(id))) << "the search would find it";
}

TEST_F(LifecycleTest, WithdrawalErasesAndLeavesATombstone) {
  const auto chunks = Chunks(2, 2, 25);
  const std::string id = SealedSubmission(*police_, chunks, 100);
  const Id128 key = *ToId128(AsBytes(id));
  const std::string wrapped = **store_->database->Get("data_key", key);
  ASSERT_TRUE(FilesContain(folder_.path(), AsBytes(wrapped)));

  const auto withdrawn = police_->Withdraw(id);
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->state(), "withdrawn");
  const std::uint64_t entries = store_->log->latest().size;
  EXPECT_TRUE(police_->Withdraw(id).ok()) << "idempotent";
  EXPECT_EQ(store_->log->latest().size, entries);

  EXPECT_EQ(store_->table->DataKey(key).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(store_->table->ChunkRecords(*store_->table->Get(key)).ok());
  EXPECT_EQ(police_->Seal(police_->StatementFor(id, chunks, 100)).status().code(),
            StatusCode::kFailedPrecondition);
  const auto receipt = police_->Receipt(id, /*withdrawal=*/true);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  const auto event = VerifiedEvent(*receipt);
  ASSERT_TRUE(event.ok()) << event.status();
  const auto facts = audit::ReadErasureCompleted(*event);
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts->reason, "consent-withdrawn");
  const auto seal_receipt = police_->Receipt(id);
  ASSERT_TRUE(seal_receipt.ok()) << "that it was accepted stays provable";
  EXPECT_EQ(seal_receipt->openings_size(), 0) << "what was accepted does not";

  Restart();
  EXPECT_EQ(police_->Get(id)->state(), "withdrawn");
  server_.reset();
  service_.reset();
  store_.reset();  // a closed database has removed the files it no longer needs
  EXPECT_FALSE(FilesContain(folder_ / "data", AsBytes(wrapped)));
  Start();
}

TEST_F(LifecycleTest, AnOpenSubmissionCanBeWithdrawnAndIsNotOpenedAgain) {
  const auto chunks = Chunks(1, 2, 5);
  const v1::Manifest manifest = police_->NewManifest(schema_);
  const auto open = police_->Open(manifest);
  ASSERT_EQ(police_->Upload(open, chunks).want, 2u);
  ASSERT_TRUE(police_->Withdraw(manifest.submission_id(), "error").ok());
  EXPECT_EQ(police_->Upload(open, {}).state, "withdrawn");
  EXPECT_EQ(RuleOf(police_->Upload(open, Chunks(1, 3, 5)).status), "submission.state");
  EXPECT_EQ(RuleOf(police_->Receipt(manifest.submission_id()).status()), "receipt.none");
  EXPECT_EQ(RuleOf(police_->Withdraw(manifest.submission_id(), "because").status()),
            "statement.malformed");
}

TEST_F(LifecycleTest, AgenciesSeeTheirOwnOnly) {
  const std::string mine = SealedSubmission(*police_, Chunks(1, 1, 5), 5);
  const std::string theirs = SealedSubmission(*shelter_, Chunks(1, 1, 5), 5);
  EXPECT_TRUE(police_->Get(mine).ok());
  EXPECT_EQ(police_->Get(theirs).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(police_->Receipt(theirs).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(police_->Withdraw(theirs).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(police_->Get("short").status().code(), StatusCode::kInvalidArgument);
  ASSERT_EQ(police_->List()->size(), 1u);
  EXPECT_EQ(police_->List()->front().submission_id(), mine);
}

TEST_F(LifecycleTest, ListsInPages) {
  std::set<std::string> ids;
  for (int i = 0; i < 7; ++i) ids.insert(SealedSubmission(*police_, Chunks(1, 1, 1), 1));
  for (const std::uint32_t page : {1u, 3u, 7u, 0u}) {
    const auto listed = police_->List(page);
    ASSERT_TRUE(listed.ok());
    std::set<std::string> found;
    for (const auto& submission : *listed) found.insert(submission.submission_id());
    EXPECT_EQ(listed->size(), 7u);
    EXPECT_EQ(found, ids) << page;
  }
}

TEST_F(LifecycleTest, MetricsCountWhatIsDurable) {
  SealedSubmission(*police_, Chunks(2, 2, 10), 40);
  const std::string text = store_->metrics.Exposition();
  EXPECT_THAT(text, ::testing::HasSubstr("onefold_chunks_total 4"));
  EXPECT_THAT(text, ::testing::HasSubstr("onefold_items_total 40"));
  EXPECT_THAT(text, ::testing::HasSubstr("onefold_submissions{state=\"sealed\"} 1"));
  EXPECT_THAT(text, ::testing::HasSubstr("onefold_submissions{state=\"open\"} 0"));
}

}  // namespace
}  // namespace onefold::testing
