// The bytes of an extract as a std::istream, from a file or from a call, with their SHA-256 on the
// way.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <span>
#include <streambuf>
#include <string>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "crypto/status.h"

namespace onefold::agency {

class ByteInput : private std::streambuf {
 public:
  // Fills the front of the span; returns how much, 0 at the end.
  using Source = std::function<StatusOr<std::size_t>(std::span<char>)>;
  enum class Hashing { kSha256, kNone };
  explicit ByteInput(Source source, Hashing hashing = Hashing::kSha256);
  // NotFound, PermissionDenied; InvalidArgument when it is no regular file.
  static StatusOr<std::unique_ptr<ByteInput>> OpenFile(const std::string& path,
                                                       Hashing hashing = Hashing::kSha256);
  ~ByteInput() override;

  std::istream& stream() { return stream_; }
  std::uint64_t total_bytes() const { return total_bytes_; }  // 0 = unknown

  // The source's error: the stream ends at it as at the end of the extract.
  const Status& status() const { return status_; }
  // Reads what is left. The SHA-256 of all bytes (of none without hashing), or the source's error.
  // Call once, last.
  StatusOr<Digest> Finish();

 private:
  int_type underflow() override;

  Source source_;
  const Hashing hashing_;
  std::istream stream_;
  crypto::Sha256Stream hash_;
  Status status_;
  std::uint64_t total_bytes_ = 0;
  std::array<char, 1 << 16> buffer_;
};

}  // namespace onefold::agency
