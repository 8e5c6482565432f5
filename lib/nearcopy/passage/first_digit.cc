#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/passage/first_digit.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <algorithm>
#include <array>
#include <cstdint>

#include "hwy/highway.h"
#include "nearcopy/passage/first_digit.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_PASSAGE_FIRST_DIGIT_CC_
#define NEARCOPY_PASSAGE_FIRST_DIGIT_CC_
namespace nearcopy {
namespace {

// What digits beyond ASCII begin with, in ascending order. Those of the full width are ASCII in
// normal form.
constexpr uint8_t kLeads[] = {0xd9, 0xdb, 0xdf, 0xe0, 0xe1, 0xea, 0xf0};

constexpr std::array<bool, 256> kIsDigitByte = [] {
  std::array<bool, 256> is{};
  for (size_t digit = '0'; digit <= '9'; ++digit) is[digit] = true;
  for (uint8_t lead : kLeads) is[lead] = true;
  return is;
}();

size_t FindDigitBytePlain(const char* bytes, size_t at, size_t end) {
  while (at < end && !kIsDigitByte[static_cast<unsigned char>(bytes[at])]) ++at;
  return at;
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_PASSAGE_FIRST_DIGIT_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

size_t FindDigitByteKernel(const char* bytes, size_t at, size_t end) {
#if HWY_TARGET == HWY_SCALAR
  return FindDigitBytePlain(bytes, at, end);
#else
  const hn::CappedTag<uint8_t, kDigitPadding> d;
  const auto zero = hn::Set(d, '0'), ten = hn::Set(d, 10), below_leads = hn::Set(d, kLeads[0] - 1);
  for (; at < end; at += hn::Lanes(d)) {
    const auto v = hn::LoadU(d, reinterpret_cast<const uint8_t*>(bytes + at));
    auto found = hn::Lt(hn::Sub(v, zero), ten);
    if (!hn::AllFalse(d, hn::Gt(v, below_leads))) {
      for (uint8_t lead : kLeads) found = hn::Or(found, hn::Eq(v, hn::Set(d, lead)));
    }
    const intptr_t first = hn::FindFirstTrue(d, found);
    if (first >= 0) return std::min(at + static_cast<size_t>(first), end);
  }
  return end;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {

HWY_EXPORT(FindDigitByteKernel);

FindDigitByte FindDigitByteWith(Simd simd) {
  if (simd == Simd::Scalar()) return &FindDigitBytePlain;
  return PickTarget(HWY_DISPATCH_TABLE(FindDigitByteKernel), simd);
}

}  // namespace nearcopy
#endif  // HWY_ONCE
