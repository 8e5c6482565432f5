#ifndef NEARCOPY_TESTS_IO_PARSED_H_
#define NEARCOPY_TESTS_IO_PARSED_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "nearcopy/io/parse.h"

namespace nearcopy {

inline DocumentBatch Parsed(std::string_view bytes, const Fields& fields = {},
                            bool replace = false) {
  DocumentBatch batch;
  batch.block.place = {0, 1, 0};
  batch.block.bytes = bytes;
  Parser(fields, replace).Parse(&batch);
  return batch;
}

// The document of a block of one record.
inline Document One(const DocumentBatch& batch) {
  for (const BadRecord& bad : batch.bad) ADD_FAILURE() << Name(bad.reason) << ": " << bad.message;
  EXPECT_EQ(batch.documents.size(), 1u);
  return batch.documents.empty() ? Document{} : batch.documents[0];
}

// What is wrong with one record, put among good ones: its message.
inline std::string Bad(const std::string& record, BadReason reason, const Fields& fields = {}) {
  const std::string good = R"({"id":"x","text":"y"})";
  const DocumentBatch batch = Parsed(good + "\n" + record + "\n" + good, fields);
  EXPECT_EQ(batch.documents.size(), fields.id == "id" ? 2u : 0u) << record;
  for (const BadRecord& bad : batch.bad) {
    if (bad.place.line != 2) continue;
    EXPECT_EQ(Name(bad.reason), Name(reason)) << record << ": " << bad.message;
    EXPECT_EQ(bad.raw, record + "\n");
    EXPECT_EQ(bad.place.byte, good.size() + 1);
    return bad.message;
  }
  ADD_FAILURE() << "taken: " << record;
  return "";
}

inline bool Has(const std::string& message, std::string_view part) {
  return message.find(part) != message.npos;
}

// A record with this value, as it stands, in a field that is not wanted.
inline std::string With(const std::string& value) {
  return R"({"id":"a","text":"b","extra":)" + value + "}";
}

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_IO_PARSED_H_
