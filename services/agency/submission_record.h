// What an agency remembers of a submission: enough to continue it after a crash, to withdraw it,
// and to prove what was handed in. One folder a submission:
//
//   STATE/submissions/<id>/submission.json   this record; replaced as a whole, synced
//                          seed.key          the seed (kind seed, 0600): submission_keys.h
//                          matcher.seal.tlog-proof, matcher.seal.openings.json, counter.… ,
//                          ….withdrawal.…
//
// No identifier and no indicator is in it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "crypto/status.h"
#include "services/agency/local_file.h"

namespace onefold::agency {

enum class SubmissionState {
  kPrepared,   // nothing was sent
  kUploading,  // something may have been sent
  kSealed,     // both centres have sealed it and both receipts were verified
  kWithdrawn,
};
std::string_view StateName(SubmissionState state);

// One half: the encodings at the matcher, or the cases at the counter.
struct HalfRecord {
  Bytes manifest;  // as signed; it holds a sealed key that is random, so it is kept
  std::uint64_t items = 0;
  std::uint64_t chunks = 0;
  Digest content_digest{};      // set with seal_statement
  Bytes seal_statement;         // empty until all is uploaded
  std::uint64_t log_index = 0;  // of the seal, once the receipt was verified
  std::uint64_t withdrawal_log_index = 0;
};

struct SubmissionRecord {
  Id128 id{};
  SubmissionState state = SubmissionState::kPrepared;
  std::string extract_name;
  Digest extract_digest{};
  // SHA-256 over everything else that the bytes sent depend on: schema, register template,
  // defaults, epoch, ...
  Digest recipe_digest{};
  std::string register_name, purpose, key_epoch;
  Digest schema_digest{};
  std::uint64_t unlinkable = 0;
  std::uint64_t planted = 0;  // of the records: fictitious persons (linkage/count/planted.h)
  std::string withdrawal_reason;
  HalfRecord encodings, cases;
};

std::string FormatSubmissionRecord(const SubmissionRecord& record);
StatusOr<SubmissionRecord> ParseSubmissionRecord(std::string_view json, const std::string& name);

class SubmissionFolder {
 public:
  // Makes `state_dir` when it is not there.
  static StatusOr<SubmissionFolder> Open(const std::string& state_dir);

  // One command at a time changes a state folder.
  StatusOr<std::unique_ptr<FolderLock>> Lock() const { return FolderLock::Take(root_); }

  // AlreadyExists when the id is taken.
  Status Create(const SubmissionRecord& record, const crypto::Secret& seed) const;
  Status Save(const SubmissionRecord& record) const;
  // NotFound.
  StatusOr<SubmissionRecord> Load(const Id128& id) const;
  StatusOr<crypto::Secret> LoadSeed(const Id128& id) const;
  // By id; folders that a crash left without a record are passed over.
  StatusOr<std::vector<SubmissionRecord>> List() const;

  // `name`: "matcher.seal.tlog-proof".
  Status SaveReceipt(const Id128& id, const std::string& name, std::string_view content) const;
  std::string FolderOf(const Id128& id) const;

 private:
  explicit SubmissionFolder(std::string root) : root_(std::move(root)) {}
  std::string root_;
};

}  // namespace onefold::agency
