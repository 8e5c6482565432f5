#include "nearcopy/engine/count_forms.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "nearcopy/passage/boilerplate.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// A block of input with the forms of its documents: those of document i are [first[i], first[i +
// 1]).
struct FormBatch : ReadBatch {
  std::vector<uint64_t> forms;
  std::vector<size_t> first;
};

void AppendForms(DocumentForms* forms, FormBatch* batch) {
  batch->forms.clear();
  DropGiant(&batch->forms);
  batch->first.assign(1, 0);
  for (const Document& d : batch->read.documents) {
    forms->Append(d.text, &batch->forms);
    batch->first.push_back(batch->forms.size());
  }
}

}  // namespace

absl::Status FormCounter::Read(const ReadSettings& read, const ReadTargets& targets) {
  std::vector<std::unique_ptr<DocumentForms>> workers;
  for (int t = 0; t < std::max(1, threads_); ++t) {
    workers.push_back(std::make_unique<DocumentForms>(simd_));
  }
  std::vector<uint64_t> of_document;
  return ReadRecords<FormBatch>(
      read, threads_, simd_, targets,
      [&](int worker, FormBatch* batch) {
        AppendForms(workers[static_cast<size_t>(worker)].get(), batch);
      },
      [](FormBatch*) { return absl::OkStatus(); },
      [&](const FormBatch& batch, size_t i) {
        const uint32_t feed = frequent_.AddDocument(batch.read.documents[i].feed);
        of_document.clear();
        DropGiant(&of_document);
        for (size_t f = batch.first[i]; f < batch.first[i + 1]; ++f) {
          of_document.push_back(FrequentForms::Key(feed, batch.forms[f]));
        }
        return keys_.Add(of_document);
      });
}

absl::StatusOr<FrequentForms> FormCounter::Finish() {
  if (absl::Status finished = keys_.Finish(); !finished.ok()) return finished;
  std::vector<uint64_t> some(1 << 13);
  while (true) {
    const absl::StatusOr<size_t> n = keys_.Read(some);
    if (!n.ok()) return n.status();
    frequent_.AddSorted(std::span(some).first(*n));
    if (*n < some.size()) break;
  }
  frequent_.EndSorted();
  return std::move(frequent_);
}

}  // namespace nearcopy
