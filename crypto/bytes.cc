#include "crypto/bytes.h"

#include <sodium.h>

#include <algorithm>

namespace onefold {
namespace {

template <std::size_t N>
StatusOr<std::array<std::uint8_t, N>> ToArray(ByteView bytes) {
  if (bytes.size() != N) {
    return InvalidArgumentError("expected " + std::to_string(N) + " bytes, got " +
                                std::to_string(bytes.size()));
  }
  std::array<std::uint8_t, N> out;
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

template <typename Unsigned>
void AppendBigEndian(Bytes& out, Unsigned value) {
  for (int shift = static_cast<int>(sizeof(Unsigned) - 1) * 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

std::uint64_t ReadBigEndian(ByteView bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

}  // namespace

ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes ToBytes(ByteView view) { return Bytes(view.begin(), view.end()); }

std::string FormatHex(ByteView bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

StatusOr<Bytes> ParseHex(std::string_view text) {
  if (text.empty()) return Bytes();
  Bytes out(text.size() / 2);
  std::size_t written = 0;
  if (text.size() % 2 != 0 ||
      sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &written,
                     nullptr) != 0 ||
      written != out.size()) {
    return InvalidArgumentError("not hexadecimal");
  }
  return out;
}

StatusOr<Id128> ParseId128(std::string_view text) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes, ParseHex(text));
  return ToId128(bytes);
}

StatusOr<Digest> ParseDigest(std::string_view text) {
  ONEFOLD_ASSIGN_OR_RETURN(const Bytes bytes, ParseHex(text));
  return ToDigest(bytes);
}

StatusOr<Id128> ToId128(ByteView bytes) { return ToArray<16>(bytes); }
StatusOr<Digest> ToDigest(ByteView bytes) { return ToArray<32>(bytes); }

std::string FormatBase64(ByteView bytes) {
  if (bytes.empty()) return "";
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
  out.pop_back();  // libsodium's terminating NUL
  return out;
}

StatusOr<Bytes> ParseBase64(std::string_view text) {
  if (text.empty()) return Bytes();
  Bytes out(text.size() / 4 * 3);
  std::size_t written = 0;
  bool canonical = text.size() % 4 == 0 &&
                   sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                     &written, nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  if (canonical) {
    out.resize(written);
    // libsodium 1.0.18 reads some bytes above 0x7F as if they were of the alphabet.
    std::string again = FormatBase64(out);
    canonical = ConstantTimeEqual(AsBytes(again), AsBytes(text));
    sodium_memzero(again.data(), again.size());
  }
  if (canonical) return out;
  sodium_memzero(out.data(), out.size());  // it may have been a key
  return InvalidArgumentError("not canonical base64");
}

void AppendBe16(Bytes& out, std::uint16_t value) { AppendBigEndian(out, value); }
void AppendBe32(Bytes& out, std::uint32_t value) { AppendBigEndian(out, value); }
void AppendBe64(Bytes& out, std::uint64_t value) { AppendBigEndian(out, value); }

std::uint16_t ReadBe16(ByteView bytes) {
  return static_cast<std::uint16_t>(ReadBigEndian(bytes, 2));
}
std::uint32_t ReadBe32(ByteView bytes) {
  return static_cast<std::uint32_t>(ReadBigEndian(bytes, 4));
}
std::uint64_t ReadBe64(ByteView bytes) { return ReadBigEndian(bytes, 8); }

void Append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }
void Append(Bytes& out, std::string_view more) { Append(out, AsBytes(more)); }

bool ConstantTimeEqual(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace onefold
