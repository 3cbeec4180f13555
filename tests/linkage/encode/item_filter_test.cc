#include "linkage/encode/item_filter.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>

namespace onefold::encode {
namespace {

struct FieldCase {
  FieldBits field;
  std::vector<std::string> tokens;
};
struct ItemCase {
  Bytes key;
  std::vector<FieldCase> fields;
  std::size_t bits = 0;
};

ItemCase AnyItem() {
  ItemCase item;
  item.key = *rc::gen::container<Bytes>(16, rc::gen::arbitrary<std::uint8_t>());
  const auto fields = *rc::gen::inRange<std::size_t>(1, 6);
  for (std::size_t i = 0; i < fields; ++i) {
    const std::size_t bits = 64 * *rc::gen::element<std::size_t>(1, 2, 3, 4, 6, 8, 12, 16, 33, 64);
    FieldCase one;
    one.field = FieldBitsOf(bits, item.bits, *rc::gen::inRange<std::uint32_t>(1, 65),
                            static_cast<std::uint8_t>(i));
    // Lengths on both sides of what a message of one and of two words holds.
    const auto token = rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 20), [](std::size_t size) {
      return rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
    });
    one.tokens = *rc::gen::container<std::vector<std::string>>(token);
    item.fields.push_back(one);
    item.bits += bits;
  }
  return item;
}

Bytes Make(FilterMaker& maker, const ItemCase& item) {
  maker.Start(item.key, item.bits);
  for (const FieldCase& one : item.fields) maker.Insert(one.tokens, one.field);
  Bytes filters(item.bits / 8, 0x5A);
  maker.Write(filters);
  return filters;
}

TEST(FilterMaker, EveryKernelGivesWhatLibsodiumGives) {
  if (LaneKernels().empty()) GTEST_SKIP() << "this machine has no lane kernel";
  FilterMaker reference(nullptr);
  std::vector<std::unique_ptr<FilterMaker>> makers;  // reused: nothing of an item may stay
  for (const LaneKernel& kernel : LaneKernels()) {
    makers.push_back(std::make_unique<FilterMaker>(&kernel));
  }
  EXPECT_TRUE(rc::check([&] {
    const ItemCase item = AnyItem();
    const Bytes expected = Make(reference, item);
    for (const auto& maker : makers) RC_ASSERT(Make(*maker, item) == expected);
  }));
}

TEST(FilterMaker, MoreTokensThanOneCallTakes) {
  ItemCase item;
  item.key = Bytes(16, 9);
  item.bits = 4096;
  FieldCase one{FieldBitsOf(4096, 0, 17, 3), {}};  // 17 positions: three hashes a token
  for (int i = 0; i < 300; ++i) one.tokens.push_back("t" + std::to_string(i * i * i));
  item.fields.push_back(one);
  FilterMaker reference(nullptr);
  const Bytes expected = Make(reference, item);
  EXPECT_GT(std::count_if(expected.begin(), expected.end(), [](auto byte) { return byte != 0; }),
            300);
  for (const LaneKernel& kernel : LaneKernels()) {
    FilterMaker maker(&kernel);
    EXPECT_EQ(Make(maker, item), expected) << kernel.name;
  }
}

}  // namespace
}  // namespace onefold::encode
