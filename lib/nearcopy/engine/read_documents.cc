#include "nearcopy/engine/read_documents.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "nearcopy/engine/pipeline.h"
#include "nearcopy/io/block_reader.h"
#include "nearcopy/io/json_walk.h"
#include "nearcopy/io/published.h"

namespace nearcopy {
namespace {

constexpr int64_t kDay = 24 * 60 * 60;

// What one thread needs to parse and sketch; its buffers are reused from batch to batch.
class Sketcher {
 public:
  Sketcher(const ReadSettings& read, const SketchSettings& sketch, const TextStore* texts)
      : parser_(read.fields, read.replace_invalid_utf8, sketch.simd),
        shingler_(sketch.shingling, sketch.simd),
        sketch_(sketch),
        latest_(read.now ? *read.now + kDay : std::numeric_limits<int64_t>::max()) {
    if (texts != nullptr) packer_.emplace(*texts);
  }

  // Of a batch that was used before only the memory is used again.
  void Run(SketchedBatch* batch) {
    parser_.Parse(&batch->read);
    if (packer_) packer_->Pack(batch->read, &batch->texts);
    const auto& documents = batch->read.documents;
    batch->sketched.clear();
    batch->sketches.resize(documents.size() * sketch_.shape.words());
    for (size_t i = 0, end = 0; i < documents.size(); i = end) {
      for (size_t bytes = 0; end < documents.size() && bytes < kTogether; ++end) {
        shingler_.Add(documents[end].text);
        bytes += documents[end].text.size();
      }
      shingler_.Finish();
      for (size_t d = 0; d < shingler_.documents(); ++d) SketchOne(d, documents[i + d], batch);
      shingler_.Clear();  // at once: a giant's memory must not wait for this thread's next batch
    }
  }

 private:
  // Texts that go through each step together: enough to fill vectors, and with all that is made of
  // them little enough to stay in a cache.
  static constexpr size_t kTogether = 4 << 10;

  void SketchOne(size_t d, const Document& document, SketchedBatch* batch) {
    const auto time = ParsePublished(document.published, latest_);
    const size_t words = sketch_.shape.words();
    Sketch(sketch_.shape, shingler_.shingles(d), sketch_.simd, &scratch_,
           std::span(batch->sketches).subspan(batch->sketched.size() * words, words));
    batch->sketched.push_back({shingler_.fingerprint(d), time.value_or(kUnknownTime),
                               static_cast<uint32_t>(shingler_.word_count(d)),
                               static_cast<uint32_t>(shingler_.shingles(d).size()),
                               shingler_.too_short(d), !time});
  }

  Parser parser_;
  std::optional<TextPacker> packer_;
  Shingler shingler_;
  const SketchSettings& sketch_;
  int64_t latest_;
  std::vector<uint64_t> scratch_;
};

// Deals the records of each batch, in their order, to the caller or to the bad ones.
class Dealer {
 public:
  Dealer(const ReadSettings& settings, const ReadTargets& targets, const TakeDocument& take)
      : settings_(settings),
        rejected_(targets.rejected),
        counts_(targets.counts),
        ids_(*targets.ids),
        take_(take),
        has_records_(settings.inputs.files.size()) {}

