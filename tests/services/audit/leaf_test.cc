#include "services/audit/leaf.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "crypto/hash.h"
#include "crypto/tlog/merkle.h"
#include "services/audit/events.h"
#include "tests/services/audit/sample_events.h"

namespace onefold::audit {
namespace {

Bytes Counting(std::uint8_t first, std::size_t count) {
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(first + i));
  return bytes;
}

Event VectorEvent() {
  Event event;
  event.time_ms = 1735689600000;
  event.type = "submission.accepted";
  event.actor = {
      .role = "agency", .organisation = "agency-a", .handle = ToId128(Counting(0, 16)).value()};
  event.outcome = "ok";
  event.event_id = ToId128(Counting(0x10, 16)).value();
  event.commitments[1].fill(0x00);
  event.commitments[2].fill(0x11);
  return event;
}

// The vector of the log's design: its payload was made by another CBOR implementation.
TEST(LeafVector, BytesAndHash) {
  const Bytes leaf = EncodeLeaf(VectorEvent()).value();
  EXPECT_EQ(leaf.size(), 256U);
  EXPECT_EQ(AsText(ByteView(leaf).first(4)), "LAE1");
  EXPECT_EQ(ReadBe16(ByteView(leaf).subspan(4)), 163);
  EXPECT_EQ(FormatHex(tlog::LeafHash(leaf)),
            "7fe89f8e8c39f0c140566dea2ec1219024c464360fbe65c407826cb35807f468");
  const Event decoded = DecodeLeaf(leaf).value();
  EXPECT_EQ(EncodeLeaf(decoded).value(), leaf);
}

TEST(LeafVector, Commitment) {
  Digest nonce;
  for (std::size_t i = 0; i < nonce.size(); ++i) nonce[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(FormatHex(Commit("batch", nonce, AsBytes("batch bytes"))),
            "251925ea4d7f911c2f240a6736f50d34efb6e5f71a91c17c12dcc6149aeb185d");
}

// tests/reference/leaf_vectors.py writes the same events with an independent encoder.
TEST(LeafVector, EventsOfTheReference) {
  const Bytes leaf = EncodeLeaf(SampleEvent(1)).value();
  EXPECT_EQ(FormatHex(crypto::Sha256(leaf)),
            "f80bf92867ddeaabffe5f34b7f359389020491e921c35bac33de9b6ef70a3677");
}

TEST(Leaf, AnyChangedByteIsRefusedOrAnotherEvent) {
  const Bytes leaf = EncodeLeaf(VectorEvent()).value();
  for (std::size_t i = 0; i < leaf.size(); ++i) {
    for (const std::uint8_t flip : {0x01, 0x20, 0x80}) {
      Bytes changed = leaf;
      changed[i] ^= flip;
      const auto event = DecodeLeaf(changed);
      if (event.ok()) {
        EXPECT_EQ(EncodeLeaf(*event).value(), changed) << i;
      }
      const bool padding = i >= 6 + 163;
      EXPECT_TRUE(!padding || event.status().code() == StatusCode::kDataLoss) << i;
    }
  }
}

TEST(Leaf, AnotherLengthIsRefused) {
  const Bytes leaf = EncodeLeaf(VectorEvent()).value();
  for (const std::size_t size : {0, 1, 5, 6, 100, 169, 255}) {
    EXPECT_FALSE(DecodeLeaf(ByteView(leaf).first(size)).ok()) << size;
  }
  for (const std::size_t size : {257, 512, 4096}) {
    Bytes longer = leaf;
    longer.resize(size);
    EXPECT_EQ(DecodeLeaf(longer).status().code(), StatusCode::kDataLoss) << size;
  }
}

// Payloads by hand: what a lenient decoder would let through.
class HandMade : public testing::Test {
 protected:
  static StatusCode Decode(const std::string& payload_hex) {
    const Bytes payload = ParseHex(payload_hex).value();
    Bytes leaf = ToBytes(AsBytes("LAE1"));
    AppendBe16(leaf, static_cast<std::uint16_t>(payload.size()));
    Append(leaf, payload);
    leaf.resize(256);
    return DecodeLeaf(leaf).status().code();
  }
  // {1:1, 2:0, 3:"log.genesis", 4:["a","b",0*16], 5:"ok", 6:0*16}, in parts.
  const std::string zeros_ = std::string(32, '0');
  const std::string type_ = "036b6c6f672e67656e65736973";
  const std::string actor_ =
      "048361616162"
      "50" +
      zeros_;
  const std::string tail_ =
      "05626f6b"
      "0650" +
      zeros_;
};

TEST_F(HandMade, TheCanonicalOneIsTaken) {
  EXPECT_EQ(Decode("a6"
                   "0101"
                   "0200" +
                   type_ + actor_ + tail_),
            StatusCode::kOk);
}
TEST_F(HandMade, UnknownVersionsAndTypesAreUninterpreted) {
  EXPECT_EQ(Decode("a6"
                   "0102"
                   "0200" +
                   type_ + actor_ + tail_),
            StatusCode::kUnimplemented);
  EXPECT_EQ(Decode("a6"
                   "0101"
                   "0200"
                   "036b6c6f672e67656e65736974" +
                   actor_ + tail_),
            StatusCode::kUnimplemented);
}
TEST_F(HandMade, EverythingElseIsRefused) {
  const std::string whole = type_ + actor_ + tail_;
  const std::pair<const char*, std::string> cases[] = {
      {"longer form of a number",
       "a6"
       "0101"
       "021800" +
           whole},
      {"longer form of a key",
       "a6"
       "180101"
       "0200" +
           whole},
      {"keys out of order",
       "a6"
       "0200"
       "0101" +
           whole},
      {"key twice",
       "a7"
       "0101"
       "0200"
       "0200" +
           whole},
      {"key missing",
       "a5"
       "0101"
       "0200" +
           type_ + actor_ + "05626f6b"},
      {"unknown key",
       "a7"
       "0101"
       "0200" +
           whole + "0b00"},
      {"indefinite map",
       "bf"
       "0101"
       "0200" +
           whole + "ff"},
      {"indefinite text",
       "a6"
       "0101"
       "0200"
       "037f6b6c6f672e67656e65736973ff" +
           actor_ + tail_},
      {"float",
       "a6"
       "0101"
       "02f93c00" +
           whole},
      {"negative number",
       "a6"
       "0101"
       "0220" +
           whole},
      {"tag",
       "a6"
       "0101"
       "02c100" +
           whole},
      {"true",
       "a6"
       "0101"
       "02f5" +
           whole},
      {"text as key",
       "a6"
       "0101"
       "6132"
       "00" +
           whole},
      {"text instead of bytes",
       "a6"
       "0101"
       "0200" +
           type_ + "0483616161620170" + tail_},
      {"short handle",
       "a6"
       "0101"
       "0200" +
           type_ + "04836161616240" + tail_},
      {"actor of two",
       "a6"
       "0101"
       "0200" +
           type_ + "0482616150" + zeros_ + tail_},
      {"unknown outcome",
       "a6"
       "0101"
       "0200" +
           type_ + actor_ +
           "05626f6c"
           "0650" +
           zeros_},
      {"empty commitments",
       "a7"
       "0101"
       "0200" +
           whole + "07a0"},
      {"empty fields",
       "a7"
       "0101"
       "0200" +
           whole + "09a0"},
      {"boot index zero",
       "a7"
       "0101"
       "0200" +
           whole + "0a00"},
      {"not ASCII",
       "a6"
       "0101"
       "0200"
       "03626fc3" +
           actor_ + tail_},
      {"list in a list",
       "a7"
       "0101"
       "0200" +
           whole +
           "09a1018181"
           "01"},
      {"map as value",
       "a7"
       "0101"
       "0200" +
           whole + "09a101a0"},
      {"huge text",
       "a6"
       "0101"
       "0200"
       "037bffffffffffffffff"},
      {"huge list",
       "a7"
       "0101"
       "0200" +
           whole + "09a1019bffffffffffffffff"},
      {"bytes after the end",
       "a6"
       "0101"
       "0200" +
           whole + "00"},
      {"nothing", ""},
  };
  for (const auto& [name, payload] : cases) {
    EXPECT_EQ(Decode(payload), StatusCode::kDataLoss) << name;
  }
}

TEST(Leaf, WhatMayNotStandInALeafIsNotEncoded) {
  Event event = SampleEvent(1);
  event.fields[1] = {std::string("line\nbreak")};
  EXPECT_EQ(EncodeLeaf(event).status().code(), StatusCode::kInvalidArgument);
  event.fields[1] = {std::string("\xC3\xA9")};
  EXPECT_EQ(EncodeLeaf(event).status().code(), StatusCode::kInvalidArgument);
  event.fields[1] = {ValueList{{ValueList{}}}};
  EXPECT_EQ(EncodeLeaf(event).status().code(), StatusCode::kInvalidArgument);
  event = SampleEvent(1);
  event.outcome = "maybe";
  EXPECT_EQ(EncodeLeaf(event).status().code(), StatusCode::kInvalidArgument);
  event = SampleEvent(1);
  event.correlation.resize(2);
  EXPECT_EQ(EncodeLeaf(event).status().code(), StatusCode::kInvalidArgument);
}

TEST(Leaf, IsPaddedToPowersOfTwoUpTo4096Bytes) {
  const auto size_with = [](std::size_t text) -> std::size_t {
    Event event = SampleEvent(1);
    event.fields[1] = {std::string(text, 'x')};
    const auto leaf = EncodeLeaf(event);
    return leaf.ok() ? leaf->size() : 0;
  };
  EXPECT_EQ(size_with(1), 256U);
  EXPECT_EQ(size_with(300), 512U);
  EXPECT_EQ(size_with(3900), 4096U);
  EXPECT_EQ(size_with(4090), 0U);
  std::size_t boundary = 3900;
  while (size_with(boundary) == 4096) ++boundary;
  Event event = SampleEvent(1);
  event.fields[1] = {std::string(boundary - 1, 'x')};
  EXPECT_EQ(ReadBe16(ByteView(EncodeLeaf(event).value()).subspan(4)), 4090);
}

rc::Gen<Value> ArbitraryScalar() {
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t v) { return Value{v}; }),
      rc::gen::map(rc::gen::arbitrary<Bytes>(), [](Bytes v) { return Value{std::move(v)}; }),
      rc::gen::map(rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7F)),
                   [](std::string v) { return Value{std::move(v)}; }));
}

