#include "nearcopy/text/simd.h"

#include <algorithm>
#include <cctype>

#include "hwy/highway.h"

namespace nearcopy {
namespace {

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

}  // namespace

std::vector<Simd> Simd::All() {
  std::vector<Simd> all;
  // Lower bits are better targets.
  for (int64_t left = hwy::SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1) {
    all.push_back(Simd(left & -left));
  }
  all.push_back(Scalar());
  return all;
}

Simd Simd::Best() { return All().front(); }

std::optional<Simd> Simd::Find(std::string_view name) {
  const std::string wanted = Lower(name);
  if (wanted == "auto") return Best();
  for (Simd simd : All()) {
    if (simd.name() == wanted) return simd;
  }
  return std::nullopt;
}

std::string Simd::name() const {
  if (target_ == 0) return "scalar";
  // Highway calls these "Scalar", too, but they are the kernels and not the plain definitions.
  return target_ == HWY_SCALAR ? "one-lane" : Lower(hwy::TargetName(target_));
}

}  // namespace nearcopy
