#include "nearcopy/text/normal_pieces.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "nearcopy/text/code_points.h"
#include "nearcopy/text/normal_form.h"

namespace nearcopy {
namespace {

// False if it is too long.
bool Write(std::span<const int32_t> points, NormalPieces::Piece* piece) {
  size_t size = 0;
  for (int32_t c : points) {
    utf8proc_uint8_t bytes[4] = {' '};
    const bool word = IsWordCharacter(c);
    const size_t n = word ? static_cast<size_t>(utf8proc_encode_char(c, bytes)) : 1;
    if (size + n > NormalPieces::kLongestForm) return false;
    std::memcpy(piece->bytes + size, bytes, n);
    const uint32_t begin = uint32_t{1} << size;
    if (word && IsOwnWord(c)) {
      piece->own_begin |= begin;
      piece->own_end |= begin << n;
    } else if (word) {
      piece->run |= (begin << n) - begin;
    }
    size += n;
  }
  piece->size = static_cast<uint8_t>(size);
  return true;
}

}  // namespace

const NormalPieces::Piece* NormalPieces::Find(std::string_view text) {
  if (text.empty() || text.size() > sizeof(Piece::text)) return nullptr;
  if (pieces_.empty()) pieces_.resize(size_t{1} << kHashBits);
  char key[16] = {};
  std::memcpy(key, text.data(), text.size());
  uint64_t halves[2];
  std::memcpy(halves, key, sizeof(key));
  const uint64_t mixed = (halves[0] * 0x9e3779b97f4a7c15) ^ (halves[1] * 0xc2b2ae3d27d4eb4f);
  Piece& piece = pieces_[mixed * 0x9e3779b97f4a7c15 >> (64 - kHashBits)];
  if (piece.text_size == text.size() && std::memcmp(piece.text, key, sizeof(piece.text)) == 0) {
    return &piece;
  }
  NormalForm(text, &points_, &scratch_);
  piece = {};
  if (!Write(points_, &piece)) {
    piece = {};
    return nullptr;
  }
  piece.text_size = static_cast<uint8_t>(text.size());
  std::memcpy(piece.text, key, sizeof(piece.text));
  return &piece;
}

}  // namespace nearcopy
