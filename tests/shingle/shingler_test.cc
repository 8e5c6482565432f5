#include "nearcopy/shingle/shingler.h"

#include <gtest/gtest.h>

namespace nearcopy {
namespace {

Shingler Of(const Shingling& shingling, std::initializer_list<std::string_view> texts) {
  Shingler shingler(shingling, Simd::Best());
  for (std::string_view text : texts) shingler.Add(text);
  shingler.Finish();
  return shingler;
}

TEST(Shingler, TextsOfFewerWordsThanTheShingleAreTooShort) {
  const Shingler s = Of({}, {"", "one two three four", "one two three four five", "- -"});
  EXPECT_TRUE(s.too_short(0));
  EXPECT_TRUE(s.too_short(1));
  EXPECT_FALSE(s.too_short(2));
  EXPECT_EQ(s.shingles(2).size(), 1u);
  EXPECT_EQ(s.word_count(1), 4u);
  EXPECT_EQ(s.word_count(3), 0u);
}

TEST(Shingler, MinWordsMayAllowShorterTextsAsOneShingle) {
  const Shingler s = Of({.min_words = 2}, {"one", "one two", "One, two!", "two one"});
  EXPECT_TRUE(s.too_short(0));
  ASSERT_EQ(s.shingles(1).size(), 1u);
  EXPECT_EQ(s.shingles(1)[0], s.shingles(2)[0]);
  EXPECT_NE(s.shingles(1)[0], s.shingles(3)[0]);
}

TEST(Shingler, MinWordsMayAskForMore) {
  const Shingler s = Of({.min_words = 8}, {"1 2 3 4 5 6 7", "1 2 3 4 5 6 7 8"});
  EXPECT_TRUE(s.too_short(0));
  EXPECT_EQ(s.shingles(1).size(), 4u);
}

// What is stored of a document rests on this value: a change needs a new kHashVersion.
TEST(Shingler, FingerprintHasItsGoldenValue) {
  const Shingler s = Of({}, {"The ferry to Istle runs again from Monday"});
  EXPECT_EQ(s.fingerprint(0).low, 7492701137597773903u);
  EXPECT_EQ(s.fingerprint(0).high, 12633076072272871067u);
}

TEST(Shingler, FingerprintIsOfTheWordsAlone) {
  const Shingler s =
      Of({}, {"A wire story, told.", "a WIRE story told", "a wire storytold", "a wire told story"});
  EXPECT_EQ(s.fingerprint(0), s.fingerprint(1));
  EXPECT_NE(s.fingerprint(0), s.fingerprint(2));
  EXPECT_NE(s.fingerprint(0), s.fingerprint(3));
}

TEST(Shingler, CharactersAreCodePointsOfTheWordsJoinedBySpaces) {
  const Shingling characters{.unit = Shingling::Unit::kCharacters, .length = 4};
  const Shingler s = Of(characters, {"Ёлка да", "abc", "abcd", "ab  c"});
  EXPECT_EQ(s.shingles(0).size(), 4u);  // ёлка, лка_, ка_д, а_да
  EXPECT_TRUE(s.too_short(1));
  EXPECT_EQ(s.shingles(2).size(), 1u);
  EXPECT_EQ(s.shingles(3).size(), 1u);  // "ab c"
  EXPECT_NE(s.shingles(2)[0], s.shingles(3)[0]);
}

TEST(Shingler, ABatchIsItsDocumentsOneByOne) {
  const std::initializer_list<std::string_view> texts = {"", "The council met on Tuesday, again.",
                                                         "東京都の議会は火曜日", "x y"};
  const Shingler batch = Of({}, texts);
  size_t d = 0;
  for (std::string_view text : texts) {
    const Shingler one = Of({}, {text});
    ASSERT_EQ(batch.fingerprint(d), one.fingerprint(0));
    ASSERT_TRUE(std::ranges::equal(batch.shingles(d), one.shingles(0)));
    ++d;
  }
}

}  // namespace
}  // namespace nearcopy
