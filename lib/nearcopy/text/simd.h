#ifndef NEARCOPY_TEXT_SIMD_H_
#define NEARCOPY_TEXT_SIMD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nearcopy {

// An instruction set that kernels can run with, or the plain definitions ("scalar"). Every one
// gives the same results. A small value, passed by value; any thread.
class Simd {
 public:
  static Simd Scalar() { return Simd(0); }
  // The best of this machine.
  static Simd Best();
  // Every choice of this machine, best first, Scalar() last.
  static std::vector<Simd> All();
  // By name in any case ("avx2", "scalar"; "auto" is Best()); nothing if this machine lacks it.
  static std::optional<Simd> Find(std::string_view name);

  std::string name() const;                   // lower case
  int64_t target() const { return target_; }  // Highway's bit, 0 for the plain definitions
  bool operator==(const Simd&) const = default;

 private:
  explicit Simd(int64_t target) : target_(target) {}
  int64_t target_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_SIMD_H_