  absl::Status Deal(const SketchedBatch& batch) {
    if (!batch.read.documents.empty() || !batch.read.bad.empty()) {
      has_records_[batch.read.block.place.input] = true;
    }
    if (batch.read.block.kind == Block::Kind::kTooLongRest) {
      Reject(batch.read.block.bytes, false);
      return absl::OkStatus();
    }
    size_t bad = 0;
    const auto& all_bad = batch.read.bad;
    for (size_t d = 0; d < batch.read.documents.size(); ++d) {
      const uint64_t line = batch.read.documents[d].place.line;
      for (; bad < all_bad.size() && all_bad[bad].place.line < line; ++bad) {
        if (absl::Status status = Bad(all_bad[bad]); !status.ok()) return status;
      }
      if (absl::Status status = Good(batch, d); !status.ok()) return status;
    }
    for (; bad < all_bad.size(); ++bad) {
      if (absl::Status status = Bad(all_bad[bad]); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  uint64_t empty_inputs() const {
    return static_cast<uint64_t>(std::count(has_records_.begin(), has_records_.end(), false));
  }

 private:
  absl::Status Good(const SketchedBatch& batch, size_t i) {
    const Document& d = batch.read.documents[i];
    if (const auto first = ids_.Find(d.id)) {
      BadRecord bad{BadReason::kDuplicateId, d.place,
                    absl::StrCat("id ", QuotedForMessage(d.id), " stands already at ",
                                 Describe(settings_.inputs.files, *first)),
                    d.raw};
      return settings_.skip_duplicate_ids ? Skip(bad) : Bad(bad);
    }
    const SketchedDocument& sketched = batch.sketched[i];
    if (sketched.bad_time && settings_.strict_time) {
      return Bad({BadReason::kBadTime, d.place,
                  d.published.empty() ? "no time of publication"
                                      : absl::StrCat("not a believable time of publication: ",
                                                     QuotedForMessage(d.published)),
                  d.raw});
    }
    ids_.Add(d.id, d.place);
    ++counts_->documents;
    counts_->empty += sketched.words == 0;
    counts_->too_short += sketched.words != 0 && sketched.too_short;
    counts_->bad_time += sketched.bad_time;
    counts_->replaced += d.replaced;
    counts_->text_bytes += d.text.size();
    counts_->with_published += !d.published.empty();
    counts_->with_across += !d.across.empty();
    counts_->with_block += !d.block.empty();
    return take_(batch, i);
  }

  absl::Status Bad(const BadRecord& bad) {
    if (!settings_.skip_bad) {
      return absl::InvalidArgumentError(
          absl::StrCat(Describe(settings_.inputs.files, bad.place), ": ", bad.message));
    }
    if (IsDamage(bad.reason)) {
      counts_->damaged.push_back(
          absl::StrCat(Describe(settings_.inputs.files, bad.place), ": ", bad.message));
    }
    if (absl::Status status = Skip(bad); !status.ok()) return status;
    if (settings_.max_errors && ++errors_ > *settings_.max_errors) {
      return absl::InvalidArgumentError(
          absl::StrCat(Describe(settings_.inputs.files, bad.place), ": ", bad.message, " (over ",
                       *settings_.max_errors, " bad records, the limit of --max-errors)"));
    }
    return absl::OkStatus();
  }

  absl::Status Skip(const BadRecord& bad) {
    ++counts_->skipped[static_cast<size_t>(bad.reason)];
    Reject(bad.raw);
    return rejected_ == nullptr ? absl::OkStatus() : rejected_->status();
  }

  // Records follow each other a line each, though the last line of an input may lack its end; the
  // pieces of one that is too long are one record.
  void Reject(std::string_view raw, bool new_record = true) {
    if (rejected_ == nullptr || raw.empty()) return;
    if (new_record && open_line_) rejected_->Append("\n");
    rejected_->Append(raw);
    open_line_ = raw.back() != '\n';
  }

  const ReadSettings& settings_;
  OutputFile* rejected_;
  ReadCounts* counts_;
  DocumentIds& ids_;
  const TakeDocument& take_;
  std::vector<bool> has_records_;  // of the inputs
  uint64_t errors_ = 0;  // bad records; not those whose id stands twice by --on-duplicate-id skip
  bool open_line_ = false;  // what was rejected last lacks its LF
};

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

absl::Status ReadDocuments(const ReadSettings& settings, const SketchSettings& sketch,
                           const ReadTargets& targets, const TakeDocument& take) {
  BlockReader reader(settings.inputs.files, settings.limits);
  targets.progress->Begin(Progress::Stage::kRead, reader.bytes_total());
  std::vector<std::unique_ptr<Sketcher>> sketchers;
  for (int t = 0; t < std::max(1, sketch.threads); ++t) {
    sketchers.push_back(std::make_unique<Sketcher>(settings, sketch, targets.texts));
  }
  Dealer dealer(settings, targets, take);
  absl::Status status = RunPipeline<SketchedBatch>(
      {.threads = sketch.threads, .bytes = targets.bytes_under_way},
      [&](SketchedBatch* batch) { return reader.Next(&batch->read.block); },
      [](const SketchedBatch& batch) { return batch.read.block.bytes.size(); },
      [&](int worker, SketchedBatch* batch) { sketchers[static_cast<size_t>(worker)]->Run(batch); },
      [&](SketchedBatch* batch) {
        if (targets.texts != nullptr) {
          if (absl::Status kept = targets.texts->Append(&batch->texts); !kept.ok()) return kept;
        }
        absl::Status dealt = dealer.Deal(*batch);
        targets.progress->documents = targets.counts->documents;
        targets.progress->done = reader.bytes_read();
        return dealt;
      },
      [&] { reader.Stop(); });
  targets.counts->input_bytes = reader.bytes_read();
  targets.counts->empty_inputs = dealer.empty_inputs();
  if (status.ok() && targets.texts != nullptr) status = targets.texts->Finish();
  return status;
}

}  // namespace nearcopy
