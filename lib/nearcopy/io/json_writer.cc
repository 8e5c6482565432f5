#include "nearcopy/io/json_writer.h"

#include <charconv>

namespace nearcopy {

JsonWriter& JsonWriter::Value(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value);
  return Raw(std::string_view(buffer, end.ptr));
}

}  // namespace nearcopy
