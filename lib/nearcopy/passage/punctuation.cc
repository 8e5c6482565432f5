#include "nearcopy/passage/punctuation.h"

#include <utf8proc.h>

#include <algorithm>

namespace nearcopy {
namespace {

// What a character means to the sentence that it stands in.
enum class Mark {
  kNone,      // the end of the text, or none of what follows
  kLineEnd,   // LF, CR
  kSpace,     // other white space
  kStop,      // ends a sentence, if space follows
  kWideStop,  // ends a sentence of a script that writes no spaces
  kPause,     // a comma or the like
  kClosing,   // a quote or bracket, and what else stands behind words
  kInitial,   // a quote that opens in most languages, and closes in some
};

struct Found {
  int32_t point = -1;
  size_t size = 0;  // bytes; 0 at the end
};

Found PointAt(std::string_view text, size_t at) {
  Found found;
  if (at >= text.size()) return found;
  const utf8proc_ssize_t size =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                       static_cast<utf8proc_ssize_t>(text.size() - at), &found.point);
  found.size = size > 0 ? static_cast<size_t>(size) : 1;
  return found;
}

bool IsAny(int32_t point, std::u32string_view points) {
  return points.find(static_cast<char32_t>(point)) != points.npos;
}

Mark MarkOf(int32_t point) {
  if (point < 0) return Mark::kNone;
  if (point == '\n' || point == '\r') return Mark::kLineEnd;
  if (point == '\t' || point == '\v' || point == '\f' || point == 0x85) return Mark::kSpace;
  if (IsAny(point, U".!?\u2026\u203c\u203d\u2047\u2048\u2049\u061f\u06d4\u0964\u0965\u1362\u0589"))
    return Mark::kStop;
  if (IsAny(point, U"\u3002\uff01\uff1f\uff0e\uff61")) return Mark::kWideStop;
  if (IsAny(point, U",;:\u060c\u061b\u3001\uff0c\uff1b\uff1a\uff64")) return Mark::kPause;
  if (IsAny(point, U"#&@/\\\u00a1\u00bf")) return Mark::kNone;  // these belong to what follows
  switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return Mark::kSpace;
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return Mark::kClosing;
    case UTF8PROC_CATEGORY_PI:
      return Mark::kInitial;
    default:
      return Mark::kNone;
  }
}

bool IsClosing(Mark mark) { return mark >= Mark::kStop && mark <= Mark::kClosing; }

// The mark at `at`, as it is meant there.
Mark MarkAt(std::string_view text, size_t at, const Found& found) {
  const Mark mark = MarkOf(found.point);
  if (mark != Mark::kInitial) return mark;
  const Mark next = MarkOf(PointAt(text, at + found.size).point);
  const bool closes = at + found.size >= text.size() || next == Mark::kSpace ||
                      next == Mark::kLineEnd || IsClosing(next);
  return closes ? Mark::kClosing : Mark::kNone;
}

// The letters of a word, as far as these matter.
struct WordForm {
  size_t characters = 0;
  bool capital = false, lower = false, number = false;  // the first one
};

WordForm FormOf(std::string_view word) {
  WordForm form;
  const auto category = utf8proc_category(PointAt(word, 0).point);
  form.capital = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
  form.lower = category == UTF8PROC_CATEGORY_LL;
  form.number = category == UTF8PROC_CATEGORY_ND;
  for (size_t at = 0; at < word.size(); at += PointAt(word, at).size) ++form.characters;
  return form;
}

// Whether a full stop between these is more likely part of an abbreviation, or of an ordinal.
bool IsAbbreviated(const WordForm& word, const WordForm& next) {
  constexpr size_t kLongestAbbreviation = 4, kLongestOrdinal = 2;
  if (word.number) return word.characters <= kLongestOrdinal;
  return word.characters == 1 ||
         (word.characters <= kLongestAbbreviation && (word.capital || next.number));
}

// Requires that no line ends between the two words.
Gap GapWithin(std::string_view text, WordPlace before, WordPlace after) {
  size_t at = before.end, stops = 0;
  bool wide = false, full_stop = false;
  for (;;) {
    const Found found = PointAt(text, at);
    const Mark mark = at < after.begin ? MarkAt(text, at, found) : Mark::kNone;
    if (mark == Mark::kPause) return {};
    if (!IsClosing(mark)) break;
    stops += mark != Mark::kClosing;
    wide |= mark == Mark::kWideStop;
    full_stop |= found.point == '.';
    at += found.size;
  }
  const size_t begin = SkipSpace(text, at);
  if (stops == 0 || (begin == at && !wide)) return {};
  const auto word = [&](WordPlace p) { return FormOf(text.substr(p.begin, p.end - p.begin)); };
  const WordForm next = word(after);
  if (next.lower || (full_stop && stops == 1 && IsAbbreviated(word(before), next))) return {};
  return {Gap::kSentence, at, begin};
}

}  // namespace

size_t SkipClosing(std::string_view text, size_t at) {
  for (;;) {
    const Found found = PointAt(text, at);
    if (!IsClosing(MarkAt(text, at, found))) return at;
    at += found.size;
  }
}

size_t LineEndAt(std::string_view text, size_t at) {
  if (at >= text.size() || (text[at] != '\n' && text[at] != '\r')) return 0;
  return text.substr(at, 2) == "\r\n" ? 2 : 1;
}

size_t LineEndBefore(std::string_view text, size_t at) {
  if (at == 0 || (text[at - 1] != '\n' && text[at - 1] != '\r')) return 0;
  return text.substr(0, at).ends_with("\r\n") ? 2 : 1;
}

size_t SkipSpace(std::string_view text, size_t at) {
  for (;;) {
    const Found found = PointAt(text, at);
    if (MarkOf(found.point) != Mark::kSpace) return at;
    at += found.size;
  }
}

Gap GapBefore(std::string_view text, std::span<const WordPlace> places, size_t word) {
  constexpr std::string_view kLineEnds = "\n\r";
  const size_t begin = word == 0 ? 0 : places[word - 1].end;
  const size_t end = word == places.size() ? text.size() : places[word].begin;
  if (begin > end) return {};  // words that one character became
  const std::string_view between = text.substr(begin, end - begin);
  const size_t first = between.find_first_of(kLineEnds);
  if (first != between.npos) {
    return {Gap::kParagraph, begin + first, begin + between.find_last_of(kLineEnds) + 1};
  }
  if (word == 0) return {Gap::kParagraph, 0, 0};
  if (word == places.size()) return {Gap::kParagraph, text.size(), text.size()};
  return GapWithin(text, places[word - 1], places[word]);
}

}  // namespace nearcopy
