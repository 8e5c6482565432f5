#ifndef NEARCOPY_IO_JSON_WRITER_H_
#define NEARCOPY_IO_JSON_WRITER_H_

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/io/escape.h"

namespace nearcopy {

// Writes one JSON value into a string, key by key in the order of the calls; commas are its work.
// With `indent`, objects of the first two levels stand on lines of their own. Requires matching
// Begin and End. One thread at a time.
class JsonWriter {
 public:
  explicit JsonWriter(std::string* out, bool indent = false) : out_(out), indent_(indent) {}

  JsonWriter& BeginObject() { return Begin('{'); }
  JsonWriter& EndObject() { return End('}'); }
  JsonWriter& BeginArray() { return Begin('['); }
  JsonWriter& EndArray() { return End(']'); }
  JsonWriter& Key(std::string_view key) {
    Separate();
    AppendJsonString(key, out_);
    out_->append(indent_ ? ": " : ":");
    after_key_ = true;
    return *this;
  }
  JsonWriter& Value(std::string_view text) {
    Separate();
    AppendJsonString(text, out_);
    return *this;
  }
  JsonWriter& Value(const char* text) { return Value(std::string_view(text)); }
  JsonWriter& Value(bool value) { return Raw(value ? "true" : "false"); }
  template <std::integral Number>
  JsonWriter& Value(Number value) {
    return Raw(std::to_string(value));
  }
  JsonWriter& Null() { return Raw("null"); }
  // A string, or null where it is empty.
  JsonWriter& ValueOrNull(std::string_view text) { return text.empty() ? Null() : Value(text); }
  JsonWriter& SixDecimals(double value) {
    Separate();
    AppendSimilarity(value, out_);
    return *this;
  }
  // The shortest number that reads back the same.
  JsonWriter& Value(double value);

 private:
  // Text that is JSON already.
  JsonWriter& Raw(std::string_view json) {
    Separate();
    out_->append(json);
    return *this;
  }
  JsonWriter& Begin(char bracket) {
    Separate();
    out_->push_back(bracket);
    counts_.push_back(0);
    brackets_.push_back(bracket);
    return *this;
  }
  JsonWriter& End(char bracket) {
    const bool lines = Lines() && counts_.back() > 0;
    counts_.pop_back();
    brackets_.pop_back();
    if (lines) NewLine();
    out_->push_back(bracket);
    return *this;
  }
  void Separate() {
    if (after_key_) {
      after_key_ = false;
      return;
    }
    if (counts_.empty()) return;
    if (counts_.back()++ > 0) out_->append(indent_ && !Lines() ? ", " : ",");
    if (Lines()) NewLine();
  }
  bool Lines() const { return indent_ && counts_.size() <= 2 && brackets_.back() == '{'; }
  void NewLine() {
    out_->push_back('\n');
    out_->append(2 * counts_.size(), ' ');
  }

  std::string* out_;
  bool indent_;
  bool after_key_ = false;
  std::vector<size_t> counts_;  // values written of each open object or array
  std::string brackets_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_JSON_WRITER_H_
