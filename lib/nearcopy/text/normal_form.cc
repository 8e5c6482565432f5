#include "nearcopy/text/normal_form.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace nearcopy {
namespace {

struct Range {
  char32_t first, last;
};

constexpr Range kIgnorable[] = {
    {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},   {0x115f, 0x1160}, {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x202a, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0}, {0xfff0, 0xfff8}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

constexpr int32_t kReplacement = 0xfffd;

// One code point decomposes into at most 18 (U+FDFA), and folds to at most 3.
constexpr int kLongestExpansion = 32;

// What follows is written once for points with places and without.
int32_t PointOf(int32_t point) { return point; }
int32_t PointOf(const PlacedPoint& placed) { return placed.point; }
int32_t Replaced(int32_t, int32_t by) { return by; }
PlacedPoint Replaced(const PlacedPoint& placed, int32_t by) {
  return {by, placed.begin, placed.end};
}

template <class Point>
void Append(Point from, utf8proc_option_t options, std::vector<Point>* out) {
  int32_t expansion[kLongestExpansion];
  int boundary = 0;
  const utf8proc_ssize_t n =
      utf8proc_decompose_char(PointOf(from), expansion, kLongestExpansion, options, &boundary);
  if (n < 0 || n > kLongestExpansion) {
    out->push_back(from);
    return;
  }
  for (utf8proc_ssize_t i = 0; i < n; ++i) out->push_back(Replaced(from, expansion[i]));
}

constexpr ptrdiff_t kFewMarks = 16;

int CombiningClass(int32_t c) { return utf8proc_get_property(c)->combining_class; }

// Canonical Ordering Algorithm (Unicode 3.11, D109): runs of combining marks, stable by class.
template <class Point>
void OrderMarks(std::vector<Point>* points) {
  const auto starts = [](const Point& p) { return CombiningClass(PointOf(p)) == 0; };
  for (auto it = points->begin(); it != points->end();) {
    if (starts(*it)) {
      ++it;
      continue;
    }
    const auto end = std::find_if(it, points->end(), starts);
    const auto less = [](const Point& a, const Point& b) {
      return CombiningClass(PointOf(a)) < CombiningClass(PointOf(b));
    };
    if (end - it <= kFewMarks) {
      for (auto next = it; next != end; ++next) {
        std::rotate(std::upper_bound(it, next, *next, less), next, next + 1);
      }
    } else {
      std::stable_sort(it, end, less);  // which asks for memory
    }
    it = end;
  }
}

constexpr auto kCompose = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);

void Compose(std::vector<int32_t>* points) {
  OrderMarks(points);
  const utf8proc_ssize_t n = utf8proc_normalize_utf32(
      points->data(), static_cast<utf8proc_ssize_t>(points->size()), kCompose);
  if (n >= 0) points->resize(static_cast<size_t>(n));
}

// Canonical Composition Algorithm (Unicode 3.11, D117), which asks utf8proc for one pair at a time.
void Compose(std::vector<PlacedPoint>* points) {
  OrderMarks(points);
  const size_t none = points->size();
  size_t starter = none, kept = 0;
  int highest = -1;  // class of those between the starter and the next point
  for (const PlacedPoint next : *points) {
    const int combining = CombiningClass(next.point);
    if (starter != none && combining > highest) {
      PlacedPoint& first = (*points)[starter];
      int32_t pair[] = {first.point, next.point};
      if (utf8proc_normalize_utf32(pair, 2, kCompose) == 1) {
        first = {pair[0], std::min(first.begin, next.begin), std::max(first.end, next.end)};
        continue;
      }
    }
    if (combining == 0) starter = kept;
    highest = combining == 0 ? -1 : std::max(highest, combining);
    (*points)[kept++] = next;
  }
  points->resize(kept);
}

constexpr auto kCompatibility =
    static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);

// Default_Ignorable_Code_Point of DerivedCoreProperties.
bool IsDefaultIgnorable(char32_t c) {
  const Range* r = std::lower_bound(std::begin(kIgnorable), std::end(kIgnorable), c,
                                    [](Range a, char32_t b) { return a.last < b; });
  return r != std::end(kIgnorable) && r->first <= c;
}

void Set(size_t, size_t, int32_t c, int32_t* point) { *point = c; }
void Set(size_t begin, size_t end, int32_t c, PlacedPoint* placed) {
  *placed = {c, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

template <class Point>
void MakeNormalForm(std::string_view text, std::vector<Point>* out, std::vector<Point>* scratch) {
  out->clear();
  const auto* p = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t i = 0; i < text.size();) {
    int32_t c = 0;
    utf8proc_ssize_t n =
        utf8proc_iterate(p + i, static_cast<utf8proc_ssize_t>(text.size() - i), &c);
    if (n <= 0) {
      n = 1;
      c = kReplacement;
    }
    Point point;
    Set(i, i + static_cast<size_t>(n), c, &point);
    i += static_cast<size_t>(n);
    if (!IsDefaultIgnorable(static_cast<char32_t>(c))) Append(point, kCompatibility, out);
  }
  Compose(out);
  scratch->clear();
  for (const Point& point : *out) Append(point, UTF8PROC_CASEFOLD, scratch);
  out->clear();
  for (const Point& point : *scratch) Append(point, kCompatibility, out);
  Compose(out);
}

}  // namespace

void NormalForm(std::string_view text, std::vector<int32_t>* out, std::vector<int32_t>* scratch) {
  MakeNormalForm(text, out, scratch);
}

void PlacedNormalForm(std::string_view text, std::vector<PlacedPoint>* out,
                      std::vector<PlacedPoint>* scratch) {
  MakeNormalForm(text, out, scratch);
}

}  // namespace nearcopy
