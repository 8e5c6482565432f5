#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/text/letter_words.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <algorithm>
#include <bit>
#include <cstring>

#include "hwy/highway.h"
#include "nearcopy/text/block_masks-inl.h"
#include "nearcopy/text/code_points.h"
#include "nearcopy/text/letter_windows.h"
#include "nearcopy/text/letter_words.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_TEXT_LETTER_WORDS_CC_
#define NEARCOPY_TEXT_LETTER_WORDS_CC_
namespace nearcopy {
namespace {

const char* StopAtOnce(const char* in, const char*, WordEdges*) { return in; }

// The lowest n bits.
inline uint64_t Low(size_t n) { return n >= 64 ? ~uint64_t{0} : (uint64_t{1} << n) - 1; }

// Of a block of UTF-8; bit i is about the character that begins at byte i.
struct Letters {
  uint64_t ascii = 0, two = 0, three = 0;  // by the bytes it should have
  uint64_t continuing = 0;                 // the other bytes
  uint64_t known = 0;                      // what the sets below are of
  uint64_t word = 0, own = 0, mark = 0;    // see LetterWindow

  // The sets with every byte of their characters.
  uint64_t Bytes(uint64_t set) const {
    return set | (set & (two | three)) << 1 | (set & three) << 2;
  }
};

bool InDisorder(const char* first_mark, const char* second_mark) {
  const CodePointForms& forms = CodePointForms::Get();
  return forms.AtFast(first_mark).form->combining > forms.AtFast(second_mark).form->combining;
}

// Where two marks alone stand in disorder, as a shadda and a vowel in Arabic mostly do, they change
// places in `out`. Returns the place of the first disorder of another kind, or `known`. `pairs` are
// the second ones of two marks. Not inline, and by value, so that sets stay in registers elsewhere.
[[gnu::noinline]] size_t OrderMarks(const char* block, Letters l, uint64_t pairs, size_t known,
                                    char* out) {
  const auto is_in = [](uint64_t set, size_t place) { return (set >> place & 1) != 0; };
  for (uint64_t left = pairs; left != 0; left &= left - 1) {
    const auto second = static_cast<size_t>(std::countr_zero(left));
    const size_t first = second - (is_in(l.continuing, second - 2) ? 3 : 2);
    if (!InDisorder(block + first, block + second)) continue;
    const size_t size = second - first;
    const bool alike =
        is_in(l.two, first) == is_in(l.two, second) && is_in(l.own, first) == is_in(l.own, second);
    const bool alone = !is_in(pairs, first) && !is_in(pairs >> second, size);
    if (!alike || !alone) return second;
    std::memcpy(out + first, block + second, size);
    std::memcpy(out + second, block + first, size);
  }
  return known;
}

// How many bytes from the beginning are whole characters that are known, up to marks in disorder.
inline size_t KnownBytes(const char* block, const Letters& l, char* out) {
  const uint64_t whole = l.ascii | (l.known & l.continuing >> 1 & (l.two | l.continuing >> 2));
  const auto known = static_cast<size_t>(std::countr_one(l.Bytes(whole)));
  const uint64_t after_mark = (l.mark & l.two) << 2 | (l.mark & l.three) << 3;
  const uint64_t pairs = l.mark & after_mark & Low(known);
  return pairs == 0 ? known : OrderMarks(block, l, pairs, known, out);
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_TEXT_LETTER_WORDS_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR
const char* CutLetterBlocks(const char* in, const char* end, WordEdges* words) {
  return StopAtOnce(in, end, words);
}
#else

using Block = hn::CappedTag<uint8_t, kBlock>;

// Where a block is read, and its code points: those up to U+FFFF have 256 * high + low.
struct CodePoints {
  alignas(kBlock) uint8_t high[kBlock], low[kBlock];
};

// Writes a block with ASCII in lower case, and finds what stands in it. Reads 66 bytes.
HWY_INLINE void Decode(const char* in, char* out, CodePoints* points, Letters* l) {
  const Block d;
  const auto set = [&](int v) { return hn::Set(d, static_cast<uint8_t>(v)); };
  const auto in_range = [&](auto v, int first, int last) {
    return hn::Lt(hn::Sub(v, set(first)), set(last - first + 1));
  };
  for (size_t i = 0; i < kBlock; i += hn::Lanes(d)) {
    const auto* at = reinterpret_cast<const uint8_t*>(in) + i;
    const auto a = hn::LoadU(d, at), b = hn::LoadU(d, at + 1), c = hn::LoadU(d, at + 2);
    const auto upper = in_range(a, 'A', 'Z');
    const auto lower = hn::Or(a, hn::IfThenElseZero(upper, set(0x20)));
    hn::StoreU(lower, d, reinterpret_cast<uint8_t*>(out) + i);
    const auto three = in_range(a, 0xe0, 0xef);
    const auto before = hn::IfThenElse(three, b, a), last = hn::IfThenElse(three, c, b);
    const auto low = hn::Or(hn::ShiftLeft<6>(before), hn::And(last, set(0x3f)));
    const auto page = hn::And(hn::ShiftRight<2>(before), hn::IfThenElse(three, set(0xf), set(7)));
    const auto high = hn::Or(page, hn::IfThenElseZero(three, hn::ShiftLeft<4>(a)));
    hn::Store(high, d, points->high + i);
    hn::Store(low, d, points->low + i);
    // What begins with C0, C1, or E0 and less than A0, has a shorter form.
    const auto whole_three = hn::And(three, hn::Gt(high, set(7)));
    const auto own = hn::And(three, hn::Or(in_range(high, 0x34, 0x4c), in_range(high, 0x4e, 0x9f)));
    const auto hangul = hn::And(three, in_range(high, 0xac, 0xd6));
    const auto ascii_word = hn::Or(in_range(lower, 'a', 'z'), in_range(a, '0', '9'));
    l->ascii |= Bits(d, hn::Lt(a, set(0x80))) << i;
    l->continuing |= Bits(d, in_range(a, 0x80, 0xbf)) << i;
    l->two |= Bits(d, in_range(a, 0xc2, 0xdf)) << i;
    l->three |= Bits(d, whole_three) << i;
    l->own |= Bits(d, own) << i;
    l->known |= Bits(d, hn::Or(own, hangul)) << i;
    l->word |= Bits(d, hn::Or(ascii_word, hn::Or(own, hangul))) << i;
  }
}

// Looks up the characters whose code points are in a window, writes the forms of those that differ
// from them, and returns which characters these are.
HWY_INLINE uint64_t LookUp(const CodePoints& points, uint8_t high, const LetterWindow& window,
                           char* out, Letters* l) {
  constexpr uint8_t kBit[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const Block d;
  const auto bit_of = hn::LoadDup128(d, kBit);
  uint64_t in = 0, known = 0, word = 0, mark = 0, folded = 0;
  for (size_t i = 0; i < kBlock; i += hn::Lanes(d)) {
    const auto low = hn::Load(d, points.low + i);
    const auto bit = hn::TableLookupBytes(bit_of, hn::And(low, hn::Set(d, 7)));
    const auto place = hn::And(hn::ShiftRight<3>(low), hn::Set(d, 15));
    const auto first_half = hn::Lt(low, hn::Set(d, 0x80));
    const auto test = [&](const LetterWindow::Set& set) {
      const auto bytes =
          hn::IfThenElse(first_half, hn::TableLookupBytes(hn::LoadDup128(d, set), place),
                         hn::TableLookupBytes(hn::LoadDup128(d, set + 16), place));
      return Bits(d, hn::TestBit(bytes, bit)) << i;
    };
    in |= Bits(d, hn::Eq(hn::Load(d, points.high + i), hn::Set(d, high))) << i;
    known |= test(window.known);
    word |= test(window.word);
    mark |= test(window.mark);
    folded |= test(window.folded);
  }
  in &= l->two | l->three;
  l->known |= known & in;
  l->word |= word & in;
  l->own |= window.own_words ? word & in : 0;
  l->mark |= mark & in;
  for (folded &= in; folded != 0; folded &= folded - 1) {
    const int place = std::countr_zero(folded);
    const char* form = window.forms[points.low[place]];
    std::memcpy(out + place, form, 2);
    if (high >= 8) out[place + 2] = form[2];
  }
  return in;
}

// Writes the edges of the words in the first 0 < `size` < 64 bytes of a block, which are whole
// characters: of runs of word bytes, and around each character that is a word of its own.
HWY_INLINE void WriteEdges(const Letters& l, size_t size, WordEdges* w) {
  const uint64_t own = l.own & Low(size);
  const uint64_t runs = l.Bytes(l.word & ~l.own) & Low(size);
  const uint64_t shifted = runs << 1 | uint64_t{w->inside};
  const uint64_t begins = (runs & ~shifted) | own;
  const uint64_t ends = (shifted & ~runs & Low(size)) | own << 3;  // all have three bytes
  if ((begins & ends) == 0) {
    Flatten(begins | ends, w->at, w->edge);
  } else {
    const hn::CappedTag<uint32_t, 16> d;
    alignas(64) uint32_t first[2 * kBlock], second[2 * kBlock];
    Flatten(w->inside ? ends : begins, w->at, first);
    Flatten(w->inside ? begins : ends, w->at, second);
    const auto count = static_cast<size_t>(std::max(std::popcount(begins), std::popcount(ends)));
    for (size_t i = 0; i < count; i += hn::Lanes(d)) {
      hn::StoreInterleaved2(hn::Load(d, first + i), hn::Load(d, second + i), d, w->edge + 2 * i);
    }
  }
  w->edge += std::popcount(begins) + std::popcount(ends);
  w->inside = (runs >> (size - 1) & 1) != 0;
}

const char* CutLetterBlocks(const char* in, const char* end, WordEdges* words) {
  constexpr int kMostWindows = 4;   // of a block; each costs as much as a few single characters
  constexpr size_t kReadAhead = 2;  // bytes of a character behind its first
  WordEdges w = *words;
  // The window of the block before is the one to begin with: the processor need not wait.
  uint8_t high = 0;
  const LetterWindow* window = &LetterWindow::At(high);
  while (in != end) {
    const auto left = static_cast<size_t>(end - in);
    char last[kBlock + 2 * kReadAhead];
    const char* block = in;
    if (left < kBlock + 2 * kReadAhead) {
      std::memset(last, 0xff, sizeof(last));  // which is in no UTF-8
      std::memcpy(last, in, left);
      block = last;
    }
    CodePoints points;
    Letters letters;
    Decode(block, w.out, &points, &letters);
    uint64_t rest = (letters.two | letters.three) & ~letters.known;
    for (int i = 0; rest != 0 && i < kMostWindows; ++i) {
      rest &= ~LookUp(points, high, *window, w.out, &letters);
      if (rest != 0) {
        high = points.high[std::countr_zero(rest)];
        window = &LetterWindow::At(high);
      }
    }
    const size_t known = KnownBytes(block, letters, w.out);
    size_t size = known;
    if (known < left || known == kBlock) {
      // Up to the last character that begins anew, since what follows may change it.
      const uint64_t anew = (letters.ascii | letters.known) & ~letters.mark & Low(known);
      size = static_cast<size_t>(std::bit_width(anew | 1) - 1);
    }
    if (size == 0) break;
    WriteEdges(letters, size, &w);
    w.out += size;
    w.at += static_cast<uint32_t>(size);
    in += size;
    if (known < kBlock - kReadAhead || letters.ascii == Low(kBlock)) break;
  }
  *words = w;
  return in;
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
HWY_EXPORT(CutLetterBlocks);

CutLetters CutLettersWith(Simd simd) {
  return simd == Simd::Scalar() ? &StopAtOnce
                                : PickTarget(HWY_DISPATCH_TABLE(CutLetterBlocks), simd);
}

}  // namespace nearcopy
#endif  // HWY_ONCE
