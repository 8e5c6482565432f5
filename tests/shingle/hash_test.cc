#include "nearcopy/shingle/hash.h"

#include <gtest/gtest.h>

#include <random>

namespace nearcopy {
namespace {

TEST(ShingleHashes, OneARunAndOneForAShortText) {
  std::vector<uint64_t> units = {1, 2, 3, 4, 5, 6}, out;
  AppendShingleHashes(units, 5, Simd::Scalar(), &out);
  EXPECT_EQ(out.size(), 2u);
  AppendShingleHashes(std::span(units).first(3), 5, Simd::Scalar(), &out);
  EXPECT_EQ(out.size(), 3u);
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
  EXPECT_EQ(kHashVersion, 1);
  EXPECT_EQ(HashWord("", 1), 6623353085720135502u);
  EXPECT_EQ(HashWord("treaty", 1), 12901368395913369890u);
  EXPECT_EQ(HashWord("incomprehensible", 1), 8400907853009917835u);
  EXPECT_EQ(HashWord("incomprehensibility", 7), 675265807601620079u);
  const std::vector<uint64_t> units = {1, 2, 3, 4, 5, 6};
  std::vector<uint64_t> out;
  AppendShingleHashes(units, 5, Simd::Scalar(), &out);
  EXPECT_EQ(out, (std::vector<uint64_t>{2415184463860476023u, 12124872104585315470u}));
}

TEST(Hashes, AreTheSameOnEveryInstructionSet) {
  std::mt19937_64 rng(3);
  for (int n = 0; n < 300; ++n) {
    Words words;
    std::string text;
    for (size_t i = rng() % 40; i > 0; --i) text += std::string(rng() % 40, 'a' + rng() % 26) + " ";
    AppendWords(text, &words);
    const int length = static_cast<int>(1 + rng() % kLongestShingle);
    std::vector<uint64_t> plain, plain_shingles;
    HashWords(words, 5, Simd::Scalar(), &plain);
    AppendShingleHashes(plain, length, Simd::Scalar(), &plain_shingles);
    for (Simd simd : Simd::All()) {
      std::vector<uint64_t> hashes, shingles;
      HashWords(words, 5, simd, &hashes);
      ASSERT_EQ(hashes, plain) << simd.name();
      AppendShingleHashes(hashes, length, simd, &shingles);
      ASSERT_EQ(shingles, plain_shingles) << simd.name() << " length " << length;
    }
  }
}

}  // namespace
}  // namespace nearcopy
