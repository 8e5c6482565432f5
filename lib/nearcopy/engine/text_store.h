#ifndef NEARCOPY_ENGINE_TEXT_STORE_H_
#define NEARCOPY_ENGINE_TEXT_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/io/document.h"
#include "nearcopy/io/frames.h"
#include "nearcopy/io/parse.h"
#include "nearcopy/io/seekable_input.h"
#include "nearcopy/passage/boilerplate.h"

namespace nearcopy {

// Where the text of a document can be had again; 16 bytes, for one is kept for each text. By
// (input, byte), places stand in the order of reading.
struct TextPlace {
  uint32_t input = 0;
  uint32_t size = 0;  // bytes of the record in its input, or of the text where it is packed
  uint64_t byte = 0;  // of the record in its input, or of the text among all that are packed
};
static_assert(sizeof(TextPlace) == 16);

// The texts of a batch on their way into the store, and where they are: of document i, places[i].
struct PackedTexts {
  std::vector<TextPlace> places;
  Frames frames;
};

// The texts of a run once more, without keeping them in memory. Records of regular files that are
// not compressed are read again where they stand. The texts of other inputs, which can be read but
// once or only from front to end, are packed into a temporary file without a name. While reading,
// workers pack batches with a TextPacker, and one thread appends these; then come TextReaders.
class TextStore {
 public:
  // Is to be opened before the inputs are read. Makes the temporary file, in the folder `tmp`, if
  // any input needs it; errors name the folder. `settings` must outlive the store, and may allow
  // records of less than 4 GiB.
  static absl::StatusOr<std::unique_ptr<TextStore>> Open(const ReadSettings& settings,
                                                         const std::string& tmp);

  // From now on the paragraphs that are boilerplate of their feeds are left out of all texts, those
  // that are packed and those that are read again. Before the inputs are read; `boilerplate` must
  // outlive the store.
  void LeaveOut(const FrequentForms* boilerplate) { boilerplate_ = boilerplate; }
  const FrequentForms* boilerplate() const { return boilerplate_; }  // null: none

  // Takes the texts of the next batch, and makes their places final.
  absl::Status Append(PackedTexts* texts);
  // Is to be called after the last Append, before anything is read.
  absl::Status Finish();

 private:
  friend class TextPacker;
  friend class TextReader;
  TextStore(const ReadSettings& settings, std::vector<std::optional<FileState>> seekable)
      : settings_(settings), seekable_(std::move(seekable)) {}

  const ReadSettings& settings_;
  const std::vector<std::optional<FileState>> seekable_;  // by input; none: its texts are packed
  std::unique_ptr<FrameFile> packed_;                     // null where no input needs it
  const FrequentForms* boilerplate_ = nullptr;
};

// What one thread needs to make batches ready for the store.
class TextPacker {
 public:
  explicit TextPacker(const TextStore& store) : store_(store) {}

  // Of a batch that was parsed; boilerplate was left out of its texts, if any is to be.
  void Pack(const DocumentBatch& batch, PackedTexts* texts);

 private:
  const TextStore& store_;
  FramePacker packer_;
};

// Gives the texts of a finished store, which must outlive it. One thread at a time, and a reader
// for each.
class TextReader {
 public:
  TextReader(const TextStore& store, Simd simd);

  // The text; valid until the next call. It is cheapest to ask in the order of the places, for the
  // last file stays open, and the last packed texts are kept. FailedPreconditionError "PATH:
  // changed while it was read" if the input is no longer there as it was; one that only grew is.
  // Size and time of a file do not tell all: who has a fingerprint of the text compares it.
  absl::StatusOr<std::string_view> Text(const TextPlace& place);

  // The error of a text that is not the one that was read first.
  absl::Status Changed(const TextPlace& place) const;

 private:
  absl::StatusOr<std::string_view> FromInput(const TextPlace& place);

  const TextStore& store_;
  Parser parser_;
  DocumentBatch record_;               // the record that was read last
  uint32_t input_ = 0;                 // what file_ is
  std::optional<SeekableInput> file_;  // none: not open yet
  std::optional<FrameReader> packed_;
  std::optional<BoilerplateFinder> boilerplate_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_TEXT_STORE_H_
