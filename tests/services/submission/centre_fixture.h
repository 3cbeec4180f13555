// A centre's insides over real RocksDB, log, gRPC and certificates, in one test process; and an
// agency that talks to it as the wire documents say.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sign.h"
#include "onefold/v1/submission.grpc.pb.h"
#include "services/rpc/channel.h"
#include "services/rpc/server.h"
#include "services/store/log_store.h"
#include "services/store/submission_table.h"
#include "services/submission/intake.h"
#include "tests/services/rpc/test_pki.h"

namespace onefold::testing {

// Database, log and intake in a folder. Destroyed and made again on the same folder, it is a
// restart.
class TestStore {
 public:
  struct Options {
    std::string folder, role;
    std::vector<store::Family> families;  // besides those of submissions and log
    const submission::ContentChecker* checker = nullptr;
    submission::IntakeOptions intake;
  };
  explicit TestStore(Options options);

  audit::EventContext NewContext() const;

  const Options options;
  ops::Metrics metrics;
  std::unique_ptr<store::Vault> vault;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::SubmissionTable> table;
  std::unique_ptr<store::LogStore> log;
  std::unique_ptr<submission::Intake> intake;
};

struct TestChunk {
  std::uint32_t pass = 0;
  Bytes content;
};

class TestAgency {
 public:
  TestAgency(std::string name, const TestPki& pki);

  submission::Agency Registration() const { return {name, key.public_key, "state"}; }
  // The channel to a server of `role` on `port`.
  void Connect(rpc::Role role, int port);

  // A manifest that is right for the matcher (encodings) unless changed.
  v1::Manifest NewManifest(const Digest& schema) const;
  v1::UploadRequest Open(const std::string& manifest) const;
  v1::UploadRequest Open(const v1::Manifest& manifest) const {
    return Open(manifest.SerializeAsString());
  }
  std::string Sign(const std::string& context, const std::string& bytes) const;

  struct Uploaded {
    Status status;
    std::uint64_t first_want = 0, want = 0;
    std::string state;
  };
  // Opens, sends the chunks from where the server wants them, closes, and reads all answers.
  Uploaded Upload(const v1::UploadRequest& open, const std::vector<TestChunk>& chunks);
  // Sends `requests` as they are.
  Uploaded SendRaw(const std::vector<v1::UploadRequest>& requests);
  static v1::UploadRequest ChunkRequest(std::uint64_t index, const TestChunk& chunk);

  v1::SealStatement StatementFor(const std::string& id, const std::vector<TestChunk>& chunks,
                                 std::uint64_t items) const;
  StatusOr<v1::Submission> Seal(const v1::SealStatement& statement);
  StatusOr<v1::Submission> Withdraw(const std::string& id,
                                    const std::string& reason = "consent-withdrawn");
  StatusOr<v1::Receipt> Receipt(const std::string& id, bool withdrawal = false);
  StatusOr<v1::Submission> Get(const std::string& id);
  StatusOr<std::vector<v1::Submission>> List(std::uint32_t page_size = 0);

  const std::string name;
  const crypto::SignKeyPair key;
  const rpc::TlsFiles tls;
  std::unique_ptr<v1::SubmissionService::Stub> stub;
};

// The rule of a failed call, or "" when it has none.
std::string RuleOf(const Status& status);

// Whether any file below `folder` contains `needle`.
bool FilesContain(const std::string& folder, ByteView needle);

}  // namespace onefold::testing
