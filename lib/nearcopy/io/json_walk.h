#ifndef NEARCOPY_IO_JSON_WALK_H_
#define NEARCOPY_IO_JSON_WALK_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/io/document.h"

namespace nearcopy {

inline constexpr int kMaxJsonDepth = 128;  // of a record, itself the first

enum class Seen { kMissing, kNull, kBoolean, kNumber, kString, kArray, kObject };

// A field that is wanted of every record, and what the record at hand has there.
struct JsonField {
  std::string name;
  bool is_id = false;
  Seen seen = Seen::kMissing;
  std::string_view value;  // of a string, unescaped; of a number, as it stands

  void Forget() { seen = Seen::kMissing, value = {}; }
};

struct JsonLine {
  std::string_view record;  // valid UTF-8, not blank; behind it white space, and kBlockPadding
                            // bytes that may be read
  bool lasting;             // views into `record` will do; else values are copied to the arena
};

// Looks at every value of a record, for simdjson's on demand parser checks only what it is asked
// for. One thread at a time.
class JsonWalk {
 public:
  JsonWalk();
  ~JsonWalk();

  // Fills seen and value of `fields`; false after an error, with reason and message of `bad`.
  // Unescaped strings go to the end of `arena`, which must have room for them.
  bool Walk(const JsonLine& line, std::vector<JsonField>* fields, Bytes* arena, BadRecord* bad);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Part of a record for a message: short, in quotes, without control characters.
std::string QuotedForMessage(std::string_view text);

}  // namespace nearcopy

#endif  // NEARCOPY_IO_JSON_WALK_H_
