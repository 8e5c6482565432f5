#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/match/overlap.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <algorithm>
#include <limits>

#include "hwy/highway.h"
#include "nearcopy/match/overlap.h"
#include "nearcopy/text/kept_bytes.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_MATCH_OVERLAP_CC_
#define NEARCOPY_MATCH_OVERLAP_CC_
namespace nearcopy {
namespace {

size_t EqualPrefixPlain(const uint64_t* a, const uint64_t* b, size_t size) {
  size_t i = 0;
  while (i < size && a[i] == b[i]) ++i;
  return i;
}

// The places of shingles from `from` on.
void PlacesOf(std::span<const uint64_t> shingles, size_t from, FilterPlaces* places) {
  for (size_t i = from; i < shingles.size(); ++i) {
    const uint64_t s = shingles[i];
    places->word[i] = s >> (64 - FilterPlaces::kWordBits);
    places->bits[i] = uint64_t{1} << (s >> 48 & 63) | uint64_t{1} << (s >> 42 & 63);
  }
}

void PlacesPlain(std::span<const uint64_t> shingles, FilterPlaces* places) {
  PlacesOf(shingles, 0, places);
}

size_t FindPlain(const uint64_t* values, size_t size, uint64_t value) {
  size_t i = 0;
  while (i < size && values[i] != value) ++i;
  return i;
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_MATCH_OVERLAP_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// How many values at the front are equal.
size_t PrefixOfVectors(const uint64_t* a, const uint64_t* b, size_t size) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    const auto differ = hn::Ne(hn::LoadU(d, a + i), hn::LoadU(d, b + i));
    const intptr_t at = hn::FindFirstTrue(d, differ);
    if (at >= 0) return i + static_cast<size_t>(at);
  }
  return i + EqualPrefixPlain(a + i, b + i, size - i);
}

void PlacesByVectors(std::span<const uint64_t> shingles, FilterPlaces* places) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  const auto one = hn::Set(d, 1), low = hn::Set(d, 63);
  size_t i = 0;
  for (; i + lanes <= shingles.size(); i += lanes) {
    const auto s = hn::LoadU(d, shingles.data() + i);
    const auto bit0 = hn::Shl(one, hn::And(hn::ShiftRight<48>(s), low));
    const auto bit1 = hn::Shl(one, hn::And(hn::ShiftRight<42>(s), low));
    hn::StoreU(hn::ShiftRight<64 - FilterPlaces::kWordBits>(s), d, places->word + i);
    hn::StoreU(hn::Or(bit0, bit1), d, places->bits + i);
  }
  PlacesOf(shingles, i, places);
}

// Where `value` is, or `size`.
size_t FindInVectors(const uint64_t* values, size_t size, uint64_t value) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  const auto wanted = hn::Set(d, value);
  size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    const auto equal = hn::Eq(hn::LoadU(d, values + i), wanted);
    const intptr_t at = hn::FindFirstTrue(d, equal);
    if (at >= 0) return i + static_cast<size_t>(at);
  }
  return i + FindPlain(values + i, size - i, value);
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
namespace {
HWY_EXPORT(PrefixOfVectors);
HWY_EXPORT(FindInVectors);
HWY_EXPORT(PlacesByVectors);

auto FindWith(Simd simd) {
  return simd == Simd::Scalar() ? &FindPlain : PickTarget(HWY_DISPATCH_TABLE(FindInVectors), simd);
}

void Append(std::span<const uint64_t> values, std::vector<uint64_t>* out) {
  out->insert(out->end(), values.begin(), values.end());
}

}  // namespace

DropRepeats::DropRepeats(Simd simd)
    : places_(simd == Simd::Scalar() ? &PlacesPlain
                                     : PickTarget(HWY_DISPATCH_TABLE(PlacesByVectors), simd)),
      find_(FindWith(simd)) {}

