#include "nearcopy/io/json_walk.h"

#include <simdjson.h>

#include <algorithm>
#include <cassert>
#include <new>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "nearcopy/io/json_string.h"

namespace nearcopy {
namespace {

namespace ondemand = simdjson::ondemand;
static_assert(kBlockPadding >= simdjson::SIMDJSON_PADDING);

constexpr std::string_view kJsonSpace = " \t\r\n";

// What simdjson found, in a reader's words.
const char* Describe(simdjson::error_code error) {
  switch (error) {
    case simdjson::UNCLOSED_STRING:
      return "a string is not closed";
    case simdjson::UNESCAPED_CHARS:
      return "a control character stands unescaped in a string";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "it does not end with the } that closes it";
    case simdjson::TAPE_ERROR:
      return "a comma, colon, bracket, key or value is missing or wrong";
    case simdjson::CAPACITY:
      return "it is larger than 4 GB";
    default:
      return simdjson::error_message(error);
  }
}

std::string_view Trim(std::string_view token) {
  return token.substr(0, token.find_last_not_of(kJsonSpace) + 1);
}

// A whole number in JSON's grammar, of any length.
bool IsWholeOfAnyLength(std::string_view token) {
  if (!token.empty() && token.front() == '-') token.remove_prefix(1);
  return !token.empty() && (token.front() != '0' || token.size() == 1) &&
         token.find_first_not_of("0123456789") == token.npos;
}

bool HasTwins(std::vector<std::string_view>* keys, std::string_view* twin) {
  constexpr size_t kFew = 16;  // most records: comparing all pairs is faster than sorting
  if (keys->size() > kFew) {
    std::sort(keys->begin(), keys->end());
    const auto at = std::adjacent_find(keys->begin(), keys->end());
    if (at == keys->end()) return false;
    *twin = *at;
    return true;
  }
  for (auto key = keys->begin(); key != keys->end(); ++key) {
    if (std::find(keys->begin(), key, *key) == key) continue;
    *twin = *key;
    return true;
  }
  return false;
}

}  // namespace

// Each function is false after an error, which `bad` then names.
struct JsonWalk::State {
  bool Record();
  bool Member(ondemand::field member);
  bool Value(ondemand::value value, int depth, JsonField* field);
  bool Nested(ondemand::value value, int depth, Seen kind);
  bool String(std::string_view token, JsonField* field);
  bool Number(ondemand::value value, std::string_view token, JsonField* field);
  bool Key(const ondemand::raw_json_string& raw, std::string_view* key);
  bool CheckTwins();
  std::string_view Kept(std::string_view text);

  bool Fail(BadReason reason, std::string message);
  bool FailJson(const std::string& what);
  bool FailEscape(EscapeError error);

