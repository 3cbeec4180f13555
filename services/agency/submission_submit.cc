#include "services/agency/submission_submit.h"

#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <span>
#include <utility>

#include "crypto/hash.h"
#include "crypto/require.h"
#include "crypto/seal.h"
#include "onefold/v1/submission.pb.h"
#include "services/agency/centre.h"
#include "services/agency/chunk_source.h"
#include "services/agency/submission_receipts.h"
#include "services/agency/submission_upload.h"

namespace onefold::agency {
namespace {

Bytes Serialize(const google::protobuf::MessageLite& message) {
  Bytes bytes(message.ByteSizeLong());
  crypto::Require(message.SerializeToArray(bytes.data(), static_cast<int>(bytes.size())),
                  "a statement is written");
  return bytes;
}

Bytes MakeManifest(const Agency& agency, const SubmissionRecord& record, CentreKind centre,
                   const SubmissionKeys& keys, const linkage::ChanceTable& chance) {
  v1::Manifest manifest;
  manifest.set_submission_id(record.id.data(), record.id.size());
  manifest.set_organisation(agency.config().organisation);
  manifest.set_register_(record.register_name);
  manifest.set_purpose(record.purpose);
  manifest.set_key_epoch(record.key_epoch);
  manifest.set_schema_digest(record.schema_digest.data(), record.schema_digest.size());
  if (centre == CentreKind::kMatcher) {
    manifest.set_content(v1::CONTENT_KIND_ENCODINGS);
    for (const linkage::ChanceGroup& group : chance) {
      v1::ChanceGroup& out = *manifest.add_chance();
      for (const std::string& filter : group.filters) out.add_filters(filter);
      for (const linkage::OutcomeCount& count : group.outcomes) {
        v1::ChanceCount& row = *out.add_counts();
        row.set_outcome(count.outcome);
        row.set_count(count.count);
      }
    }
    return Serialize(manifest);
  }
  manifest.set_content(v1::CONTENT_KIND_CASES);
  const Bytes sealed = crypto::SealTo(agency.config().counter_box_public_key,
                                      crypto::SecretAccess::Read(keys.pseudonym_key()));
  manifest.set_sealed_pseudonym_key(sealed.data(), sealed.size());
  const auto& register_template = agency.recipe().register_template;
  if (register_template) manifest.set_template_digest_hex(FormatHex(register_template->digest));
  manifest.set_records(record.cases.items);
  return Serialize(manifest);
}

class Submitting {
 public:
  Submitting(const Agency& agency, const SubmitRequest& request, const SubmitCallbacks& callbacks)
      : agency_(agency),
        request_(request),
        callbacks_(callbacks),
        recipe_digest_(agency.RecipeDigest(request.skip_bad_rows)),
        pool_(agency.threads()) {}
  ~Submitting() { pool_.join(); }

  StatusOr<SubmitResult> Run() {
    ONEFOLD_ASSIGN_OR_RETURN(const auto lock, agency_.folder().Lock());
    ONEFOLD_ASSIGN_OR_RETURN(encoder_, agency_.MakeEncoder());
    ONEFOLD_RETURN_IF_ERROR(Read());
    const bool stop = result_.report.refused > 0 && !request_.skip_bad_rows;
    if (stop || RealRows().empty()) return std::move(result_);
    ONEFOLD_RETURN_IF_ERROR(FindOrCreate());
    if (callbacks_.checked) callbacks_.checked(result_.report, record_);
    ONEFOLD_RETURN_IF_ERROR(SendAndSeal());
    result_.submission = std::move(record_);
    return std::move(result_);
  }

 private:
  void Progress(std::string_view stage, std::uint64_t done, std::uint64_t total) const {
    if (callbacks_.progress) callbacks_.progress(stage, done, total);
  }

