#include "nearcopy/engine/ignored_boilerplate.h"

#include "nearcopy/engine/count_forms.h"
#include "nearcopy/engine/memory_plan.h"

namespace nearcopy {

absl::StatusOr<FrequentForms> FindIgnored(const CopySettings& settings,
                                          std::span<const InputsToCount> inputs,
                                          Progress* progress) {
  FormCounter counter(*settings.ignore_boilerplate, settings.sketch.threads, settings.sketch.simd,
                      SortOptions{.memory_bytes = settings.memory / 4, .folder = settings.tmp});
  for (const InputsToCount& some : inputs) {
    DocumentIds ids;
    ReadCounts counts;
    const absl::Status read =
        counter.Read(some.read, {.ids = &ids,
                                 .progress = progress,
                                 .counts = &counts,
                                 .bytes_under_way = PlanMemory(settings.memory).under_way,
                                 .keep = some.keep,
                                 .first_input = some.first_input,
                                 .inputs = some.inputs});
    if (!read.ok()) return read;
  }
  progress->documents = 0;
  return counter.Finish();
}

}  // namespace nearcopy
