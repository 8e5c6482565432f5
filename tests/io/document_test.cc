#include "nearcopy/io/document.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace nearcopy {
namespace {

TEST(Name, IsTheNameInTheSummary) {
  EXPECT_EQ(Name(BadReason::kInvalidUtf8), "invalid_utf8");
  EXPECT_EQ(Name(BadReason::kTrailingGarbage), "trailing_garbage");
  EXPECT_EQ(Name(BadReason::kUnreadable), "unreadable");
}

TEST(Name, DiffersForEachReason) {
  std::set<std::string_view> names;
  const int last = static_cast<int>(BadReason::kUnreadable);
  for (int i = 0; i <= last; ++i) names.insert(Name(static_cast<BadReason>(i)));
  EXPECT_EQ(names.size(), static_cast<size_t>(last + 1));
  EXPECT_EQ(names.count("unknown"), 0u);
}

}  // namespace
}  // namespace nearcopy