// Puts shingles from `from` on into the filter, up to the first that may be in it: where it is, or
// `size`.
size_t DropRepeats::FirstSeen(const FilterPlaces& places, size_t from, size_t size) {
  size_t i = from;
  for (; i < size; ++i) {
    uint64_t& word = seen_[places.word[i]];
    const uint64_t before = word;
    word = before | places.bits[i];
    if (word == before) [[unlikely]]
      break;
  }
  return i;
}

size_t DropRepeats::operator()(std::span<const uint64_t> shingles, uint64_t* out) {
  // Beyond this, too many look as if they stood before.
  constexpr size_t kMost = 2000;
  if (shingles.size() > kMost) return table_.FillAndDrop(shingles, out);
  seen_.fill(0);
  size_t done = 0, size = 0;  // shingles, and what of them is in `out`
  const auto copy_until = [&](size_t end) {
    std::copy(shingles.data() + done, shingles.data() + end, out + size);
    size += end - done;
    done = end;
  };
  size_t next = 0;  // behind the last one that was found, for stretches come again whole
  FilterPlaces places;
  for (size_t i = 0; i < shingles.size(); i += FilterPlaces::kMost) {
    const auto some = shingles.subspan(i, std::min(FilterPlaces::kMost, shingles.size() - i));
    places_(some, &places);
    for (size_t k = 0; (k = FirstSeen(places, k, some.size())) < some.size(); ++k) {
      copy_until(i + k);
      if (next == size || out[next] != some[k]) next = find_(out, size, some[k]);
      if (next == size) continue;
      ++next;
      ++done;
    }
  }
  copy_until(shingles.size());
  return size;
}

Overlap::Overlap(Simd simd)
    : equal_prefix_(simd == Simd::Scalar() ? &EqualPrefixPlain
                                           : PickTarget(HWY_DISPATCH_TABLE(PrefixOfVectors), simd)),
      find_(FindWith(simd)) {}

// Moves i and j on to where the next run begins; false if that is not found soon. A word that is
// another changes the 5 shingles it is in, and the next ones stand as far on in both; so there it
// is looked for first, then near, then in all of `b`.
bool Overlap::Resume(std::span<const uint64_t> a, std::span<const uint64_t> b, size_t* i,
                     size_t* j) {
  constexpr size_t kAll = std::numeric_limits<size_t>::max();
  struct Look {
    size_t ahead, within;
  };
  constexpr Look kLooks[] = {{5, 16},   {0, 16},    {10, 32},   {20, 64},
                             {5, kAll}, {20, kAll}, {60, kAll}, {150, kAll}};
  for (const Look& look : kLooks) {
    if (*i + look.ahead >= a.size()) continue;
    const size_t size = std::min(look.within, b.size() - *j);
    const size_t at = find_(b.data() + *j, size, a[*i + look.ahead]);
    if (at < size) {
      Append(a.subspan(*i, look.ahead), &rest_a_);
      Append(b.subspan(*j, at), &rest_b_);
      *i += look.ahead;
      *j += at;
      return true;
    }
    if (size > budget_) return false;
    budget_ -= size;
  }
  return false;
}

size_t Overlap::Count(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  constexpr size_t kLooksAValue = 16;
  rest_a_.clear();
  rest_b_.clear();
  budget_ = kLooksAValue * (a.size() + b.size());
  size_t i = 0, j = 0, both = 0;
  do {
    const size_t run =
        equal_prefix_(a.data() + i, b.data() + j, std::min(a.size() - i, b.size() - j));
    both += run;
    i += run;
    j += run;
  } while (i < a.size() && j < b.size() && Resume(a, b, &i, &j));
  Append(a.subspan(i), &rest_a_);
  Append(b.subspan(j), &rest_b_);
  both += CountPlain(rest_a_, rest_b_);
  DropGiant(&rest_a_);
  DropGiant(&rest_b_);
  return both;
}

size_t Overlap::CountPlain(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  if (a.empty() || b.empty()) return 0;
  if (a.size() > b.size()) std::swap(a, b);
  table_.Fill(a);
  return table_.Count(b);
}

}  // namespace nearcopy
#endif  // HWY_ONCE
