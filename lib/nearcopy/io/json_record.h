#ifndef NEARCOPY_IO_JSON_RECORD_H_
#define NEARCOPY_IO_JSON_RECORD_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/io/document.h"
#include "nearcopy/io/json_scan.h"
#include "nearcopy/io/json_walk.h"
#include "nearcopy/io/parse.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// Makes a document of a JSON record. One thread at a time.
class JsonRecordReader {
 public:
  // Names that stand twice in fields.text are read once. With Simd::Scalar() Scan leaves all.
  JsonRecordReader(const Fields& fields, Simd simd);
  JsonRecordReader(const JsonRecordReader&) = delete;
  JsonRecordReader& operator=(const JsonRecordReader&) = delete;

  // How much room in an arena records of `bytes` bytes need at most.
  size_t ArenaBytes(size_t bytes) const;

  // The two ways to read a record; what they append to `arena` must have room. The first takes what
  // is plain, and returns its size or 0 (JsonScan::Scan); the second any, and is false after an
  // error (JsonWalk::Walk).
  size_t Scan(std::string_view rest, Bytes* arena);
  bool Walk(const JsonLine& line, Bytes* arena, BadRecord* bad);

  // Fills what the record that was just read says of a document; false after an error, with reason
  // and message of `bad`. Appends to `arena`.
  bool Fill(Bytes* arena, Document* document, BadRecord* bad);

 private:
  struct OptionalField {
    int index;  // in fields_
    std::string_view Document::*value;
  };

  int Wanted(const std::string& name);
  bool Id(std::string_view* value);
  bool Text(std::string_view* value);
  bool Optional(int index, std::string_view* value);
  std::string_view Joined();
  bool Fail(BadReason reason, std::string message);
  bool FailType(const JsonField& field, const char* want);

  std::vector<JsonField> fields_;
  JsonWalk walk_;
  std::optional<JsonScan> scan_;  // of `fields_`
  int id_;
  std::vector<int> text_;
  std::vector<OptionalField> optional_;
  Bytes* arena_ = nullptr;
  BadRecord* bad_ = nullptr;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_JSON_RECORD_H_
