#include "nearcopy/engine/read_documents.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "nearcopy/sketch/winnow.h"

namespace nearcopy {
namespace {

// What one thread needs to sketch; its buffers are reused from batch to batch.
class Sketcher {
 public:
  Sketcher(const SketchSettings& sketch, const TextStore* texts)
      : shingler_(sketch.shingling, sketch.simd), sketch_(sketch) {
    if (texts == nullptr) return;
    packer_.emplace(*texts);
    if (texts->boilerplate() != nullptr) boilerplate_.emplace(*texts->boilerplate(), sketch.simd);
  }

  // Of a batch that was used before only the memory is used again.
  void Run(SketchedBatch* batch) {
    if (boilerplate_) LeaveOut(batch);
    if (packer_) packer_->Pack(batch->read, &batch->texts);
    const auto& documents = batch->read.documents;
    batch->sketched.clear();
    batch->samples.Clear();
    batch->sketches.resize(documents.size() * sketch_.shape.words());
    for (size_t i = 0, end = 0; i < documents.size(); i = end) {
      for (size_t bytes = 0; end < documents.size() && bytes < kTogether; ++end) {
        shingler_.Add(documents[end].text);
        bytes += documents[end].text.size();
      }
      shingler_.Finish();
      for (size_t d = 0; d < shingler_.documents(); ++d) SketchOne(d, batch);
      shingler_.Clear();  // at once: a giant's memory must not wait for this thread's next batch
    }
  }

 private:
  // Texts that go through each step together: enough to fill vectors, and with all that is made of
  // them little enough to stay in a cache.
  static constexpr size_t kTogether = 4 << 10;

  // Replaces the texts of a batch by those without boilerplate.
  void LeaveOut(SketchedBatch* batch) {
    size_t bytes = 0;
    for (const Document& d : batch->read.documents) bytes += d.text.size();
    if (batch->without.capacity() > kKeptBytes) batch->without = Bytes();
    batch->without.Clear();
    batch->without.Reserve(bytes);  // so that nothing in it moves
    left_out_.clear();
    for (Document& d : batch->read.documents) {
      LeftOut& left_out = left_out_.emplace_back();
      const std::string_view text = boilerplate_->Without(d.feed, d.text, &left_out.paragraphs);
      if (left_out.paragraphs == 0) continue;
      left_out.bytes = d.text.size() - text.size();
      const size_t begin = batch->without.size();
      batch->without.Append(text);
      d.text = std::string_view(batch->without).substr(begin);
    }
  }

  void SketchOne(size_t d, SketchedBatch* batch) {
    const size_t words = sketch_.shape.words();
    Sketch(sketch_.shape, shingler_.shingles(d), sketch_.simd, &scratch_,
           std::span(batch->sketches).subspan(batch->sketched.size() * words, words));
    batch->sketched.push_back(
        {shingler_.fingerprint(d), static_cast<uint32_t>(shingler_.word_count(d)),
         static_cast<uint32_t>(shingler_.shingles(d).size()), shingler_.too_short(d)});
    if (sketch_.samples) SampleOne(d, &batch->samples);
    if (!boilerplate_) return;
    const LeftOut& left_out = left_out_[batch->sketched.size() - 1];
    batch->sketched.back().left_out = static_cast<uint32_t>(left_out.paragraphs);
    batch->sketched.back().left_out_bytes = left_out.bytes;
  }

  void SampleOne(size_t d, TextSamples* out) {
    Winnow(shingler_.shingles(d), sketch_.simd, &winnowed_, &out->samples);
    out->first_sample.push_back(out->samples.size());
    SampleRuns(out->SamplesOf(out->first_run.size() - 1), &out->runs);
    out->first_run.push_back(out->runs.size());
  }

  struct LeftOut {
    uint64_t paragraphs = 0, bytes = 0;
  };
  std::optional<TextPacker> packer_;
  std::optional<BoilerplateFinder> boilerplate_;
  std::vector<LeftOut> left_out_;  // of each document
  Shingler shingler_;
  const SketchSettings& sketch_;
  std::vector<uint64_t> scratch_;
  std::vector<uint32_t> winnowed_;
};

}  // namespace

absl::Status ReadDocuments(const ReadSettings& settings, const SketchSettings& sketch,
                           const ReadTargets& targets, TextStore* texts, const TakeDocument& take) {
  std::vector<std::unique_ptr<Sketcher>> sketchers;
  for (int t = 0; t < std::max(1, sketch.threads); ++t) {
    sketchers.push_back(std::make_unique<Sketcher>(sketch, texts));
  }
  const absl::Status status = ReadRecords<SketchedBatch>(
      settings, sketch.threads, sketch.simd, targets,
      [&](int worker, SketchedBatch* batch) { sketchers[static_cast<size_t>(worker)]->Run(batch); },
      [&](SketchedBatch* batch) {
        return texts == nullptr ? absl::OkStatus() : texts->Append(&batch->texts);
      },
      [&](const SketchedBatch& batch, size_t i) {
        const SketchedDocument& sketched = batch.sketched[i];
        targets.counts->empty += sketched.words == 0;
        targets.counts->left_out += sketched.left_out;
        targets.counts->text_bytes += sketched.left_out_bytes;
        targets.counts->too_short += sketched.words != 0 && sketched.too_short;
        return take(batch, i);
      });
  return !status.ok() || texts == nullptr ? status : texts->Finish();
}

}  // namespace nearcopy
