#include "crypto/secret.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "crypto/random.h"
#include "crypto/require.h"

namespace onefold::crypto {

Secret::Secret(std::size_t size) : size_(size) {
  if (size == 0) return;
  InitializeCrypto();
  bytes_ = static_cast<std::uint8_t*>(sodium_malloc(size));
  Require(bytes_ != nullptr, "guarded memory for a secret can be had");
  sodium_memzero(bytes_, size);
}

Secret Secret::CopyOf(ByteView bytes) {
  Secret secret(bytes.size());
  std::copy(bytes.begin(), bytes.end(), secret.bytes_);
  return secret;
}

Secret Secret::Random(std::size_t size) {
  Secret secret(size);
  FillRandom({secret.bytes_, size});
  return secret;
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);  // what we held is wiped with `other`
  std::swap(size_, other.size_);
  return *this;
}

Secret::~Secret() { sodium_free(bytes_); }  // wipes; null is allowed

Secret Secret::Clone() const { return CopyOf({bytes_, size_}); }

void Wipe(std::span<std::uint8_t> memory) { sodium_memzero(memory.data(), memory.size()); }

void Wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace onefold::crypto
