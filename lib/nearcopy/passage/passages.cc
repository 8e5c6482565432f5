#include "nearcopy/passage/passages.h"

#include <algorithm>
#include <cassert>

#include "nearcopy/passage/punctuation.h"
#include "nearcopy/shingle/hash.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {

PassageMaker::PassageMaker(std::string_view text, std::span<const WordPlace> places)
    : text_(text), places_(places) {
  lines_.push_back(0);  // also of a text that begins with a line end
  for (size_t at = text.find_first_of("\n\r"); at != text.npos;
       at = text.find_first_of("\n\r", at)) {
    at += LineEndAt(text, at);
    lines_.push_back(static_cast<uint32_t>(at));
  }
}

Passage PassageMaker::Make(WordRange words) const {
  assert(words.size() > 0);
  const uint32_t begin = places_[words.begin].begin;
  const size_t end = SkipClosing(text_, std::max(places_[words.end - 1].end, begin + 1));
  const auto line = [&](size_t at) {
    return static_cast<uint32_t>(std::ranges::upper_bound(lines_, at) - lines_.begin());
  };
  return {text_.substr(begin, end - begin), begin, end, line(begin), line(end - 1)};
}

void TextRepeatFinder::Find(std::string_view text, TextRepeats* found) {
  words_.Clear();
  AppendWords(text, simd_, &words_);
  const size_t size = words_.size();
  if (hashes_.size() < size) hashes_.resize(std::max(size, 2 * hashes_.size()));
  HashWords(words_, seed_, simd_, hashes_.data());
  finder_.Find({hashes_.data(), size}, &repeats_);
  found->words = static_cast<uint32_t>(size);
  found->repeated_words = 0;
  found->repeats.clear();
  found->places.clear();
  if (!repeats_.empty()) {
    PlacesOfWords(text, &found->places);
    const PassageMaker passages(text, found->places);
    for (Repeat& repeat : repeats_) {
      found->repeated_words += repeat.words();
      const Passage first = passages.Make(repeat.first), again = passages.Make(repeat.again);
      found->repeats.push_back({std::move(repeat), first, again});
    }
  }
  DropGiant(&hashes_);
  DropGiant(&repeats_);
  words_.Clear();
}

TextRepeats FindRepeats(std::string_view text, const RepeatOptions& options) {
  TextRepeats found;
  TextRepeatFinder(options).Find(text, &found);
  return found;
}

}  // namespace nearcopy
