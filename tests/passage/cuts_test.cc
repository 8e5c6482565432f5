#include "nearcopy/passage/cuts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "nearcopy/passage/punctuation.h"
#include "passage/made_text.h"

namespace nearcopy {
namespace {

// 29 words in two sentences, 26 in two others, and one of 13.
const std::string kOne =
    "Seven grey ships left the harbour before anybody in the small town was awake to see them go. "
    "Nobody "
    "could say later who had been on board or why.";
const std::string kTwo =
    "The keeper of the lighthouse wrote their names into his book with a pencil. He had done so "
    "every day "
    "since he was twenty years old.";
const std::string kShort = "It had rained all night on the roofs of the sleeping town below.";

std::string Stripped(const std::string& text, Strip strip = Strip::kExact) {
  const TextRepeats found = FindRepeats(text);
  return WithoutCuts(text, FindCuts(text, found, strip));
}

TEST(Cuts, ParagraphsGoWithTheirLines) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const std::string one = kOne + end, two = kTwo + end, more = kShort + end, blank = end;
    EXPECT_EQ(Stripped(one + two + one + more), one + two + more);
    EXPECT_EQ(Stripped(one + two + one), one + two);
    EXPECT_EQ(Stripped(one + two + one + two + more), one + two + more);
    // Without the last line's end.
    EXPECT_EQ(Stripped(one + two + kOne), one + kTwo);
    EXPECT_EQ(Stripped(one + blank + two + blank + kOne), one + blank + kTwo);
    // Blank lines become those of one place.
    EXPECT_EQ(Stripped(one + blank + two + blank + one + blank + more),
              one + blank + two + blank + more);
    EXPECT_EQ(Stripped(one + blank + two + blank + one), one + blank + two);
    EXPECT_EQ(Stripped(one + blank + two + blank + one + blank), one + blank + two + blank);
    EXPECT_EQ(Stripped(one + blank + two + " \t" + blank + one + " " + blank + more),
              one + blank + two + " \t" + blank + more);
    EXPECT_EQ(Stripped(one + blank + two + one + blank + more), one + blank + two + blank + more);
    // Two side by side that stand in the other order before.
    EXPECT_EQ(Stripped(one + blank + two + blank + more + blank + two + blank + one),
              one + blank + two + blank + more);
    EXPECT_EQ(Stripped(one + blank + two + blank + more + blank + kTwo + end + blank + kOne),
              one + blank + two + blank + kShort);
  }
}

TEST(Cuts, SentencesGoWithTheSpaceBehindThem) {
  const std::string before = kOne + "\n" + kTwo + "\n";
  // At the beginning, in the middle, and at the end of a paragraph, and with its neighbours.
  EXPECT_EQ(Stripped(before + "  " + kOne + " " + kShort + "\n"), before + "  " + kShort + "\n");
  EXPECT_EQ(Stripped(before + kShort + " " + kOne + "  That is all.\n"),
            before + kShort + " That is all.\n");
  EXPECT_EQ(Stripped(before + kShort + " " + kOne + "\nThat is all.\n"),
            before + kShort + "\nThat is all.\n");
  EXPECT_EQ(Stripped(before + kShort + " " + kTwo + " " + kOne), before + kShort);
  EXPECT_EQ(Stripped(before + kShort + " " + kTwo + " " + kOne + " All.\n"),
            before + kShort + " All.\n");
  // The lines of two paragraphs stay two, though what is cut goes on from one to the other.
  EXPECT_EQ(Stripped(before + kShort + " " + kOne + "\n" + kTwo + " That is all.\n"),
            before + kShort + "\nThat is all.\n");
  EXPECT_EQ(Stripped(before + kShort + " " + kOne + "\n\n" + kTwo + "\n\nThat is all.\n"),
            before + kShort + "\n\nThat is all.\n");
}

