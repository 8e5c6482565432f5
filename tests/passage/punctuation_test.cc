#include "nearcopy/passage/punctuation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace nearcopy {
namespace {

// The sentences and paragraphs of a text, as its gaps tell them apart.
std::vector<std::string> Parts(const std::string& text) {
  std::vector<WordPlace> places;
  PlacesOfWords(text, &places);
  std::vector<std::string> out;
  size_t begin = GapBefore(text, places, 0).begin;
  for (size_t word = 1; word <= places.size(); ++word) {
    const Gap gap = GapBefore(text, places, word);
    if (gap.kind == Gap::kNone) continue;
    out.push_back(text.substr(begin, gap.end - begin));
    begin = gap.begin;
  }
  return out;
}
using List = std::vector<std::string>;

TEST(Punctuation, SentencesEndWhereReadersSeeIt) {
  EXPECT_EQ(
      Parts("It rained. Then it stopped! Why? Nobody knew\u2026 Later they left."),
      (List{"It rained.", "Then it stopped!", "Why?", "Nobody knew\u2026", "Later they left."}));
  EXPECT_EQ(Parts("\u201cIt rained.\u201d \u201cIt did.\u201d (So it did.) \"Slowly.\" Later."),
            (List{"\u201cIt rained.\u201d", "\u201cIt did.\u201d", "(So it did.)", "\"Slowly.\"",
                  "Later."}));
  EXPECT_EQ(Parts("\u201eEs goss stark.\u201c Danach nicht mehr."),
            (List{"\u201eEs goss stark.\u201c", "Danach nicht mehr."}));
  EXPECT_EQ(Parts("Lisbon... Madrid.  Two spaces."), (List{"Lisbon...", "Madrid.", "Two spaces."}));
}

TEST(Punctuation, ScriptsHaveTheirOwnStops) {
  EXPECT_EQ(Parts("\u4eca\u65e5\u306f\u3002\u660e\u65e5\u306f\uff1f\u300c\u96e8\u3002\u300d\u96ea"),
            (List{"\u4eca\u65e5\u306f\u3002", "\u660e\u65e5\u306f\uff1f",
                  "\u300c\u96e8\u3002\u300d", "\u96ea"}));
  EXPECT_EQ(Parts("\u0939\u092e \u0917\u090f\u0964 \u0935\u0947 \u0930\u0939\u0947\u0964"),
            (List{"\u0939\u092e \u0917\u090f\u0964", "\u0935\u0947 \u0930\u0939\u0947\u0964"}));
  EXPECT_EQ(Parts("\u06a9\u06cc\u0627\u06d4 \u06c1\u0648\u0627\u061f \u0628\u0633"),
            (List{"\u06a9\u06cc\u0627\u06d4", "\u06c1\u0648\u0627\u061f", "\u0628\u0633"}));
}

TEST(Punctuation, AbbreviationsEndNoSentence) {
  for (const char* one :
       {"He flew to St. Petersburg with Mr. Brown.", "The U.S. Senate met on Oct. 31 and Sept. 2.",
        "At 9 a.m. Berlin time J. R. Smith spoke.", "See pp. 12 and no. 7 of it.",
        "Am 3. Oktober begann es.", "\"Why?\" he asked, \"now?\" and left.",
        "Yahoo! said it grew 3.5 percent.", "Deere & Co., Acme Inc., and others.",
        "Look at www.example.com/a.b for more", "12. A list"}) {
    EXPECT_EQ(Parts(one), List{one});
  }
  // Long words do, though a name follows, and numbers of years do.
  EXPECT_EQ(Parts("They met in Paris. Obama came in 2015. He left."),
            (List{"They met in Paris.", "Obama came in 2015.", "He left."}));
}

TEST(Punctuation, ParagraphsAreLines) {
  EXPECT_EQ(Parts("A title\n\n  One two\r\n\r\nthree four\rfive\n"),
            (List{"A title", "  One two", "three four", "five"}));
  EXPECT_EQ(Parts("one, \n\n * * *\n \u201ctwo\u201d !!\n---"),
            (List{"one, ", " \u201ctwo\u201d !!"}));
  EXPECT_EQ(Parts("\n\n one"), (List{" one"}));
}

TEST(Punctuation, ClosingOnesStandBehindWords) {
  const auto behind = [](const std::string& text) { return text.substr(0, SkipClosing(text, 1)); };
  for (const char* all : {"a", "a.", "a?!\u2026", "a.\u201d)", "a\u3002\u300d", "a\uff09\uff0c",
                          "a'\"", "a5%", "a\u201c", "a.\u201c"}) {
    const std::string closed = std::string(all) == "a5%" ? "a" : all;
    EXPECT_EQ(behind(all), closed);
    EXPECT_EQ(behind(closed + " b"), closed);
    EXPECT_EQ(behind(closed + "\nb"), closed);
  }
  // What opens belongs to the next word.
  EXPECT_EQ(behind("a\u201cb\u201d"), "a");
  EXPECT_EQ(behind("a.\u300cb"), "a.");
  EXPECT_EQ(behind("a(b)"), "a");
  EXPECT_EQ(behind("a/b"), "a");
  EXPECT_EQ(behind("a \"b"), "a");
  EXPECT_EQ(behind("a-b"), "a");
}

TEST(Punctuation, WordsOfOneCharacterHaveNoGap) {
  // One half is two words in one place.
  EXPECT_EQ(Parts("It took \u00bd. Then"), (List{"It took \u00bd. Then"}));
  EXPECT_EQ(Parts("It took \u33a1\nThen"), (List{"It took \u33a1", "Then"}));
}

TEST(Punctuation, LineEnds) {
  const std::string text = "a\r\nb\nc\r";
  EXPECT_EQ(LineEndAt(text, 0), 0u);
  EXPECT_EQ(LineEndAt(text, 1), 2u);
  EXPECT_EQ(LineEndAt(text, 4), 1u);
  EXPECT_EQ(LineEndAt(text, 6), 1u);
  EXPECT_EQ(LineEndAt(text, 7), 0u);
  EXPECT_EQ(LineEndBefore(text, 0), 0u);
  EXPECT_EQ(LineEndBefore(text, 1), 0u);
  EXPECT_EQ(LineEndBefore(text, 3), 2u);
  EXPECT_EQ(LineEndBefore(text, 5), 1u);
  EXPECT_EQ(LineEndBefore(text, 7), 1u);
  EXPECT_EQ(SkipSpace(" \t\u00a0\u3000x", 0), 7u);
  EXPECT_EQ(SkipSpace("  \n", 0), 2u);
}

}  // namespace
}  // namespace nearcopy
