#include "services/agency/clkhash_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cerrno>
#include <cstring>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "linkage/encode/extract.h"

namespace onefold::agency {
namespace {

constexpr std::size_t kBatchRows = 1024;

// Kept and filled again when it is written: its strings have their memory by then.
struct Batch {
  std::vector<encode::Record> records = std::vector<encode::Record>(kBatchRows);
  std::size_t size = 0;                  // of the records, those that hold a row
  std::vector<encode::RowIssue> issues;  // of the rows between and in it
  std::vector<std::uint64_t> absent_rows;
  std::uint64_t rows = 0;
};

struct Encoded {
  Batch batch;       // to be filled again
  std::string json;  // "<base64>","<base64>"
  std::uint64_t count = 0, rows = 0;
  std::vector<encode::RowIssue> issues;
  std::vector<std::uint64_t> absent_rows;
};

// An encoder serves one thread at a time; its cache of token masks is worth keeping.
class EncoderPool {
 public:
  using Make = std::function<StatusOr<std::unique_ptr<encode::ClkhashEncoder>>()>;
  explicit EncoderPool(Make make) : make_(std::move(make)) {}

  StatusOr<std::unique_ptr<encode::ClkhashEncoder>> Take() {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        auto encoder = std::move(free_.back());
        free_.pop_back();
        return encoder;
      }
    }
    return make_();
  }
  void Give(std::unique_ptr<encode::ClkhashEncoder> encoder) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(encoder));
  }

 private:
  const Make make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<encode::ClkhashEncoder>> free_;
};

// Two characters for each 12 bits. A table, unlike FormatBase64: a CLK is no key.
class Base64Pairs {
 public:
  Base64Pairs() {
    constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      pairs_[i] = {kLetters[i >> 6], kLetters[i & 63]};
    }
  }
  const char* operator[](std::uint32_t bits) const { return pairs_[bits].data(); }

 private:
  std::array<std::array<char, 2>, 4096> pairs_;
};

void AppendBase64(ByteView bytes, std::string& out) {
  static const Base64Pairs pairs;
  const std::size_t whole = bytes.size() / 3 * 3;
  std::size_t end = out.size();
  out.resize(end + whole / 3 * 4);
  for (std::size_t i = 0; i < whole; i += 3, end += 4) {
    const std::uint32_t three =
        static_cast<std::uint32_t>(bytes[i]) << 16 | bytes[i + 1] << 8 | bytes[i + 2];
    std::memcpy(&out[end], pairs[three >> 12], 2);
    std::memcpy(&out[end + 2], pairs[three & 0xFFF], 2);
  }
  out += FormatBase64(bytes.subspan(whole));
}

StatusOr<Encoded> EncodeBatch(Batch batch, EncoderPool& pool) {
  ONEFOLD_ASSIGN_OR_RETURN(auto encoder, pool.Take());
  Encoded out;
  out.rows = batch.rows;
  out.issues = std::move(batch.issues);
  out.absent_rows = std::move(batch.absent_rows);
  Bytes clk(encoder->clk_bytes());
  out.json.reserve(batch.size * ((clk.size() + 2) / 3 * 4 + 3));
  for (const encode::Record& record : std::span(batch.records).first(batch.size)) {
    const Status encoded = encoder->Encode(record, clk);
    if (!encoded.ok()) {
      out.issues.push_back(
          {record.row, "", "record.not-encodable", std::string(Message(encoded)), true});
      out.absent_rows.push_back(record.row);
      continue;
    }
    if (out.count++ > 0) out.json += ',';
    out.json += '"';
    AppendBase64(clk, out.json);
    out.json += '"';
  }
  pool.Give(std::move(encoder));
  out.batch = std::move(batch);
  return out;
}

class OutputFile {
 public:
  explicit OutputFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {}
  ~OutputFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(part_.c_str());
  }

  Status Open() {
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return descriptor_ < 0 ? Failed("cannot create") : OkStatus();
  }
  Status Write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return Failed("cannot write");
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return OkStatus();
  }
  Status Commit() {
    if (::fsync(descriptor_) != 0) return Failed("cannot sync");
    if (::rename(part_.c_str(), path_.c_str()) != 0) return Failed("cannot rename");
    ::close(std::exchange(descriptor_, -1));
    return OkStatus();
  }

 private:
  Status Failed(const char* what) const {
    return ResourceExhaustedError(std::string(what) + " " + part_ + ": " + std::strerror(errno));
  }

  const std::string path_, part_;
  int descriptor_ = -1;
};

class Run {
 public:
  Run(const ClkhashFileOptions& options, EncoderPool& encoders)
      : options_(options),
        encoders_(encoders),
        threads_(options.threads != 0 ? options.threads
                                      : std::max(1u, std::thread::hardware_concurrency())),
        output_(options.out_path),
        pool_(threads_) {}
  ~Run() { pool_.join(); }

