#ifndef NEARCOPY_MATCH_SKETCH_TABLE_H_
#define NEARCOPY_MATCH_SKETCH_TABLE_H_

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/match/large_vector.h"
#include "nearcopy/sketch/sketch.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// Sketches of one shape by position, in memory or not. Any thread may read.
class SketchSource {
 public:
  explicit SketchSource(const SketchShape& shape) : shape_(shape) {}
  virtual ~SketchSource() = default;

  const SketchShape& shape() const { return shape_; }
  virtual size_t size() const = 0;

  // The sketches from `first` on, side by side: as many as stand so, at least one, at most `most`.
  // Valid until the next call with this buffer, which the source may use or not.
  virtual absl::StatusOr<std::span<const uint64_t>> Read(size_t first, size_t most,
                                                         std::vector<uint64_t>* buffer) const = 0;

  // Where the sketches of some positions are, one for each; valid as above.
  virtual absl::Status Gather(std::span<const uint32_t> positions, std::vector<uint64_t>* buffer,
                              std::vector<const uint64_t*>* out) const = 0;

 private:
  SketchShape shape_;
};

// Sketches in memory. One writer, while nobody reads.
class SketchTable final : public SketchSource {
 public:
  explicit SketchTable(const SketchShape& shape)
      : SketchSource(shape),
        chunk_bits_(std::bit_width(kLargePage / (shape.words() * sizeof(uint64_t))) - 1) {}

  size_t size() const override { return size_; }
  std::span<const uint64_t> operator[](size_t i) const {
    return {chunks_[i >> chunk_bits_].data() + (i & (chunk() - 1)) * shape().words(),
            shape().words()};
  }
  void Append(std::span<const uint64_t> sketch);

  absl::StatusOr<std::span<const uint64_t>> Read(size_t first, size_t most,
                                                 std::vector<uint64_t>* buffer) const override;
  absl::Status Gather(std::span<const uint32_t> positions, std::vector<uint64_t>* buffer,
                      std::vector<const uint64_t*>* out) const override;

 private:
  size_t chunk() const { return size_t{1} << chunk_bits_; }

  // In chunks, for a vector that grows would need half as much again, or more.
  int chunk_bits_;
  std::vector<LargeVector<uint64_t>> chunks_;
  size_t size_ = 0;
};

// Whether two sketches are alike enough for their texts to be worth a look: for 16-bit slots at
// least `bound` of them equal, for SimHash at most `bound` bits different.
class SketchFilter {
 public:
  SketchFilter(const SketchShape& shape, int bound, Simd simd);

  // Appends to `passed` the numbers of those of `others` that pass beside `one`. Any thread.
  void Select(const uint64_t* one, std::span<const uint64_t* const> others,
              std::vector<uint32_t>* passed) const;

  // How many slots of two sketches are equal; not of a SimHash. Any thread.
  int Equal(const uint64_t* a, const uint64_t* b) const { return equal_(a, b, words_); }

 private:
  using CountEqual = int (*)(const uint64_t* a, const uint64_t* b, size_t words);
  size_t words_;
  int bound_;
  CountEqual equal_;  // null for SimHash
};

// Bits in which two sketches differ. Any thread.
int HammingDistance(std::span<const uint64_t> a, std::span<const uint64_t> b);

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_SKETCH_TABLE_H_
