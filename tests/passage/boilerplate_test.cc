#include "nearcopy/passage/boilerplate.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace nearcopy {
namespace {

// Documents of their own words with what a test puts into them.
std::vector<std::string> Articles(size_t n) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < n; ++i) {
    const std::string word = "w" + std::string(1 + i % 7, 'x') + std::string(1 + i / 7, 'y');
    texts.push_back("First " + word + "\nthen " + word + "\nlast " + word);
  }
  return texts;
}

std::vector<FeedText> OfFeed(std::string_view feed, const std::vector<std::string>& texts) {
  std::vector<FeedText> documents;
  for (const std::string& text : texts) documents.push_back({feed, text});
  return documents;
}

TEST(Boilerplate, IsFoundWithItsCountsAndPlace) {
  std::vector<std::string> texts = Articles(10);
  for (size_t i = 0; i < 6; ++i) texts[i] += "\nAll rights reserved.";
  for (size_t i = 0; i < 5; ++i) texts[i].insert(0, "  Breaking news:\r\n");
  for (size_t i = 4; i < 10; ++i)
    texts[i].insert(texts[i].find('\n') + 1, "Story continues below\n");
  for (size_t i = 0; i < 4; ++i) texts[i] += "\nToo seldom";
  const auto found = FindBoilerplate(OfFeed("a", texts)).paragraphs;
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].paragraph, "All rights reserved.");  // of equal counts in this order
  EXPECT_EQ(found[0].documents, 6u);
  EXPECT_EQ(found[0].share, 0.6);
  EXPECT_EQ(found[0].feed, "a");
  EXPECT_EQ(found[0].place, ParagraphPlace::kInside);  // in four of six something follows
  EXPECT_EQ(found[1].paragraph, "Story continues below");
  EXPECT_EQ(found[1].place, ParagraphPlace::kInside);
  EXPECT_EQ(found[2].paragraph, "Breaking news:");
  EXPECT_EQ(found[2].place, ParagraphPlace::kFirst);
}

TEST(Boilerplate, CountsAParagraphOnceADocument) {
  std::vector<std::string> texts = Articles(5);
  for (size_t i = 0; i < 4; ++i) texts[i] += "\nAgain and again\nAgain and again\nagain, and again";
  EXPECT_TRUE(FindBoilerplate(OfFeed("a", texts)).paragraphs.empty());
  texts[4] += "\nAgain and again";
  EXPECT_EQ(FindBoilerplate(OfFeed("a", texts)).paragraphs.at(0).documents, 5u);
}

TEST(Boilerplate, IsThatOfEachFeed) {
  const std::vector<std::string> a(8, "Footer of all\nand of a"), b(4, "Footer of all\nand of b");
  std::vector<FeedText> documents = OfFeed("a", a);
  for (const FeedText& d : OfFeed("b", b)) documents.push_back(d);
  for (const FeedText& d : OfFeed("", a)) documents.push_back(d);
  const auto found = FindBoilerplate(documents).paragraphs;
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].feed, "");
  EXPECT_EQ(found[2].feed, "a");
  for (const BoilerplateParagraph& p : found) EXPECT_EQ(p.documents, 8u);
}

TEST(Boilerplate, NeedsBothDocumentsAndShare) {
  std::vector<std::string> texts = Articles(100);
  for (size_t i = 0; i < 10; ++i) texts[i] += "\nTen of a hundred";
  const auto count = [&](uint64_t documents, double share) {
    return FindBoilerplate(OfFeed("a", texts), {documents, share}).paragraphs.size();
  };
  EXPECT_EQ(count(10, 0.1), 1u);
  EXPECT_EQ(count(11, 0.1), 0u);
  EXPECT_EQ(count(10, 0.11), 0u);
  EXPECT_EQ(count(2, 0.100001), 0u);
}

TEST(Boilerplate, IsShownInItsMostFrequentWording) {
  std::vector<std::string> texts = Articles(200);
  for (size_t i = 0; i < 200; ++i) texts[i] += "\nRead all " + std::to_string(i) + " comments";
  // More wordings than are counted side by side, but this one leads.
  for (size_t i = 50; i < 150; i += 2) texts[i] += "\nREAD ALL 777 COMMENTS";
  for (size_t i = 51; i < 150; i += 2) texts[i] += "\nRead both 3 comments";
  auto found = FindBoilerplate(OfFeed("a", texts)).paragraphs;
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].paragraph, "READ ALL 777 COMMENTS");
  EXPECT_EQ(found[0].documents, 200u);
  EXPECT_EQ(found[0].place, ParagraphPlace::kLast);
  // The same where no wording is frequent by itself.
  found = FindBoilerplate(OfFeed("a", texts), {60, 0.01}).paragraphs;
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].paragraph, "READ ALL 777 COMMENTS");
}

TEST(Boilerplate, TellsWhatIsFrequentByItsVeryWords) {
  std::vector<std::string> texts = Articles(10);
  for (size_t i = 0; i < 10; ++i) {
    texts[i] += "\nUpdated " + std::to_string(i < 6 ? 3 : i) + " May 2026\nAll rights reserved";
  }
  const Boilerplate boilerplate = FindBoilerplate(OfFeed("a", texts));
  BoilerplateFinder finder(boilerplate.frequent, Simd::Best());
  std::vector<FoundBoilerplate> found;
  for (size_t i : {0u, 9u}) {
    finder.Find("a", texts[i], &found);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].form.paragraph.number, 4u);
    EXPECT_EQ(found[0].exact, i == 0);
    EXPECT_TRUE(found[1].exact);
  }
  finder.Find("b", texts[0], &found);
  EXPECT_TRUE(found.empty());
}

