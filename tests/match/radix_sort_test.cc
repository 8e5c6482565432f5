#include "nearcopy/match/radix_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>

namespace nearcopy {
namespace {

std::vector<uint64_t> RandomValues(size_t n, uint64_t mask, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint64_t> values(n);
  for (uint64_t& value : values) value = random() & mask;
  return values;
}

void Expect(std::vector<uint64_t> values, int low_bit, int high_bit,
            LargeVector<uint64_t>* scratch) {
  const uint64_t up_to_high = high_bit == 64 ? ~uint64_t{0} : (uint64_t{1} << high_bit) - 1;
  std::vector<uint64_t> expected = values;
  std::ranges::stable_sort(expected, {}, [&](uint64_t value) {
    return low_bit == 64 ? 0 : (value & up_to_high) >> low_bit;
  });
  RadixSort(values, low_bit, high_bit, scratch);
  ASSERT_TRUE(values == expected) << values.size() << " values, bits " << low_bit << " to "
                                  << high_bit;
}

// Sizes on both sides of every change of method but the last.
constexpr size_t kSizes[] = {0, 1, 2, 3, 100, 255, 256, 1000, 2047, 2048, 20'000};
constexpr size_t kLargeSizes[] = {1 << 19, (1 << 19) + 1};
constexpr std::pair<int, int> kBits[] = {{0, 64},  {0, 1},   {63, 64}, {10, 32}, {32, 64},
                                         {40, 40}, {64, 64}, {3, 36},  {20, 31}, {1, 64}};

TEST(RadixSort, EqualsAStableSortBySomeBits) {
  LargeVector<uint64_t> scratch;
  for (size_t n : kSizes) {
    const std::vector<uint64_t> values = RandomValues(n, ~uint64_t{0}, n);
    for (const auto& [low, high] : kBits) Expect(values, low, high, &scratch);
  }
}

TEST(RadixSort, EqualsAStableSortOfManyValues) {
  LargeVector<uint64_t> scratch;
  for (size_t n : kLargeSizes) {
    const std::vector<uint64_t> values = RandomValues(n, ~uint64_t{0}, n);
    Expect(values, 0, 64, &scratch);
    Expect(values, 10, 32, &scratch);
  }
}

TEST(RadixSort, EqualsAStableSortWhereManyBitsAreTheSame) {
  LargeVector<uint64_t> scratch;
  for (size_t n : kSizes) {
    for (uint64_t mask : {uint64_t{0}, uint64_t{7}, uint64_t{0xff} << 12, uint64_t{1} << 63,
                          uint64_t{0xfffff000fffff}}) {
      std::vector<uint64_t> values = RandomValues(n, mask, n + 1);
      Expect(values, 0, 64, &scratch);
      for (uint64_t& value : values) value = ~value;
      Expect(values, 5, 40, &scratch);
    }
  }
}

TEST(RadixSort, SortsWhatIsSortedEitherWay) {
  LargeVector<uint64_t> scratch;
  for (size_t n : kSizes) {
    std::vector<uint64_t> values = RandomValues(n, ~uint64_t{0}, n + 2);
    std::ranges::sort(values);
    Expect(values, 0, 64, &scratch);
    std::ranges::reverse(values);
    Expect(values, 0, 64, &scratch);
  }
}

// The scratch of a longer sort serves a shorter one, whatever it holds.
TEST(RadixSort, NeedsNoCleanScratch) {
  LargeVector<uint64_t> scratch(100'000, 42);
  Expect(RandomValues(5000, ~uint64_t{0}, 7), 0, 64, &scratch);
  Expect(RandomValues(5000, ~uint64_t{0}, 8), 0, 8, &scratch);
  EXPECT_EQ(scratch.size(), 100'000u);
}

}  // namespace
}  // namespace nearcopy
