#include "nearcopy/passage/passages.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "passage/made_text.h"
#include "support/made_corpus.h"

namespace nearcopy {
namespace {

using Paragraphs = std::pair<uint32_t, uint32_t>;
Paragraphs Of(const Passage& p) { return {p.first_paragraph, p.last_paragraph}; }

TEST(Passages, BodyThatStandsTwice) {
  MadeText made(1);
  std::vector<std::string> body;
  for (int i = 0; i < 13; ++i) body.push_back(made.Paragraph());
  const std::string all = Join(body, "\n");
  const std::string text =
      "A summary of it all.\nParis:\n\n" + all + "\n" + all + "\nMore on our site.\n";
  const TextRepeats found = FindRepeats(text);
  ASSERT_EQ(found.repeats.size(), 1u);
  const auto& [repeat, first, again] = found.repeats[0];
  EXPECT_TRUE(repeat.exact);
  EXPECT_EQ(Of(first), Paragraphs(4, 16));
  EXPECT_EQ(Of(again), Paragraphs(17, 29));
  // But for what opens the first sentence and is no part of its first word.
  const std::string passage = all.substr(all[0] == '"' ? 1 : 0);
  EXPECT_EQ(first.text, passage);
  EXPECT_EQ(again.text, passage);
  EXPECT_EQ(text.substr(again.begin, again.end - again.begin), again.text);
  EXPECT_EQ(again.text.data(), text.data() + again.begin);
  EXPECT_EQ(found.repeated_words, repeat.words());
  EXPECT_EQ(found.words, found.places.size());
}

TEST(Passages, OpeningThatTheTextTakesUp) {
  const std::string text =
      "Mayor Ada Quill on Monday opened a bridge that links both banks of the river Olm for the "
      "first time "
      "in ninety years, May 3.\n"
      "Olmstadt:\n"
      "Work began in the spring of last year.\n"
      "The mayor on Monday opened a bridge that links both banks of the river Olm for the first "
      "time in "
      "ninety years, and thanked those who built it.\n";
  const TextRepeats found = FindRepeats(text);
  ASSERT_EQ(found.repeats.size(), 1u);
  EXPECT_EQ(Of(found.repeats[0].first), Paragraphs(1, 1));
  EXPECT_EQ(Of(found.repeats[0].again), Paragraphs(4, 4));
  const std::string both =
      "on Monday opened a bridge that links both banks of the river Olm for the first time in "
      "ninety years,";
  EXPECT_EQ(found.repeats[0].first.text, both);
  EXPECT_EQ(found.repeats[0].again.text, both);
}

TEST(Passages, CaseAndPunctuationDoNotCount) {
  const std::string text =
      "Seven grey ships left the old harbour \u2014 at dawn \u2014 on the first day of "
      "spring.\r\n\r\n"
      "\u201cSEVEN GREY SHIPS LEFT THE OLD HARBOUR, AT DAWN, ON THE FIRST DAY OF SPRING!\u201d\r\n";
  const TextRepeats found = FindRepeats(text);
  ASSERT_EQ(found.repeats.size(), 1u);
  EXPECT_TRUE(found.repeats[0].repeat.exact);
  EXPECT_EQ(found.repeats[0].again.text,
            "SEVEN GREY SHIPS LEFT THE OLD HARBOUR, AT DAWN, ON THE FIRST DAY OF SPRING!\u201d");
  EXPECT_EQ(Of(found.repeats[0].again), Paragraphs(3, 3));
}

// Cases of the kinds that tools for repeated spans, sentences and lines test themselves with, where
// what they call a repeat is one here.
TEST(Passages, KindsOfRepeatsThatPeersKnow) {
  struct Case {
    std::string text;
    uint32_t least_words;
    std::string again;  // "" if there is none
  };
  const std::string sentence = "We tell you each of these things twice over.";
  for (const Case& c : std::vector<Case>{
           // A token filter that drops runs it met before.
           {sentence + " " + sentence + " Enough said.", 6, sentence},
           {sentence + " " + sentence + " Enough said.", 12, ""},
           // A span that repeats itself at once, in the middle of a sentence.
           {"yes? Will it be so then? Will it be so then?\u201d Perhaps", 5,
            "Will it be so then?\u201d"},
           // Lines of which one stands twice, with a blank line between.
           {"one two three four five\n\nsix seven eight nine ten\n\nsix seven eight nine ten\nend",
            5, "six seven eight nine ten"},
           // A repeated substring that is no whole sentence on either side.
           {"When the long rain ended they found the red boat far from the shore of the lake. Some "
            "said "
            "later that they found the red boat far from the shore of the sea.",
            11, "they found the red boat far from the shore of the"},
           // Numbers that count are no repeat.
           {"1 + 1 = 2, 2 + 2 = 4, 4 + 4 = 8, 8 + 8 = 16, 16 + 16 = 32", 5, ""}}) {
    const TextRepeats found = FindRepeats(c.text, {c.least_words});
    ASSERT_EQ(found.repeats.size(), c.again.empty() ? 0u : 1u) << c.text;
    if (!c.again.empty()) {
      EXPECT_EQ(found.repeats[0].again.text, c.again);
    }
  }
}

TEST(Passages, ScriptsWithoutSpaces) {
  std::string one, other;
  for (int i = 0; i < 40; ++i) {
    const int c = 0x4e00 + 37 * i;
    for (int shift : {12, 6, 0}) {
      one += static_cast<char>(shift == 12 ? 0xe0 | c >> 12 : 0x80 | (c >> shift & 63));
    }
  }
  const std::string text = one + "\u3002\u4e00\n" + one + "\uff01\u300d";
  const TextRepeats found = FindRepeats(text);
  ASSERT_EQ(found.repeats.size(), 1u);
  EXPECT_EQ(found.repeats[0].repeat.words(), 40u);
  EXPECT_EQ(found.repeats[0].first.text, one + "\u3002");
  EXPECT_EQ(found.repeats[0].again.text, one + "\uff01\u300d");
}

// Articles of all scripts: a repeat is reported only where a body was made to stand twice, and is
// found wherever it was.
TEST(Passages, MadeArticlesRepeatTheirBodiesAlone) {
  TextRepeatFinder finder({});
  TextRepeats found;
  size_t twice = 0;
  for (const MadeDocument& document : MakeCorpus(6000, 11)) {
    finder.Find(document.text, &found);
    std::vector<std::string> lines, sorted;
    for (size_t at = 0, end; at < document.text.size(); at = end + 1) {
      end = std::min(document.text.find('\n', at), document.text.size());
      lines.push_back(document.text.substr(at, end - at));
    }
    sorted = lines;
    std::ranges::sort(sorted);
    // A sentence is longer than 12 words but for few.
    const auto same = std::ranges::adjacent_find(sorted);
    if (same == sorted.end()) {
      EXPECT_TRUE(found.repeats.empty()) << document.text;
      continue;
    }
    ++twice;
    ASSERT_EQ(found.repeats.size(), 1u) << document.text;
    const Passage &first = found.repeats[0].first, &again = found.repeats[0].again;
    EXPECT_TRUE(found.repeats[0].repeat.exact);
    EXPECT_EQ(again.first_paragraph, first.last_paragraph + 1);
    EXPECT_EQ(again.last_paragraph - again.first_paragraph,
              first.last_paragraph - first.first_paragraph);
    for (uint32_t p = first.first_paragraph, q = again.first_paragraph; p <= first.last_paragraph;
         ++p) {
      EXPECT_EQ(lines[p - 1], lines[q++ - 1]);
    }
  }
  EXPECT_LT(20u, twice);
}

TEST(Passages, OneFinderForTextsOfAnySize) {
  MadeText made(2);
  TextRepeatFinder finder({});
  TextRepeats found;
  for (size_t paragraphs : {3, 20000, 0, 4, 1}) {
    std::string text;
    for (size_t i = 0; i < paragraphs; ++i) text += made.Paragraph() + "\n";
    const std::string again = text.substr(0, text.size() / 2);
    text += again;
    finder.Find(text, &found);
    const TextRepeats alone = FindRepeats(text);
    ASSERT_EQ(found.repeats.size(), alone.repeats.size());
    EXPECT_EQ(found.words, alone.words);
    if (paragraphs >= 3) {
      ASSERT_EQ(found.repeats.size(), 1u);
      EXPECT_EQ(found.repeats[0].again.text, alone.repeats[0].again.text);
    }
  }
}

}  // namespace
}  // namespace nearcopy
