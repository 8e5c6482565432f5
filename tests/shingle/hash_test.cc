#include "nearcopy/shingle/hash.h"

#include <gtest/gtest.h>

#include <random>

namespace nearcopy {
namespace {

std::vector<uint64_t> HashesOf(const Words& words, uint64_t seed, Simd simd) {
  std::vector<uint64_t> out(words.size());
  HashWords(words, seed, simd, out.data());
  return out;
}

std::vector<uint64_t> ShinglesOf(std::span<const uint64_t> units, int length, Simd simd) {
  std::vector<uint64_t> out(ShingleCount(units.size(), length));
  HashShingles(units, length, simd, out.data());
  return out;
}

TEST(ShingleHashes, OneARunAndOneForAShortText) {
  EXPECT_EQ(ShingleCount(6, 5), 2u);
  EXPECT_EQ(ShingleCount(3, 5), 1u);
  EXPECT_EQ(ShingleCount(0, 5), 0u);
}

TEST(HashWord, DependsOnSeedAndEveryByte) {
  for (size_t n : {1, 8, 9, 16, 17, 40}) {
    const std::string word(n, 'a');
    EXPECT_NE(HashWord(word, 0), HashWord(word, 1));
    for (size_t i = 0; i < n; ++i) {
      std::string other = word;
      other[i] = 'b';
      EXPECT_NE(HashWord(word, 0), HashWord(other, 0));
    }
  }
}

// Stored sketches and fingerprints rest on these values: a change needs a new kHashVersion.
TEST(Hashes, HaveTheirGoldenValues) {
  EXPECT_EQ(kHashVersion, 2);
  EXPECT_EQ(HashWord("", 1), 6623353085720135502u);
  EXPECT_EQ(HashWord("treaty", 1), 12901368395913369890u);
  EXPECT_EQ(HashWord("incomprehensible", 1), 8400907853009917835u);
  EXPECT_EQ(HashWord("incomprehensibility", 7), 675265807601620079u);
  const std::vector<uint64_t> units = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(ShinglesOf(units, 5, Simd::Scalar()),
            (std::vector<uint64_t>{2415184463860476023u, 12124872104585315470u}));
}

TEST(Hashes, AreTheSameOnEveryInstructionSet) {
  std::mt19937_64 rng(3);
  for (int n = 0; n < 300; ++n) {
    Words words;
    std::string text;
    for (size_t i = rng() % 40; i > 0; --i) text += std::string(rng() % 40, 'a' + rng() % 26) + " ";
    AppendWords(text, Simd::Scalar(), &words);
    const int length = static_cast<int>(1 + rng() % kLongestShingle);
    const std::vector<uint64_t> plain = HashesOf(words, 5, Simd::Scalar());
    const std::vector<uint64_t> plain_shingles = ShinglesOf(plain, length, Simd::Scalar());
    for (Simd simd : Simd::All()) {
      ASSERT_EQ(HashesOf(words, 5, simd), plain) << simd.name();
      ASSERT_EQ(ShinglesOf(plain, length, simd), plain_shingles)
          << simd.name() << " length " << length;
    }
  }
}

// Kernels take words and shingles in groups of up to 512.
TEST(Hashes, OfManyWordsAreTheSameOnEveryInstructionSet) {
  std::mt19937_64 rng(4);
  for (size_t n : {63, 64, 65, 127, 511, 512, 513, 1100}) {
    Words words;
    std::string text;
    // Mostly words as texts have them; some stretches too wide to be looked up together.
    for (size_t i = 0; i < n; ++i) {
      text += std::string(1 + rng() % (i % 50 < 40 ? 9 : 30), 'b') + " ";
    }
    AppendWords(text, Simd::Scalar(), &words);
    const std::vector<uint64_t> plain = HashesOf(words, 5, Simd::Scalar());
    for (Simd simd : Simd::All()) ASSERT_EQ(HashesOf(words, 5, simd), plain) << simd.name() << n;
  }
  std::vector<uint64_t> units(300);
  for (uint64_t& u : units) u = rng();
  for (size_t n = 0; n <= units.size(); ++n) {
    const auto some = std::span(units).first(n);
    const std::vector<uint64_t> plain = ShinglesOf(some, 5, Simd::Scalar());
    for (Simd simd : Simd::All()) ASSERT_EQ(ShinglesOf(some, 5, simd), plain) << simd.name() << n;
  }
}

}  // namespace
}  // namespace nearcopy
