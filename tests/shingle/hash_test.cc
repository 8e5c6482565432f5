#include "nearcopy/shingle/hash.h"

#include <gtest/gtest.h>

namespace nearcopy {
namespace {

TEST(ShingleHashes, OneARunAndOneForAShortText) {
  std::vector<uint64_t> units = {1, 2, 3, 4, 5, 6}, out;
  AppendShingleHashes(units, 5, &out);
  EXPECT_EQ(out.size(), 2u);
  AppendShingleHashes(std::span(units).first(3), 5, &out);
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

}  // namespace
}  // namespace nearcopy
