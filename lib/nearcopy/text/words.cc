#include "nearcopy/text/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>

#include "nearcopy/text/ascii_words.h"
#include "nearcopy/text/code_points.h"
#include "nearcopy/text/kept_bytes.h"
#include "nearcopy/text/letter_words.h"
#include "nearcopy/text/normal_form.h"

namespace nearcopy {
namespace {

void Begin(WordEdges* w) {
  *w->edge = w->at;
  w->edge += !w->inside;
  w->inside = true;
}

void Separate(WordEdges* w) {
  *w->edge = w->at;
  w->edge += w->inside;
  w->inside = false;
}

// Appends a form. Without branches: in many scripts nothing foretells what the next character is.
// An edge that is not one is overwritten.
inline void Write(const CodePointForm& form, WordEdges* w) {
  const unsigned edges = form.edges >> (w->inside ? 4 : 0);
  w->edge[0] = w->edge[1] = w->at;
  w->edge += edges & 3;
  std::memcpy(w->out, &form, sizeof(form));  // its bytes stand first
  w->out += form.size;
  w->at += form.size;
  *w->edge = w->at;
  w->edge += edges >> 2 & 1;
  w->inside = (edges & 8) != 0;
}

// Appends a piece, whose edges are where runs begin and end, and around words of one character.
void Write(const NormalPieces::Piece& piece, WordEdges* w) {
  const uint32_t shifted = piece.run << 1 | uint32_t{w->inside};
  uint32_t begins = (piece.run & ~shifted) | piece.own_begin;
  // Whether a run goes on behind the piece is not known yet.
  uint32_t ends = (shifted & ~piece.run & ((uint32_t{1} << piece.size) - 1)) | piece.own_end;
  bool inside = w->inside;
  for (; (inside ? ends : begins) != 0; inside = !inside) {
    uint32_t& next = inside ? ends : begins;
    *w->edge++ = w->at + static_cast<uint32_t>(std::countr_zero(next));
    next &= next - 1;
  }
  std::memcpy(w->out, piece.bytes, sizeof(piece.bytes));
  w->out += piece.size;
  w->at += piece.size;
  w->inside = inside;
}

// Whether the next eight bytes are there and ASCII, so that vector instructions are worth it.
bool AsciiAhead(const char* at, const char* end) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  uint64_t eight = 0;
  if (end - at < 8) return false;
  std::memcpy(&eight, at, 8);
  return (eight & kHighBits) == 0;
}

}  // namespace

// Appends one document. The walk is in one of four ways: through ASCII and through letters known to
// it by vector instructions, through other simple characters by table, and where characters change
// each other, from the last character that nothing before it can change up to the next one, by the
// normal form.
class WordCutter {
 public:
  explicit WordCutter(Words* words) : words_(words) { Open(); }

  void Append(std::string_view text, Simd simd) {
    const CutAscii cut_ascii = CutAsciiWith(simd);
    const CutLetters cut_letters = CutLettersWith(simd);
    const char *in = text.data(), *const end = in + text.size();
    Reserve(text.size());
    while (in != end) {
      if (AsciiAhead(in, end)) {
        in = AsciiStretch(in, end, cut_ascii);
      } else {
        in = LetterStretch(in, end, cut_letters);
      }
    }
    Close();
  }

  void AppendGeneral(std::string_view text) {
    General(text);
    Close();
  }

 private:
  void Open() {
    edges_.at = static_cast<uint32_t>(words_->used_bytes_);
    edges_.out = words_->bytes_.data() + words_->used_bytes_;
    edges_.edge = words_->edges_.data() + 2 * words_->size();
  }

  void Close() {
    Separate(&edges_);
    words_->used_bytes_ = edges_.at;
    words_->first_word_.push_back(static_cast<uint32_t>((edges_.edge - words_->edges_.data()) / 2));
  }

  // Room for text of `size` bytes, each of which may be an edge.
  void Reserve(size_t size) {
    const size_t bytes = edges_.at + size + kWordEdgesSlack + Words::kPadding;
    assert(bytes <= std::numeric_limits<uint32_t>::max());
    if (words_->bytes_.size() < bytes) {
      words_->bytes_.resize(std::max(bytes, 2 * words_->bytes_.size()));
      edges_.out = words_->bytes_.data() + edges_.at;
    }
    const auto used = static_cast<size_t>(edges_.edge - words_->edges_.data());
    const size_t edges = used + size + kWordEdgesSlack;
    if (words_->edges_.size() < edges) {
      words_->edges_.resize(std::max(edges, 2 * words_->edges_.size()));
      edges_.edge = words_->edges_.data() + used;
    }
  }

