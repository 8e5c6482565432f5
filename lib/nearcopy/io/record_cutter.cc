#include "nearcopy/io/record_cutter.h"

#include <simdjson.h>

#include <algorithm>
#include <cassert>
#include <string_view>
#include <vector>

#include "nearcopy/io/utf8.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

namespace ondemand = simdjson::ondemand;

// One character or escape of a JSON string that is valid: its bytes there, and those it stands for.
struct Unit {
  size_t written, means;
};

constexpr size_t kUnicodeEscape = 6;  // \u0000

uint32_t CodeUnit(std::string_view escape) {
  uint32_t unit = 0;
  for (char c : escape.substr(2, 4)) {
    const auto digit = static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    unit = unit << 4 | digit;
  }
  return unit;
}

Unit FirstUnit(std::string_view rest) {
  if (rest[0] != '\\') return {1, 1};
  if (rest[1] != 'u') return {2, 1};
  const uint32_t unit = CodeUnit(rest);
  if (unit >= 0xd800 && unit < 0xe000) return {2 * kUnicodeEscape, 4};  // a pair of surrogates
  return {kUnicodeEscape, unit < 0x80 ? 1u : unit < 0x800 ? 2u : 3u};
}

// How many bytes the content of a JSON string, which ends at a quote, stands for.
size_t MeaningOf(std::string_view rest) {
  size_t means = 0;
  while (rest[0] != '"') {
    const size_t plain = std::min(rest.find_first_of("\\\""), rest.size());
    const Unit unit = plain > 0 ? Unit{plain, plain} : FirstUnit(rest);
    means += unit.means;
    rest.remove_prefix(unit.written);
  }
  return means;
}

// Where a part of the text stands in the record.
struct Field {
  std::string_view name;
  const char* content = nullptr;  // behind the quote; null: no such string
};

}  // namespace

struct RecordCutter::State {
  void OpenJson(std::string_view padded_record);
  // Appends where `cuts`, all of part `part`, stand in the record.
  void Locate(size_t part, std::span<const TextStretch> cuts);

  Fields fields;
  ondemand::parser parser;
  const Document* document = nullptr;
  std::string replaced;      // the record where it had bytes that are no UTF-8, and padding
  std::string_view record;   // as it was parsed
  std::vector<Field> names;  // of fields.text, each once
  std::vector<TextStretch> parts;
  std::vector<const char*> contents;  // of each part; null: the part is the record itself
  std::vector<TextStretch> located;   // bytes of the record
};

RecordCutter::RecordCutter(const Fields& fields) : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.fields = fields;
  for (const std::string& name : s.fields.text) {
    const bool known = std::ranges::find(s.names, name, &Field::name) != s.names.end();
    if (!known && !name.empty()) s.names.push_back({name, nullptr});
  }
}

RecordCutter::~RecordCutter() = default;

std::span<const TextStretch> RecordCutter::parts() const { return state_->parts; }

void RecordCutter::Open(const Document& document) {
  State& s = *state_;
  s.document = &document;
  s.parts.clear();
  s.contents.clear();
  s.replaced.clear();
  DropGiant(&s.replaced);
  s.record = document.raw;
  if (document.replaced) {
    AppendReplacingInvalidUtf8(document.raw, &s.replaced);
    const size_t size = s.replaced.size();
    s.replaced.append(kBlockPadding, '\n');
    s.record = std::string_view(s.replaced).substr(0, size);
  }
  if (document.place.line == 0) {  // a text file
    s.parts.push_back({0, document.text.size()});
    s.contents.push_back(nullptr);
    return;
  }
  s.OpenJson(s.record);
}

// The record was parsed before, so nothing here can fail.
void RecordCutter::State::OpenJson(std::string_view padded_record) {
  for (Field& field : names) field.content = nullptr;
  ondemand::document json;
  ondemand::object object;
  [[maybe_unused]] simdjson::error_code error =
      parser
          .iterate(padded_record.data(), padded_record.size(), padded_record.size() + kBlockPadding)
          .get(json);
  assert(error == simdjson::SUCCESS);
  error = json.get_object().get(object);
  assert(error == simdjson::SUCCESS);
  for (auto member : object) {
    std::string_view key;
    error = member.unescaped_key().get(key);
    assert(error == simdjson::SUCCESS);
    const auto field = std::ranges::find(names, key, &Field::name);
    const std::string_view token = member.value().raw_json_token();
    if (field != names.end() && token[0] == '"') field->content = token.data() + 1;
  }
  const char* const end = padded_record.data() + padded_record.size();
  uint64_t at = 0;
  for (const Field& field : names) {
    if (field.content == nullptr) continue;
    at += !parts.empty();  // the LF
    const uint64_t size = MeaningOf({field.content, static_cast<size_t>(end - field.content)});
    parts.push_back({at, at + size});
    contents.push_back(field.content);
    at += size;
  }
  assert(at == document->text.size());
}

void RecordCutter::State::Locate(size_t part, std::span<const TextStretch> cuts) {
  if (contents[part] == nullptr) {
    located.insert(located.end(), cuts.begin(), cuts.end());
    return;
  }
  const char* in = contents[part];
  const char* const end = record.data() + record.size();
  uint64_t at = parts[part].begin;
  const auto walk_to = [&](uint64_t wanted) {
    while (at < wanted) {
      const Unit unit = FirstUnit({in, static_cast<size_t>(end - in)});
      in += unit.written;
      at += unit.means;
    }
    assert(at == wanted);
    return static_cast<uint64_t>(in - record.data());
  };
  for (const TextStretch& cut : cuts) {
    const uint64_t begin = walk_to(cut.begin);
    located.push_back({begin, walk_to(cut.end)});
  }
}

void RecordCutter::AppendWithout(std::span<const TextStretch> cuts, std::string* out) {
  State& s = *state_;
  s.located.clear();
  for (size_t part = 0, from = 0; part < s.parts.size(); ++part) {
    size_t to = from;
    while (to < cuts.size() && cuts[to].end <= s.parts[part].end) ++to;
    s.Locate(part, cuts.subspan(from, to - from));
    from = to;
  }
  // Fields may stand in another order than their names were given.
  std::ranges::sort(s.located, {}, &TextStretch::begin);
  if (s.document->replaced) {
    std::vector<uint64_t> offsets;
    for (const TextStretch& cut : s.located) offsets.insert(offsets.end(), {cut.begin, cut.end});
    OffsetsBeforeReplacing(s.document->raw, offsets);
    for (size_t i = 0; i < s.located.size(); ++i) {
      s.located[i] = {offsets[2 * i], offsets[2 * i + 1]};
    }
  }
  const std::string_view raw = s.document->raw;
  uint64_t at = 0;
  for (const TextStretch& cut : s.located) {
    out->append(raw.substr(at, cut.begin - at));
    at = cut.end;
  }
  out->append(raw.substr(at));
}

}  // namespace nearcopy
