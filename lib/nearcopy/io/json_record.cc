#include "nearcopy/io/json_record.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"

namespace nearcopy {
namespace {

constexpr int kNone = -1;

const char* Describe(Seen seen) {
  switch (seen) {
    case Seen::kMissing:
      return "missing";
    case Seen::kNull:
      return "null";
    case Seen::kBoolean:
      return "a boolean";
    case Seen::kNumber:
      return "a number";
    case Seen::kString:
      return "a string";
    case Seen::kArray:
      return "an array";
    case Seen::kObject:
      return "an object";
  }
  return "unknown";
}

bool IsWhole(std::string_view number) { return number.find_first_of(".eE") == number.npos; }

}  // namespace

JsonRecordReader::JsonRecordReader(const Fields& names, Simd simd) {
  id_ = Wanted(names.id);
  if (id_ != kNone) fields_[static_cast<size_t>(id_)].is_id = true;
  const struct {
    const std::string& name;
    std::string_view Document::*value;
  } optional[] = {{names.title, &Document::title}, {names.feed, &Document::feed},
                  {names.url, &Document::url},     {names.published, &Document::published},
                  {names.lang, &Document::lang},   {names.across, &Document::across},
                  {names.block, &Document::block}};
  for (const auto& field : optional) {
    if (const int index = Wanted(field.name); index != kNone) {
      optional_.push_back({index, field.value});
    }
  }
  for (const std::string& name : names.text) {
    const int index = Wanted(name);
    if (index == kNone || std::find(text_.begin(), text_.end(), index) != text_.end()) continue;
    text_.push_back(index);
  }
  if (simd != Simd::Scalar()) scan_.emplace(&fields_, simd);
}

// The index of the field of this name, kNone where it is empty.
int JsonRecordReader::Wanted(const std::string& name) {
  if (name.empty()) return kNone;
  const auto at = std::find_if(fields_.begin(), fields_.end(),
                               [&](const JsonField& field) { return field.name == name; });
  if (at == fields_.end()) {
    fields_.emplace_back().name = name;
    return static_cast<int>(fields_.size() - 1);
  }
  return static_cast<int>(at - fields_.begin());
}

size_t JsonRecordReader::ArenaBytes(size_t bytes) const {
  // Each string once, and where texts are joined, those a second time.
  return text_.size() > 1 ? 2 * bytes : bytes;
}

size_t JsonRecordReader::Scan(std::string_view rest, Bytes* arena) {
  return scan_ ? scan_->Scan(rest, arena) : 0;
}

bool JsonRecordReader::Walk(const JsonLine& line, Bytes* arena, BadRecord* bad) {
  return walk_.Walk(line, &fields_, arena, bad);
}

bool JsonRecordReader::Fill(Bytes* arena, Document* document, BadRecord* bad) {
  arena_ = arena;
  bad_ = bad;
  if (!Id(&document->id) || !Text(&document->text)) return false;
  return std::all_of(optional_.begin(), optional_.end(), [&](const OptionalField& field) {
    return Optional(field.index, &(document->*field.value));
  });
}

bool JsonRecordReader::Fail(BadReason reason, std::string message) {
  bad_->reason = reason;
  bad_->message = std::move(message);
  return false;
}

bool JsonRecordReader::FailType(const JsonField& field, const char* want) {
  return Fail(BadReason::kWrongType, absl::StrCat("field ", QuotedForMessage(field.name), " is ",
                                                  Describe(field.seen), ", not ", want));
}

bool JsonRecordReader::Id(std::string_view* value) {
  if (id_ == kNone) return true;
  const JsonField& field = fields_[static_cast<size_t>(id_)];
  auto fail = [&](BadReason reason, const char* what) {
    return Fail(reason, absl::StrCat("field ", QuotedForMessage(field.name), " ", what));
  };
  if (field.seen == Seen::kMissing) return fail(BadReason::kMissingField, "is missing");
  if (field.seen != Seen::kString && field.seen != Seen::kNumber) {
    return FailType(field, "a string or a whole number");
  }
  if (field.seen == Seen::kNumber && !IsWhole(field.value)) {
    return fail(BadReason::kWrongType, "is a number with a fraction or exponent, not a whole one");
  }
  if (field.value.empty()) return fail(BadReason::kBadId, "is empty");
  if (field.value.find('\0') != field.value.npos) {
    return fail(BadReason::kBadId, "has a NUL character");
  }
  *value = field.value;
  return true;
}

bool JsonRecordReader::Text(std::string_view* value) {
  size_t strings = 0;
  const JsonField* null = nullptr;
  for (int index : text_) {
    const JsonField& field = fields_[static_cast<size_t>(index)];
    if (field.seen == Seen::kString) {
      ++strings;
      *value = field.value;
    } else if (field.seen == Seen::kNull) {
      null = &field;
    } else if (field.seen != Seen::kMissing) {
      return FailType(field, "a string");
    }
  }
  if (strings > 1) *value = Joined();
  if (strings > 0 || text_.empty()) return true;
  if (null != nullptr) return FailType(*null, "a string");
  std::string names;
  for (int index : text_) {
    absl::StrAppend(&names, names.empty() ? "" : ", ",
                    QuotedForMessage(fields_[static_cast<size_t>(index)].name));
  }
  return Fail(BadReason::kMissingField, text_.size() == 1
                                            ? absl::StrCat("field ", names, " is missing")
                                            : absl::StrCat("fields ", names, " are all missing"));
}

std::string_view JsonRecordReader::Joined() {
  const size_t begin = arena_->size();
  bool first = true;
  for (int index : text_) {
    const JsonField& field = fields_[static_cast<size_t>(index)];
    if (field.seen != Seen::kString) continue;
    assert(arena_->capacity() - arena_->size() > field.value.size());
    if (!std::exchange(first, false)) arena_->Append("\n");
    arena_->Append(field.value);
  }
  return std::string_view(*arena_).substr(begin);
}

bool JsonRecordReader::Optional(int index, std::string_view* value) {
  const JsonField& field = fields_[static_cast<size_t>(index)];
  if (field.seen == Seen::kMissing || field.seen == Seen::kNull) return true;
  if (field.seen != Seen::kString && field.seen != Seen::kNumber) {
    return FailType(field, "a string, a number or null");
  }
  *value = field.value;
  return true;
}

}  // namespace nearcopy