  Status Read() {
    IntakeOptions options;
    options.schema = &agency_.recipe().schema;
    options.coder = agency_.recipe().coder.get();
    options.encoder = encoder_.get();
    options.max_records = agency_.config().max_records;
    options.on_issue = callbacks_.issue;
    options.on_progress = [this](std::uint64_t bytes) {
      Progress("reading", bytes, request_.input->total_bytes());
    };
    if (request_.planted != nullptr) options.planted = &request_.planted->stream();
    extract_.name = request_.extract_name;
    ONEFOLD_ASSIGN_OR_RETURN(result_.report,
                             ReadExtract(request_.input->stream(), options, &extract_));
    ONEFOLD_ASSIGN_OR_RETURN(extract_.digest, request_.input->Finish());
    if (request_.planted == nullptr) return OkStatus();
    // What is sent depends on both files; the extract's digest stays that of the extract.
    ONEFOLD_ASSIGN_OR_RETURN(const Digest planted, request_.planted->Finish());
    Bytes both = ToBytes(recipe_digest_);
    Append(both, ByteView(planted));
    recipe_digest_ = crypto::Sha256(both);
    return OkStatus();
  }

  // Intake puts the planted rows last.
  std::span<const PreparedRow> RealRows() const {
    return std::span(extract_.rows).first(extract_.rows.size() - result_.report.planted);
  }

  // Also when the withdrawal was cut: it is to be finished, not undone.
  static bool IsWithdrawn(const SubmissionRecord& record) {
    return record.state == SubmissionState::kWithdrawn || !record.withdrawal_reason.empty();
  }

  bool IsOfThisExtract(const SubmissionRecord& record) const {
    return record.extract_digest == extract_.digest && record.recipe_digest == recipe_digest_;
  }

  Status FindOrCreate() {
    if (request_.id) {
      auto known = agency_.folder().Load(*request_.id);
      if (known.status().code() == StatusCode::kNotFound) return Create(*request_.id);
      ONEFOLD_RETURN_IF_ERROR(known.status());
      record_ = *std::move(known);
    } else {
      ONEFOLD_ASSIGN_OR_RETURN(auto records, agency_.folder().List());
      for (SubmissionRecord& record : records) {
        if (IsWithdrawn(record) || !IsOfThisExtract(record)) continue;
        record_ = std::move(record);
        result_.resumed = true;
      }
      if (!result_.resumed) return Create(crypto::RandomId128());
    }
    if (!IsOfThisExtract(record_)) {
      return AlreadyExistsError("submission " + FormatHex(record_.id) +
                                " belongs to another extract or was begun with other settings");
    }
    if (IsWithdrawn(record_)) {
      return FailedPreconditionError("submission " + FormatHex(record_.id) + " was withdrawn");
    }
    result_.resumed = true;
    return LoadKeys();
  }

  Status LoadKeys() {
    ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret seed, agency_.folder().LoadSeed(record_.id));
    return MakeSources(std::move(seed));
  }

  Status MakeSources(crypto::Secret seed) {
    ONEFOLD_ASSIGN_OR_RETURN(auto keys, SubmissionKeys::FromSeed(std::move(seed)));
    keys_ = std::make_unique<SubmissionKeys>(std::move(keys));
    ONEFOLD_ASSIGN_OR_RETURN(encodings_,
                             MakeEncodingChunks(extract_, *encoder_, *keys_, record_.id));
    ONEFOLD_ASSIGN_OR_RETURN(cases_, MakeCaseChunks(extract_, *keys_));
    return OkStatus();
  }

  Status Create(const Id128& id) {
    record_.id = id;
    record_.extract_name = extract_.name;
    record_.extract_digest = extract_.digest;
    record_.recipe_digest = recipe_digest_;
    record_.register_name = agency_.config().register_name;
    record_.purpose = agency_.config().purpose;
    record_.key_epoch = agency_.config().key_epoch;
    record_.schema_digest = agency_.recipe().schema.digest;
    record_.unlinkable = result_.report.unlinkable;
    record_.planted = result_.report.planted;
    const crypto::Secret seed = crypto::Secret::Random(32);
    ONEFOLD_RETURN_IF_ERROR(MakeSources(seed.Clone()));
    record_.encodings.items = encodings_->items();
    record_.cases.items = cases_->items();
    record_.encodings.manifest = MakeManifest(agency_, record_, CentreKind::kMatcher, *keys_,
                                              encoder_->CountChance(RealRows()));
    record_.cases.manifest = MakeManifest(agency_, record_, CentreKind::kCounter, *keys_, {});
    return agency_.folder().Create(record_, seed);
  }

