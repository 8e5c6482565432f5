#include "nearcopy/io/parse.h"

#include <simdjson.h>

#include <algorithm>
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

// Line ends behind the bytes: white space to simdjson, and an end to the last record.
void Pad(Bytes* bytes) { std::fill_n(bytes->data() + bytes->size(), kBlockPadding, '\n'); }

size_t SizeOfLine(std::string_view rest) {
  const size_t end = rest.find('\n');
  return end == rest.npos ? rest.size() : end + 1;
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
  State(const Fields& fields, bool replace_invalid, Simd simd)
      : records(fields, simd), replace(replace_invalid) {}

  void Lines(DocumentBatch* batch);
  void Line(std::string_view raw, Place place, DocumentBatch* batch);
  void Text(DocumentBatch* batch);
  void Take(std::string_view raw, Place place, bool is_replaced, DocumentBatch* batch);
  std::string_view Replaced(std::string_view text);

  JsonRecordReader records;
  const bool replace;
  std::string replaced;  // the record at hand, where it had bytes that are no UTF-8
};

void Parser::State::Lines(DocumentBatch* batch) {
  Pad(&batch->block.bytes);
  std::string_view rest = batch->block.bytes;
  const bool longer = replace && !IsValidUtf8(rest);
  batch->arena.Reserve(records.ArenaBytes(longer ? 3 * rest.size() : rest.size()));
  for (Place place = batch->block.place; !rest.empty(); ++place.line) {
    const size_t scanned = records.Scan(rest, &batch->arena);
    const std::string_view raw = rest.substr(0, scanned != 0 ? scanned : SizeOfLine(rest));
    if (scanned != 0) {
      Take(raw, place, false, batch);
    } else {
      Line(raw, place, batch);
    }
    place.byte += raw.size();
    rest.remove_prefix(raw.size());
  }
}

// A line that is to be looked at closely.
void Parser::State::Line(std::string_view raw, Place place, DocumentBatch* batch) {
  std::string_view record = raw;
  if (record.back() == '\n') record.remove_suffix(1);
  if (record.find_first_not_of(kBlank) == record.npos) return;
  const bool as_it_is = IsValidUtf8(record);
  if (!as_it_is && !replace) {
    batch->bad.push_back(InvalidUtf8(record, place, raw));
    return;
  }
  if (!as_it_is) record = Replaced(record);
  BadRecord bad{BadReason::kInvalidJson, place, {}, raw};
  if (records.Walk({record, as_it_is}, &batch->arena, &bad)) {
    Take(raw, place, !as_it_is, batch);
  } else {
    batch->bad.push_back(std::move(bad));
  }
}

// The record that was read last.
void Parser::State::Take(std::string_view raw, Place place, bool is_replaced,
                         DocumentBatch* batch) {
  Document& document = batch->documents.emplace_back();
  document.place = place;
  document.raw = raw;
  document.replaced = is_replaced;
  BadRecord bad{BadReason::kInvalidJson, place, {}, raw};
  if (records.Fill(&batch->arena, &document, &bad)) return;
  batch->documents.pop_back();
  batch->bad.push_back(std::move(bad));
}

// Valid until the next call; kBlockPadding LFs behind it.
std::string_view Parser::State::Replaced(std::string_view text) {
  replaced.clear();
  if (replaced.capacity() > kKeptBytes) replaced.shrink_to_fit();
  AppendReplacingInvalidUtf8(text, &replaced);
  const size_t size = replaced.size();
  replaced.append(kBlockPadding, '\n');
  return std::string_view(replaced).substr(0, size);
}

void Parser::State::Text(DocumentBatch* batch) {
  const Block& block = batch->block;
  std::string_view text = block.bytes;
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
  if (!valid) text = Replaced(text);
  // The id is copied, for a short string moves with the block that holds it.
  Bytes& arena = batch->arena;
  arena.Reserve(block.id.size() + (valid ? 0 : text.size()));
  arena.Append(block.id);
  Document document;
  document.id = arena;
  document.text = text;
  document.place = block.place;
  document.raw = block.bytes;
  document.replaced = !valid;
  if (!valid) {
    arena.Append(text);
    document.text = std::string_view(arena).substr(document.id.size());
  }
  batch->documents.push_back(document);
}

Parser::Parser(const Fields& fields, bool replace_invalid_utf8, Simd simd)
    : state_(std::make_unique<State>(fields, replace_invalid_utf8, simd)) {}

Parser::~Parser() = default;

void Parser::Parse(DocumentBatch* batch) {
  batch->arena.Clear();
  batch->documents.clear();
  batch->bad.clear();
  Block& block = batch->block;
  block.bytes.Reserve(block.bytes.size());  // an empty one may have no padding yet
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
