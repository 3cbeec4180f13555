// The part of CBOR (RFC 8949) that leaves use: unsigned integers, byte strings, text, arrays, maps;
// definite lengths, shortest forms. Nothing else is written and nothing else is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/status.h"

namespace onefold::audit {

class CborWriter {
 public:
  void Unsigned(std::uint64_t value) { Head(0, value); }
  void ByteString(ByteView bytes);
  void Text(std::string_view text);
  void Array(std::uint64_t elements) { Head(4, elements); }
  void Map(std::uint64_t pairs) { Head(5, pairs); }
  const Bytes& bytes() const { return bytes_; }

 private:
  void Head(std::uint8_t major_type, std::uint64_t argument);
  Bytes bytes_;
};

// Reads items in order. DataLoss for another type than asked for, indefinite lengths, or too few
// bytes. Forms that are longer than needed are read: the caller writes what it read again and
// compares.
class CborReader {
 public:
  enum class Type : std::uint8_t { kUnsigned = 0, kBytes = 2, kText = 3, kArray = 4, kMap = 5 };

  explicit CborReader(ByteView bytes) : rest_(bytes) {}
  StatusOr<Type> Peek() const;
  StatusOr<std::uint64_t> Unsigned() { return Head(Type::kUnsigned); }
  StatusOr<Bytes> ByteString();
  StatusOr<std::string> Text();
  // Number of elements, of pairs: never more than bytes are left.
  StatusOr<std::uint64_t> Array() { return Head(Type::kArray); }
  StatusOr<std::uint64_t> Map() { return Head(Type::kMap); }
  bool AtEnd() const { return rest_.empty(); }

 private:
  StatusOr<std::uint64_t> Head(Type type);
  StatusOr<ByteView> Content(Type type);
  ByteView rest_;
};

}  // namespace onefold::audit
