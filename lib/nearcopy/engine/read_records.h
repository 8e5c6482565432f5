#ifndef NEARCOPY_ENGINE_READ_RECORDS_H_
#define NEARCOPY_ENGINE_READ_RECORDS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "nearcopy/engine/document_ids.h"
#include "nearcopy/engine/input_blocks.h"
#include "nearcopy/engine/pipeline.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/io/block_reader.h"
#include "nearcopy/io/document.h"
#include "nearcopy/io/line_writer.h"
#include "nearcopy/io/output.h"
#include "nearcopy/io/parse.h"

namespace nearcopy {

// What became of the records.
struct ReadCounts {
  uint64_t documents = 0, empty = 0, too_short = 0, bad_time = 0, replaced = 0;
  // Documents that have a value in these fields, believable or not.
  uint64_t with_published = 0, with_across = 0, with_block = 0;
  uint64_t left_out = 0;  // paragraphs, for they are boilerplate
  uint64_t text_bytes = 0, input_bytes = 0;
  uint64_t empty_inputs = 0;  // that had no record, good or bad
  std::array<uint64_t, kBadReasons> skipped{};
  std::vector<std::string> damaged;  // place and reason of each damage that ended an input

  uint64_t skipped_in_all() const;
};

// The first byte of a record of an input.
struct RecordStart {
  uint32_t input = 0;
  uint64_t byte = 0;
};

// Where what is read goes to, how much may be on its way there, and which inputs are read.
struct ReadTargets {
  DocumentIds* ids;                // of all documents
  OutputFile* rejected = nullptr;  // skipped records; may be null
  Progress* progress;
  ReadCounts* counts;
  uint64_t bytes_under_way = 64 << 20;  // of blocks; what is computed of them is twice as much
  std::vector<RecordStart>* skipped = nullptr;  // where skipped records begin; may be null
  InputBlocks* keep = nullptr;                  // to read what is read once more; may be null
  const InputBlocks* again = nullptr;  // which is done here; null: the inputs themselves are read
  size_t first_input = 0;              // of the settings' files these are read,
  size_t inputs = std::numeric_limits<size_t>::max();  // up to so many
};

// What each kind of batch has: a block of input, what was read of it, and when each document was
// published.
struct ReadBatch {
  DocumentBatch read;
  std::vector<int64_t> published;  // kUnknownTime: none that is believed
  PackedBlock packed;              // where ReadTargets::keep asks for it
};

// Deals the records of each batch, in their order: documents to the caller, bad ones to the counts
// and to the rejected. Ids are unique among the documents. One thread at a time.
class RecordDealer {
 public:
  RecordDealer(const ReadSettings& settings, const ReadTargets& targets)
      : settings_(settings),
        targets_(targets),
        has_records_(std::min(targets.inputs, settings.inputs.files.size() - targets.first_input)) {
    if (targets.rejected != nullptr) rejected_.emplace(targets.rejected);
  }

  // Calls take(i) for every good document. The first bad record is an error with its place, unless
  // they are skipped.
  absl::Status Deal(const ReadBatch& batch, const std::function<absl::Status(size_t i)>& take);

  uint64_t empty_inputs() const;

 private:
  absl::Status Good(const ReadBatch& batch, size_t i,
                    const std::function<absl::Status(size_t i)>& take);
  absl::Status Bad(const ReadBatch& batch, const BadRecord& bad);
  absl::Status Skip(const ReadBatch& batch, const BadRecord& bad);
  void Reject(std::string_view raw, bool goes_on = false);

  const ReadSettings& settings_;
  const ReadTargets targets_;
  std::vector<bool> has_records_;  // of the inputs
  uint64_t errors_ = 0;  // bad records; not those whose id stands twice by --on-duplicate-id skip
  std::optional<LineWriter> rejected_;
};

// Parses one batch after the other, and the times in it; its buffers are kept. One thread at a
// time.
class BatchParser {
 public:
  BatchParser(const ReadSettings& settings, Simd simd);
  void Parse(ReadBatch* batch);

 private:
  Parser parser_;
  int64_t latest_;  // time that is believed
};

// "news.jsonl:4: (byte 812)"; no line where the whole file is the record.
std::string Describe(const std::vector<Input>& inputs, const Place& place);

// Reads all inputs. Blocks are parsed, and given to work(worker, batch), on `threads` threads; then
// arrive(batch) and, for every good document, take(batch, i) are called in the order of the
// inputs, by one thread at a time. Views of a batch, a ReadBatch or what derives from it, are valid
// during these calls alone. Bad records end the run with `PATH:LINE: (byte B): REASON`, or are
// counted and rejected. Any thread.
template <typename Batch, typename Work, typename Arrive, typename Take>
absl::Status ReadRecords(const ReadSettings& settings, int threads, Simd simd,
                         const ReadTargets& targets, const Work& work, const Arrive& arrive,
                         const Take& take) {
  const std::span<const Input> all = settings.inputs.files;
  const std::span<const Input> files =
      all.subspan(targets.first_input, std::min(targets.inputs, all.size() - targets.first_input));
  const std::unique_ptr<BlockSource> reader =
      targets.again != nullptr
          ? targets.again->Again()
          : std::make_unique<BlockReader>(files, settings.limits,
                                          static_cast<uint32_t>(targets.first_input));
  targets.progress->Begin(Progress::Stage::kRead, reader->bytes_total());
  std::vector<std::unique_ptr<BatchParser>> parsers;
  std::vector<std::unique_ptr<BlockPacker>> packers;
  for (int t = 0; t < std::max(1, threads); ++t) {
    parsers.push_back(std::make_unique<BatchParser>(settings, simd));
    if (targets.keep != nullptr) packers.push_back(std::make_unique<BlockPacker>(*targets.keep));
  }
  RecordDealer dealer(settings, targets);
  const absl::Status status = RunPipeline<Batch>(
      {.threads = threads, .bytes = targets.bytes_under_way},
      [&](Batch* batch) { return reader->Next(&batch->read.block); },
      [](const Batch& batch) { return batch.read.block.bytes.size(); },
      [&](int worker, Batch* batch) {
        const auto w = static_cast<size_t>(worker);
        if (targets.keep != nullptr) packers[w]->Pack(batch->read.block, &batch->packed);
        parsers[w]->Parse(batch);
        work(worker, batch);
      },
      [&](Batch* batch) {
        if (targets.keep != nullptr) {
          const absl::Status kept = targets.keep->Append(batch->read.block, batch->packed);
          if (!kept.ok()) return kept;
        }
        if (absl::Status arrived = arrive(batch); !arrived.ok()) return arrived;
        absl::Status dealt = dealer.Deal(*batch, [&](size_t i) { return take(*batch, i); });
        targets.progress->documents = targets.counts->documents;
        targets.progress->done = reader->bytes_read();
        return dealt;
      },
      [&] { reader->Stop(); });
  targets.counts->input_bytes =
      targets.again != nullptr ? targets.again->input_bytes() : reader->bytes_read();
  targets.counts->empty_inputs = dealer.empty_inputs();
  if (!status.ok() || targets.keep == nullptr) return status;
  return targets.keep->Finish(targets.counts->input_bytes);
}

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_READ_RECORDS_H_
