#ifndef NEARCOPY_PASSAGE_BOILERPLATE_H_
#define NEARCOPY_PASSAGE_BOILERPLATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "nearcopy/passage/cuts.h"
#include "nearcopy/passage/frequent_forms.h"
#include "nearcopy/passage/paragraph_forms.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// Where most of its documents have a paragraph, among those of their paragraphs that have a word.
enum class ParagraphPlace : uint8_t { kFirst, kLast, kInside };
std::string_view Name(ParagraphPlace place);  // "first", ...

// A paragraph that a feed repeats, with other numbers and dates in it or not.
struct BoilerplateParagraph {
  std::string feed;        // empty: of documents without one
  std::string paragraph;   // in its most frequent wording
  uint64_t documents = 0;  // that have it
  double share = 0;        // of the feed's documents
  ParagraphPlace place = ParagraphPlace::kFirst;
};

// A document's paragraph that is boilerplate of its feed.
struct FoundBoilerplate {
  ParagraphForm form;
  ParagraphPlace place = ParagraphPlace::kInside;
  bool exact = false;  // its words alone are frequent enough, whatever others look like it
};

// What to cut of a text to be rid of these paragraphs of it, which ascend: each with its line end,
// and the last line of a text, where that has no end of its own, with the one before it. Replaces
// `cuts`; they have no `first`.
void CutParagraphs(std::string_view text, std::span<const FoundBoilerplate> paragraphs,
                   std::vector<Cut>* cuts);

// Gives what FrequentForms counts of a document. Keeps its buffers; one thread at a time.
class DocumentForms {
 public:
  explicit DocumentForms(Simd simd) : forms_(simd) {}

  // Appends the forms of a text's paragraphs, each once, ascending.
  void Append(std::string_view text, std::vector<uint64_t>* forms);

 private:
  ParagraphForms forms_;
};

// Finds the boilerplate in documents, by the frequent forms of a corpus, which are complete and
// must outlive it. Keeps its buffers; one thread at a time.
class BoilerplateFinder {
 public:
  BoilerplateFinder(const FrequentForms& frequent, Simd simd) : frequent_(frequent), forms_(simd) {}

  // Replaces `found` by what is boilerplate in a text of a feed, in its order; views are of `text`.
  void Find(std::string_view feed, std::string_view text, std::vector<FoundBoilerplate>* found);

  // The text without these paragraphs; valid until the next call, and as long as `text`. Adds how
  // many were left out.
  std::string_view Without(std::string_view feed, std::string_view text, uint64_t* left_out);

 private:
  const FrequentForms& frequent_;
  ParagraphForms forms_;
  std::vector<FoundBoilerplate> found_;
  std::vector<Cut> cuts_;
  std::string left_;
};

// Collects what was found in one document after the other. What comes out depends on their order
// in ties alone, and then follows it. Memory is that of the list, and of up to 64 counts for each
// paragraph in it of which no wording is frequent enough by itself. One thread at a time.
class BoilerplateList {
 public:
  explicit BoilerplateList(const FrequentForms& frequent) : frequent_(frequent) {}

  void Add(std::string_view feed, std::span<const FoundBoilerplate> found);

  // By feed (bytewise), then most documents first, then by paragraph.
  std::vector<BoilerplateParagraph> Sorted() const;

  uint64_t text_bytes() const { return text_bytes_; }  // of all that was added
  uint64_t paragraphs() const { return paragraphs_; }

 private:
  // Counts the most frequent of many with few counters (Metwally, Agrawal, El Abbadi: Space-Saving,
  // ICDT 2005); exact while there are no more forms than that.
  struct Counter {
    uint64_t form, count;
  };
  struct Entry {
    uint32_t feed = 0;
    uint64_t near = 0, documents = 0;
    std::array<uint64_t, 3> places{};
    std::string text;         // of the wording that leads
    uint64_t leads_with = 0;  // documents or count of that
    bool counted = false;     // leads_with is exact, for the wording is frequent by itself
    std::vector<Counter> counters;
  };
  void AddEntry(uint32_t feed, std::span<const size_t> same,
                std::span<const FoundBoilerplate> found);
  void ChooseText(const FoundBoilerplate& found, Entry* entry);
  static uint64_t Count(uint64_t form, std::vector<Counter>* counters);

  const FrequentForms& frequent_;
  absl::flat_hash_map<uint64_t, uint32_t> numbers_;  // of entries, by key
  std::vector<Entry> entries_;
  std::vector<size_t> by_form_;  // scratch
  uint64_t text_bytes_ = 0, paragraphs_ = 0;
};

// Boilerplate of documents in memory.
struct FeedText {
  std::string_view feed, text;
};
struct Boilerplate {
  FrequentForms frequent;  // for a BoilerplateFinder
  std::vector<BoilerplateParagraph> paragraphs;
};
Boilerplate FindBoilerplate(std::span<const FeedText> documents, const BoilerplateRule& rule = {},
                            Simd simd = Simd::Best());

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_BOILERPLATE_H_
