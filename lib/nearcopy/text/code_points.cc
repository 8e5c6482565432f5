#include "nearcopy/text/code_points.h"

#include <utf8proc.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "nearcopy/text/normal_form.h"

namespace nearcopy {
namespace {

struct Range {
  int32_t first, last;
};

bool IsIn(std::span<const Range> ranges, int32_t c) {
  const auto r = std::lower_bound(ranges.begin(), ranges.end(), c,
                                  [](Range range, int32_t v) { return range.last < v; });
  return r != ranges.end() && r->first <= c;
}

// Blocks of scripts that are written without spaces: each character is a word.
constexpr Range kOwnWord[] = {{0x0e00, 0x0e7f}, {0x0e80, 0x0eff}, {0x1000, 0x109f},
                              {0x1780, 0x17ff}, {0x2e80, 0x2eff}, {0x3005, 0x3007},
                              {0x3040, 0x30ff}, {0x31f0, 0x31ff}, {0x3400, 0x4dbf},
                              {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};

// Code points that may compose with one before them (NFC_Quick_Check=Maybe of
// DerivedNormalizationProps; a test asks utf8proc for every composition there is).
constexpr Range kMayCompose[] = {
    {0x0300, 0x0304},   {0x0306, 0x030c},   {0x030f, 0x030f},   {0x0311, 0x0311},
    {0x0313, 0x0314},   {0x031b, 0x031b},   {0x0323, 0x0328},   {0x032d, 0x032e},
    {0x0330, 0x0331},   {0x0338, 0x0338},   {0x0342, 0x0342},   {0x0345, 0x0345},
    {0x0653, 0x0655},   {0x093c, 0x093c},   {0x09be, 0x09be},   {0x09d7, 0x09d7},
    {0x0b3e, 0x0b3e},   {0x0b56, 0x0b57},   {0x0bbe, 0x0bbe},   {0x0bd7, 0x0bd7},
    {0x0c56, 0x0c56},   {0x0cc2, 0x0cc2},   {0x0cd5, 0x0cd6},   {0x0d3e, 0x0d3e},
    {0x0d57, 0x0d57},   {0x0dca, 0x0dca},   {0x0dcf, 0x0dcf},   {0x0ddf, 0x0ddf},
    {0x102e, 0x102e},   {0x1161, 0x1175},   {0x11a8, 0x11c2},   {0x1b35, 0x1b35},
    {0x3099, 0x309a},   {0x110ba, 0x110ba}, {0x11127, 0x11127}, {0x1133e, 0x1133e},
    {0x11357, 0x11357}, {0x114b0, 0x114b0}, {0x114ba, 0x114ba}, {0x114bd, 0x114bd},
    {0x115af, 0x115af}, {0x11930, 0x11930}};

uint8_t CombiningClass(int32_t c) {
  return static_cast<uint8_t>(utf8proc_get_property(c)->combining_class);
}

std::string Encoded(std::span<const int32_t> points) {
  std::string out;
  for (int32_t c : points) {
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);
    out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(n));
  }
  return out;
}

// The first code point of every stage of the normal form is one that nothing before it can change.
bool BeginsAnew(int32_t c, std::span<const int32_t> form) {
  const auto begins = [](int32_t first) {
    return CombiningClass(first) == 0 && !IsIn(kMayCompose, first);
  };
  int32_t parts[32];
  int boundary = 0;
  for (const auto options : {UTF8PROC_COMPAT, UTF8PROC_CASEFOLD}) {
    const auto n = utf8proc_decompose_char(
        c, parts, std::size(parts),
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | options), &boundary);
    if (n < 1 || !begins(parts[0])) return false;
  }
  return begins(c) && begins(form.front());
}

CodePointForm FormOf(int32_t c) {
  CodePointForm contextual;
  // Surrogates are no characters: in a text they are bytes that are not UTF-8.
  if (!utf8proc_codepoint_valid(c)) return contextual;
  const std::string before = Encoded({&c, 1});
  std::vector<int32_t> points, scratch;
  NormalForm(before, &points, &scratch);
  CodePointForm form;
  form.contextual = false;
  form.ignored = points.empty();
  if (form.ignored) return form;
  form.combining = CombiningClass(points.back());
  form.begins_anew = contextual.begins_anew = BeginsAnew(c, points);
  form.simple = form.begins_anew && form.combining == 0;
  const bool itself = points.size() == 1 && points[0] == c;
  if (!form.begins_anew && (!itself || IsIn(kMayCompose, c))) return contextual;
  form.edges = CodePointForm::kEdges[CodePointForm::kSeparator];
  const auto words = std::count_if(points.begin(), points.end(), IsWordCharacter);
  if (words == 0) return form.simple ? form : contextual;
  const std::string bytes = Encoded(points);
  const bool own = IsOwnWord(points.front());
  form.edges = CodePointForm::kEdges[own ? CodePointForm::kOwnWord : CodePointForm::kWord];
  if (static_cast<size_t>(words) < points.size() || bytes.size() > before.size() ||
      bytes.size() > sizeof(form.bytes) || (own && points.size() > 1) ||
      std::any_of(points.begin() + 1, points.end(), IsOwnWord)) {
    return contextual;
  }
  form.size = static_cast<uint8_t>(bytes.size() & 7);
  std::copy(bytes.begin(), bytes.end(), form.bytes);
  return form;
}

}  // namespace

bool IsWordCharacter(int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

bool IsOwnWord(int32_t code_point) { return IsIn(kOwnWord, code_point); }

const CodePointForms& CodePointForms::Get() {
  static const CodePointForms forms;
  return forms;
}

CodePointForms::Found CodePointForms::At(const char* at, const char* end) const {
  static constexpr CodePointForm kNone;
  int32_t c = 0;
  const utf8proc_ssize_t n =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(at), end - at, &c);
  if (n <= 0) return {&kNone, 0};
  return {&Of(static_cast<uint32_t>(c)), static_cast<uint32_t>(n)};
}

std::unique_ptr<CodePointForms::Page> CodePointForms::MakePage(uint32_t number) {
  auto page = std::make_unique<Page>();
  for (uint32_t i = 0; i < kPageSize; ++i) {
    (*page)[i] = FormOf(static_cast<int32_t>(number * kPageSize + i));
  }
  return page;
}

}  // namespace nearcopy