  ondemand::parser parser;
  std::vector<std::string_view> keys;
  JsonLine line;
  const char* at = nullptr;  // the last key or value looked at
  std::vector<JsonField>* fields = nullptr;
  Bytes* arena = nullptr;
  BadRecord* bad = nullptr;
};

bool JsonWalk::State::Fail(BadReason reason, std::string message) {
  bad->reason = reason;
  bad->message = std::move(message);
  return false;
}

bool JsonWalk::State::FailJson(const std::string& what) {
  std::string message = absl::StrCat("bad JSON: ", what);
  if (at != nullptr) {
    absl::StrAppend(&message, ", near byte ", at - line.record.data(), " of the record");
  }
  return Fail(BadReason::kInvalidJson, std::move(message));
}

bool JsonWalk::State::FailEscape(EscapeError error) {
  if (error == EscapeError::kBadEscape) return FailJson("a bad escape in a string");
  return Fail(
      BadReason::kLoneSurrogate,
      absl::StrCat("half of a surrogate pair (\\ud800 to \\udfff) alone in the string near byte ",
                   at - line.record.data(), " of the record"));
}

// A copy in the arena, where the line itself will not last.
std::string_view JsonWalk::State::Kept(std::string_view value) {
  if (line.lasting) return value;
  assert(arena->capacity() - arena->size() >= value.size());
  const size_t begin = arena->size();
  arena->Append(value);
  return std::string_view(*arena).substr(begin);
}

bool JsonWalk::State::Record() {
  at = nullptr;
  keys.clear();
  for (JsonField& field : *fields) field.Forget();
  if (line.record[line.record.find_first_not_of(kJsonSpace)] != '{') {
    return FailJson("a record is an object and begins with {");
  }
  ondemand::document document;
  ondemand::object object;
  auto error = parser
                   .iterate(simdjson::padded_string_view(line.record.data(), line.record.size(),
                                                         line.record.size() + kBlockPadding))
                   .get(document);
  if (!error) error = document.get_object().get(object);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();  // which is no fault of the record
  if (error) return FailJson(Describe(error));
  for (auto member : object) {
    if (member.error()) return FailJson(Describe(member.error()));
    if (!Member(member.value_unsafe())) return false;
  }
  const char* behind = nullptr;
  if (!document.current_location().get(behind)) {
    at = behind;
    return FailJson("something follows the object");
  }
  return CheckTwins();
}

bool JsonWalk::State::CheckTwins() {
  std::string_view twin;
  if (!HasTwins(&keys, &twin)) return true;
  return Fail(BadReason::kDuplicateKey,
              absl::StrCat("key ", QuotedForMessage(twin), " stands twice"));
}

bool JsonWalk::State::Member(ondemand::field member) {
  std::string_view key;
  if (!Key(member.key(), &key)) return false;
  keys.push_back(key);
  for (JsonField& field : *fields) {
    if (field.name == key) return Value(member.value(), 1, &field);
  }
  return Value(member.value(), 1, nullptr);
}

// Checks a key, and unescapes it unless `key` is null.
bool JsonWalk::State::Key(const ondemand::raw_json_string& raw, std::string_view* key) {
  at = raw.raw();
  const char* end = at;
  bool escaped = false;
  for (; *end != '"'; ++end) {  // the first pass of simdjson has seen that it is there
    if (*end != '\\') continue;
    escaped = true;
    ++end;
  }
  std::string_view value(at, static_cast<size_t>(end - at));
  if (escaped) {
    const size_t begin = arena->size();
    const EscapeError error = Unescape(value, key != nullptr ? arena : nullptr);
    if (error != EscapeError::kNone) return FailEscape(error);
    value = std::string_view(*arena).substr(begin);
  }
  if (key != nullptr) *key = value;
  return true;
}

// Looks at a value inside `depth` levels; `field` is null where it is not wanted.
bool JsonWalk::State::Value(ondemand::value value, int depth, JsonField* field) {
  const std::string_view token = Trim(value.raw_json_token());
  at = token.data();
  ondemand::json_type type;
  if (value.type().get(type)) {
    return FailJson(absl::StrCat(QuotedForMessage(token), " is no JSON value"));
  }
  switch (type) {
    case ondemand::json_type::string:
      // Left behind by hand: skipping it, simdjson would take "a": for a key and go on.
      if (value.get_raw_json_string().error()) return FailJson("a bad string");
      return String(token, field);
    case ondemand::json_type::number:
      return Number(value, token, field);
    case ondemand::json_type::array:
    case ondemand::json_type::object: {
      const Seen kind = type == ondemand::json_type::array ? Seen::kArray : Seen::kObject;
      if (field != nullptr) field->seen = kind;
      return Nested(value, depth + 1, kind);
    }
    case ondemand::json_type::boolean:
    case ondemand::json_type::null:
      break;
  }
  if (token != "null" && token != "true" && token != "false") {
    return FailJson(absl::StrCat(QuotedForMessage(token), " is no JSON value"));
  }
  if (field != nullptr) field->seen = token == "null" ? Seen::kNull : Seen::kBoolean;
  return true;
}

bool JsonWalk::State::Nested(ondemand::value value, int depth, Seen kind) {
  if (depth > kMaxJsonDepth) {
    return Fail(BadReason::kTooDeep, absl::StrCat("more than ", kMaxJsonDepth, " levels deep"));
  }
  if (kind == Seen::kArray) {
    ondemand::array array;
    if (auto error = value.get_array().get(array)) return FailJson(Describe(error));
    for (auto element : array) {
      if (element.error()) return FailJson(Describe(element.error()));
      if (!Value(element.value_unsafe(), depth, nullptr)) return false;
    }
    return true;
  }
  ondemand::object object;
  if (auto error = value.get_object().get(object)) return FailJson(Describe(error));
  for (auto member : object) {
    if (member.error()) return FailJson(Describe(member.error()));
    if (!Key(member.key(), nullptr)) return false;
    if (!Value(member.value().value_unsafe(), depth, nullptr)) return false;
  }
  // Behind an empty object simdjson does not see that its parent is never closed.
  const char* next;
  if (value.current_location().get(next)) {
    return FailJson(Describe(simdjson::INCOMPLETE_ARRAY_OR_OBJECT));
  }
  return true;
}

bool JsonWalk::State::String(std::string_view token, JsonField* field) {
  if (token.size() < 2 || token.back() != '"') return FailJson("a string is not closed");
  const std::string_view raw = token.substr(1, token.size() - 2);
  if (field != nullptr) field->seen = Seen::kString;
  if (raw.find('\\') == raw.npos) {
    if (field != nullptr) field->value = Kept(raw);
    return true;
  }
  const size_t begin = arena->size();
  assert(field == nullptr || arena->capacity() - begin >= raw.size());
  const EscapeError error = Unescape(raw, field != nullptr ? arena : nullptr);
  if (error != EscapeError::kNone) return FailEscape(error);
  if (field != nullptr) field->value = std::string_view(*arena).substr(begin);
  return true;
}

bool JsonWalk::State::Number(ondemand::value value, std::string_view token, JsonField* field) {
  if (value.get_number().error()) {
    if (!IsWholeOfAnyLength(token)) {
      return FailJson(absl::StrCat(QuotedForMessage(token), " is no number, or too large for one"));
    }
    if (field == nullptr || !field->is_id) {
      return FailJson(
          absl::StrCat("the number ", QuotedForMessage(token), " does not fit 64 bits"));
    }
    return Fail(BadReason::kBadId, absl::StrCat("the number ", QuotedForMessage(token),
                                                " is too large for an id; write it as a string"));
  }
  if (field == nullptr) return true;
  field->seen = Seen::kNumber;
  field->value = Kept(token);
  return true;
}

JsonWalk::JsonWalk() : state_(std::make_unique<State>()) {}
JsonWalk::~JsonWalk() = default;

bool JsonWalk::Walk(const JsonLine& line, std::vector<JsonField>* fields, Bytes* arena,
                    BadRecord* bad) {
  state_->line = line;
  state_->fields = fields;
  state_->arena = arena;
  state_->bad = bad;
  // A rare giant must not hold its memory, in every thread, until the end.
  if (state_->parser.capacity() > kKeptBytes && line.record.size() <= kKeptBytes) {
    state_->parser = ondemand::parser();
  }
  return state_->Record();
}

std::string QuotedForMessage(std::string_view text) {
  constexpr size_t kMost = 40;
  std::string_view head = text.substr(0, kMost);
  while (head.size() < text.size() && !head.empty() && (text[head.size()] & 0xc0) == 0x80) {
    head.remove_suffix(1);
  }
  return absl::StrCat("\"", absl::Utf8SafeCHexEscape({head.data(), head.size()}),
                      head.size() < text.size() ? "..." : "", "\"");
}

}  // namespace nearcopy
