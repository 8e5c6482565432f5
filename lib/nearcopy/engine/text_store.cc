#include "nearcopy/engine/text_store.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "absl/status/status.h"

namespace nearcopy {
namespace {

// Reads nothing of a record but its text, and its feed where that matters.
Fields TextAlone(const Fields& fields, bool with_feed) {
  Fields alone;
  alone.text = fields.text;
  for (std::string* name : {&alone.id, &alone.title, &alone.feed, &alone.url, &alone.published,
                            &alone.lang, &alone.across, &alone.block}) {
    name->clear();
  }
  if (with_feed) alone.feed = fields.feed;
  return alone;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TextStore>> TextStore::Open(const ReadSettings& settings,
                                                           const std::string& tmp) {
  std::vector<std::optional<FileState>> seekable;
  for (const Input& input : settings.inputs.files) seekable.push_back(LookAtSeekable(input.path));
  const bool all = std::all_of(seekable.begin(), seekable.end(),
                               [](const auto& state) { return state.has_value(); });
  std::unique_ptr<TextStore> store(new TextStore(settings, std::move(seekable)));
  if (!all) {
    absl::StatusOr<std::unique_ptr<FrameFile>> packed = FrameFile::Create(tmp);
    if (!packed.ok()) return packed.status();
    store->packed_ = *std::move(packed);
  }
  return store;
}

absl::Status TextStore::Append(PackedTexts* texts) {
  if (texts->places.empty() || seekable_[texts->places[0].input]) return absl::OkStatus();
  const absl::StatusOr<uint64_t> begin = packed_->Append(texts->frames);
  if (!begin.ok()) return begin.status();
  for (TextPlace& place : texts->places) place.byte += *begin;
  return absl::OkStatus();
}

absl::Status TextStore::Finish() {
  return packed_ == nullptr ? absl::OkStatus() : packed_->Finish();
}

void TextPacker::Pack(const DocumentBatch& batch, PackedTexts* texts) {
  const uint32_t input = batch.block.place.input;
  const bool seekable = store_.seekable_[input].has_value();
  texts->places.clear();
  packer_.Begin(&texts->frames);
  for (const Document& d : batch.documents) {
    const std::string_view kept = seekable ? d.raw : d.text;
    assert(kept.size() <= std::numeric_limits<uint32_t>::max());
    TextPlace place;
    place.input = input;
    place.size = static_cast<uint32_t>(kept.size());
    if (seekable) {
      place.byte = d.place.byte;
    } else {
      place.byte = packer_.Add(kept);
    }
    texts->places.push_back(place);
  }
  packer_.Finish();
}

TextReader::TextReader(const TextStore& store, Simd simd)
    : store_(store),
      parser_(TextAlone(store.settings_.fields, store.boilerplate_ != nullptr),
              store.settings_.replace_invalid_utf8, simd) {
  if (store.packed_ != nullptr) packed_.emplace(*store.packed_);
  if (store.boilerplate_ != nullptr) boilerplate_.emplace(*store.boilerplate_, simd);
}

absl::StatusOr<std::string_view> TextReader::Text(const TextPlace& place) {
  if (store_.seekable_[place.input]) return FromInput(place);
  return packed_->Read(place.byte, place.size);
}

absl::StatusOr<std::string_view> TextReader::FromInput(const TextPlace& place) {
  const Input& input = store_.settings_.inputs.files[place.input];
  if (!file_ || input_ != place.input) {
    file_.reset();
    absl::StatusOr<SeekableInput> file =
        SeekableInput::Open(input.path, *store_.seekable_[place.input]);
    if (!file.ok()) return file.status();
    file_.emplace(*std::move(file));
    input_ = place.input;
  }
  if (record_.block.bytes.capacity() > kKeptBytes) record_ = {};
  Block& block = record_.block;
  block.kind = input.format == Format::kText ? Block::Kind::kText : Block::Kind::kLines;
  block.id = input.id;
  block.bytes.Reserve(place.size);
  block.bytes.Resize(place.size);
  absl::Status status = file_->Read(place.byte, {block.bytes.data(), place.size});
  if (!status.ok()) return status;
  parser_.Parse(&record_);
  const std::vector<Document>& documents = record_.documents;
  if (documents.size() != 1) return Changed(place);
  if (!boilerplate_) return documents[0].text;
  uint64_t left_out = 0;
  return boilerplate_->Without(documents[0].feed, documents[0].text, &left_out);
}

absl::Status TextReader::Changed(const TextPlace& place) const {
  return ChangedInput(store_.settings_.inputs.files[place.input].path);
}

}  // namespace nearcopy
