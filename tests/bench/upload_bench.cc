// Uploads prepared items to a running matcher as agencies do, over mutual TLS, and measures from
// the opening of the upload to the verified receipt of the sealed submission. tests/bench/ingest.py
// starts the processes.
//
//   onefold-bench-upload RECORDS CONFIG...     one submission of RECORDS items for every
//   agency.toml
//
// The agencies' schema must have one pass (a clkhash schema). Items are random bytes: nothing that
// a matcher does before a run depends on them.
#include <sys/resource.h>

#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <future>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "linkage/encoding.h"
#include "onefold/v1/submission.pb.h"
#include "services/agency/agency.h"
#include "services/agency/receipt.h"
#include "services/agency/submission_upload.h"

namespace onefold::agency {
namespace {

Bytes Serialize(const google::protobuf::MessageLite& message) {
  Bytes bytes(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(bytes.data());
  return bytes;
}

class PreparedChunks final : public ChunkSource {
 public:
  PreparedChunks(std::uint64_t items, std::size_t item_bytes) : items_(items) {
    crypto::SeededStream random(crypto::Sha256(AsBytes("onefold-bench-upload")));
    const std::uint64_t per_chunk = kMaxChunkBytes / item_bytes;
    for (std::uint64_t done = 0; done < items; done += counts_.back()) {
      counts_.push_back(std::min(per_chunk, items - done));
      random.Fill(chunks_.emplace_back(counts_.back() * item_bytes));
    }
  }
  std::uint64_t chunks() const override { return chunks_.size(); }
  std::uint64_t items() const override { return items_; }
  void SeekTo(std::uint64_t chunk) override { next_ = chunk; }
  Planned Next() override {
    const std::uint64_t index = next_++;
    return {0, counts_[index], [this, index] { return chunks_[index]; }};
  }

 private:
  const std::uint64_t items_;
  std::vector<std::uint64_t> counts_;
  std::vector<Bytes> chunks_;
  std::uint64_t next_ = 0;
};

// One agency with a submission that is ready to be sent.
class Client {
 public:
  static StatusOr<std::unique_ptr<Client>> Prepare(const std::string& config_path,
                                                   std::uint64_t records) {
    std::unique_ptr<Client> client(new Client);
    ONEFOLD_ASSIGN_OR_RETURN(AgencyConfig config, ReadAgencyConfig(config_path));
    ONEFOLD_ASSIGN_OR_RETURN(client->agency_, Agency::Open(std::move(config)));
    const auto layouts = linkage::PassLayoutsOf(client->agency_->recipe().schema);
    if (layouts.size() != 1) return InvalidArgumentError("the schema must have one pass");
    client->item_bytes_ = layouts[0].item_bytes;
    client->chunks_ = std::make_unique<PreparedChunks>(records, client->item_bytes_);
    return client;
  }

  Status Submit() {
    const AgencyConfig& config = agency_->config();
    record_.id = crypto::RandomId128();
    record_.register_name = config.register_name;
    record_.purpose = config.purpose;
    record_.key_epoch = config.key_epoch;
    record_.schema_digest = agency_->recipe().schema.digest;
    record_.encodings.items = chunks_->items();
    ONEFOLD_ASSIGN_OR_RETURN(const auto matcher, Centre::Connect(CentreKind::kMatcher, config, {}));
    const Bytes manifest = MakeManifest();
    boost::asio::thread_pool pool(agency_->threads());
    const auto uploaded = Upload(*matcher, manifest, Signed(kManifestPrefix, manifest), *chunks_,
                                 pool, agency_->threads(), {});
    pool.join();
    ONEFOLD_RETURN_IF_ERROR(uploaded.status());
    record_.encodings.chunks = uploaded->chunks;
    record_.encodings.content_digest = uploaded->content_digest;
    const Bytes statement = MakeStatement();
    const crypto::Signature signature = Signed(kSealPrefix, statement);
    ONEFOLD_RETURN_IF_ERROR(matcher->Seal(statement, signature).status());
    ONEFOLD_ASSIGN_OR_RETURN(const v1::Receipt receipt, matcher->GetReceipt(record_.id, false));
    return VerifySealReceipt(receipt, matcher->log(), CentreKind::kMatcher, record_,
                             config.organisation, signature)
        .status();
  }

  std::size_t item_bytes() const { return item_bytes_; }

 private:
  Client() = default;

  crypto::Signature Signed(std::string_view prefix, const Bytes& statement) const {
    return SignStatement(agency_->sign_key(), prefix, statement);
  }

  Bytes MakeManifest() const {
    v1::Manifest manifest;
    manifest.set_submission_id(record_.id.data(), record_.id.size());
    manifest.set_organisation(agency_->config().organisation);
    manifest.set_content(v1::CONTENT_KIND_ENCODINGS);
    manifest.set_register_(record_.register_name);
    manifest.set_purpose(record_.purpose);
    manifest.set_key_epoch(record_.key_epoch);
    manifest.set_schema_digest(record_.schema_digest.data(), record_.schema_digest.size());
    return Serialize(manifest);
  }

  Bytes MakeStatement() const {
    v1::SealStatement statement;
    statement.set_submission_id(record_.id.data(), record_.id.size());
    statement.set_chunks(record_.encodings.chunks);
    const Digest& digest = record_.encodings.content_digest;
    statement.set_content_digest(digest.data(), digest.size());
    statement.set_items(record_.encodings.items);
    return Serialize(statement);
  }

  std::unique_ptr<Agency> agency_;
  std::unique_ptr<PreparedChunks> chunks_;
  std::size_t item_bytes_ = 0;
  SubmissionRecord record_;
};

double CpuSeconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

StatusOr<std::string> Run(std::uint64_t records, const std::vector<std::string>& configs) {
  std::vector<std::unique_ptr<Client>> clients;
  for (const std::string& path : configs) {
    ONEFOLD_ASSIGN_OR_RETURN(clients.emplace_back(), Client::Prepare(path, records));
  }
  const double cpu_before = CpuSeconds();
  const auto began = std::chrono::steady_clock::now();
  std::vector<std::future<Status>> submissions;
  for (const auto& client : clients) {
    submissions.push_back(std::async(std::launch::async, [&client] { return client->Submit(); }));
  }
  for (auto& submission : submissions) ONEFOLD_RETURN_IF_ERROR(submission.get());
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const std::uint64_t all = records * clients.size();
  const std::size_t item_bytes = clients.front()->item_bytes();
  return nlohmann::ordered_json{
      {"records_per_second", static_cast<std::uint64_t>(static_cast<double>(all) / seconds)},
      {"megabytes_per_second", static_cast<double>(all * item_bytes) / seconds / 1e6},
      {"durable", true},
      {"streams", clients.size()},
      {"records", all},
      {"item_bytes", item_bytes},
      {"seconds", seconds},
      {"client_cpu_seconds", CpuSeconds() - cpu_before}}
      .dump();
}

}  // namespace
}  // namespace onefold::agency

int main(int argc, char** argv) {
  onefold::crypto::InitializeCrypto();
  const std::uint64_t records = argc > 2 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (records == 0) {
    std::cerr << "usage: onefold-bench-upload RECORDS AGENCY.TOML...\n";
    return 2;
  }
  const auto result = onefold::agency::Run(records, {argv + 2, argv + argc});
  if (!result.ok()) {
    std::cerr << "onefold-bench-upload: " << result.status().message() << "\n";
    return 1;
  }
  std::cout << *result << "\n";
  return 0;
}
