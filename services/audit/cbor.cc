#include "services/audit/cbor.h"

namespace onefold::audit {
namespace {

Status Malformed() { return DataLossError("leaf: malformed CBOR"); }

}  // namespace

void CborWriter::Head(std::uint8_t major_type, std::uint64_t argument) {
  const auto initial = static_cast<std::uint8_t>(major_type << 5);
  if (argument < 24) {
    bytes_.push_back(static_cast<std::uint8_t>(initial | argument));
  } else if (argument <= 0xFF) {
    bytes_.push_back(initial | 24);
    bytes_.push_back(static_cast<std::uint8_t>(argument));
  } else if (argument <= 0xFFFF) {
    bytes_.push_back(initial | 25);
    AppendBe16(bytes_, static_cast<std::uint16_t>(argument));
  } else if (argument <= 0xFFFFFFFF) {
    bytes_.push_back(initial | 26);
    AppendBe32(bytes_, static_cast<std::uint32_t>(argument));
  } else {
    bytes_.push_back(initial | 27);
    AppendBe64(bytes_, argument);
  }
}

void CborWriter::ByteString(ByteView bytes) {
  Head(2, bytes.size());
  Append(bytes_, bytes);
}

void CborWriter::Text(std::string_view text) {
  Head(3, text.size());
  Append(bytes_, text);
}

StatusOr<CborReader::Type> CborReader::Peek() const {
  if (rest_.empty()) return Malformed();
  const std::uint8_t major_type = rest_[0] >> 5;
  if (major_type == 1 || major_type > 5) return Malformed();  // negative, tag, float and simple
  return static_cast<Type>(major_type);
}

StatusOr<std::uint64_t> CborReader::Head(Type type) {
  ONEFOLD_ASSIGN_OR_RETURN(const Type found, Peek());
  const std::uint8_t info = rest_[0] & 31;
  if (found != type || info > 27) return Malformed();
  const std::size_t extra = info < 24 ? 0 : std::size_t{1} << (info - 24);
  if (rest_.size() < 1 + extra) return Malformed();
  std::uint64_t argument = extra == 0 ? info : 0;
  for (std::size_t i = 0; i < extra; ++i) argument = argument << 8 | rest_[1 + i];
  rest_ = rest_.subspan(1 + extra);
  if (type != Type::kUnsigned && argument > rest_.size()) return Malformed();
  return argument;
}

StatusOr<ByteView> CborReader::Content(Type type) {
  ONEFOLD_ASSIGN_OR_RETURN(const std::uint64_t size, Head(type));
  const ByteView content = rest_.first(size);
  rest_ = rest_.subspan(size);
  return content;
}

StatusOr<Bytes> CborReader::ByteString() {
  ONEFOLD_ASSIGN_OR_RETURN(const ByteView content, Content(Type::kBytes));
  return ToBytes(content);
}

StatusOr<std::string> CborReader::Text() {
  ONEFOLD_ASSIGN_OR_RETURN(const ByteView content, Content(Type::kText));
  return std::string(AsText(content));
}

}  // namespace onefold::audit
