#include "nearcopy/engine/ignored_boilerplate.h"

#include <utility>

#include "nearcopy/engine/count_forms.h"
#include "nearcopy/engine/memory_plan.h"

namespace nearcopy {

absl::StatusOr<std::unique_ptr<IgnoredBoilerplate>> IgnoredBoilerplate::Find(
    const CopySettings& settings, TextStore* texts, Progress* progress) {
  if (!settings.ignore_boilerplate) return nullptr;
  absl::StatusOr<std::unique_ptr<TwoReadings>> readings =
      TwoReadings::Begin(settings.read, settings.tmp);
  if (!readings.ok()) return readings.status();
  DocumentIds ids;
  ReadCounts counts;
  const ReadTargets targets{.ids = &ids,
                            .progress = progress,
                            .counts = &counts,
                            .bytes_under_way = PlanMemory(settings.memory).under_way};
  absl::StatusOr<FrequentForms> frequent =
      CountForms((*readings)->settings(), *settings.ignore_boilerplate, settings.sketch.threads,
                 settings.sketch.simd,
                 SortOptions{.memory_bytes = settings.memory / 4, .folder = settings.tmp}, targets);
  if (!frequent.ok()) return frequent.status();
  if (absl::Status ended = (*readings)->EndFirst(); !ended.ok()) return ended;
  progress->documents = 0;
  std::unique_ptr<IgnoredBoilerplate> ignored(
      new IgnoredBoilerplate(*std::move(readings), *std::move(frequent)));
  texts->LeaveOut(&ignored->frequent_);
  return ignored;
}

}  // namespace nearcopy