TEST(Cuts, WhatOpensASentenceGoesWithIt) {
  const std::string quoted = "\u201c" + kOne + "\u201d";
  EXPECT_EQ(Stripped(kTwo + " " + quoted + "\n" + kShort + " " + quoted + " That is all.\n"),
            kTwo + " " + quoted + "\n" + kShort + " That is all.\n");
  const std::string wide =
      "\u4eca\u65e5\u306f\u96e8\u304c\u964d\u308a\u660e\u65e5\u306f\u96ea\u304c\u964d\u308b\u3002"
      "\u300c\u5c71\u306b\u884c\u304f\u4eba\u306f\u50d8\u304b\u3060\u3063\u305f\u3002\u300d";
  const std::string own = "\u6d77\u304c\u898b\u3048\u305f\u3002", last = "\u7d42\u308f\u308a\u3002";
  EXPECT_EQ(Stripped(wide + "\n" + own + wide + last), wide + "\n" + own + last);
}

TEST(Cuts, ProseIsNotCut) {
  // A phrase of 28 words that is no sentence of its own.
  const std::string phrase =
      "the seven grey ships which left the harbour before anybody in the small town was awake to "
      "see "
      "them go or to ask them where they went that day";
  std::string text =
      "Later they found " + phrase + " on the sand. Nobody forgot " + phrase + ", or so they said.";
  EXPECT_EQ(FindRepeats(text).repeats.size(), 1u);
  EXPECT_EQ(Stripped(text), text);
  // Whole sentences, but too few words of them; with more they are enough.
  text = kShort + "\n" + kOne + "\n" + kShort + "\n" + kTwo + "\n";
  EXPECT_EQ(FindRepeats(text).repeats.size(), 1u);
  EXPECT_EQ(Stripped(text), text);
  const std::string both = kShort + " " + kShort.substr(0, 7) + "snowed" + kShort.substr(13);
  EXPECT_EQ(Stripped(both + "\n" + kOne + "\n" + both + "\n"), both + "\n" + kOne + "\n");
  // A full stop that is none.
  const std::string name =
      "In the spring of that year the whole council went by train to see the old harbour of St. ";
  const std::string a = name + "Ursula and what the storm had left of the seven grey ships there";
  const std::string b =
      "Ursula and what the storm had left of the seven grey ships there was all that the people of "
      "the "
      "town could talk about for weeks.";
  EXPECT_EQ(Stripped(a + ".\nHe said that St. " + b), a + ".\nHe said that St. " + b);
}

TEST(Cuts, NearOnesGoOnlyIfAskedFor) {
  std::string near = kOne + "\n" + kTwo;
  near.replace(near.find("awake"), 5, "about");
  const std::string text = kOne + "\n" + kTwo + "\n" + kShort + "\n" + near + "\n";
  const TextRepeats found = FindRepeats(text);
  ASSERT_EQ(found.repeats.size(), 1u);
  EXPECT_FALSE(found.repeats[0].repeat.exact);
  EXPECT_EQ(Stripped(text, Strip::kNear), kOne + "\n" + kTwo + "\n" + kShort + "\n");
  // The whole sentences in which nothing is changed are exact copies all the same.
  EXPECT_EQ(Stripped(text), kOne + "\n" + kTwo + "\n" + kShort + "\n" +
                                near.substr(0, near.find(" Nobody")) + "\n");
  const std::vector<Cut> cuts = FindCuts(text, found, Strip::kNear);
  ASSERT_EQ(cuts.size(), 1u);
  EXPECT_FALSE(cuts[0].exact);
  EXPECT_EQ(cuts[0].words, 55u);
  EXPECT_EQ(cuts[0].first.text, kOne + "\n" + kTwo);
  EXPECT_EQ(cuts[0].first.first_paragraph, 1u);
  EXPECT_EQ(cuts[0].first.last_paragraph, 2u);
}

std::vector<std::string> WordsOf(std::string_view text) {
  Words words;
  AppendWords(text, Simd::Best(), &words);
  std::vector<std::string> out;
  for (size_t i = 0; i < words.size(); ++i) out.emplace_back(words.Word(i));
  return out;
}