RC_GTEST_PROP(LeafProperty, EncodeAndDecodeAreInverse, ()) {
  Event event = SampleEvent(*rc::gen::arbitrary<std::uint64_t>());
  event.time_ms = *rc::gen::arbitrary<std::uint64_t>();
  event.boot_index = *rc::gen::arbitrary<std::uint64_t>();
  event.fields[*rc::gen::arbitrary<std::uint64_t>()] = *ArbitraryScalar();
  event.fields[*rc::gen::arbitrary<std::uint64_t>()] = {
      *rc::gen::container<ValueList>(ArbitraryScalar())};
  event.commitments[*rc::gen::arbitrary<std::uint64_t>()] = SampleDigest(4);
  const auto leaf = EncodeLeaf(event);
  RC_PRE(leaf.ok());
  const auto decoded = DecodeLeaf(*leaf);
  RC_ASSERT(decoded.ok());
  RC_ASSERT(EncodeLeaf(*decoded).value() == *leaf);
}

RC_GTEST_PROP(LeafProperty, ArbitraryBytesNeverDecodeToSomethingElse, (Bytes bytes)) {
  Bytes leaf = ToBytes(AsBytes("LAE1"));
  AppendBe16(leaf, static_cast<std::uint16_t>(bytes.size()));
  Append(leaf, bytes);
  leaf.resize(256);
  const auto event = DecodeLeaf(leaf);
  if (event.ok()) RC_ASSERT(EncodeLeaf(*event).value() == leaf);
}

}  // namespace
}  // namespace onefold::audit
