#include "nearcopy/passage/paragraph_forms.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "nearcopy/passage/date_words.h"
#include "support/made_corpus.h"

namespace nearcopy {
namespace {

std::vector<ParagraphForm> FormsOf(std::string_view text, Simd simd = Simd::Best()) {
  std::vector<ParagraphForm> out;
  ParagraphForms(simd).ForEach(text, [&](const ParagraphForm& form) { out.push_back(form); });
  return out;
}

ParagraphForm FormOf(std::string_view paragraph) {
  const std::vector<ParagraphForm> forms = FormsOf(paragraph);
  EXPECT_EQ(forms.size(), 1u) << paragraph;
  return forms.empty() ? ParagraphForm{} : forms[0];
}

// Whether numbers and dates are all that tells two paragraphs apart.
bool AreNear(std::string_view a, std::string_view b) { return FormOf(a).near == FormOf(b).near; }

TEST(ParagraphForms, AreThoseOfTheWords) {
  EXPECT_EQ(FormOf("All Rights RESERVED!").exact,
            FormOf("\u201call rights \u2014 reserved\u201d").exact);
  EXPECT_NE(FormOf("all rights reserved").exact, FormOf("all right reserved").exact);
  EXPECT_NE(FormOf("all rights reserved").exact, FormOf("rights all reserved").exact);
  EXPECT_EQ(FormOf("all rights reserved").near, FormOf("all rights reserved").exact);
  EXPECT_EQ(FormOf("all rights reserved").words, 3u);
}

TEST(ParagraphForms, ParagraphsWithoutAWordHaveNone) {
  EXPECT_TRUE(FormsOf("***\n--\n \n\u00ad\n").empty());
  const std::vector<ParagraphForm> forms = FormsOf("***\none\r\n\r\ntwo");
  ASSERT_EQ(forms.size(), 2u);
  EXPECT_EQ(forms[0].paragraph.number, 2u);
  EXPECT_EQ(forms[1].paragraph.number, 4u);
  EXPECT_EQ(forms[1].paragraph.text, "two");
}

TEST(ParagraphForms, NumbersMayDiffer) {
  EXPECT_TRUE(AreNear("Read all 12 comments", "Read all 1,305 comments"));
  EXPECT_FALSE(AreNear("Read all 12 comments", "Read all comments"));
  EXPECT_FALSE(AreNear("Read all 12 comments", "Read both 12 comments"));
  EXPECT_FALSE(AreNear("Read all 12 comments", "12 read all comments"));
  EXPECT_TRUE(AreNear("Story AB123X of the morning", "Story 7 of the morning"));
  // Digits of other scripts: Arabic, Persian, Devanagari, Bengali, Thai, full width.
  for (const char* digits : {"\u0661\u0662", "\u06f4\u06f5", "\u0967\u0968", "\u09e7",
                             "\u0e51\u0e52", "\uff11\uff12", "\U0001e953"}) {
    EXPECT_TRUE(AreNear("Read all 12 comments", std::string("Read all ") + digits + " comments"))
        << digits;
  }
  // Letters that begin with the same bytes are none.
  for (const char* letters : {"\u0643\u0644", "\u0915\u0916", "\u10d0\u10d1", "\ua000"}) {
    EXPECT_FALSE(AreNear("Read all 12 comments", std::string("Read all ") + letters + " comments"))
        << letters;
  }
}

TEST(ParagraphForms, DatesMayDifferInEveryPartAndOrder) {
  const std::string updated = "Updated ";
  for (const char* date : {"May 3, 2026",
                           "3 May 2026",
                           "Tuesday, March 17, 2026",
                           "Tue 17 Mar 2026 10:30 GMT",
                           "3rd of June 2026",
                           "3 June",
                           "Sunday 4 October at 11.15 p.m. EST",
                           "Sept 9",
                           "12 pm",
                           "2026-05-03",
                           "2026-05-03T10:30:00Z",
                           "03.05.2026",
                           "3/5/2026 10:30",
                           "noon, 3 May",
                           "1. M\u00e4rz 2026, 10.30 Uhr",
                           "am 3. Mai um 9 Uhr",
                           "3 de mayo de 2026 a las 10:30",
                           "le 1er ao\u00fbt 2026 \u00e0 10h30",
                           "17 marca 2026 r.",
                           "3 \u043c\u0430\u044f 2026 \u0433.",
                           "2026\u5e745\u67083\u65e5",
                           "2026\ub144 5\uc6d4 3\uc77c \uc624\ud6c4 3:10",
                           "3 May\u0131s 2026",
                           "3 \u0645\u0627\u064a\u0648 2026",
                           "ng\u00e0y 3 th\u00e1ng 5"}) {
    // "le" is a word that is no part of a date.
    const std::string other = std::string(date).starts_with("le ") ? "le 4 juin" : "5 June 2001";
    EXPECT_TRUE(AreNear(updated + date, updated + other)) << date;
  }
}

TEST(ParagraphForms, NamesOfDatesAloneAreWords) {
  EXPECT_FALSE(AreNear("You may unsubscribe", "You march unsubscribe"));
  EXPECT_FALSE(AreNear("The Sun is right", "The Mon is right"));
  EXPECT_FALSE(AreNear("Every Monday and Tuesday", "Every Monday and Friday"));
  EXPECT_FALSE(AreNear("You may read all 12 pages", "You march read all 12 pages"));
  EXPECT_FALSE(AreNear("See you on Friday, all 12 of you", "See you on Monday, all 12 of you"));
  // Beside another that is beside a number.
  EXPECT_TRUE(AreNear("See you Friday May 12", "See you Monday 4 June"));
  EXPECT_FALSE(AreNear("Page a of 12 stories today", "Page p of 12 stories today"));
}

// A line of figures is told from boilerplate by how much of it is words.
TEST(ParagraphForms, FiguresAreNoBoilerplate) {
  EXPECT_FALSE(AreNear("Shr 34 cts vs 31 cts", "Shr 12 cts vs 15 cts"));
  EXPECT_FALSE(AreNear("Net 1,545,160 vs 2,188,933", "Net 801,000 vs 703,000"));
  EXPECT_FALSE(AreNear("Qtly div 35 cts vs 35 cts prior", "Qtly div 10 cts vs 11 cts prior"));
  EXPECT_FALSE(AreNear("12 34 56", "13 34 56"));
  EXPECT_FALSE(AreNear("May 3, 2026", "June 4, 2026"));
  EXPECT_FALSE(AreNear("Page 3", "Page 4"));
  EXPECT_TRUE(AreNear("Pay April 30", "Pay May 15"));
  EXPECT_TRUE(AreNear("Cattle are guesstimated at 128,000 to 130,000 head by the traders",
                      "Cattle are guesstimated at 97,500 to 99,000 head by the traders"));
  // These have their own words all the same.
  EXPECT_EQ(FormOf("Shr 34 cts vs 31 cts").near, FormOf("SHR 34 CTS VS 31 CTS").exact);
}

TEST(ParagraphForms, AreTheSameForEveryInstructionSetAndLength) {
  std::string text;
  for (const MadeDocument& d : MakeCorpus(200, 3)) {
    text += d.text + "\nUpdated 3 May 2026, page 12 of the morning\n";
  }
  const std::vector<ParagraphForm> expected = FormsOf(text, Simd::Scalar());
  ASSERT_GT(expected.size(), 800u);
  for (const Simd simd : Simd::All()) {
    const std::vector<ParagraphForm> forms = FormsOf(text, simd);
    ASSERT_EQ(forms.size(), expected.size()) << simd.name();
    for (size_t i = 0; i < forms.size(); ++i) {
      ASSERT_EQ(forms[i].exact, expected[i].exact) << simd.name();
      ASSERT_EQ(forms[i].near, expected[i].near) << simd.name();
    }
  }
  // And whatever is worked on together with a paragraph.
  for (const ParagraphForm& form : expected) {
    const ParagraphForm alone = FormOf(form.paragraph.text);
    ASSERT_EQ(std::pair(alone.exact, alone.near), std::pair(form.exact, form.near));
  }
}

TEST(DateWords, AreInNormalForm) {
  const auto check = [](std::string_view list, const std::string& name) {
    std::istringstream in{std::string(list)};
    for (std::string word; in >> word;) {
      Words words;
      AppendWordsGeneral(word, &words);
      ASSERT_EQ(words.size(), 1u) << name << ": " << word;
      EXPECT_EQ(words.Word(0), word) << name;
    }
  };
  std::set<std::string_view> codes;
  for (const DateWords::Language& language : DateWords::Languages()) {
    check(language.names, std::string(language.code));
    EXPECT_TRUE(codes.insert(language.code).second) << language.code;
  }
  check(DateWords::Links(), "links");
  EXPECT_GE(codes.size(), 20u);
}

}  // namespace
}  // namespace nearcopy
