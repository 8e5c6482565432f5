#include "nearcopy/passage/cuts.h"

#include <algorithm>

#include "nearcopy/passage/punctuation.h"

namespace nearcopy {
namespace {

// A cut in words, with the kinds of its ends.
struct Stretch {
  WordRange words;
  bool from_paragraph, to_paragraph;  // whether it begins, and ends, with one
  bool exact;
  WordRange first;
  size_t kept_begin, kept_end;  // in Cutter::kept_
};

// Finds what to cut, repeat by repeat in the order of the text, so that what is left of the text
// before a repeat is known.
class Cutter {
 public:
  Cutter(std::string_view text, const TextRepeats& found)
      : text_(text), found_(found), passages_(text, found.places) {}

  std::vector<Cut> Find(Strip strip) {
    std::vector<const Repeat*> repeats;
    for (const TextRepeat& r : found_.repeats) repeats.push_back(&r.repeat);
    std::ranges::sort(repeats, {}, [](const Repeat* r) { return r->again.begin; });
    for (const Repeat* repeat : repeats) {
      if (strip == Strip::kNear && CutWithin(*repeat, repeat->again)) continue;
      for (const EqualRun& run : repeat->equal) CutWithin(*repeat, {run.again, run.again_end()});
    }
    return ToBytes();
  }

 private:
  Gap GapBeforeWord(size_t word) const { return GapBefore(text_, found_.places, word); }

  // Cuts the longest run of whole sentences among `words`, but for paragraphs of which too little
  // stands in what is left. Returns whether there was anything to cut.
  bool CutWithin(const Repeat& repeat, WordRange words) {
    if (words.size() < kFewestCutWords) return false;
    uint32_t begin = words.begin, end = words.end;
    while (begin < end && GapBeforeWord(begin).kind == Gap::kNone) ++begin;
    while (begin < end && GapBeforeWord(end).kind == Gap::kNone) --end;
    if (end - begin < kFewestCutWords) return false;
    const size_t stretches = stretches_.size(), kept = kept_.size();
    KeepWithin(repeat, {begin, end});
    for (uint32_t at = begin; at < end;) {
      const uint32_t next = ParagraphEnd(at, end);
      if (!IsKept({at, next}, kept)) {
        Add(repeat, {begin, at}, kept);
        begin = next;
      }
      at = next;
    }
    Add(repeat, {begin, end}, kept);
    return stretches_.size() > stretches;
  }

  // Where the paragraph with word `word` ends, `end` at most.
  uint32_t ParagraphEnd(uint32_t word, uint32_t end) const {
    do ++word;
    while (word < end && GapBeforeWord(word).kind != Gap::kParagraph);
    return word;
  }

  // Whether enough of `words` is in kept_ from `kept` on.
  bool IsKept(WordRange words, size_t kept) {
    through_.clear();
    AppendWithin({kept_.data() + kept, kept_.size() - kept}, words, &through_);
    size_t equal = 0;
    for (const EqualRun& run : through_) equal += run.words;
    return kLeastShareKept * words.size() <= static_cast<double>(equal);
  }

  // Appends to kept_ which of `words`, that a repeat has, are equal to words that are not cut: what
  // they repeat may be cut itself, for the sake of others.
  void KeepWithin(const Repeat& repeat, WordRange words) {
    runs_.clear();
    AppendWithin(repeat.equal, words, &runs_);
    for (EqualRun run : runs_) {
      auto cut = std::ranges::upper_bound(stretches_, run.first, {},
                                          [](const Stretch& s) { return s.words.end; });
      while (run.words > 0) {
        const bool none = cut == stretches_.end() || cut->words.begin >= run.first_end();
        const uint32_t uncut = none ? run.first_end() : std::max(cut->words.begin, run.first);
        const EqualRun kept = {run.first, run.again, uncut - run.first};
        if (kept.words > 0) kept_.push_back(kept);
        const uint32_t end = none ? uncut : std::min(cut->words.end, run.first_end());
        if (!none) KeepThrough(*cut++, {uncut, end}, run.again - run.first);
        run = {end, run.again + (end - run.first), run.first_end() - end};
      }
    }
  }

  // Appends what of `words` of a cut is kept, as what is kept of words so far behind them.
  void KeepThrough(const Stretch& cut, WordRange words, uint32_t distance) {
    through_.clear();
    AppendWithin({kept_.data() + cut.kept_begin, cut.kept_end - cut.kept_begin}, words, &through_);
    for (const EqualRun& run : through_) {
      kept_.push_back({run.first, run.again + distance, run.words});
    }
  }

