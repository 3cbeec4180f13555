#include "services/agency/submission_upload.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "crypto/hash.h"
#include "services/agency/chunk_pipeline.h"
#include "services/rpc/channel.h"
#include "services/rpc/grpc_status.h"

namespace onefold::agency {
namespace {

using Stream = grpc::ClientReaderWriter<v1::UploadRequest, v1::UploadResponse>;

class Uploader {
 public:
  Uploader(Centre& centre, ChunkSource& source, boost::asio::thread_pool& pool, unsigned threads,
           const std::function<void(std::uint64_t)>& progress)
      : centre_(centre),
        source_(source),
        pool_(pool),
        ahead_(2 * threads),
        progress_(progress),
        digests_(source.chunks()) {}

  StatusOr<Uploaded> Run(const v1::UploadRequest& open) {
    rpc::Backoff backoff(centre_.retry_policy());
    for (;;) {
      const std::uint64_t before = durable_;
      const Status status = Attempt(open);
      if (status.ok()) break;
      if (centre_.cancelled()) return centre_.Named(CancelledError("the upload was cancelled"));
      if (durable_ > before) backoff.Reset();
      std::chrono::milliseconds wait;
      if (!rpc::IsRetryable(status) || !backoff.Next(wait)) return centre_.Named(status);
      centre_.Sleep(wait);
    }
    return Summary();
  }

 private:
  struct ChunkDigest {
    std::uint32_t pass = 0;
    Digest digest{};
  };

  // One connection's life.
  Status Attempt(const v1::UploadRequest& open) {
    grpc::ClientContext context;
    rpc::SetDeadline(context, rpc::kTransferDeadline);
    const auto stream = centre_.stub().Upload(&context);
    stream->Write(open);
    v1::UploadResponse first;
    if (!stream->Read(&first)) {
      ONEFOLD_RETURN_IF_ERROR(EndOf(*stream));
      return UnavailableError("the centre ended the upload without an answer");
    }
    const Status sent = CheckFirst(first);
    if (!sent.ok() || first.state() == "sealed") {
      context.TryCancel();
      IgnoreError(EndOf(*stream));
      return sent.ok() ? SendFrom(source_.chunks(), nullptr) : sent;
    }
    NoteDurable(first.want());
    std::thread reader([&] {
      v1::UploadResponse response;
      while (stream->Read(&response)) NoteDurable(response.want());
    });
    const Status made = SendFrom(first.want(), stream.get());
    if (made.ok()) {
      stream->WritesDone();
    } else {
      context.TryCancel();
    }
    reader.join();
    const Status ended = EndOf(*stream);
    ONEFOLD_RETURN_IF_ERROR(made);
    ONEFOLD_RETURN_IF_ERROR(ended);
    if (durable_ == source_.chunks()) return OkStatus();
    return UnavailableError("the centre ended the upload before all was durable");
  }

  Status CheckFirst(const v1::UploadResponse& first) const {
    if (first.state() == "withdrawn") {
      return FailedPreconditionError("the submission was withdrawn; submit under a new id");
    }
    if (first.want() > source_.chunks()) {
      return DataLossError("the centre holds more chunks than the submission has");
    }
    return OkStatus();
  }

  // Makes every chunk whose digest is not known yet and writes those from `want` on.
  Status SendFrom(std::uint64_t want, Stream* stream) {
    ChunkPipeline pipeline(source_, pool_, std::min(want, known_), ahead_);
    v1::UploadRequest request;  // one for all chunks: its megabyte is not allocated again
    while (auto chunk = pipeline.Next()) {
      if (centre_.cancelled()) return CancelledError("the upload was cancelled");
      digests_[chunk->index] = {chunk->pass, chunk->digest};
      known_ = std::max(known_, chunk->index + 1);
      if (chunk->index < want) continue;
      v1::Chunk& wire = *request.mutable_chunk();
      wire.set_index(chunk->index);
      wire.set_pass(chunk->pass);
      wire.set_content(chunk->content.data(), chunk->content.size());
      if (!stream->Write(request)) return OkStatus();  // Finish says why
    }
    return OkStatus();
  }

  void NoteDurable(std::uint64_t want) {
    durable_ = std::min(want, source_.chunks());
    if (progress_ && source_.chunks() > 0) {
      progress_(source_.items() * durable_ / source_.chunks());
    }
  }

  static Status EndOf(Stream& stream) { return rpc::FromGrpc(stream.Finish()); }

  Uploaded Summary() const {
    crypto::Sha256Stream hash;
    for (std::uint64_t index = 0; index < digests_.size(); ++index) {
      Bytes head;
      AppendBe64(head, index);
      AppendBe32(head, digests_[index].pass);
      hash.Update(head).Update(digests_[index].digest);
    }
    return {digests_.size(), hash.Finish()};
  }

  Centre& centre_;
  ChunkSource& source_;
  boost::asio::thread_pool& pool_;
  const std::size_t ahead_;
  const std::function<void(std::uint64_t)>& progress_;
  std::vector<ChunkDigest> digests_;
  std::uint64_t known_ = 0;  // digests below this are set
  std::atomic<std::uint64_t> durable_{0};
};

}  // namespace

StatusOr<Uploaded> Upload(Centre& centre, ByteView manifest, const crypto::Signature& signature,
                          ChunkSource& source, boost::asio::thread_pool& pool, unsigned threads,
                          const std::function<void(std::uint64_t items)>& progress) {
  v1::UploadRequest open;
  open.mutable_open()->set_manifest(manifest.data(), manifest.size());
  open.mutable_open()->set_signature(signature.data(), signature.size());
  return Uploader(centre, source, pool, threads, progress).Run(open);
}

}  // namespace onefold::agency
