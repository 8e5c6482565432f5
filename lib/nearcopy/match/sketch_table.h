#ifndef NEARCOPY_MATCH_SKETCH_TABLE_H_
#define NEARCOPY_MATCH_SKETCH_TABLE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/sketch/sketch.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// Sketches of one shape, side by side; sketch i is the words [i * words, (i + 1) * words).
class SketchTable {
 public:
  explicit SketchTable(const SketchShape& shape) : shape_(shape) {}

  const SketchShape& shape() const { return shape_; }
  size_t size() const { return data_.size() / shape_.words(); }
  std::span<const uint64_t> operator[](size_t i) const {
    return std::span(data_).subspan(i * shape_.words(), shape_.words());
  }
  void Append(std::span<const uint64_t> sketch) {
    data_.insert(data_.end(), sketch.begin(), sketch.end());
  }
  // Row i becomes what row order[i] was. In place: sketches are the most of a corpus in memory.
  void Permute(std::vector<uint32_t> order);

 private:
  SketchShape shape_;
  std::vector<uint64_t> data_;
};

// Whether two sketches are alike enough for their texts to be worth a look: for 16-bit slots at
// least `bound` of them equal, for SimHash at most `bound` bits different.
struct SketchFilter {
  int bound = 0;
  Simd simd = Simd::Scalar();

  // Appends to `passed` those of `others` that pass beside `one`, in their order. Any thread.
  void Select(const SketchTable& table, uint32_t one, std::span<const uint32_t> others,
              std::vector<uint32_t>* passed) const;
};

// Bits in which two sketches differ. Any thread.
int HammingDistance(std::span<const uint64_t> a, std::span<const uint64_t> b);

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_SKETCH_TABLE_H_