  // Requires AsciiAhead. The last letter before others is left to Characters, for a mark may follow
  // it.
  const char* AsciiStretch(const char* in, const char* end, CutAscii cut_ascii) {
    constexpr int kLong = 64;  // bytes
    const char* const stop = cut_ascii(in, end, &edges_);
    mixed_ = stop - in < kLong;
    if (stop == end || static_cast<signed char>(stop[-1]) < 0) return stop;
    const bool before = AsciiWordCharacter(stop[-2]) != 0;
    edges_.edge -= edges_.inside != before;
    edges_.inside = before;
    --edges_.out;
    --edges_.at;
    return stop - 1;
  }

  // First by table, for often ASCII goes on after a character or two; but where it was not for long
  // before, as among letters with accents, blocks of letters are faster with ASCII among them.
  const char* LetterStretch(const char* in, const char* end, CutLetters cut_letters) {
    constexpr int kFew = 2, kMany = 64;  // characters: the last one that was known, and another
    constexpr int kWorthIt = 16;         // bytes
    in = Characters(in, end, walk_);
    if (in == end || (!mixed_ && AsciiAhead(in, end))) return in;
    const char* const stop = cut_letters(in, end, &edges_);
    walk_ = stop - in < kWorthIt ? std::min(2 * walk_, kMany) : kFew;
    return stop;
  }

  // Walks by table through so many simple characters, or until ASCII is ahead, or characters that
  // change each other were dealt with.
  const char* Characters(const char* in, const char* const end, int count) {
    WordEdges edges = edges_;                   // a copy, which no byte written can change
    const char *const begin = in, *start = in;  // of the last character that begins anew
    uint8_t combining = 0;                      // of what was written last
    const char* const fast_end = end - std::min<ptrdiff_t>(end - in, 8);
    do {
      const auto [form, size] = in < fast_end ? forms_.AtFast(in) : forms_.At(in, end);
      if (!form->simple) [[unlikely]] {
        if (form->begins_anew) start = in;
        const bool disorder = !form->begins_anew & (combining > form->combining);
        if (form->contextual | (disorder & !form->ignored)) {
          for (in = begin; in != start;) in += WriteNext(in, end);
          return Contextual(start, end);
        }
        if (!form->ignored) combining = form->combining;
      } else {
        if (count-- == 0) break;
        start = in;
        combining = 0;
      }
      Write(*form, &edges);
      in += size;
      if (size == 1 && AsciiAhead(in, end)) break;
    } while (in != end);
    edges_ = edges;
    return in;
  }

  size_t WriteNext(const char* in, const char* end) {
    const auto [form, size] = forms_.At(in, end);
    Write(*form, &edges_);
    return size;
  }

  // Brings what stands from `start` up to the next character that begins anew, but at least the
  // second, into the normal form together.
  const char* Contextual(const char* start, const char* const end) {
    const char* in = start;
    while (in != end) {
      const auto [form, size] = forms_.At(in, end);
      if (in != start && form->begins_anew) break;
      in += std::max(size, 1u);
    }
    const std::string_view text(start, static_cast<size_t>(in - start));
    if (const NormalPieces::Piece* piece = words_->pieces_.Find(text); piece != nullptr) {
      Write(*piece, &edges_);
    } else {
      General(text);
    }
    Reserve(static_cast<size_t>(end - in));
    return in;
  }

  void General(std::string_view text) {
    NormalForm(text, &words_->points_, &words_->scratch_);
    Reserve(4 * words_->points_.size());
    for (int32_t c : words_->points_) {
      if (!IsWordCharacter(c)) {
        Separate(&edges_);
        continue;
      }
      const bool own = IsOwnWord(c);
      if (own) Separate(&edges_);
      Begin(&edges_);
      const auto n = utf8proc_encode_char(c, reinterpret_cast<utf8proc_uint8_t*>(edges_.out));
      edges_.out += n;
      edges_.at += static_cast<uint32_t>(n);
      if (own) Separate(&edges_);
    }
  }

  const CodePointForms& forms_ = CodePointForms::Get();
  Words* words_;
  WordEdges edges_;
  bool mixed_ = false;  // whether letters beyond ASCII cut the last stretch of ASCII short
  int walk_ = 2;        // how many characters to walk through where vector instructions stop
};

void Words::Clear() {
  DropGiant(&bytes_);
  bytes_.resize(std::max(bytes_.size(), kPadding));
  DropGiant(&edges_);
  DropGiant(&points_);
  DropGiant(&scratch_);
  used_bytes_ = 0;
  first_word_.assign(1, 0);
}

void AppendWords(std::string_view text, Simd simd, Words* words) {
  WordCutter(words).Append(text, simd);
}

void AppendWordsGeneral(std::string_view text, Words* words) {
  WordCutter(words).AppendGeneral(text);
}

}  // namespace nearcopy
