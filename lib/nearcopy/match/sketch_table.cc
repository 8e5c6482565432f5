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

}  // namespace

void SketchTable::Append(std::span<const uint64_t> sketch) {
  const size_t words = shape().words();
  if (size_ == chunks_.size() << chunk_bits_) {
    chunks_.emplace_back(chunk() * words);
  }
  std::copy(sketch.begin(), sketch.end(), chunks_.back().data() + (size_ & (chunk() - 1)) * words);
  ++size_;
}

absl::StatusOr<std::span<const uint64_t>> SketchTable::Read(size_t first, size_t most,
                                                            std::vector<uint64_t>*) const {
  const size_t count = std::min({most, size_ - first, chunk() - (first & (chunk() - 1))});
  return std::span((*this)[first].data(), count * shape().words());
}

absl::Status SketchTable::Gather(std::span<const uint32_t> positions, std::vector<uint64_t>*,
                                 std::vector<const uint64_t*>* out) const {
  out->clear();
  for (uint32_t p : positions) out->push_back((*this)[p].data());
  return absl::OkStatus();
}

int HammingDistance(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  int bits = 0;
  for (size_t i = 0; i < a.size(); ++i) bits += std::popcount(a[i] ^ b[i]);
  return bits;
}

SketchFilter::SketchFilter(const SketchShape& shape, int bound, Simd simd)
    : words_(shape.words()),
      bound_(bound),
      equal_(shape.kind == SketchKind::kSimHash ? nullptr
             : simd == Simd::Scalar()           ? &CountEqualPlain
                                      : PickTarget(HWY_DISPATCH_TABLE(CountEqual), simd)) {}

void SketchFilter::Select(const uint64_t* one, std::span<const uint64_t* const> others,
                          std::vector<uint32_t>* passed) const {
  for (uint32_t i = 0; i < others.size(); ++i) {
    const bool passes = equal_ == nullptr
                            ? HammingDistance({one, words_}, {others[i], words_}) <= bound_
                            : equal_(one, others[i], words_) >= bound_;
    if (passes) passed->push_back(i);
  }
}

}  // namespace nearcopy
#endif  // HWY_ONCE
