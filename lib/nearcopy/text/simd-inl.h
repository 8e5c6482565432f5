#ifndef NEARCOPY_TEXT_SIMD_INL_H_
#define NEARCOPY_TEXT_SIMD_INL_H_

#include <cstddef>

#include "hwy/highway.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// The function of HWY_EXPORT's table for `simd`, which is not Scalar(). Highway's own dispatch
// chooses once for the process; this one lets several instruction sets run side by side.
template <typename Function, size_t kTargets>
Function PickTarget(Function const (&table)[kTargets], Simd simd) {
  if constexpr (kTargets == 1) {
    return table[0];
  } else {
    hwy::ChosenTarget chosen;
    chosen.Update(simd.target());
    return table[chosen.GetIndex()];
  }
}

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_SIMD_INL_H_
