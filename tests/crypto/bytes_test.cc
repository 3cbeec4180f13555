#include "crypto/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace onefold {
namespace {

TEST(Hex, FormatsLowerCaseAndParsesBoth) {
  EXPECT_EQ(FormatHex(Bytes{0x00, 0x1f, 0xAB}), "001fab");
  EXPECT_EQ(ParseHex("001fAB").value(), (Bytes{0x00, 0x1f, 0xAB}));
  EXPECT_TRUE(ParseHex("").value().empty());
}

TEST(Hex, EverythingElseIsRefused) {
  for (const char* text : {"0", "001", "0g", " 00", "00 ", "0x00", "00\n", "-1"}) {
    EXPECT_EQ(ParseHex(text).status().code(), StatusCode::kInvalidArgument) << text;
  }
}

TEST(FixedSizes, OnlyTheExactLengthIsTaken) {
  EXPECT_TRUE(ParseId128(std::string(32, 'a')).ok());
  EXPECT_FALSE(ParseId128(std::string(30, 'a')).ok());
  EXPECT_FALSE(ParseId128(std::string(34, 'a')).ok());
  EXPECT_TRUE(ParseDigest(std::string(64, '0')).ok());
  EXPECT_FALSE(ParseDigest(std::string(62, '0')).ok());
  EXPECT_TRUE(ToId128(Bytes(16)).ok());
  EXPECT_FALSE(ToDigest(Bytes(31)).ok());
}

// RFC 4648, section 10.
TEST(Base64, RfcVectors) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : cases) {
    EXPECT_EQ(FormatBase64(AsBytes(plain)), encoded);
    EXPECT_EQ(AsText(ParseBase64(encoded).value()), plain);
  }
}

TEST(Base64, OnlyTheCanonicalFormIsTaken) {
  for (const char* text :
       {"Zg", "Zg=", "Zg===", "Zg======", "Zh==", "Zm9=", "Zm8", "=", "====", "Z===", "Zm9v\n",
        " Zm9v", "Zm 9v", "Zm9v====", "Zg==Zg==", "-_-_", "Zm9vY", "Zm=v"}) {
    EXPECT_EQ(ParseBase64(text).status().code(), StatusCode::kInvalidArgument) << text;
  }
}

TEST(Base64, ExactlyTheAlphabetIsTakenAtEveryPlace) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t place = 0; place < 4; ++place) {
    for (int code = 0; code < 256; ++code) {
      std::string text = "AAAA";
      text[place] = static_cast<char>(code);
      const bool taken = alphabet.find(text[place]) != std::string::npos;
      const bool padding = place == 3 && text[place] == '=';
      EXPECT_EQ(ParseBase64(text).ok(), taken || padding) << place << " " << code;
      const std::string hex = {'0', text[place]};
      const bool digit = std::string("0123456789abcdefABCDEF").find(hex[1]) != std::string::npos;
      EXPECT_EQ(ParseHex(hex).ok(), digit) << code;
    }
  }
}

RC_GTEST_PROP(Base64Property, ParseAndFormatAreInverse, (const Bytes& bytes)) {
  RC_ASSERT(ParseBase64(FormatBase64(bytes)).value() == bytes);
  RC_ASSERT(ParseHex(FormatHex(bytes)).value() == bytes);
}

RC_GTEST_PROP(Base64Property, WhatParsesIsCanonical, ()) {
  static const std::string kAlphabet = "AQgw/+=Z";
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(kAlphabet));
  const auto bytes = ParseBase64(text);
  if (bytes.ok()) RC_ASSERT(FormatBase64(*bytes) == text);
}

TEST(BigEndian, WritesAndReads) {
  Bytes out;
  AppendBe16(out, 0x0102);
  AppendBe32(out, 0x03040506);
  AppendBe64(out, 0x0708090A0B0C0D0E);
  EXPECT_EQ(FormatHex(out), "0102030405060708090a0b0c0d0e");
  EXPECT_EQ(ReadBe16(out), 0x0102);
  EXPECT_EQ(ReadBe32(ByteView(out).subspan(2)), 0x03040506U);
  EXPECT_EQ(ReadBe64(ByteView(out).subspan(6)), 0x0708090A0B0C0D0EU);
}

TEST(ConstantTime, ComparesContentAndLength) {
  EXPECT_TRUE(ConstantTimeEqual({}, {}));
  EXPECT_TRUE(ConstantTimeEqual(Bytes{1, 2}, Bytes{1, 2}));
  EXPECT_FALSE(ConstantTimeEqual(Bytes{1, 2}, Bytes{1, 3}));
  EXPECT_FALSE(ConstantTimeEqual(Bytes{1, 2}, Bytes{1, 2, 3}));
}

TEST(StatusMessages, AnnotateKeepsTheCodeAndPutsTheContextFirst) {
  EXPECT_TRUE(Annotate(OkStatus(), "x").ok());
  const Status status = Annotate(DataLossError("bad tag"), "chunk 3");
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(Message(status), "chunk 3: bad tag");
}

TEST(StatusMessages, MacrosPassErrorsOnAndValuesThrough) {
  const auto half = [](int value) -> StatusOr<int> {
    if (value % 2 != 0) return InvalidArgumentError("odd");
    return value / 2;
  };
  const auto quarter = [&](int value) -> StatusOr<int> {
    ONEFOLD_ASSIGN_OR_RETURN(const int first, half(value));
    ONEFOLD_RETURN_IF_ERROR(half(first).status());
    return half(first);
  };
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(quarter(3).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace onefold
