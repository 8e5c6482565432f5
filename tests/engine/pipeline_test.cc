#include "nearcopy/engine/pipeline.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>

namespace nearcopy {
namespace {

struct Item {
  int number = 0;
  int worked = 0;
};

TEST(Pipeline, ConsumesInTheOrderOfProduction) {
  for (int threads : {1, 2, 7}) {
    int produced = 0;
    std::vector<int> consumed;
    const absl::Status status = RunPipeline<Item>(
        threads,
        [&](Item* item) -> absl::StatusOr<bool> {
          item->number = produced;
          return produced++ < 1000;
        },
        [&](int, Item* item) {
          // Uneven work, so that items finish out of order.
          for (int spin = item->number % 17 * 1000; spin > 0; --spin) item->worked += spin & 1;
          item->worked = item->number * 2;
        },
        [&](Item* item) {
          EXPECT_EQ(item->worked, item->number * 2);
          consumed.push_back(item->number);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok());
    ASSERT_EQ(consumed.size(), 1000u);
    EXPECT_TRUE(std::is_sorted(consumed.begin(), consumed.end()));
  }
}

TEST(Pipeline, TheFirstErrorOfTheStreamIsTheOneReported) {
  for (int threads : {1, 2, 7}) {
    int produced = 0;
    const absl::Status status = RunPipeline<Item>(
        threads,
        [&](Item* item) -> absl::StatusOr<bool> {
          if (produced == 50) return absl::DataLossError("produce 50");
          item->number = produced++;
          return true;
        },
        [](int, Item*) {},
        [&](Item* item) {
          return item->number >= 40
                     ? absl::InvalidArgumentError("consume " + std::to_string(item->number))
                     : absl::OkStatus();
        });
    EXPECT_EQ(status.message(), "consume 40");
  }
}

TEST(Pipeline, WhatStandsBeforeAProduceErrorIsConsumed) {
  for (int threads : {1, 2, 7}) {
    int produced = 0, consumed = 0;
    const absl::Status status = RunPipeline<Item>(
        threads,
        [&](Item*) -> absl::StatusOr<bool> {
          if (produced == 50) return absl::DataLossError("gone");
          ++produced;
          return true;
        },
        [](int, Item*) {},
        [&](Item*) {
          ++consumed;
          return absl::OkStatus();
        });
    EXPECT_EQ(status.message(), "gone");
    EXPECT_EQ(consumed, 50);
  }
}

TEST(Pipeline, OnlyAFewItemsAreUnderWay) {
  std::atomic<int> alive = 0, most = 0;
  int produced = 0;
  const absl::Status status = RunPipeline<Item>(
      4,
      [&](Item*) -> absl::StatusOr<bool> {
        if (produced++ == 2000) return false;
        most = std::max<int>(most, ++alive);
        return true;
      },
      [](int, Item*) {},
      [&](Item*) {
        --alive;
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok());
  EXPECT_LE(most, 4 * 4 + 4);
}

}  // namespace
}  // namespace nearcopy
