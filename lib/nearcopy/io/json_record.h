#ifndef NEARCOPY_IO_JSON_RECORD_H_
#define NEARCOPY_IO_JSON_RECORD_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/io/document.h"
#include "nearcopy/io/json_walk.h"
#include "nearcopy/io/parse.h"

namespace nearcopy {

// Makes a document of a JSON record. One thread at a time.
class JsonRecordReader {
 public:
  // Names that stand twice in fields.text are read once.
  explicit JsonRecordReader(const Fields& fields);

  // How much room in an arena records of `bytes` bytes need at most.
  size_t ArenaBytes(size_t bytes) const;

  // Fills what the record says of a document; false after an error, with reason and message of
  // `bad`. Appends to `arena`, which must have room.
  bool Read(const JsonLine& line, std::string* arena, Document* document, BadRecord* bad);

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

  JsonWalk walk_;
  std::vector<JsonField> fields_;
  int id_;
  std::vector<int> text_;
  std::vector<OptionalField> optional_;
  std::string* arena_ = nullptr;
  BadRecord* bad_ = nullptr;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_JSON_RECORD_H_
