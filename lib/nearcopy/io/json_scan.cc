#include "nearcopy/io/json_scan.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace nearcopy {
namespace {

constexpr size_t kMostKeys = 64;                  // for each is compared with all before it
constexpr size_t kLongestQuoted = kBlockPadding;  // so that comparing reads no further
constexpr std::ptrdiff_t kMostDigits = 18;        // fit 64 bits

// Not LF, which ends the record.
const char* SkipSpace(const char* at) {
  while (*at == ' ' || *at == '\t' || *at == '\r') ++at;
  return at;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

const char* SkipDigits(const char* at) {
  while (IsDigit(*at)) ++at;
  return at;
}

// Behind the number at `at`; null for what is none, and for what may not fit 64 bits: many digits,
// exponents.
const char* SkipNumber(const char* at) {
  if (*at == '-') ++at;
  const char* end = SkipDigits(at);
  if (end == at || end - at > kMostDigits || (*at == '0' && end - at > 1)) return nullptr;
  if (*end == '.') {
    at = end + 1;
    end = SkipDigits(at);
    if (end == at) return nullptr;
  }
  return end;
}

const char* SkipWord(const char* at, std::string_view word) {
  return std::string_view(at, word.size()) == word ? at + word.size() : nullptr;
}

}  // namespace

JsonScan::JsonScan(std::vector<JsonField>* fields, Simd simd)
    : fields_(fields), take_string_(StringTaker(simd)) {}

size_t JsonScan::Scan(std::string_view rest, Bytes* arena) {
  arena_ = arena;
  const size_t kept = arena->size();
  for (JsonField& field : *fields_) field.Forget();
  ascii_ = true;
  if (const char* end = Record(rest.data()); end != nullptr) {
    // The last record may lack its line end.
    const size_t size = std::min(static_cast<size_t>(end - rest.data()), rest.size());
    if (ascii_ || simdjson::validate_utf8(rest.data(), size)) return size;
  }
  arena->Resize(kept);
  return 0;
}

// Each of these returns what is behind the thing at `at`, or null to leave the record to JsonWalk.

const char* JsonScan::Record(const char* at) {
  at = SkipSpace(at);
  if (*at != '{') return nullptr;
  for (size_t number = 0; number == 0 || *at == ','; ++number) {
    JsonField* field;
    at = TakeKey(SkipSpace(at + 1), number, &field);
    if (at == nullptr) return nullptr;
    at = SkipSpace(at);
    if (*at != ':') return nullptr;
    at = Value(SkipSpace(at + 1), 1, field);
    if (at == nullptr) return nullptr;
    at = SkipSpace(at);
  }
  if (*at != '}') return nullptr;
  at = SkipSpace(at + 1);
  return *at == '\n' ? at + 1 : nullptr;
}

// Key `number` of the record.
const char* JsonScan::TakeKey(const char* at, size_t number, JsonField** field) {
  if (*at != '"') return nullptr;
  ++at;
  const auto known = [&] {
    const std::string& quoted = keys_[number].quoted;
    return std::memcmp(at, quoted.data(), quoted.size()) == 0;
  };
  if (number == known_keys_ || !known()) {
    if (!LearnKey(at, number)) return nullptr;
  }
  *field = keys_[number].field;
  ascii_ &= keys_[number].ascii;
  return at + keys_[number].quoted.size();
}

// Puts a key in the place of all from `number` on; false to leave the record to JsonWalk.
bool JsonScan::LearnKey(const char* at, size_t number) {
  known_keys_ = number;
  char* const out = arena_->data() + arena_->size();
  const TakenString taken = take_string_(at, out);
  if (taken.end == nullptr || taken.out_end - out != taken.end - at) return false;  // escapes
  const std::string_view name(at, static_cast<size_t>(taken.end - at));
  const std::string_view quoted(at, name.size() + 1);
  const auto last = keys_.begin() + static_cast<std::ptrdiff_t>(number);
  const bool twin =
      std::any_of(keys_.begin(), last, [&](const Key& key) { return key.quoted == quoted; });
  if (twin || quoted.size() > kLongestQuoted || number == kMostKeys) return false;
  if (number == keys_.size()) keys_.emplace_back();
  keys_[number].quoted = quoted;
  const auto field = std::find_if(fields_->begin(), fields_->end(),
                                  [&](const JsonField& f) { return f.name == name; });
  keys_[number].field = field == fields_->end() ? nullptr : &*field;
  keys_[number].ascii = taken.ascii;
  ++known_keys_;
  return true;
}

const char* JsonScan::Value(const char* at, int depth, JsonField* field) {
  Seen seen = Seen::kNumber;
  const char* end;
  switch (*at) {
    case '"':
      return String(at, field);
    case '{':
    case '[':
      seen = *at == '[' ? Seen::kArray : Seen::kObject;
      end = Nested(at, depth + 1);
      break;
    case 'n':
      seen = Seen::kNull;
      end = SkipWord(at, "null");
      break;
    case 't':
      seen = Seen::kBoolean;
      end = SkipWord(at, "true");
      break;
    case 'f':
      seen = Seen::kBoolean;
      end = SkipWord(at, "false");
      break;
    default:
      end = SkipNumber(at);
  }
  if (field != nullptr) field->seen = seen;
  if (field != nullptr && end != nullptr && seen == Seen::kNumber) {
    field->value = {at, static_cast<size_t>(end - at)};
  }
  return end;
}

const char* JsonScan::Nested(const char* at, int depth) {
  if (depth > kMaxJsonDepth) return nullptr;
  const char close = *at == '[' ? ']' : '}';
  const char* first = SkipSpace(at + 1);
  if (*first == close) return first + 1;
  do {
    at = SkipSpace(at + 1);
    if (close == '}') {
      if (*at != '"') return nullptr;
      at = String(at, nullptr);
      if (at == nullptr) return nullptr;
      at = SkipSpace(at);
      if (*at != ':') return nullptr;
      at = SkipSpace(at + 1);
    }
    at = Value(at, depth, nullptr);
    if (at == nullptr) return nullptr;
    at = SkipSpace(at);
  } while (*at == ',');
  return *at == close ? at + 1 : nullptr;
}

// Keeps what the string says in the arena only where it is wanted and the record has it otherwise.
const char* JsonScan::String(const char* at, JsonField* field) {
  ++at;
  char* const out = arena_->data() + arena_->size();
  const TakenString taken = take_string_(at, out);
  if (taken.end == nullptr) return nullptr;
  ascii_ &= taken.ascii;
  if (field != nullptr) {
    const auto size = static_cast<size_t>(taken.out_end - out);
    const bool escaped = taken.end - at != taken.out_end - out;
    field->seen = Seen::kString;
    field->value = {escaped ? out : at, size};
    if (escaped) arena_->Resize(arena_->size() + size);
  }
  return taken.end + 1;
}

}  // namespace nearcopy
