#include "nearcopy/engine/read_records.h"

#include <limits>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "nearcopy/cluster/keep_order.h"
#include "nearcopy/io/json_walk.h"
#include "nearcopy/io/published.h"

namespace nearcopy {
namespace {

constexpr int64_t kDay = 24 * 60 * 60;

}  // namespace

uint64_t ReadCounts::skipped_in_all() const {
  return std::accumulate(skipped.begin(), skipped.end(), uint64_t{0});
}

std::string Describe(const std::vector<Input>& inputs, const Place& place) {
  const std::string& path = inputs[place.input].path;
  const std::string name = path == "-" ? "standard input" : path;
  return place.line == 0 ? absl::StrCat(name, ": (byte ", place.byte, ")")
                         : absl::StrCat(name, ":", place.line, ": (byte ", place.byte, ")");
}

BatchParser::BatchParser(const ReadSettings& settings, Simd simd)
    : parser_(settings.fields, settings.replace_invalid_utf8, simd),
      latest_(settings.now ? *settings.now + kDay : std::numeric_limits<int64_t>::max()) {}

void BatchParser::Parse(ReadBatch* batch) {
  parser_.Parse(&batch->read);
  batch->published.clear();
  for (const Document& d : batch->read.documents) {
    batch->published.push_back(ParsePublished(d.published, latest_).value_or(kUnknownTime));
  }
}

uint64_t RecordDealer::empty_inputs() const {
  return static_cast<uint64_t>(std::count(has_records_.begin(), has_records_.end(), false));
}

absl::Status RecordDealer::Deal(const ReadBatch& batch,
                                const std::function<absl::Status(size_t i)>& take) {
  if (!batch.read.documents.empty() || !batch.read.bad.empty()) {
    has_records_[batch.read.block.place.input - targets_.first_input] = true;
  }
  if (batch.read.block.kind == Block::Kind::kTooLongRest) {
    Reject(batch.read.block.bytes, true);
    return absl::OkStatus();
  }
  size_t bad = 0;
  const auto& all_bad = batch.read.bad;
  for (size_t d = 0; d < batch.read.documents.size(); ++d) {
    const uint64_t line = batch.read.documents[d].place.line;
    for (; bad < all_bad.size() && all_bad[bad].place.line < line; ++bad) {
      if (absl::Status status = Bad(batch, all_bad[bad]); !status.ok()) return status;
    }
    if (absl::Status status = Good(batch, d, take); !status.ok()) return status;
  }
  for (; bad < all_bad.size(); ++bad) {
    if (absl::Status status = Bad(batch, all_bad[bad]); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RecordDealer::Good(const ReadBatch& batch, size_t i,
                                const std::function<absl::Status(size_t i)>& take) {
  const Document& d = batch.read.documents[i];
  if (const auto first = targets_.ids->Find(d.id)) {
    BadRecord bad{BadReason::kDuplicateId, d.place,
                  absl::StrCat("id ", QuotedForMessage(d.id), " stands already at ",
                               Describe(settings_.inputs.files, *first)),
                  d.raw};
    return settings_.skip_duplicate_ids ? Skip(batch, bad) : Bad(batch, bad);
  }
  const bool bad_time = settings_.uses_times && batch.published[i] == kUnknownTime;
  if (bad_time && settings_.strict_time) {
    return Bad(batch, {BadReason::kBadTime, d.place,
                       d.published.empty() ? "no time of publication"
                                           : absl::StrCat("not a believable time of publication: ",
                                                          QuotedForMessage(d.published)),
                       d.raw});
  }
  targets_.ids->Add(d.id, d.place);
  ++targets_.counts->documents;
  targets_.counts->bad_time += bad_time;
  targets_.counts->replaced += d.replaced;
  targets_.counts->text_bytes += d.text.size();
  targets_.counts->with_published += !d.published.empty();
  targets_.counts->with_across += !d.across.empty();
  targets_.counts->with_block += !d.block.empty();
  return take(i);
}

absl::Status RecordDealer::Bad(const ReadBatch& batch, const BadRecord& bad) {
  if (!settings_.skip_bad) {
    return absl::InvalidArgumentError(
        absl::StrCat(Describe(settings_.inputs.files, bad.place), ": ", bad.message));
  }
  if (IsDamage(bad.reason)) {
    targets_.counts->damaged.push_back(
        absl::StrCat(Describe(settings_.inputs.files, bad.place), ": ", bad.message));
  }
  if (absl::Status status = Skip(batch, bad); !status.ok()) return status;
  if (settings_.max_errors && ++errors_ > *settings_.max_errors) {
    return absl::InvalidArgumentError(
        absl::StrCat(Describe(settings_.inputs.files, bad.place), ": ", bad.message, " (over ",
                     *settings_.max_errors, " bad records, the limit of --max-errors)"));
  }
  return absl::OkStatus();
}

absl::Status RecordDealer::Skip(const ReadBatch& batch, const BadRecord& bad) {
  ++targets_.counts->skipped[static_cast<size_t>(bad.reason)];
  if (targets_.skipped != nullptr) {
    // Not bad.place, which may name a byte inside.
    const Block& block = batch.read.block;
    const std::string_view bytes = block.bytes;
    targets_.skipped->push_back(
        {block.place.input,
         block.place.byte + static_cast<uint64_t>(bad.raw.data() - bytes.data())});
  }
  Reject(bad.raw);
  return targets_.rejected == nullptr ? absl::OkStatus() : targets_.rejected->status();
}

// The pieces of a record that is too long are one.
void RecordDealer::Reject(std::string_view raw, bool goes_on) {
  if (rejected_) rejected_->Append(raw, goes_on);
}

}  // namespace nearcopy