std::vector<std::string> SentencesOf(const std::string& text) {
  std::vector<WordPlace> places;
  PlacesOfWords(text, &places);
  std::vector<std::string> out;
  for (size_t word = 1, begin = 0; word <= places.size(); ++word) {
    const Gap gap = GapBefore(text, places, word);
    if (gap.kind == Gap::kNone) continue;
    out.push_back(text.substr(begin, gap.end - begin));
    begin = gap.begin;
  }
  return out;
}

bool Contains(const std::vector<std::string>& all, const std::vector<std::string>& part) {
  return std::search(all.begin(), all.end(), part.begin(), part.end()) != all.end();
}

// The most words that two texts have in common in one order.
size_t CommonWords(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<size_t> row(b.size() + 1), before;
  for (const std::string& word : a) {
    before = row;
    for (size_t i = 0; i < b.size(); ++i) {
      row[i + 1] = word == b[i] ? before[i] + 1 : std::max(before[i + 1], row[i]);
    }
  }
  return row.back();
}

// Changes so many words, but none of the first and last few, nor one that ends a sentence.
std::string Edited(std::string text, size_t edits, MadeText* made) {
  while (edits > 0) {
    const size_t space = text.find(' ', made->Between(40, text.size() - 60));
    const size_t end = text.find_first_of(" .,?", space + 1);
    if (text[end] != ' ' || text[space - 1] == '.' || text[space - 1] == '"') continue;
    text.replace(space + 1, end - space - 1, made->Word());
    --edits;
  }
  return text;
}

// Each copy is nearly the one before it, and the later, the less it is like the first.
TEST(Cuts, NearOnesOfNearOnesStayWhereTheyAreUnlikeWhatIsLeft) {
  MadeText made(7);
  size_t cut_copies = 0, left_copies = 0;
  for (int i = 0; i < 100; ++i) {
    std::vector<std::string> copies = {made.Paragraph(6)};
    const size_t edits = WordsOf(copies[0]).size() * made.Between(2, 10) / 100;
    for (int c = 0; c < 6; ++c) copies.push_back(Edited(copies.back(), edits, &made));
    const std::string text = Join(copies, "\n");
    const std::vector<Cut> cuts = FindCuts(text, FindRepeats(text), Strip::kNear);
    const std::vector<std::string> left = WordsOf(WithoutCuts(text, cuts));
    for (const Cut& cut : cuts) {
      std::istringstream lines(text.substr(cut.begin, cut.end - cut.begin));
      for (std::string line; std::getline(lines, line); cut_copies += !line.empty()) {
        const std::vector<std::string> gone = WordsOf(line);
        // In one place of what is left, so that it may be a little less.
        EXPECT_LE((kLeastShareKept - 0.05) * static_cast<double>(gone.size()),
                  static_cast<double>(CommonWords(gone, left)));
      }
    }
    const std::string left_text = WithoutCuts(text, cuts);
    left_copies += static_cast<size_t>(std::ranges::count(left_text, '\n')) + 1;
  }
  EXPECT_LT(300u, cut_copies);
  EXPECT_LT(150u, left_copies);
}

// All are nearly the first, and it alone stays.
TEST(Cuts, ManyNearCopiesOfOneGo) {
  MadeText made(8);
  for (int i = 0; i < 100; ++i) {
    const std::string one = made.Paragraph(6);
    std::string text = one + "\n";
    for (size_t c = made.Between(1, 12); c > 0; --c) text += Edited(one, 2, &made) + "\n";
    EXPECT_EQ(Stripped(text, Strip::kNear), one + "\n");
  }
}