  // Adds whole sentences, if these are enough. The end of a paragraph of which the rest stays is
  // cut by itself, for its line end stays.
  void Add(const Repeat& repeat, WordRange words, size_t kept) {
    if (words.size() < kFewestCutWords) return;
    if (GapBeforeWord(words.begin).kind == Gap::kSentence) {
      const uint32_t end = ParagraphEnd(words.begin, words.end);
      AddStretch(repeat, {words.begin, end}, kept);
      words.begin = end;
    }
    if (words.size() > 0) AddStretch(repeat, words, kept);
  }

  void AddStretch(const Repeat& repeat, WordRange words, size_t kept) {
    runs_.clear();
    AppendWithin(repeat.equal, words, &runs_);
    Stretch stretch;
    stretch.words = words;
    stretch.from_paragraph = GapBeforeWord(words.begin).kind == Gap::kParagraph;
    stretch.to_paragraph = GapBeforeWord(words.end).kind == Gap::kParagraph;
    stretch.exact = runs_.size() == 1 && runs_[0].words == words.size();
    stretch.first = runs_.empty() ? repeat.first : FirstRange(runs_);
    stretch.kept_begin = kept;
    stretch.kept_end = kept_.size();
    stretches_.push_back(stretch);
  }

  // Whether a stretch goes together with others before it, and the space between.
  static bool GoOn(const Stretch& front, const Stretch& back, const Stretch& next) {
    return back.words.end == next.words.begin && (front.from_paragraph || !next.from_paragraph);
  }

  std::vector<Cut> ToBytes() const {
    std::vector<Cut> cuts;
    for (size_t i = 0, j; i < stretches_.size(); i = j) {
      j = i + 1;
      while (j < stretches_.size() && GoOn(stretches_[i], stretches_[j - 1], stretches_[j])) ++j;
      auto [begin, end] = Outer(stretches_[i], stretches_[j - 1]);
      for (size_t k = i; k < j; ++k) {
        const Stretch& s = stretches_[k];
        const size_t next = k + 1 < j ? GapBeforeWord(s.words.end).begin : end;
        cuts.push_back({begin, next, s.words.size(), s.exact, passages_.Make(s.first)});
        begin = next;
      }
    }
    return cuts;
  }

  struct Bytes {
    size_t begin, end;
  };

  // The bytes from one stretch to another, with the space that has no use any more.
  Bytes Outer(const Stretch& from, const Stretch& to) const {
    const Gap before = GapBeforeWord(from.words.begin), after = GapBeforeWord(to.words.end);
    if (from.from_paragraph && to.to_paragraph) return Lines({before.begin, after.end});
    if (to.to_paragraph) return {before.end, after.end};
    // A paragraph of which the rest stays keeps how far it is indented.
    return {from.from_paragraph ? SkipSpace(text_, before.begin) : before.begin, after.begin};
  }

  // Whole lines go with their end, or where the last one has none, with that of the line before.
  // Blank lines that stood around them become those of one place.
  Bytes Lines(Bytes lines) const {
    auto [begin, end] = lines;
    const size_t line_end = LineEndAt(text_, end);
    end += line_end;
    if (end < text_.size()) {
      if (BlankBefore(begin) < begin || begin == 0) end = BlankAfter(end);
      return {begin, end};
    }
    while (BlankBefore(begin) < begin) begin = BlankBefore(begin);
    if (line_end == 0) begin -= LineEndBefore(text_, begin);
    return {begin, end};
  }

  // Where the blank line that ends at `at` begins, and where the one that begins there ends; `at`
  // if there is none.
  size_t BlankBefore(size_t at) const {
    const size_t end = at - LineEndBefore(text_, at);
    if (end == at) return at;
    const size_t line = text_.substr(0, end).find_last_of("\n\r") + 1;
    return SkipSpace(text_, line) == end ? line : at;
  }
  size_t BlankAfter(size_t at) const {
    const size_t end = SkipSpace(text_, at), line_end = LineEndAt(text_, end);
    return line_end > 0 || end == text_.size() ? end + line_end : at;
  }

  std::string_view text_;
  const TextRepeats& found_;
  PassageMaker passages_;
  std::vector<Stretch> stretches_;  // disjoint, in order
  std::vector<EqualRun> kept_;  // by stretch: words of it, and uncut words that are equal to them
  std::vector<EqualRun> runs_, through_;
};

}  // namespace

std::vector<Cut> FindCuts(std::string_view text, const TextRepeats& found, Strip strip) {
  if (found.repeats.empty()) return {};
  return Cutter(text, found).Find(strip);
}

std::string WithoutCuts(std::string_view text, const std::vector<Cut>& cuts) {
  std::string out;
  size_t at = 0;
  for (const Cut& cut : cuts) {
    out += text.substr(at, cut.begin - at);
    at = cut.end;
  }
  return out += text.substr(at);
}

}  // namespace nearcopy
