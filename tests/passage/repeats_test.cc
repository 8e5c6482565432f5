#include "nearcopy/passage/repeats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "passage/made_words.h"

namespace nearcopy {
namespace {

std::vector<Repeat> Find(const WordHashes& words, uint32_t least_words = 12,
                         Simd simd = Simd::Best()) {
  RepeatFinder finder({least_words}, simd);
  std::vector<Repeat> repeats;
  finder.Find(words, &repeats);
  return repeats;
}

WordHashes Of(const std::string& letters) {
  WordHashes out;
  for (char c : letters) out.push_back(NewsWords::Hash(static_cast<uint64_t>(c)));
  return out;
}

std::string Show(const std::vector<Repeat>& repeats) {
  std::string out;
  for (const Repeat& r : repeats) {
    out += (r.exact ? "exact " : "near ") + std::to_string(r.first.begin) + "-" +
           std::to_string(r.first.end) + " " + std::to_string(r.again.begin) + "-" +
           std::to_string(r.again.end) + "\n";
  }
  return out;
}

// What is promised of any result, by looking at every word.
void ExpectSound(const WordHashes& words, const std::vector<Repeat>& repeats, uint32_t least) {
  std::vector<bool> again(words.size());
  for (size_t i = 0; i < repeats.size(); ++i) {
    const Repeat& r = repeats[i];
    ASSERT_LE(least, r.words());
    ASSERT_LE(r.first.end, r.again.begin);
    ASSERT_LE(r.again.end, words.size());
    if (i > 0) {
      ASSERT_GE(repeats[i - 1].words(), r.words());
      if (repeats[i - 1].words() == r.words()) {
        ASSERT_LT(repeats[i - 1].again.begin, r.again.begin);
      }
    }
    for (uint32_t w = r.again.begin; w < r.again.end; ++w) {
      ASSERT_FALSE(again[w]) << "two repeats have word " << w;
      again[w] = true;
    }
    uint32_t first = r.first.begin, at = r.again.begin, equal = 0;
    for (const EqualRun& run : r.equal) {
      ASSERT_LE(first, run.first);
      ASSERT_LE(at, run.again);
      ASSERT_LT(0, run.words);
      for (uint32_t w = 0; w < run.words; ++w)
        ASSERT_EQ(words[run.first + w], words[run.again + w]);
      first = run.first_end();
      at = run.again_end();
      equal += run.words;
    }
    ASSERT_EQ(r.equal.front().first, r.first.begin);
    ASSERT_EQ(r.equal.front().again, r.again.begin);
    ASSERT_EQ(first, r.first.end);
    ASSERT_EQ(at, r.again.end);
    ASSERT_EQ(r.exact, r.equal.size() == 1);
    ASSERT_DOUBLE_EQ(r.similarity, 2.0 * equal / (r.first.size() + r.again.size()));
    ASSERT_LE(least, equal);
  }
}

// The definition for exact repeats: compares every place with every earlier one. Of two equal
// stretches of `least` words, the later one touches an `again`; and no repeat could have one more
// word on either side, unless that is in another, or would make it overlap itself.
void ExpectComplete(const WordHashes& words, const std::vector<Repeat>& repeats, uint32_t least) {
  std::vector<bool> again(words.size() + 1);
  for (const Repeat& r : repeats) {
    for (uint32_t w = r.again.begin; w < r.again.end; ++w) again[w] = true;
  }
  for (size_t distance = least; distance < words.size(); ++distance) {
    size_t run = 0;
    for (size_t w = distance; w < words.size(); ++w) {
      run = words[w] == words[w - distance] && !again[w] ? run + 1 : 0;
      ASSERT_LT(run, least) << "words before " << w << " stand " << distance << " before\n"
                            << Show(repeats);
    }
  }
  for (const Repeat& r : repeats) {
    if (r.first.end == r.again.begin) continue;
    if (r.first.begin > 0 && !again[r.again.begin - 1]) {
      ASSERT_NE(words[r.first.begin - 1], words[r.again.begin - 1]) << Show(repeats);
    }
    if (r.again.end < words.size() && !again[r.again.end]) {
      ASSERT_NE(words[r.first.end], words[r.again.end]) << Show(repeats);
    }
  }
}

void ExpectRight(const WordHashes& words, const std::vector<Repeat>& repeats, uint32_t least = 12) {
  ExpectSound(words, repeats, least);
  if (!testing::Test::HasFatalFailure()) ExpectComplete(words, repeats, least);
}

TEST(Repeats, NoneInTextWithout) {
  NewsWords news(1);
  for (size_t n : {0, 1, 11, 12, 23, 24, 25, 100, 1000, 20000}) {
    // Runs of 12 words do not recur by chance.
    EXPECT_EQ(Show(Find(news.Words(n))), "");
  }
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(Show(Find(news.Words(news.Between(24, 1500)))), "");
}

TEST(Repeats, FindsWhatStandsTwice) {
  const std::string text = "abcdefghijklmnopqrst";
  EXPECT_EQ(Show(Find(Of(text + text))), "exact 0-20 20-40\n");
  EXPECT_EQ(Show(Find(Of("01" + text + "234" + text + "56"))), "exact 2-22 25-45\n");
  EXPECT_EQ(Show(Find(Of("abcdefghijkl0abcdefghijkl"))), "exact 0-12 13-25\n");
  EXPECT_EQ(Show(Find(Of("abcdefghijk0abcdefghijk"))), "");
  EXPECT_EQ(Show(Find(Of("abcdefghijk0abcdefghijk"), 11)), "exact 0-11 12-23\n");
}

TEST(Repeats, LongestFirstAndNoWordTwice) {
  const std::string a = "abcdefghijklmnopqrst", b = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  // b begins with what also ends a third stretch.
  EXPECT_EQ(Show(Find(Of(a + "1" + b + "2" + b + "3" + a))),
            "exact 21-47 48-74\nexact 0-20 75-95\n");
  // Nested: the inner stretch stood before the outer one, and is part of it once more.
  EXPECT_EQ(Show(Find(Of(b.substr(5, 14) + "1" + b + "2" + b))),
            "exact 15-41 42-68\nexact 0-14 20-34\n");
  // Three copies: both later ones repeat the first.
  EXPECT_EQ(Show(Find(Of(a + "1" + a + "2" + a))), "exact 0-20 21-41\nexact 0-20 42-62\n");
  // A part of a later copy, too.
  EXPECT_EQ(Show(Find(Of(a + "1" + a + "2" + a.substr(3, 15)))),
            "exact 0-20 21-41\nexact 3-18 42-57\n");
  // The last a repeats the second one, which goes on like it on the left; but that is a repeat of
  // the first, and what is on the left is part of a longer one.
  const std::string left = "ABCDEFGHIJKLMNOPQRST", more = "0123456789uvwxyzUVWXYZ!#$%&*+-";
  EXPECT_EQ(Show(Find(Of(a + "=" + left + a + "?" + more + left + "/" + more + left + a))),
            "exact 62-112 113-163\nexact 0-20 41-61\nexact 21-41 92-112\nexact 0-20 163-183\n");
}

TEST(Repeats, ChangedWordsMakeItNear) {
  const std::string a = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string b = a;
  b[20] = '0';
  const std::vector<Repeat> one = Find(Of(a + "!" + b));
  EXPECT_EQ(Show(one), "near 0-52 53-105\n");
  EXPECT_DOUBLE_EQ(one[0].similarity, 2.0 * 51 / 104);
  EXPECT_EQ(one[0].equal, (std::vector<EqualRun>{{0, 53, 20}, {21, 74, 31}}));
  EXPECT_EQ(Show(Find(Of(a + "!" + a.substr(0, 20) + "0123" + a.substr(20)))),
            "near 0-52 53-109\n");
  EXPECT_EQ(Show(Find(Of(a + "!" + a.substr(0, 20) + "0123" + a.substr(24)))),
            "near 0-52 53-105\n");
  EXPECT_EQ(Show(Find(Of(a + "!" + a.substr(0, 20) + a.substr(24)))), "near 0-52 53-101\n");
  // Far more than four words are two repeats.
  EXPECT_EQ(Show(Find(Of(a + "!" + a.substr(0, 20) + "0123456789?-+*" + a.substr(20)))),
            "exact 20-52 87-119\nexact 0-20 53-73\n");
  // One equal word behind a changed one is chance.
  b = a;
  b[50] = '0';
  EXPECT_EQ(Show(Find(Of(a + "!" + b))), "exact 0-50 53-103\n");
  // What near repeats promise: 20 words with two changed ones.
  EXPECT_EQ(Show(Find(Of("abcdefghijklmnopqrst!abcdef0hijklm1opqrst"))), "near 0-20 21-41\n");
}

TEST(Repeats, WordsOverAndOverAreHalves) {
  EXPECT_EQ(Show(Find(Of(std::string(96, 'a')))),
            "exact 0-48 48-96\nexact 0-24 24-48\nexact 0-12 12-24\n");
  std::string five;
  for (int i = 0; i < 5; ++i) five += "abcdefghijklmnopqrst";
  EXPECT_EQ(Show(Find(Of(five))), "exact 0-40 60-100\nexact 0-20 20-40\nexact 0-20 40-60\n");
  for (size_t n = 1; n < 400; ++n) {
    for (size_t period : {1, 2, 7, 11, 12, 13, 40}) {
      WordHashes words(n);
      for (size_t i = 0; i < n; ++i) words[i] = NewsWords::Hash(i % period);
      const std::vector<Repeat> repeats = Find(words);
      ExpectRight(words, repeats);
      ASSERT_FALSE(HasFatalFailure()) << n << " words of period " << period;
      // No longer repeat is there than half of the text, and the first is no shorter by a period.
      if (n >= 2 * (12 + period)) {
        ASSERT_LE(n / 2 - period, repeats.at(0).words());
      }
    }
  }
}

// Few different words recur in every way.
TEST(Repeats, AllOfPoorTextIsFound) {
  NewsWords news(3);
  for (int i = 0; i < 3000; ++i) {
    const size_t different = news.Between(1, 5), n = news.Between(24, 300);
    const auto least = static_cast<uint32_t>(news.Between(5, 20));
    WordHashes words(n);
    for (uint64_t& w : words) w = NewsWords::Hash(news.Between(1, different));
    for (size_t copies = news.Between(0, 4); copies > 0; --copies) {
      const size_t at = news.Between(0, n - 1), size = news.Between(0, n - at);
      const WordHashes part(words.begin() + static_cast<ptrdiff_t>(at),
                            words.begin() + static_cast<ptrdiff_t>(at + size));
      Append(part, &words);
    }
    ExpectRight(words, Find(words, least), least);
    ASSERT_FALSE(HasFatalFailure()) << "case " << i;
  }
}

TEST(Repeats, PlantedOnesHaveTheirBounds) {
  NewsWords news(4);
  for (int i = 0; i < 3000; ++i) {
    const size_t size = news.Between(12, i % 2 == 0 ? 40 : 500);
    const auto least = static_cast<uint32_t>(i % 3 == 0 ? news.Between(5, size) : 12);
    const WordHashes planted = news.Words(size);
    WordHashes words = news.Words(news.Between(0, 600));
    const size_t first = words.size();
    Append(planted, &words);
    // Neighbours that differ, so that the bounds are what was planted.
    words.push_back(NewsWords::Hash(1000001));
    if (news.Between(0, 3) > 0) Append(news.Words(news.Between(0, 600)), &words);
    words.push_back(NewsWords::Hash(1000002));
    const size_t again = words.size();
    Append(planted, &words);
    words.push_back(NewsWords::Hash(1000003));
    Append(news.Words(news.Between(0, 600)), &words);
    const std::vector<Repeat> repeats = Find(words, least);
    ASSERT_FALSE(repeats.empty());
    EXPECT_TRUE(repeats[0].exact);
    EXPECT_EQ(repeats[0].first.begin, first);
    EXPECT_EQ(repeats[0].first.end, first + size);
    EXPECT_EQ(repeats[0].again.begin, again);
    EXPECT_EQ(repeats[0].again.end, again + size);
    if (least >= 12) {
      EXPECT_EQ(repeats.size(), 1u) << Show(repeats);
    }
    ExpectSound(words, repeats, least);
  }
}

// Several stretches of all sizes, some three or four times, side by side or inside each other.
TEST(Repeats, ManyPlantedOnesAreAllFound) {
  NewsWords news(5);
  for (int i = 0; i < 1000; ++i) {
    std::vector<WordHashes> parts;
    WordHashes words;
    for (size_t n = news.Between(3, 25); n > 0; --n) {
      if (!words.empty() && news.Between(0, 2) == 0) {
        const size_t size = std::min(words.size(), news.Between(5, 200));
        const size_t at = news.Between(0, words.size() - size);
        const WordHashes part(words.begin() + static_cast<ptrdiff_t>(at),
                              words.begin() + static_cast<ptrdiff_t>(at + size));
        Append(part, &words);
      } else {
        Append(news.Words(news.Between(1, 100)), &words);
      }
    }
    ExpectRight(words, Find(words));
    ASSERT_FALSE(HasFatalFailure()) << "case " << i;
  }
}

enum class Edit { kChange, kMix };

// Edits 5 % of words, but at least one.
WordHashes Edited(const WordHashes& words, Edit edit, NewsWords* news) {
  WordHashes out;
  const size_t must = news->Between(0, words.size() - 1);
  for (size_t i = 0; i < words.size(); ++i) {
    if (i != must && news->Between(0, 99) >= 5) {
      out.push_back(words[i]);
      continue;
    }
    const size_t kind = edit == Edit::kChange ? 0 : news->Between(0, 2);
    if (kind == 1) out.push_back(words[i]);     // a word is put in behind it
    if (kind < 2) out.push_back(news->Word());  // or takes its place; else it is left out
  }
  return out;
}

TEST(Repeats, EditedOnesAreFoundNearTheirBounds) {
  NewsWords news(6);
  for (Edit edit : {Edit::kChange, Edit::kMix}) {
    int found = 0;
    constexpr int kCases = 2000;
    for (int i = 0; i < kCases; ++i) {
      const WordHashes planted = news.Words(news.Between(30, i % 2 == 0 ? 60 : 500));
      const WordHashes edited = Edited(planted, edit, &news);
      WordHashes words = news.Words(news.Between(0, 400));
      const size_t first = words.size();
      Append(planted, &words);
      Append(news.Words(news.Between(0, 400)), &words);
      const size_t again = words.size();
      Append(edited, &words);
      Append(news.Words(news.Between(0, 400)), &words);
      const std::vector<Repeat> repeats = Find(words);
      ExpectSound(words, repeats, 12);
      const auto close = [](size_t a, size_t b) { return a <= b + 5 && b <= a + 5; };
      found += !repeats.empty() && close(repeats[0].first.begin, first) &&
               close(repeats[0].first.end, first + planted.size()) &&
               close(repeats[0].again.begin, again) &&
               close(repeats[0].again.end, again + edited.size());
    }
    RecordProperty(edit == Edit::kChange ? "changed" : "mixed", found);
    EXPECT_GE(found, kCases * 95 / 100);
  }
}

TEST(Repeats, SameForAnyInstructionSet) {
  NewsWords news(7);
  for (int i = 0; i < 50; ++i) {
    const WordHashes planted = news.Words(news.Between(30, 200));
    WordHashes words = news.Words(news.Between(0, 400));
    Append(planted, &words);
    Append(Edited(planted, Edit::kMix, &news), &words);
    Append(planted, &words);
    for (uint32_t least : {5, 12, 31, 32, 33, 64, 65, 100}) {
      const std::string expected = Show(Find(words, least, Simd::Scalar()));
      for (Simd simd : Simd::All()) EXPECT_EQ(Show(Find(words, least, simd)), expected);
    }
  }
}

TEST(Repeats, FindsManyWordsOnlyWhenAskedForMany) {
  NewsWords news(8);
  for (uint32_t size : {32, 33, 63, 64, 65, 200, 999, 1000}) {
    const WordHashes planted = news.Words(size);
    WordHashes words = planted;
    words.push_back(1);
    Append(planted, &words);
    EXPECT_EQ(Find(words, size).size(), 1u);
    EXPECT_EQ(Find(words, size + 1).size(), 0u);
  }
}

// Text that gives an alignment no end, or each place many: as the sizes grow, so does the work,
// which a test of quadratic work would not survive.
TEST(Repeats, HugePoorText) {
  constexpr size_t kWords = 1 << 20;
  const auto check = [](const WordHashes& words, double repeated) {
    const std::vector<Repeat> repeats = Find(words);
    ExpectSound(words, repeats, 12);
    size_t again = 0;
    for (const Repeat& r : repeats) again += r.words();
    EXPECT_LE(repeated * static_cast<double>(words.size()), static_cast<double>(again));
  };
  check(WordHashes(kWords, 7), 0.99);
  WordHashes fibonacci = {1}, before = {2};
  while (fibonacci.size() < kWords) {
    const WordHashes last = fibonacci;
    Append(before, &fibonacci);
    before = last;
  }
  check(fibonacci, 0.99);
  NewsWords news(9);
  WordHashes words;
  const WordHashes sentence = news.Words(25);
  while (words.size() < kWords) Append(sentence, &words);
  check(words, 0.99);
  words.clear();
  while (words.size() < kWords) Append(Edited(sentence, Edit::kMix, &news), &words);
  check(words, 0.8);
  words.clear();
  std::vector<WordHashes> phrases;
  for (int i = 0; i < 50; ++i) phrases.push_back(news.Words(6));
  while (words.size() < kWords) Append(phrases[news.Between(0, 49)], &words);
  check(words, 0);
  words = news.Words(kWords / 2);
  const WordHashes half = Edited(words, Edit::kMix, &news);
  Append(half, &words);
  check(words, 0.45);
}

TEST(Repeats, OneFinderForManyTexts) {
  NewsWords news(10);
  RepeatFinder finder({}, Simd::Best());
  std::vector<Repeat> repeats;
  for (size_t n : {2000, 30, 100000, 0, 50, 300}) {
    WordHashes words = news.Words(n);
    if (n > 0) Append(WordHashes(words), &words);
    finder.Find(words, &repeats);
    EXPECT_EQ(Show(repeats), Show(Find(words)));
    EXPECT_EQ(repeats.size(), n > 0 ? 1u : 0u);
  }
}

}  // namespace
}  // namespace nearcopy