  StatusOr<ClkhashFileResult> Encode(encode::ExtractReader& reader) {
    ONEFOLD_RETURN_IF_ERROR(output_.Open());
    ONEFOLD_RETURN_IF_ERROR(output_.Write("{\"clks\":["));
    for (bool more = true; more;) {
      Batch batch = TakeBatch();
      more = ReadBatch(reader, batch);
      Post(std::move(batch));
      while (waiting_.size() > (more ? 2 * threads_ : 0)) ONEFOLD_RETURN_IF_ERROR(WriteOne());
      if (options_.on_progress) options_.on_progress(reader.bytes_read());
    }
    ONEFOLD_RETURN_IF_ERROR(output_.Write("]}\n"));
    if (options_.input_status) ONEFOLD_RETURN_IF_ERROR(options_.input_status());
    result_.written = result_.absent_rows.empty() || options_.skip_bad_rows;
    if (result_.written) ONEFOLD_RETURN_IF_ERROR(output_.Commit());
    return std::move(result_);
  }

 private:
  Batch TakeBatch() {
    if (free_.empty()) return {};
    Batch batch = std::move(free_.back());
    free_.pop_back();
    batch.size = batch.rows = 0;
    batch.issues.clear();
    batch.absent_rows.clear();
    return batch;
  }

  // False at the end of the extract.
  bool ReadBatch(encode::ExtractReader& reader, Batch& batch) {
    while (batch.rows < kBatchRows) {
      const auto next = reader.Read(batch.records[batch.size], further_, issues_);
      if (next == encode::ExtractReader::Next::kEnd) return false;
      ++batch.rows;
      batch.issues.insert(batch.issues.end(), issues_.begin(), issues_.end());
      if (next == encode::ExtractReader::Next::kRecord) {
        ++batch.size;
      } else {
        batch.absent_rows.push_back(batch.issues.back().row);
      }
    }
    return true;
  }

  void Post(Batch batch) {
    auto task = std::make_shared<std::packaged_task<StatusOr<Encoded>()>>(
        [this, held = std::make_shared<Batch>(std::move(batch))] {
          return EncodeBatch(std::move(*held), encoders_);
        });
    waiting_.push_back(task->get_future());
    boost::asio::post(pool_, [task] { (*task)(); });
  }

  Status WriteOne() {
    ONEFOLD_ASSIGN_OR_RETURN(Encoded encoded, waiting_.front().get());
    waiting_.pop_front();
    free_.push_back(std::move(encoded.batch));
    if (options_.on_issue) {
      for (const encode::RowIssue& issue : encoded.issues) options_.on_issue(issue);
    }
    auto& absent = result_.absent_rows;
    absent.insert(absent.end(), encoded.absent_rows.begin(), encoded.absent_rows.end());
    std::sort(absent.end() - static_cast<std::ptrdiff_t>(encoded.absent_rows.size()), absent.end());
    result_.rows += encoded.rows;
    if (encoded.count == 0) return OkStatus();
    if (result_.encoded > 0) ONEFOLD_RETURN_IF_ERROR(output_.Write(","));
    result_.encoded += encoded.count;
    return output_.Write(encoded.json);
  }

  const ClkhashFileOptions& options_;
  EncoderPool& encoders_;
  const unsigned threads_;
  OutputFile output_;
  ClkhashFileResult result_;
  std::vector<std::string> further_;
  std::vector<encode::RowIssue> issues_;
  std::deque<std::future<StatusOr<Encoded>>> waiting_;
  std::vector<Batch> free_;
  boost::asio::thread_pool pool_;  // last: its threads end before what they use
};

}  // namespace

StatusOr<ClkhashFileResult> EncodeClkhashFile(std::istream& input,
                                              const linkage::LinkageSchema& schema,
                                              const crypto::Secret& secret,
                                              const ClkhashFileOptions& options) {
  if (schema.clkhash() == nullptr) {
    return InvalidArgumentError("format clkhash needs a clkhash schema (version 3)");
  }
  EncoderPool encoders([&] {
    return encode::ClkhashEncoder::Create(*schema.clkhash(), crypto::SecretAccess::Read(secret),
                                          options.fold);
  });
  // What cannot be computed is said before the output is touched.
  ONEFOLD_ASSIGN_OR_RETURN(auto first, encoders.Take());
  encoders.Give(std::move(first));
  encode::ExtractOptions extract_options;
  extract_options.check_record_ids = false;
  ONEFOLD_ASSIGN_OR_RETURN(auto reader,
                           encode::ExtractReader::Open(input, schema, extract_options));
  return Run(options, encoders).Encode(*reader);
}

}  // namespace onefold::agency
