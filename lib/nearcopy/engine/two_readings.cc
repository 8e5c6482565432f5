#include "nearcopy/engine/two_readings.h"

#include <utility>

namespace nearcopy {

absl::StatusOr<std::unique_ptr<TwoReadings>> TwoReadings::Begin(const ReadSettings& settings,
                                                                const std::string& tmp) {
  std::unique_ptr<TwoReadings> readings(new TwoReadings(settings));
  for (const Input& input : settings.inputs.files) {
    readings->states_.push_back(LookAtFile(input.path));
    if (input.path != "-") continue;
    absl::StatusOr<std::unique_ptr<InputSpool>> spool = InputSpool::Create(tmp);
    if (!spool.ok()) return spool.status();
    readings->spool_ = *std::move(spool);
    readings->settings_.limits.spool = readings->spool_.get();
  }
  return readings;
}

absl::Status TwoReadings::EndFirst() {
  return spool_ == nullptr ? absl::OkStatus() : spool_->EndFirstReading();
}

absl::Status TwoReadings::EndSecond() const {
  if (spool_ != nullptr && !spool_->status().ok()) return spool_->status();
  for (size_t i = 0; i < states_.size(); ++i) {
    const std::string& path = settings_.inputs.files[i].path;
    if (!states_[i]) continue;
    const std::optional<FileState> now = LookAtFile(path);
    if (!now || !IsUntouched(*states_[i], *now)) return ChangedInput(path);
  }
  return absl::OkStatus();
}

}  // namespace nearcopy
