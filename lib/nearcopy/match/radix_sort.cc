#include "nearcopy/match/radix_sort.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <limits>

namespace nearcopy {
namespace {

// Below this a comparison sort is faster (measured, as are the numbers of DigitBits).
constexpr size_t kFewValues = 256;

// Wide digits save passes. Of few values, emptying and summing the counters would cost more; of
// many, writing to so many places at once does, since these no longer fit the caches.
int DigitBits(size_t values) {
  constexpr size_t kLeastForWide = 1 << 11, kMostForWide = 1 << 19;
  return values >= kLeastForWide && values <= kMostForWide ? 11 : 8;
}

// How the bits that count are cut into digits, the lowest first.
struct Digits {
  int low_bit;
  int bits;  // of a digit
  int passes;
  uint64_t key_mask;  // of the bits that count, moved down to 0
  size_t radix() const { return size_t{1} << bits; }
  size_t Of(uint64_t value, int pass) const {
    return value >> (low_bit + pass * bits) & (key_mask >> (pass * bits)) & (radix() - 1);
  }
};

// As few passes as digits of DigitBits need, then digits as narrow as these passes allow.
Digits ChooseDigits(size_t values, int low_bit, int key_bits, uint64_t key_mask) {
  const int most = DigitBits(values);
  const int passes = (key_bits + most - 1) / most;
  return {low_bit, (key_bits + passes - 1) / passes, passes, key_mask};
}

// How often each digit stands in each pass, `radix` counters a pass: one reading serves all.
std::vector<size_t> Count(std::span<const uint64_t> values, const Digits& digits) {
  std::vector<size_t> counters(static_cast<size_t>(digits.passes) * digits.radix());
  for (uint64_t value : values) {
    uint64_t rest = value >> digits.low_bit & digits.key_mask;
    size_t* counter = counters.data();
    for (int pass = 0; pass < digits.passes; ++pass) {
      ++counter[rest & (digits.radix() - 1)];
      rest >>= digits.bits;
      counter += digits.radix();
    }
  }
  return counters;
}

}  // namespace

void RadixSort(std::span<uint64_t> values, int low_bit, int high_bit,
               LargeVector<uint64_t>* scratch) {
  assert(0 <= low_bit && low_bit <= high_bit && high_bit <= 64);
  if (low_bit == high_bit) return;
  const int key_bits = high_bit - low_bit;
  const uint64_t key_mask = std::numeric_limits<uint64_t>::max() >> (64 - key_bits);
  if (values.size() < kFewValues) {
    std::stable_sort(values.begin(), values.end(), [&](uint64_t a, uint64_t b) {
      return (a >> low_bit & key_mask) < (b >> low_bit & key_mask);
    });
    return;
  }
  const Digits digits = ChooseDigits(values.size(), low_bit, key_bits, key_mask);
  std::vector<size_t> counters = Count(values, digits);
  if (scratch->size() < values.size()) scratch->resize(values.size());
  std::span<uint64_t> from = values, to(scratch->data(), values.size());
  for (int pass = 0; pass < digits.passes; ++pass) {
    size_t* places = counters.data() + static_cast<size_t>(pass) * digits.radix();
    if (places[digits.Of(from[0], pass)] == from.size()) continue;  // all the same
    size_t next = 0;
    for (size_t digit = 0; digit < digits.radix(); ++digit) {
      const size_t count = places[digit];
      places[digit] = next;
      next += count;
    }
    for (uint64_t value : from) to[places[digits.Of(value, pass)]++] = value;
    std::swap(from, to);
  }
  if (from.data() != values.data()) std::ranges::copy(from, values.begin());
}

}  // namespace nearcopy
