#include "nearcopy/passage/paragraph_forms.h"

#include <utf8proc.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "nearcopy/passage/date_words.h"
#include "nearcopy/shingle/hash.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// What stands for a run of numbers and for a date; no word has these hashes but by chance.
constexpr uint64_t kNumberMark = 0x9d0d6b3f5c1e8a27, kDateMark = 0x3b8e4f7a16c95d03;

// Text that goes through each step together: little enough to stay in a cache.
constexpr size_t kTogether = 16 << 10;

// The most links between two parts of a date: "el 3 de mayo a las 10".
constexpr size_t kMostLinks = 2;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether a digit of any script is at this place, which FindDigitByte found.
bool IsDigitAt(const char* at) {
  const auto byte = [&](int i) { return static_cast<unsigned char>(at[i]); };
  if (byte(0) < 0x80) return true;
  // Those of a script are ten in a row, behind which nothing but a few last bits differs.
  if (byte(0) < 0xe0 && byte(1) % 32 > 0x19) return false;
  if (byte(0) == 0xe0 && byte(2) < 0x90) return false;
  utf8proc_int32_t point;
  utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(at), 4, &point);
  return point >= 0 && utf8proc_category(point) == UTF8PROC_CATEGORY_ND;
}

size_t LeadingDigits(std::string_view word) {
  return static_cast<size_t>(std::find_if_not(word.begin(), word.end(), IsDigit) - word.begin());
}

bool IsYear(std::string_view word) {
  return word.size() == 4 && LeadingDigits(word) == 4 &&
         (word.starts_with("19") || word.starts_with("20"));
}

// A month or a day, behind which a time may stand: "03t10".
bool IsPartOfDate(std::string_view word) {
  const size_t digits = LeadingDigits(word);
  return digits == 1 || digits == 2;
}

uint64_t HashOf(std::span<const uint64_t> words) {
  return XXH3_64bits(words.data(), words.size_bytes());
}

}  // namespace

void ParagraphForms::ForEach(std::string_view text,
                             const std::function<void(const ParagraphForm&)>& take) {
  ParagraphReader reader(text);
  size_t bytes = 0;
  for (Paragraph paragraph; reader.Next(&paragraph);) {
    paragraphs_.push_back(paragraph);
    AppendWords(paragraph.text, simd_, &words_);
    bytes += paragraph.text.size();
    if (bytes < kTogether) continue;
    Take(take);
    bytes = 0;
  }
  Take(take);
}

void ParagraphForms::Take(const std::function<void(const ParagraphForm&)>& take) {
  if (hashes_.size() < words_.size()) hashes_.resize(std::max(words_.size(), 2 * hashes_.size()));
  HashWords(words_, DateWords::kSeed, simd_, hashes_.data());
  for (size_t d = 0; d < paragraphs_.size(); ++d) {
    const size_t first = words_.first_word(d), end = words_.first_word(d + 1);
    if (first == end) continue;
    const uint64_t exact = HashOf(std::span(hashes_).subspan(first, end - first));
    take({paragraphs_[d], exact, NearForm(first, end, exact), static_cast<uint32_t>(end - first)});
  }
  paragraphs_.clear();
  words_.Clear();
  DropGiant(&paragraphs_);
  DropGiant(&hashes_);
  DropGiant(&numbers_);
  DropGiant(&marked_);
}

// Tells the numbers among the words of a paragraph; false if there are none.
bool ParagraphForms::FindNumbers(size_t first, size_t end) {
  const uint32_t* const edges = words_.edges();
  const char* const bytes = words_.bytes();
  static_assert(Words::kPadding >= kDigitPadding);
  const size_t last = edges[2 * end - 1];
  size_t word = first;
  bool any = false;
  size_t at = edges[2 * first];
  while ((at = find_digit_byte_(bytes, at, last)) < last) {
    if (!IsDigitAt(bytes + at)) {
      ++at;
      continue;
    }
    while (edges[2 * word + 1] <= at) ++word;
    if (!std::exchange(any, true)) numbers_.assign(end - first, false);
    numbers_[word - first] = true;
    at = edges[2 * word + 1];
  }
  return any;
}

