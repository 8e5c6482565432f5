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

void Append(int32_t c, utf8proc_option_t options, std::vector<int32_t>* out) {
  int32_t expansion[kLongestExpansion];
  int boundary = 0;
  const utf8proc_ssize_t n =
      utf8proc_decompose_char(c, expansion, kLongestExpansion, options, &boundary);
  if (n < 0 || n > kLongestExpansion) {
    out->push_back(c);
    return;
  }
  out->insert(out->end(), expansion, expansion + n);
}

constexpr ptrdiff_t kFewMarks = 16;

// Canonical Ordering Algorithm (Unicode 3.11, D109): runs of combining marks, stable by class.
void OrderMarks(std::vector<int32_t>* points) {
  auto combining = [](int32_t c) { return utf8proc_get_property(c)->combining_class; };
  for (auto it = points->begin(); it != points->end();) {
    if (combining(*it) == 0) {
      ++it;
      continue;
    }
    const auto end = std::find_if(it, points->end(), [&](int32_t c) { return combining(c) == 0; });
    const auto less = [&](int32_t a, int32_t b) { return combining(a) < combining(b); };
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

void Compose(std::vector<int32_t>* points) {
  OrderMarks(points);
  const utf8proc_ssize_t n =
      utf8proc_normalize_utf32(points->data(), static_cast<utf8proc_ssize_t>(points->size()),
                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (n >= 0) points->resize(static_cast<size_t>(n));
}

constexpr auto kCompatibility =
    static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);

// Default_Ignorable_Code_Point of DerivedCoreProperties.
bool IsDefaultIgnorable(char32_t c) {
  const Range* r = std::lower_bound(std::begin(kIgnorable), std::end(kIgnorable), c,
                                    [](Range a, char32_t b) { return a.last < b; });
  return r != std::end(kIgnorable) && r->first <= c;
}

}  // namespace

void NormalForm(std::string_view text, std::vector<int32_t>* out, std::vector<int32_t>* scratch) {
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
    i += static_cast<size_t>(n);
    if (!IsDefaultIgnorable(static_cast<char32_t>(c))) Append(c, kCompatibility, out);
  }
  Compose(out);
  scratch->clear();
  for (int32_t c : *out) Append(c, UTF8PROC_CASEFOLD, scratch);
  out->clear();
  for (int32_t c : *scratch) Append(c, kCompatibility, out);
  Compose(out);
}

}  // namespace nearcopy
