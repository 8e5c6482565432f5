#ifndef NEARCOPY_ENGINE_IGNORED_BOILERPLATE_H_
#define NEARCOPY_ENGINE_IGNORED_BOILERPLATE_H_

#include <cstddef>
#include <limits>
#include <span>

#include "absl/status/statusor.h"
#include "nearcopy/engine/input_blocks.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/passage/frequent_forms.h"

namespace nearcopy {

// Inputs whose ids have nothing to do with those of others, and what is to give them again.
struct InputsToCount {
  const ReadSettings& read;
  InputBlocks* keep;
  size_t first_input = 0;  // as in ReadTargets
  size_t inputs = std::numeric_limits<size_t>::max();
};

// What --ignore-boilerplate does before documents are read: reads all inputs a first time, to find
// the boilerplate of each feed among them all, for TextStore::LeaveOut. Bad records are as in the
// reading that follows, but no rejected one is written. Any thread.
absl::StatusOr<FrequentForms> FindIgnored(const CopySettings& settings,
                                          std::span<const InputsToCount> inputs,
                                          Progress* progress);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_IGNORED_BOILERPLATE_H_
