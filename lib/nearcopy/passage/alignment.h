#ifndef NEARCOPY_PASSAGE_ALIGNMENT_H_
#define NEARCOPY_PASSAGE_ALIGNMENT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nearcopy {

// Words of one document, by number: [begin, end).
struct WordRange {
  uint32_t begin = 0, end = 0;
  uint32_t size() const { return end - begin; }
  bool operator==(const WordRange&) const = default;
};

// So many words that are equal from word `first` and from word `again` on.
struct EqualRun {
  uint32_t first = 0, again = 0, words = 0;
  uint32_t first_end() const { return first + words; }
  uint32_t again_end() const { return again + words; }
  bool operator==(const EqualRun&) const = default;
};

// An alignment is its equal runs, in order; what stands between two of them was edited. These are
// what it covers of both sides, of an alignment of one run at least.
WordRange FirstRange(std::span<const EqualRun> runs);
WordRange AgainRange(std::span<const EqualRun> runs);

// What an alignment is worth: a word for each equal one, less 2 for a changed one, less 2.5 for one
// that was put in or left out; in half words, so that it is a whole number.
int64_t HalfScore(std::span<const EqualRun> runs);

// The runs that are worth most together, the first of several such.
std::span<const EqualRun> BestPart(std::span<const EqualRun> runs);

// Appends what stands within words `again` of the second side.
void AppendWithin(std::span<const EqualRun> runs, WordRange again, std::vector<EqualRun>* out);

// Aligns a document with itself from a place on: both ways for as long as it is worth it, by the
// greedy extension of Zhang, Schwartz, Wagner, Miller (J. Comput. Biol. 7, 2000), whose ends are
// where the score is best. Gaps of four edits are bridged, if enough equal words follow. Time is
// linear in the words aligned. Keeps its buffers; one thread at a time.
class Aligner {
 public:
  // Replaces `runs` by the alignment of `words` with themselves through words `first` < `again`,
  // which are equal. Words before `lowest`, at most `again`, are not looked at on the second side,
  // and the first side ends where the second begins.
  void Align(std::span<const uint64_t> words, uint32_t first, uint32_t again, uint32_t lowest,
             std::vector<EqualRun>* runs);

 private:
  template <class Side>
  bool Extend(const Side& side);
  template <class Side>
  void AddRow(const Side& side, int64_t least);
  void TraceBack();
  int32_t Reached(size_t row, int32_t diagonal) const;
  int32_t Next(size_t row, int32_t diagonal) const;

  // How far each diagonal came with so many edits: the words of the second side, kNowhere if it was
  // given up.
  struct Row {
    size_t begin;    // in cells_
    int32_t lowest;  // diagonal
    int32_t size;
  };
  struct Point {
    size_t edits = 0;
    int32_t diagonal = 0,
            reached = 0;  // diagonal: words of the first side less those of the second
    int64_t score = 0;
  };
  std::vector<Row> rows_;
  std::vector<int32_t> cells_;
  int32_t first_size_ = 0, again_size_ = 0;  // words there are on each side
  Point best_;
  std::vector<EqualRun> traced_;  // relative to where the extension began, last run first
};

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_ALIGNMENT_H_
