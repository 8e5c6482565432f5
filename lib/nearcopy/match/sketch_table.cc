#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/match/sketch_table.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <algorithm>
#include <bit>

#include "hwy/highway.h"
#include "nearcopy/match/sketch_table.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_MATCH_SKETCH_TABLE_CC_
#define NEARCOPY_MATCH_SKETCH_TABLE_CC_
namespace nearcopy {
namespace {

size_t EqualSlotsOfWord(uint64_t a, uint64_t b) {
  size_t equal = 0;
  for (int slot = 0; slot < 4; ++slot) equal += ((a ^ b) >> (16 * slot) & 0xffff) == 0;
  return equal;
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_MATCH_SKETCH_TABLE_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

int CountEqual(const uint64_t* a, const uint64_t* b, size_t words) {
  size_t equal = 0;
  size_t i = 0;
#if HWY_TARGET != HWY_SCALAR  // whose vectors of one lane cannot be cut into slots
  const hn::ScalableTag<uint64_t> d;
  const hn::Repartition<uint16_t, decltype(d)> d16;
  const size_t lanes = hn::Lanes(d);
  for (; i + lanes <= words; i += lanes) {
    equal += hn::CountTrue(
        d16, hn::Eq(hn::BitCast(d16, hn::LoadU(d, a + i)), hn::BitCast(d16, hn::LoadU(d, b + i))));
  }
#endif
  for (; i < words; ++i) equal += EqualSlotsOfWord(a[i], b[i]);
  return static_cast<int>(equal);
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
namespace {
HWY_EXPORT(CountEqual);

int CountEqualPlain(const uint64_t* a, const uint64_t* b, size_t words) {
  int equal = 0;
  for (size_t i = 0; i < words; ++i) equal += static_cast<int>(EqualSlotsOfWord(a[i], b[i]));
  return equal;
}

auto Comparison(Simd simd) {
  return simd == Simd::Scalar() ? &CountEqualPlain
                                : PickTarget(HWY_DISPATCH_TABLE(CountEqual), simd);
}

}  // namespace

void SketchTable::Permute(std::vector<uint32_t> order) {
  const size_t words = shape_.words();
  const auto at = [&](size_t row) { return data_.begin() + static_cast<ptrdiff_t>(row * words); };
  std::vector<uint64_t> held(words);
  for (uint32_t start = 0; start < order.size(); ++start) {
    if (order[start] == start) continue;
    // Walks the cycle through `start`; done rows map to themselves.
    std::copy_n(at(start), words, held.begin());
    uint32_t row = start;
    while (order[row] != start) {
      const uint32_t from = order[row];
      std::copy_n(at(from), words, at(row));
      order[row] = row;
      row = from;
    }
    std::copy(held.begin(), held.end(), at(row));
    order[row] = row;
  }
}

int HammingDistance(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  int bits = 0;
  for (size_t i = 0; i < a.size(); ++i) bits += std::popcount(a[i] ^ b[i]);
  return bits;
}

void SketchFilter::Select(const SketchTable& table, uint32_t one, std::span<const uint32_t> others,
                          std::vector<uint32_t>* passed) const {
  const std::span<const uint64_t> sketch = table[one];
  if (table.shape().kind == SketchKind::kSimHash) {
    for (uint32_t other : others) {
      if (HammingDistance(sketch, table[other]) <= bound) passed->push_back(other);
    }
    return;
  }
  const auto equal = Comparison(simd);
  for (uint32_t other : others) {
    if (equal(sketch.data(), table[other].data(), sketch.size()) >= bound) {
      passed->push_back(other);
    }
  }
}

}  // namespace nearcopy
#endif  // HWY_ONCE
