#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/sketch/winnow.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <algorithm>
#include <bit>

#include "hwy/highway.h"
#include "nearcopy/sketch/winnow.h"
#include "nearcopy/text/kept_bytes.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_SKETCH_WINNOW_CC_
#define NEARCOPY_SKETCH_WINNOW_CC_
namespace nearcopy {
namespace {

// Values that a kernel may write behind the samples.
constexpr size_t kSpare = 64;

uint32_t Half(uint64_t shingle) { return static_cast<uint32_t>(shingle >> 32); }

// Writes the samples of at least kWinnowWindow halves, and returns how many they are.
size_t SamplesOf(std::span<uint32_t> halves, uint32_t* out) {
  size_t size = 0;
  for (size_t i = 0; i + kWinnowWindow <= halves.size(); ++i) {
    const uint32_t least = *std::ranges::min_element(halves.subspan(i, kWinnowWindow));
    if (size == 0 || out[size - 1] != least) out[size++] = least;
  }
  return size;
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_SKETCH_WINNOW_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The same. Uses up `halves`, which become the smallest of each window. Nothing is read again soon
// after it was written: a vector that lies across two of these has to wait.
size_t SamplesByVectors(std::span<uint32_t> halves, uint32_t* out) {
  const hn::ScalableTag<uint32_t> d;
  const size_t lanes = hn::Lanes(d);
  uint32_t* const least = halves.data();
  const size_t windows = halves.size() - kWinnowWindow + 1;
  size_t i = 0;
  for (; i + lanes <= windows; i += lanes) {
    auto min = hn::LoadU(d, least + i);
    for (size_t k = 1; k < kWinnowWindow; ++k) min = hn::Min(min, hn::LoadU(d, least + i + k));
    hn::StoreU(min, d, least + i);
  }
  for (; i < windows; ++i) least[i] = *std::min_element(least + i, least + i + kWinnowWindow);
  out[0] = least[0];
  size_t size = 1;
  for (i = 1; i + lanes <= windows; i += lanes) {
    const auto now = hn::LoadU(d, least + i);
    const auto other = hn::Ne(now, hn::LoadU(d, least + i - 1));
    // CompressStore writes what it keeps alone, which costs more than all of this on some processors.
    hn::StoreU(hn::Compress(now, other), d, out + size);
    size += hn::CountTrue(d, other);
  }
  for (; i < windows; ++i) {
    if (least[i] != least[i - 1]) out[size++] = least[i];
  }
  return size;
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
namespace {
HWY_EXPORT(SamplesByVectors);
}  // namespace

void Winnow(std::span<const uint64_t> shingles, Simd simd, std::vector<uint32_t>* scratch,
            std::vector<uint32_t>* samples) {
  if (shingles.size() < kWinnowWindow) {
    for (uint64_t s : shingles) samples->push_back(Half(s));
    return;
  }
  const size_t n = shingles.size();
  if (scratch->size() < 2 * n + kSpare) scratch->resize(2 * n + kSpare);
  const std::span<uint32_t> halves = std::span(*scratch).first(n);
  uint32_t* const out = scratch->data() + n;
  std::ranges::transform(shingles, halves.begin(), Half);
  const auto samples_of =
      simd == Simd::Scalar() ? &SamplesOf : PickTarget(HWY_DISPATCH_TABLE(SamplesByVectors), simd);
  samples->insert(samples->end(), out, out + samples_of(halves, out));
  DropGiant(scratch);
}

void SampleRuns(std::span<const uint32_t> samples, std::vector<uint32_t>* runs) {
  constexpr uint64_t kOdd = 0x9e3779b97f4a7c15;
  for (size_t i = 0; i + kRunSamples <= samples.size(); ++i) {
    uint64_t hash = 0;
    for (size_t k = 0; k < kRunSamples; ++k) hash = std::rotl(hash ^ samples[i + k], 32) * kOdd;
    if (hash >> 62 == 0) runs->push_back(static_cast<uint32_t>(hash >> 30));
  }
}

}  // namespace nearcopy
#endif  // HWY_ONCE
