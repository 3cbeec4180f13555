// Secret bytes: guarded, locked memory (sodium_malloc), wiped on destruction, move-only, no
// formatter. Reading the bytes needs SecretAccess, so that every place that does is found by grep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::crypto {

class Secret {
 public:
  Secret() = default;
  // `size` bytes, all zero. Aborts when locked memory cannot be had at all.
  explicit Secret(std::size_t size);
  static Secret CopyOf(ByteView bytes);
  static Secret Random(std::size_t size);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  Secret Clone() const;
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  friend class SecretAccess;

 private:
  std::uint8_t* bytes_ = nullptr;
  std::size_t size_ = 0;
};

// The one way to the bytes. Views live as long as the Secret.
class SecretAccess {
 public:
  static ByteView Read(const Secret& secret) { return {secret.bytes_, secret.size_}; }
  static std::span<std::uint8_t> Write(Secret& secret) { return {secret.bytes_, secret.size_}; }
};

// Wipes memory that held a secret outside of Secret.
void Wipe(std::span<std::uint8_t> memory);
void Wipe(std::string& text);

inline constexpr std::size_t kMaxSecretFileBytes = 1 << 16;

// A secret's file. Refused (PermissionDenied) when group or others have any access to it or when it
// is not a regular file; NotFound when absent; InvalidArgument when empty or larger than
// `max_size`. `strip_line_break` drops one final LF or CRLF.
StatusOr<Secret> ReadSecretFile(const std::string& path, bool strip_line_break,
                                std::size_t max_size = kMaxSecretFileBytes);

// The file that a user names by --secret-file: as ReadSecretFile without its final line break, but
// a wider mode is only reported, so that the caller can warn.
struct OpenedSecret {
  Secret secret;
  bool is_private = false;
};
StatusOr<OpenedSecret> ReadNamedSecretFile(const std::string& path);

// Creates `path` with mode 0600, synced. AlreadyExists when it is there: a key is never
// overwritten.
Status CreateSecretFile(const std::string& path, const Secret& secret);

}  // namespace onefold::crypto
