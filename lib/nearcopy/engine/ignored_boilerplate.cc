#include "nearcopy/engine/ignored_boilerplate.h"

#include <utility>

#include "nearcopy/engine/count_forms.h"
#include "nearcopy/engine/memory_plan.h"

namespace nearcopy {

absl::StatusOr<std::unique_ptr<IgnoredBoilerplate>> IgnoredBoilerplate::Find(
    const ReadSettings& settings, const Options& options, TextStore* texts, Progress* progress) {
  absl::StatusOr<std::unique_ptr<TwoReadings>> readings = TwoReadings::Begin(settings, options.tmp);
  if (!readings.ok()) return readings.status();
  DocumentIds ids;
  ReadCounts counts;
  const ReadTargets targets{.ids = &ids,
                            .progress = progress,
                            .counts = &counts,
                            .bytes_under_way = PlanMemory(options.memory).under_way};
  absl::StatusOr<FrequentForms> frequent =
      CountForms((*readings)->settings(), options.rule, options.threads, options.simd,
                 SortOptions{.memory_bytes = options.memory / 4, .folder = options.tmp}, targets);
  if (!frequent.ok()) return frequent.status();
  if (absl::Status ended = (*readings)->EndFirst(); !ended.ok()) return ended;
  progress->documents = 0;
  std::unique_ptr<IgnoredBoilerplate> ignored(
      new IgnoredBoilerplate(*std::move(readings), *std::move(frequent)));
  texts->LeaveOut(&ignored->frequent_);
  return ignored;
}

}  // namespace nearcopy