  Status UploadHalf(Centre& centre, ChunkSource& source, HalfRecord& half, std::string_view stage) {
    if (!half.seal_statement.empty()) return OkStatus();  // all of it is durable there
    if (source.items() != half.items) {
      return InternalError("the extract gives another number of items than before");
    }
    Progress(stage, 0, source.items());
    ONEFOLD_ASSIGN_OR_RETURN(
        const Uploaded uploaded,
        Upload(centre, half.manifest,
               SignStatement(agency_.sign_key(), kManifestPrefix, half.manifest), source, pool_,
               agency_.threads(),
               [&](std::uint64_t done) { Progress(stage, done, source.items()); }));
    v1::SealStatement statement;
    statement.set_submission_id(record_.id.data(), record_.id.size());
    statement.set_chunks(uploaded.chunks);
    statement.set_content_digest(uploaded.content_digest.data(), uploaded.content_digest.size());
    statement.set_items(source.items());
    half.chunks = uploaded.chunks;
    half.content_digest = uploaded.content_digest;
    half.seal_statement = Serialize(statement);
    return agency_.folder().Save(record_);
  }

  Status SendAndSeal() {
    ONEFOLD_ASSIGN_OR_RETURN(auto matcher, Centre::Connect(CentreKind::kMatcher, agency_.config(),
                                                           callbacks_.cancelled));
    ONEFOLD_ASSIGN_OR_RETURN(auto counter, Centre::Connect(CentreKind::kCounter, agency_.config(),
                                                           callbacks_.cancelled));
    if (record_.state == SubmissionState::kPrepared) {
      record_.state = SubmissionState::kUploading;
      ONEFOLD_RETURN_IF_ERROR(agency_.folder().Save(record_));
    }
    ONEFOLD_RETURN_IF_ERROR(UploadHalf(*matcher, *encodings_, record_.encodings, "encodings"));
    ONEFOLD_RETURN_IF_ERROR(UploadHalf(*counter, *cases_, record_.cases, "cases"));
    Progress("sealing", 0, 4);
    ONEFOLD_RETURN_IF_ERROR(SealHalf(*matcher, record_.encodings));
    Progress("sealing", 1, 4);
    ONEFOLD_RETURN_IF_ERROR(SealHalf(*counter, record_.cases));
    Progress("sealing", 2, 4);
    ONEFOLD_RETURN_IF_ERROR(StoreSealReceipt(agency_, *matcher, record_, result_.receipts));
    Progress("sealing", 3, 4);
    ONEFOLD_RETURN_IF_ERROR(StoreSealReceipt(agency_, *counter, record_, result_.receipts));
    record_.state = SubmissionState::kSealed;
    ONEFOLD_RETURN_IF_ERROR(agency_.folder().Save(record_));
    Progress("sealing", 4, 4);
    return OkStatus();
  }

  Status SealHalf(Centre& centre, const HalfRecord& half) const {
    return centre
        .Seal(half.seal_statement,
              SignStatement(agency_.sign_key(), kSealPrefix, half.seal_statement))
        .status();
  }

  const Agency& agency_;
  const SubmitRequest& request_;
  const SubmitCallbacks& callbacks_;
  Digest recipe_digest_;
  std::unique_ptr<ItemEncoder> encoder_;
  PreparedExtract extract_;
  std::unique_ptr<SubmissionKeys> keys_;
  std::unique_ptr<ChunkSource> encodings_, cases_;
  SubmissionRecord record_;
  SubmitResult result_;
  boost::asio::thread_pool pool_;  // last: its threads end before what they use
};

}  // namespace

StatusOr<SubmitResult> Submit(const Agency& agency, const SubmitRequest& request,
                              const SubmitCallbacks& callbacks) {
  return Submitting(agency, request, callbacks).Run();
}

}  // namespace onefold::agency
