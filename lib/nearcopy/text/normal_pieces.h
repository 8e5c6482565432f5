#ifndef NEARCOPY_TEXT_NORMAL_PIECES_H_
#define NEARCOPY_TEXT_NORMAL_PIECES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace nearcopy {

// Remembers the normal forms of short pieces of text, for a language has few of those that need it:
// a letter with the marks that compose with it or change places. It holds the last piece of each
// hash, some 30 kB once it is used. One writer.
class NormalPieces {
 public:
  static constexpr size_t kLongestForm = 28;

  // A normal form with a space for each character that belongs to no word. Bit i of a mask is about
  // byte i: bytes of runs of word characters, and where words of one character begin and end.
  struct Piece {
    char bytes[kLongestForm] = {};
    uint32_t run = 0, own_begin = 0, own_end = 0;
    uint8_t size = 0;
    uint8_t text_size = 0;
    char text[14] = {};
  };
  static_assert(sizeof(Piece) == 56);

  // The form of `text`, until the next call; nullptr if text or form are too long.
  const Piece* Find(std::string_view text);

 private:
  static constexpr int kHashBits = 9;
  std::vector<Piece> pieces_;
  std::vector<int32_t> points_, scratch_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_NORMAL_PIECES_H_
