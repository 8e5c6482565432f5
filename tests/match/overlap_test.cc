#include "nearcopy/match/overlap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace nearcopy {
namespace {

std::vector<uint64_t> Drawn(size_t n, std::mt19937_64* rng) {
  std::vector<uint64_t> out(n);
  for (uint64_t& s : out) s = (*rng)();
  return out;
}

size_t Shared(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  const std::set<uint64_t> in_a(a.begin(), a.end());
  return static_cast<size_t>(std::ranges::count_if(b, [&](uint64_t s) { return in_a.count(s); }));
}

// What feeds do to an article: words edited, stretches added, dropped and moved.
std::vector<uint64_t> Edited(const std::vector<uint64_t>& text, std::mt19937_64* rng) {
  std::vector<uint64_t> out = text;
  for (size_t edits = (*rng)() % 8; edits > 0 && !out.empty(); --edits) {
    const auto at = static_cast<ptrdiff_t>((*rng)() % out.size());
    const auto size = static_cast<ptrdiff_t>(
        std::min<uint64_t>(1 + (*rng)() % 60, out.size() - static_cast<size_t>(at)));
    switch ((*rng)() % 4) {
      case 0:
        for (ptrdiff_t i = at; i < at + std::min<ptrdiff_t>(size, 5); ++i) {
          out[static_cast<size_t>(i)] = (*rng)();
        }
        break;
      case 1: {
        const std::vector<uint64_t> more = Drawn(static_cast<size_t>(size), rng);
        out.insert(out.begin() + at, more.begin(), more.end());
        break;
      }
      case 2:
        out.erase(out.begin() + at, out.begin() + at + size);
        break;
      case 3:
        std::rotate(out.begin(), out.begin() + at, out.begin() + at + size);
        break;
    }
  }
  return out;
}

TEST(Overlap, IsThatOfSetsHoweverTheyAreOrdered) {
  std::mt19937_64 rng(1);
  std::vector<Overlap> all;
  for (Simd simd : Simd::All()) all.emplace_back(simd);
  for (int n = 0; n < 3000; ++n) {
    std::vector<uint64_t> a = Drawn(rng() % 300, &rng);
    if (n % 10 == 0) a.push_back(0);  // a hash as any other
    std::vector<uint64_t> b = n % 7 == 0 ? Drawn(rng() % 300, &rng) : Edited(a, &rng);
    if (n % 11 == 0) std::shuffle(b.begin(), b.end(), rng);
    const size_t wanted = Shared(a, b);
    for (Overlap& overlap : all) {
      ASSERT_EQ(overlap.Count(a, b), wanted) << n;
      ASSERT_EQ(overlap.CountPlain(a, b), wanted) << n;
    }
  }
}

TEST(Overlap, OfNothingIsNothing) {
  Overlap overlap(Simd::Best());
  EXPECT_EQ(overlap.Count({}, {}), 0u);
  EXPECT_EQ(overlap.Count(std::vector<uint64_t>{1, 2}, {}), 0u);
  EXPECT_EQ(overlap.Count({}, std::vector<uint64_t>{1, 2}), 0u);
  EXPECT_EQ(overlap.CountPlain({}, {}), 0u);
}

std::vector<uint64_t> FirstOfEach(const std::vector<uint64_t>& shingles) {
  std::vector<uint64_t> out;
  std::set<uint64_t> seen;
  for (uint64_t s : shingles) {
    if (seen.insert(s).second) out.push_back(s);
  }
  return out;
}

std::vector<uint64_t> WithoutRepeats(const std::vector<uint64_t>& shingles, DropRepeats* drop) {
  std::vector<uint64_t> out(shingles.size());
  out.resize((*drop)(shingles, out.data()));
  return out;
}

// Few different values, so that most stand before; some alike in all bits that a filter looks at.
TEST(DropRepeats, KeepsTheFirstOfEach) {
  std::mt19937_64 rng(2);
  for (Simd simd : Simd::All()) {
    DropRepeats drop_repeats(simd);
    for (size_t n : {0, 1, 10, 63, 64, 65, 600, 1999, 2000, 2001, 20'000}) {
      std::vector<uint64_t> shingles;
      const std::vector<uint64_t> pool = Drawn(n / 2 + 1, &rng);
      for (size_t i = 0; i < n; ++i) {
        shingles.push_back(pool[rng() % pool.size()] ^ (rng() % 3));
        if (i % 100 == 0) shingles.back() = 0;
      }
      ASSERT_EQ(WithoutRepeats(shingles, &drop_repeats), FirstOfEach(shingles))
          << simd.name() << " " << n;
    }
  }
}

// What texts do: nearly all is new, but for a few paragraphs that come again whole.
TEST(DropRepeats, DropsStretchesThatComeAgain) {
  std::mt19937_64 rng(3);
  std::vector<DropRepeats> all;
  for (Simd simd : Simd::All()) all.emplace_back(simd);
  for (int n = 0; n < 500; ++n) {
    std::vector<uint64_t> shingles = Drawn(rng() % 900, &rng);
    for (size_t repeats = rng() % 4; repeats > 0 && !shingles.empty(); --repeats) {
      const size_t from = rng() % shingles.size();
      const size_t size = std::min<size_t>(1 + rng() % 80, shingles.size() - from);
      const std::vector<uint64_t> again(shingles.begin() + static_cast<ptrdiff_t>(from),
                                        shingles.begin() + static_cast<ptrdiff_t>(from + size));
      const auto at = static_cast<ptrdiff_t>(rng() % (shingles.size() + 1));
      shingles.insert(shingles.begin() + at, again.begin(), again.end());
    }
    for (DropRepeats& drop_repeats : all) {
      ASSERT_EQ(WithoutRepeats(shingles, &drop_repeats), FirstOfEach(shingles)) << n;
    }
  }
}

}  // namespace
}  // namespace nearcopy