// A text of sentences, paragraphs and phrases, of which some stand several times.
std::string Repetitive(MadeText* made, const std::string& between) {
  std::vector<std::string> paragraphs, sentences;
  const size_t count = made->Between(3, 14);
  while (paragraphs.size() < count) {
    const size_t kind = paragraphs.empty() ? 3 : made->Between(0, 5);
    if (kind == 0) {
      paragraphs.push_back(paragraphs[made->Between(0, paragraphs.size() - 1)]);
      continue;
    }
    if (kind == 1 && paragraphs.size() > 2) {  // several at once
      const size_t size = made->Between(2, paragraphs.size()),
                   from = made->Between(0, paragraphs.size() - size);
      for (size_t i = 0; i < size; ++i) paragraphs.push_back(std::string(paragraphs[from + i]));
      continue;
    }
    std::vector<std::string> parts;
    for (size_t n = made->Between(1, 5); n > 0; --n) {
      if (!sentences.empty() && made->Between(0, 4) == 0) {
        parts.push_back(sentences[made->Between(0, sentences.size() - 1)]);
      } else {
        parts.push_back(made->Sentence(made->Between(5, 40)));
        sentences.push_back(parts.back());
      }
      if (made->Between(0, 9) == 0) {  // part of one, in another
        const std::string& other = sentences[made->Between(0, sentences.size() - 1)];
        parts.back().insert(parts.back().find(' '),
                            other.substr(other.find(' '), other.rfind(' ') - other.find(' ')));
      }
    }
    paragraphs.push_back(Join(parts, " "));
  }
  return Join(paragraphs, between) +
         (made->Between(0, 1) == 0
              ? ""
              : between.substr(0, between.size() / (between.size() > 1 ? 2 : 1)));
}

TEST(Cuts, NothingIsLost) {
  MadeText made(3);
  size_t cut_texts = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string between = i % 2 == 0 ? "\n" : "\n\n";
    const std::string text = Repetitive(&made, between);
    const TextRepeats found = FindRepeats(text);
    for (Strip strip : {Strip::kExact, Strip::kNear}) {
      const std::vector<Cut> cuts = FindCuts(text, found, strip);
      const std::string left = WithoutCuts(text, cuts);
      const std::vector<std::string> left_words = WordsOf(left);
      cut_texts += !cuts.empty();
      std::string whole;
      size_t at = 0, words = 0;
      for (const Cut& cut : cuts) {
        ASSERT_LE(at, cut.begin);
        ASSERT_LT(cut.begin, cut.end);
        ASSERT_LE(cut.end, text.size());
        whole += text.substr(at, cut.begin - at) + text.substr(cut.begin, cut.end - cut.begin);
        at = cut.end;
        ASSERT_LE(cut.first.end, cut.begin);
        const std::vector<std::string> gone = WordsOf(text.substr(cut.begin, cut.end - cut.begin));
        ASSERT_EQ(gone.size(), cut.words);
        words += cut.words;
        ASSERT_TRUE(cut.exact || strip == Strip::kNear);
        ASSERT_EQ(cut.exact, gone == WordsOf(cut.first.text)) << cut.first.text;
        if (strip == Strip::kExact) {
          for (const std::string& sentence :
               SentencesOf(text.substr(cut.begin, cut.end - cut.begin))) {
            ASSERT_TRUE(Contains(left_words, WordsOf(sentence))) << sentence << "\n\n" << text;
          }
        }
        // No cut within a sentence.
        const std::string bytes = text.substr(cut.begin, cut.end - cut.begin);
        const size_t first = bytes.find_first_not_of(" \n"), last = bytes.find_last_not_of(" \n");
        ASSERT_TRUE(bytes[first] == '"' || std::isupper(bytes[first])) << bytes;
        ASSERT_NE(std::string_view("\".?").find(bytes[last]), std::string_view::npos) << bytes;
      }
      ASSERT_EQ(whole + text.substr(at), text);
      ASSERT_EQ(words + left_words.size(), found.words);
      // What is left looks as if it had been written so.
      ASSERT_EQ(left.ends_with('\n'), text.ends_with('\n')) << text;
      ASSERT_EQ(left.find("\n\n\n"), left.npos);
      ASSERT_FALSE(left.ends_with("\n\n"));
      ASSERT_EQ(left.find("  "), left.npos);
      ASSERT_EQ(left.find(" \n"), left.npos);
      ASSERT_EQ(left.find("\n "), left.npos);
      if (between == "\n") {
        ASSERT_EQ(left.find("\n\n"), left.npos);
      } else {
        ASSERT_EQ(std::ranges::count(left, '\n') % 2, text.ends_with('\n'));
      }
    }
  }
  EXPECT_LT(2000u, cut_texts);
}

}  // namespace
}  // namespace nearcopy