TEST(Boilerplate, TextsWithoutItKeepAllElse) {
  std::vector<std::string> texts(5, "Head line\nown\n\n Foot line \r\nEnd line");
  const Boilerplate boilerplate = FindBoilerplate(OfFeed("a", texts), {5, 1});
  ASSERT_EQ(boilerplate.paragraphs.size(), 4u);
  BoilerplateFinder finder(boilerplate.frequent, Simd::Best());
  const auto without = [&](std::string_view text) {
    uint64_t left_out = 0;
    const std::string left(finder.Without("a", text, &left_out));
    return std::pair(left, left_out);
  };
  using Left = std::pair<std::string, uint64_t>;
  EXPECT_EQ(without("Head line\nelse\n\n Foot line \r\nEnd line"), Left("else\n", 3));
  EXPECT_EQ(without("else\r\nEnd line"), Left("else", 1));
  EXPECT_EQ(without("else\r\nEnd line\r\n"), Left("else\r\n", 1));
  EXPECT_EQ(without("a b\rhead line\r\rend line\rc d"), Left("a b\r\rc d", 2));
  EXPECT_EQ(without("End line"), Left("", 1));
  EXPECT_EQ(without("End line\nHead line"), Left("", 2));
  EXPECT_EQ(without("else"), Left("else", 0));
}

// The definition, over words and marks as strings.
std::string MarkedByHand(const std::string& paragraph) {
  std::string out;
  for (size_t at = 0; at < paragraph.size();) {
    const size_t end = std::min(paragraph.find(' ', at), paragraph.size());
    const std::string word = paragraph.substr(at, end - at);
    out += (std::isdigit(static_cast<unsigned char>(word[0])) != 0 ? "#" : word) + " ";
    at = end + 1;
  }
  return out;
}

TEST(Boilerplate, CountsAsTheDefinitionDoes) {
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> feeds, texts;
    for (size_t d = 0; d < 120; ++d) {
      feeds.push_back(std::string(1, static_cast<char>('a' + random() % 3)));
      std::string& text = texts.emplace_back();
      for (size_t p = random() % 6; p > 0; --p) {
        text += std::string(1, static_cast<char>('p' + random() % 4)) + " word ";
        text += (random() % 2 == 0 ? std::to_string(random() % 4) : "of") + " here\n";
      }
    }
    std::vector<FeedText> documents;
    std::map<std::string, uint64_t> of_feed;
    std::map<std::pair<std::string, std::string>, uint64_t> expected;
    for (size_t d = 0; d < texts.size(); ++d) {
      documents.push_back({feeds[d], texts[d]});
      ++of_feed[feeds[d]];
      std::set<std::string> forms;
      ParagraphReader reader(texts[d]);
      for (Paragraph p; reader.Next(&p);) forms.insert(MarkedByHand(std::string(p.text)));
      for (const std::string& form : forms) ++expected[{feeds[d], form}];
    }
    const BoilerplateRule rule{1 + random() % 15, 0.01 * (1 + random() % 40)};
    std::erase_if(expected, [&](const auto& entry) {
      return !rule.Holds(entry.second, of_feed[entry.first.first]);
    });
    std::map<std::pair<std::string, std::string>, uint64_t> found;
    for (const BoilerplateParagraph& p : FindBoilerplate(documents, rule).paragraphs) {
      found[{p.feed, MarkedByHand(p.paragraph)}] = p.documents;
      EXPECT_EQ(p.share, static_cast<double>(p.documents) / static_cast<double>(of_feed[p.feed]));
    }
    ASSERT_EQ(found, expected);
  }
}

// Feeds beyond the first 65,536 share 16 bits with others, and are told apart all the same.
TEST(FrequentForms, OfVeryManyFeedsAreThoseOfEach) {
  FrequentForms frequent(BoilerplateRule{5, 0.5});
  constexpr uint32_t kFeeds = 70'000;
  std::vector<uint64_t> keys;
  const auto add = [&](uint32_t feed, uint64_t documents, uint64_t with_form) {
    for (uint64_t i = 0; i < documents; ++i) {
      ASSERT_EQ(frequent.AddDocument("feed " + std::to_string(feed)), feed);
      if (i < with_form) keys.push_back(FrequentForms::Key(feed, 42));
    }
  };
  for (uint32_t feed = 0; feed < kFeeds; ++feed) {
    // Feed 65536 + n shares the bits of n; one needs five documents, the other fifty.
    if (feed == 7) {
      add(feed, 100, 20);
    } else if (feed == 65536 + 7) {
      add(feed, 10, 5);
    } else {
      add(feed, 1, 1);
    }
  }
  std::ranges::sort(keys);
  for (size_t i = 0; i < keys.size(); i += 1000) {
    frequent.AddSorted(std::span(keys).subspan(i, std::min<size_t>(1000, keys.size() - i)));
  }
  frequent.EndSorted();
  EXPECT_EQ(frequent.feeds(), kFeeds);
  EXPECT_EQ(frequent.Documents(7, 42), 0u);
  EXPECT_EQ(frequent.Documents(65536 + 7, 42), 5u);
  EXPECT_EQ(frequent.Documents(8, 42), 0u);
  EXPECT_EQ(frequent.Documents(65536 + 7, 43), 0u);
  EXPECT_EQ(frequent.Documents(FrequentForms::kNoFeed, 42), 0u);
  EXPECT_EQ(frequent.FeedNumber("feed 7"), 7u);
  EXPECT_EQ(frequent.FeedNumber("feed x"), FrequentForms::kNoFeed);
}

}  // namespace
}  // namespace nearcopy
