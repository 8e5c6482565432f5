#include "nearcopy/engine/count_forms.h"

#include <memory>
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

absl::Status ReadSorted(SortedValues* keys, FrequentForms* frequent) {
  if (absl::Status finished = keys->Finish(); !finished.ok()) return finished;
  std::vector<uint64_t> some(1 << 13);
  while (true) {
    const absl::StatusOr<size_t> n = keys->Read(some);
    if (!n.ok()) return n.status();
    frequent->AddSorted(std::span(some).first(*n));
    if (*n < some.size()) break;
  }
  frequent->EndSorted();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FrequentForms> CountForms(const ReadSettings& read, const BoilerplateRule& rule,
                                         int threads, Simd simd, const SortOptions& sort,
                                         const ReadTargets& targets) {
  std::vector<std::unique_ptr<DocumentForms>> workers;
  for (int t = 0; t < std::max(1, threads); ++t) {
    workers.push_back(std::make_unique<DocumentForms>(simd));
  }
  FrequentForms frequent(rule);
  SortedValues keys(sort);
  std::vector<uint64_t> of_document;
  const absl::Status status = ReadRecords<FormBatch>(
      read, threads, simd, targets,
      [&](int worker, FormBatch* batch) {
        AppendForms(workers[static_cast<size_t>(worker)].get(), batch);
      },
      [](FormBatch*) { return absl::OkStatus(); },
      [&](const FormBatch& batch, size_t i) {
        const uint32_t feed = frequent.AddDocument(batch.read.documents[i].feed);
        of_document.clear();
        DropGiant(&of_document);
        for (size_t f = batch.first[i]; f < batch.first[i + 1]; ++f) {
          of_document.push_back(FrequentForms::Key(feed, batch.forms[f]));
        }
        return keys.Add(of_document);
      });
  if (!status.ok()) return status;
  if (absl::Status sorted = ReadSorted(&keys, &frequent); !sorted.ok()) return sorted;
  return frequent;
}

}  // namespace nearcopy
