// Byte strings and their textual forms. No I/O, no secrets (those are in secret.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;  // SHA-256
using Id128 = std::array<std::uint8_t, 16>;  // submission, run and event ids; handles; block tokens

// Views of the same memory under the other type.
ByteView AsBytes(std::string_view text);
std::string_view AsText(ByteView bytes);

Bytes ToBytes(ByteView view);

// Lower-case hexadecimal.
std::string FormatHex(ByteView bytes);
// InvalidArgument on odd length or a character outside [0-9a-fA-F].
StatusOr<Bytes> ParseHex(std::string_view text);
// 32 hex characters. InvalidArgument otherwise.
StatusOr<Id128> ParseId128(std::string_view text);
StatusOr<Digest> ParseDigest(std::string_view text);
// Copies exactly N bytes; InvalidArgument when the length differs.
StatusOr<Id128> ToId128(ByteView bytes);
StatusOr<Digest> ToDigest(ByteView bytes);

// Standard base64 (RFC 4648 section 4), padded, no line breaks. Parsing is strict: canonical
// padding and zero trailing bits, InvalidArgument otherwise.
std::string FormatBase64(ByteView bytes);
StatusOr<Bytes> ParseBase64(std::string_view text);

// Big-endian integers, as every format of ours has them.
void AppendBe16(Bytes& out, std::uint16_t value);
void AppendBe32(Bytes& out, std::uint32_t value);
void AppendBe64(Bytes& out, std::uint64_t value);
// `bytes` must hold at least 2, 4, 8 bytes.
std::uint16_t ReadBe16(ByteView bytes);
std::uint32_t ReadBe32(ByteView bytes);
std::uint64_t ReadBe64(ByteView bytes);

void Append(Bytes& out, ByteView more);
void Append(Bytes& out, std::string_view more);

// Equality in time that depends on the lengths only.
bool ConstantTimeEqual(ByteView a, ByteView b);

}  // namespace onefold
