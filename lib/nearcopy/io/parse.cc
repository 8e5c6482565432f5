#include "nearcopy/io/parse.h"

#include <simdjson.h>

#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "nearcopy/io/json_record.h"
#include "nearcopy/io/utf8.h"

namespace nearcopy {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

bool IsValidUtf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

BadReason ReasonOf(Damage::Kind kind) {
  switch (kind) {
    case Damage::Kind::kTruncated:
      return BadReason::kTruncated;
    case Damage::Kind::kCorrupt:
      return BadReason::kCorrupt;
    case Damage::Kind::kTrailingGarbage:
      return BadReason::kTrailingGarbage;
    case Damage::Kind::kTooLarge:
      return BadReason::kTooLarge;
    case Damage::Kind::kUnreadable:
      return BadReason::kUnreadable;
  }
  return BadReason::kCorrupt;
}

// White space behind the bytes, within their capacity, so that simdjson reads nothing undefined.
void Pad(std::string* bytes) {
  const size_t size = bytes->size();
  bytes->append(kBlockPadding, ' ');
  bytes->resize(size);
}

BadRecord InvalidUtf8(std::string_view text, Place place, std::string_view raw) {
  const size_t at = FirstInvalidUtf8(text);
  place.byte += at;
  return {BadReason::kInvalidUtf8, place,
          absl::StrCat("invalid UTF-8: byte 0x",
                       absl::Hex(static_cast<unsigned char>(text[at]), absl::kZeroPad2), " at ",
                       place.byte, " of the input"),
          raw};
}

}  // namespace

struct Parser::State {
  State(Fields fields, bool replace_invalid)
      : records(std::move(fields)), replace(replace_invalid) {}

  void Lines(DocumentBatch* batch);
  void Line(std::string_view raw, Place place, bool valid, DocumentBatch* batch);
  void Text(DocumentBatch* batch);

  JsonRecordReader records;
  const bool replace;
  std::string replaced;  // the line at hand, where it had bytes that are no UTF-8
};

void Parser::State::Lines(DocumentBatch* batch) {
  Pad(&batch->block.bytes);
  const std::string_view bytes = batch->block.bytes;
  const bool valid = IsValidUtf8(bytes);
  // The padding keeps even the smallest arena on the heap, so that views last when batches move.
  batch->arena.reserve(records.ArenaBytes(valid || !replace ? bytes.size() : 3 * bytes.size()) +
                       kBlockPadding);
  Place place = batch->block.place;
  for (size_t begin = 0; begin < bytes.size(); ++place.line) {
    const size_t line_end = bytes.find('\n', begin);
    const size_t end = line_end == bytes.npos ? bytes.size() : line_end + 1;
    place.byte = batch->block.place.byte + begin;
    Line(bytes.substr(begin, end - begin), place, valid, batch);
    begin = end;
  }
}

void Parser::State::Line(std::string_view raw, Place place, bool valid, DocumentBatch* batch) {
  std::string_view record = raw;
  if (record.back() == '\n') record.remove_suffix(1);
  if (record.find_first_not_of(kBlank) == record.npos) return;
  const bool as_it_is = valid || IsValidUtf8(record);
  if (!as_it_is && !replace) {
    batch->bad.push_back(InvalidUtf8(record, place, raw));
    return;
  }
  if (!as_it_is) {
    replaced.clear();
    AppendReplacingInvalidUtf8(record, &replaced);
    Pad(&replaced);
    record = replaced;
  }
  Document document;
  document.place = place;
  document.raw = raw;
  document.replaced = !as_it_is;
  BadRecord bad{BadReason::kInvalidJson, place, {}, raw};
  if (records.Read({record, as_it_is}, &batch->arena, &document, &bad)) {
    batch->documents.push_back(document);
  } else {
    batch->bad.push_back(std::move(bad));
  }
}

void Parser::State::Text(DocumentBatch* batch) {
  const Block& block = batch->block;
  const std::string_view text = block.bytes;
  const bool valid = IsValidUtf8(text);
  if (block.id.empty() || !IsValidUtf8(block.id)) {
    batch->bad.push_back({BadReason::kBadId, block.place,
                          "the file's name is the id, and is empty or no UTF-8", text});
    return;
  }
  if (!valid && !replace) {
    batch->bad.push_back(InvalidUtf8(text, block.place, text));
    return;
  }
  // The id is copied, for a short string moves with the block that holds it.
  batch->arena.reserve(block.id.size() + (valid ? 0 : 3 * text.size()) + kBlockPadding);
  batch->arena.append(block.id);
  Document document;
  document.id = batch->arena;
  document.text = text;
  document.place = block.place;
  document.raw = text;
  document.replaced = !valid;
  if (!valid) {
    AppendReplacingInvalidUtf8(text, &batch->arena);
    document.text = std::string_view(batch->arena).substr(document.id.size());
  }
  batch->documents.push_back(document);
}

Parser::Parser(Fields fields, bool replace_invalid_utf8)
    : state_(std::make_unique<State>(std::move(fields), replace_invalid_utf8)) {}

Parser::~Parser() = default;

void Parser::Parse(DocumentBatch* batch) {
  batch->arena.clear();
  batch->documents.clear();
  batch->bad.clear();
  Block& block = batch->block;
  // Views must stay where they point to when the batch is moved: never inside the string itself.
  block.bytes.reserve(block.bytes.size() + kBlockPadding);
  switch (block.kind) {
    case Block::Kind::kLines:
      return state_->Lines(batch);
    case Block::Kind::kText:
      return state_->Text(batch);
    case Block::Kind::kTooLong:
      batch->bad.push_back({BadReason::kTooLong, block.place,
                            "longer than a record may be (--max-record-bytes)", block.bytes});
      return;
    case Block::Kind::kTooLongRest:
      return;
    case Block::Kind::kDamage:
      assert(block.damage.has_value());
      batch->bad.push_back({ReasonOf(block.damage->kind), block.place,
                            absl::StrCat(block.damage->message, ", at byte ",
                                         block.damage->compressed_byte, " of the file"),
                            block.bytes});
      return;
  }
}

}  // namespace nearcopy
