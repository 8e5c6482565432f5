#ifndef NEARCOPY_IO_JSON_SCAN_H_
#define NEARCOPY_IO_JSON_SCAN_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/io/bytes.h"
#include "nearcopy/io/json_string.h"
#include "nearcopy/io/json_walk.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// The quick way through records that are as most are, in one pass over their bytes. What it reads,
// JsonWalk reads too, and the same; whatever it is not sure of it leaves to JsonWalk, which has the
// last word on what is wrong. One thread at a time.
class JsonScan {
 public:
  // For records of which `fields` are wanted. Not Simd::Scalar().
  JsonScan(std::vector<JsonField>* fields, Simd simd);

  // Reads the record at the front of `rest` (not empty, with kBlockPadding LFs behind it that do
  // not count), fills seen and value of the fields, and returns its size with its line end; 0 where
  // it is left to JsonWalk. Views point into `rest` or to the end of `arena`, which must have room
  // for the record.
  size_t Scan(std::string_view rest, Bytes* arena);

 private:
  struct Key {
    std::string quoted;  // with its closing quote, without escapes
    JsonField* field;    // null where it is not wanted
    bool ascii;
  };

  const char* Record(const char* at);
  const char* TakeKey(const char* at, size_t number, JsonField** field);
  bool LearnKey(const char* at, size_t number);
  const char* Value(const char* at, int depth, JsonField* field);
  const char* Nested(const char* at, int depth);
  const char* String(const char* at, JsonField* field);

  std::vector<JsonField>* const fields_;
  const TakeString take_string_;
  // Those of the records before, by their place: most records have the same keys in the same order.
  // No two are equal. The first `known_keys_` count; the others keep their memory.
  std::vector<Key> keys_;
  size_t known_keys_ = 0;
  Bytes* arena_ = nullptr;
  bool ascii_ = true;  // the record at hand so far
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_JSON_SCAN_H_
