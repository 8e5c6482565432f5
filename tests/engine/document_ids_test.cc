#include "nearcopy/engine/document_ids.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace nearcopy {
namespace {

TEST(DocumentIds, KnowsWhereEachStands) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  const std::vector<std::pair<std::string, Place>> all = {
      {"a", {0, 1, 0}},
      {"", {0, 2, 127}},  // no id that is read is empty, but nothing hangs on that
      {std::string("nul\0 and \xff", 10), {1, 128, 16'383}},
      {std::string(127, 'x'), {128, 0, 16'384}},
      {std::string(128, 'x'), {std::numeric_limits<uint32_t>::max(), kMost, kMost}},
      {std::string(3 << 20, 'y'), {2, 3, 4}},
  };
  DocumentIds ids;
  std::vector<DocumentId> kept;
  for (const auto& [id, place] : all) {
    EXPECT_FALSE(ids.Find(id).has_value());
    ids.Add(id, place);
    kept.push_back(ids.last());
  }
  for (const auto& [id, place] : all) {
    const auto found = ids.Find(id);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->input, place.input);
    EXPECT_EQ(found->line, place.line);
    EXPECT_EQ(found->byte, place.byte);
  }
  ids.EndSearch();
  for (size_t i = 0; i < all.size(); ++i) EXPECT_TRUE(std::string_view(kept[i]) == all[i].first);
}

}  // namespace
}  // namespace nearcopy
