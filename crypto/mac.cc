#include "crypto/mac.h"

#include <algorithm>

#include "crypto/require.h"

namespace onefold::crypto {
namespace {

// The two hash functions behind one shape, so that HKDF is written once.
struct Sha256Mac {
  using State = crypto_auth_hmacsha256_state;
  static constexpr std::size_t kSize = crypto_auth_hmacsha256_BYTES;
  static void Init(State* s, ByteView key) {
    crypto_auth_hmacsha256_init(s, key.data(), key.size());
  }
  static void Update(State* s, ByteView m) { crypto_auth_hmacsha256_update(s, m.data(), m.size()); }
  static void Final(State* s, std::uint8_t* out) { crypto_auth_hmacsha256_final(s, out); }
};

struct Sha512Mac {
  using State = crypto_auth_hmacsha512_state;
  static constexpr std::size_t kSize = crypto_auth_hmacsha512_BYTES;
  static void Init(State* s, ByteView key) {
    crypto_auth_hmacsha512_init(s, key.data(), key.size());
  }
  static void Update(State* s, ByteView m) { crypto_auth_hmacsha512_update(s, m.data(), m.size()); }
  static void Final(State* s, std::uint8_t* out) { crypto_auth_hmacsha512_final(s, out); }
};

template <typename Mac>
std::array<std::uint8_t, Mac::kSize> Compute(ByteView key, ByteView message) {
  typename Mac::State state;
  std::array<std::uint8_t, Mac::kSize> tag;
  Mac::Init(&state, key);
  Mac::Update(&state, message);
  Mac::Final(&state, tag.data());
  sodium_memzero(&state, sizeof(state));
  return tag;
}

// RFC 5869 section 2.2: the pseudorandom key becomes the key of a prepared HMAC state.
template <typename Mac>
void Extract(ByteView input_key, ByteView salt, typename Mac::State* keyed) {
  static constexpr std::array<std::uint8_t, Mac::kSize> kNoSalt{};
  auto prk = Compute<Mac>(salt.empty() ? ByteView(kNoSalt) : salt, input_key);
  Mac::Init(keyed, prk);
  sodium_memzero(prk.data(), prk.size());
}

// RFC 5869 section 2.3: T(i) = HMAC(PRK, T(i-1) | info | i).
template <typename Mac>
void ExpandInto(const typename Mac::State& keyed, ByteView info, std::span<std::uint8_t> output) {
  Require(output.size() <= 255 * Mac::kSize, "HKDF output is at most 255 hash lengths");
  typename Mac::State state;
  std::array<std::uint8_t, Mac::kSize> block;
  std::size_t done = 0;
  for (std::uint8_t counter = 1; done < output.size(); ++counter) {
    state = keyed;
    if (counter > 1) Mac::Update(&state, block);
    Mac::Update(&state, info);
    Mac::Update(&state, {&counter, 1});
    Mac::Final(&state, block.data());
    const std::size_t count = std::min(block.size(), output.size() - done);
    std::copy_n(block.begin(), count, output.begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
  sodium_memzero(&state, sizeof(state));
  sodium_memzero(block.data(), block.size());
}

template <typename Mac>
StatusOr<Secret> HkdfWith(ByteView input_key, ByteView salt, ByteView info,
                          std::size_t output_size) {
  if (output_size > 255 * Mac::kSize) {
    return InvalidArgumentError("HKDF output is at most 255 hash lengths");
  }
  typename Mac::State keyed;
  Extract<Mac>(input_key, salt, &keyed);
  Secret output(output_size);
  ExpandInto<Mac>(keyed, info, SecretAccess::Write(output));
  sodium_memzero(&keyed, sizeof(keyed));
  return output;
}

}  // namespace

std::array<std::uint8_t, 32> HmacSha256(ByteView key, ByteView message) {
  return Compute<Sha256Mac>(key, message);
}

std::array<std::uint8_t, 64> HmacSha512(ByteView key, ByteView message) {
  return Compute<Sha512Mac>(key, message);
}

StatusOr<Secret> Hkdf(HkdfHash hash, ByteView input_key, ByteView salt, ByteView info,
                      std::size_t output_size) {
  return hash == HkdfHash::kSha256 ? HkdfWith<Sha256Mac>(input_key, salt, info, output_size)
                                   : HkdfWith<Sha512Mac>(input_key, salt, info, output_size);
}

KeyDeriver::KeyDeriver(ByteView input_key, ByteView salt) {
  Extract<Sha512Mac>(input_key, salt, &keyed_);
}

KeyDeriver::~KeyDeriver() { sodium_memzero(&keyed_, sizeof(keyed_)); }

void KeyDeriver::Expand(ByteView info, std::span<std::uint8_t> output) const {
  ExpandInto<Sha512Mac>(keyed_, info, output);
}

}  // namespace onefold::crypto
