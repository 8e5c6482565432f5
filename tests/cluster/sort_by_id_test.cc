#include "nearcopy/cluster/sort_by_id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace nearcopy {
namespace {

std::vector<uint32_t> Sorted(const std::vector<std::string>& ids, std::vector<uint32_t> documents) {
  SortById(documents, [&](uint32_t d) { return std::string_view(ids[d]); });
  return documents;
}

using Numbers = std::vector<uint32_t>;

TEST(SortById, IsBytewiseAndTheShorterComesFirst) {
  EXPECT_EQ(Sorted({"b", "a", "\xc3\xa9", "B", "", "a1"}, {0, 1, 2, 3, 4, 5}),
            (Numbers{4, 3, 1, 5, 0, 2}));
  using namespace std::string_literals;
  EXPECT_EQ(Sorted({"a\0\0"s, "a"s, "a\0"s}, {0, 1, 2}), (Numbers{1, 2, 0}));
}

TEST(SortById, OrdersOnlyWhatItIsGivenAndEqualIdsByNumber) {
  EXPECT_EQ(Sorted({"c", "b", "a", "b"}, {}), Numbers{});
  EXPECT_EQ(Sorted({"c", "b", "a", "b"}, {1}), Numbers{1});
  EXPECT_EQ(Sorted({"c", "b", "a", "b"}, {3, 0, 1}), (Numbers{1, 3, 0}));
}

TEST(SortById, ComparesIdsToTheirEnd) {
  std::mt19937 random(1);
  std::vector<std::string> ids;
  Numbers documents, expected;
  for (uint32_t d = 0; d < 2000; ++d) {
    // What differs may stand anywhere, and most of it is the same.
    std::string id = "https://news.example/2026/";
    for (size_t i = random() % 30; i > 0; --i) id.push_back(random() % 8 == 0 ? 'b' : 'a');
    ids.push_back(id);
    documents.push_back(d);
  }
  std::ranges::shuffle(documents, random);
  expected = documents;
  std::ranges::sort(expected, {}, [&](uint32_t d) { return std::tuple(ids[d], d); });
  EXPECT_EQ(Sorted(ids, documents), expected);
}

}  // namespace
}  // namespace nearcopy
