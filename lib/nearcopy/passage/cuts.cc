#include "nearcopy/passage/cuts.h"

#include <algorithm>

#include "nearcopy/passage/punctuation.h"

namespace nearcopy {
namespace {

// A cut in words, with the kinds of its ends.
struct Stretch {
  WordRange words;
  bool from_paragraph, to_paragraph;  // whether it begins, and ends, with one
  bool exact, drifts;                 // see Cutter
  WordRange first;
};

// Where stretches that lie side by side are cut out.
class Cutter {
 public:
  Cutter(std::string_view text, const TextRepeats& found)
      : text_(text), found_(found), passages_(text, found.places) {}

  std::vector<Cut> Find(Strip strip) {
    std::vector<const Repeat*> repeats;
    for (const TextRepeat& r : found_.repeats) repeats.push_back(&r.repeat);
    std::ranges::sort(repeats, {}, [](const Repeat* r) { return r->again.begin; });
    for (const Repeat* repeat : repeats) {
      // What is like something that goes because it is like a third one may be unlike that one.
      if (strip == Strip::kNear && (repeat->exact || !Drifts(repeat->first))) {
        CutWithin(*repeat, repeat->again);
      } else {
        for (const EqualRun& run : repeat->equal) CutWithin(*repeat, {run.again, run.again_end()});
      }
    }
    return ToBytes();
  }

 private:
  Gap GapBeforeWord(size_t word) const { return GapBefore(text_, found_.places, word); }

  // Whether any of `words` is cut because it is nearly, not exactly, what stands elsewhere.
  bool Drifts(WordRange words) const {
    auto cut = std::ranges::upper_bound(stretches_, words.begin, {},
                                        [](const Stretch& s) { return s.words.end; });
    for (; cut != stretches_.end() && cut->words.begin < words.end; ++cut) {
      if (cut->drifts) return true;
    }
    return false;
  }

  // Cuts the longest run of whole sentences among `words`, if it is long enough.
  void CutWithin(const Repeat& repeat, WordRange words) {
    if (words.size() < kFewestCutWords) return;
    uint32_t begin = words.begin, end = words.end;
    while (begin < end && GapBeforeWord(begin).kind == Gap::kNone) ++begin;
    while (begin < end && GapBeforeWord(end).kind == Gap::kNone) --end;
    if (end - begin < kFewestCutWords) return;
    // The end of a paragraph of which the rest stays is cut by itself: its line end stays.
    if (GapBeforeWord(begin).kind == Gap::kSentence) {
      uint32_t line_end = begin + 1;
      while (line_end < end && GapBeforeWord(line_end).kind != Gap::kParagraph) ++line_end;
      Add(repeat, {begin, line_end});
      begin = line_end;
    }
    if (begin < end) Add(repeat, {begin, end});
  }

  void Add(const Repeat& repeat, WordRange words) {
    Stretch stretch{words, GapBeforeWord(words.begin).kind == Gap::kParagraph,
                    GapBeforeWord(words.end).kind == Gap::kParagraph, false, false, repeat.first};
    runs_.clear();
    AppendWithin(repeat.equal, words, &runs_);
    stretch.exact = runs_.size() == 1 && runs_[0].words == words.size();
    if (!runs_.empty()) stretch.first = FirstRange(runs_);
    stretch.drifts = !stretch.exact || Drifts(stretch.first);
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
  std::vector<EqualRun> runs_;
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
