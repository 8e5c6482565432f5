#ifndef NEARCOPY_PASSAGE_PASSAGES_H_
#define NEARCOPY_PASSAGE_PASSAGES_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nearcopy/passage/repeats.h"
#include "nearcopy/text/simd.h"
#include "nearcopy/text/word_places.h"
#include "nearcopy/text/words.h"

namespace nearcopy {

// A stretch of a text: from the first byte of its first word to past the last one and its closing
// punctuation. Paragraphs are lines, counted from 1; lines end at LF, CRLF or CR.
struct Passage {
  std::string_view text;        // a view into the text
  uint64_t begin = 0, end = 0;  // bytes of the text
  uint32_t first_paragraph = 0, last_paragraph = 0;
};

struct TextRepeat {
  Repeat repeat;  // in words
  Passage first, again;
};

// Makes passages of a text, whose words stand at `places`; both have to outlive it. Any thread.
class PassageMaker {
 public:
  PassageMaker(std::string_view text, std::span<const WordPlace> places);

  // Of one word at least.
  Passage Make(WordRange words) const;

 private:
  std::string_view text_;
  std::span<const WordPlace> places_;
  std::vector<uint32_t> lines_;  // where they begin
};

// What a document repeats.
struct TextRepeats {
  uint32_t words = 0;               // of the document
  uint32_t repeated_words = 0;      // of all `again` stretches
  std::vector<TextRepeat> repeats;  // longest first, then by `again`
  std::vector<WordPlace> places;    // of the words in the text; empty if there are no repeats
};

// Finds the repeats of texts of less than 4 GiB, one after another. Keeps its buffers, but not
// those of a giant; one thread at a time.
class TextRepeatFinder {
 public:
  explicit TextRepeatFinder(const RepeatOptions& options, Simd simd = Simd::Best())
      : simd_(simd), seed_(options.seed), finder_(options, simd) {}

  // Replaces `found` by what `text`, which is valid UTF-8 and has to outlive it, repeats.
  void Find(std::string_view text, TextRepeats* found);

 private:
  Simd simd_;
  uint64_t seed_;
  RepeatFinder finder_;
  Words words_;
  std::vector<uint64_t> hashes_;
  std::vector<Repeat> repeats_;
};

// The same for one text.
TextRepeats FindRepeats(std::string_view text, const RepeatOptions& options = {});

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_PASSAGES_H_