// `exact` where the form is no other, or does not count.
uint64_t ParagraphForms::NearForm(size_t first, size_t end, uint64_t exact) {
  if (!FindNumbers(first, end)) return exact;
  first_ = first;
  marked_.clear();
  runs_ = dates_ = fixed_ = 0;
  size_t done = 0;
  const auto next = [&] {
    return static_cast<size_t>(
        std::find(numbers_.begin() + static_cast<ptrdiff_t>(done), numbers_.end(), true) -
        numbers_.begin());
  };
  for (size_t number = next(); number < numbers_.size(); number = next()) {
    const Group group = GroupAround(number, done);
    AppendFixed(done, group.begin);
    MarkGroup(group);
    done = group.end;
  }
  AppendFixed(done, numbers_.size());
  const size_t of_runs = runs_ <= 1 ? 2 * runs_ : 3 * runs_ + 1;
  return fixed_ >= dates_ + of_runs ? HashOf(marked_) : exact;
}

void ParagraphForms::AppendFixed(size_t begin, size_t end) {
  const auto hashes = hashes_.begin() + static_cast<ptrdiff_t>(first_);
  marked_.insert(marked_.end(), hashes + static_cast<ptrdiff_t>(begin),
                 hashes + static_cast<ptrdiff_t>(end));
  fixed_ += end - begin;
}

ParagraphForms::Kind ParagraphForms::KindOf(size_t i) const {
  if (numbers_[i]) return Kind::kNumber;
  const DateWords& dates = DateWords::Get();
  const auto date_word = [&](size_t k) { return dates.KindOf(hashes_[first_ + k]); };
  switch (date_word(i)) {
    case DateWordKind::kNone:
      return Kind::kOther;
    case DateWordKind::kName:
      return Kind::kName;
    case DateWordKind::kLink:
      return Kind::kLink;
    // "a.m." and "p.m." are two words.
    case DateWordKind::kHalf:
      return i + 1 < numbers_.size() && date_word(i + 1) == DateWordKind::kM ? Kind::kName
                                                                             : Kind::kLink;
    case DateWordKind::kM:
      return i > 0 && date_word(i - 1) == DateWordKind::kHalf ? Kind::kName : Kind::kOther;
  }
  return Kind::kOther;
}

// A number and the numbers and names of dates around it, from `done` on; few links may stand
// between them.
ParagraphForms::Group ParagraphForms::GroupAround(size_t number, size_t done) const {
  Group group{number, number + 1, false};
  const auto take = [&](Kind kind) {
    group.named |= kind == Kind::kName;
    return kind == Kind::kName || kind == Kind::kNumber;
  };
  for (size_t i = number, links = 0; i > done && links <= kMostLinks;) {
    const Kind kind = KindOf(--i);
    if (take(kind)) {
      group.begin = i;
      links = 0;
    } else if (kind == Kind::kOther) {
      break;
    } else {
      ++links;
    }
  }
  for (size_t i = number + 1, links = 0; i < numbers_.size() && links <= kMostLinks; ++i) {
    const Kind kind = KindOf(i);
    if (take(kind)) {
      group.end = i + 1;
      links = 0;
    } else if (kind == Kind::kOther) {
      break;
    } else {
      ++links;
    }
  }
  return group;
}

// With a name, all of a group is one date. Without, runs of numbers are marks by themselves, and
// the links between them are words.
void ParagraphForms::MarkGroup(const Group& group) {
  if (group.named) {
    marked_.push_back(kDateMark);
    ++dates_;
    return;
  }
  for (size_t i = group.begin; i < group.end;) {
    size_t run = i;
    while (run < group.end && numbers_[run]) ++run;
    if (run == i) {
      AppendFixed(i, i + 1);
      ++i;
      continue;
    }
    const bool date = IsNumericDate(first_ + i, first_ + run);
    marked_.push_back(date ? kDateMark : kNumberMark);
    ++(date ? dates_ : runs_);
    i = run;
  }
}

// Whether words, all of them numbers, hold a year with a month and a day before or behind it.
bool ParagraphForms::IsNumericDate(size_t first, size_t end) const {
  const auto part = [&](size_t i) { return IsPartOfDate(words_.Word(i)); };
  for (size_t i = first; i < end; ++i) {
    if (!IsYear(words_.Word(i))) continue;
    if (i + 2 < end && part(i + 1) && part(i + 2)) return true;
    if (i >= first + 2 && part(i - 1) && part(i - 2)) return true;
  }
  return false;
}

}  // namespace nearcopy
