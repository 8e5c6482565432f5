#include "nearcopy/engine/pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace nearcopy {
namespace {

struct Item {
  int number = 0;
  int worked = 0;
};

uint64_t NoBytes(const Item&) { return 0; }

std::vector<int> FirstNumbers(size_t count) {
  std::vector<int> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

// Opened once, by any thread.
class Gate {
 public:
  void Open() {
    open_ = true;
    open_.notify_all();
  }
  void Wait() const { open_.wait(false); }

 private:
  std::atomic<bool> open_ = false;
};

TEST(Pipeline, ConsumesInTheOrderOfProduction) {
  constexpr int kItems = 1000;
  for (int threads : {1, 2, 7}) {
    int produced = 0;
    std::array<Gate, kItems> worked;
    std::mutex mutex;
    std::vector<int> finished, consumed;
    const absl::Status status = RunPipeline<Item>(
        {.threads = threads},
        [&](Item* item) -> absl::StatusOr<bool> {
          item->number = produced;
          return produced++ < kItems;
        },
        NoBytes,
        [&](int, Item* item) {
          // Every eighth item finishes behind the third after it. No more than four of those that
          // wait are under way with seven threads, one with two, so a thread is always free.
          const auto number = static_cast<size_t>(item->number);
          if (threads > 1 && number % 8 == 0) worked[number + 3].Wait();
          item->worked = item->number * 2;
          {
            const std::lock_guard lock(mutex);
            finished.push_back(item->number);
          }
          worked[number].Open();
        },
        [&](Item* item) {
          EXPECT_EQ(item->worked, item->number * 2);
          consumed.push_back(item->number);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok());
    EXPECT_EQ(std::is_sorted(finished.begin(), finished.end()), threads == 1);
    EXPECT_EQ(consumed, FirstNumbers(kItems));
  }
}

TEST(Pipeline, TheFirstErrorOfTheStreamIsTheOneReported) {
  for (int threads : {1, 2, 7}) {
    int produced = 0;
    const absl::Status status = RunPipeline<Item>(
        {.threads = threads},
        [&](Item* item) -> absl::StatusOr<bool> {
          if (produced == 50) return absl::DataLossError("produce 50");
          item->number = produced++;
          return true;
        },
        NoBytes, [](int, Item*) {},
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
        {.threads = threads},
        [&](Item*) -> absl::StatusOr<bool> {
          if (produced == 50) return absl::DataLossError("gone");
          ++produced;
          return true;
        },
        NoBytes, [](int, Item*) {},
        [&](Item*) {
          ++consumed;
          return absl::OkStatus();
        });
    EXPECT_EQ(status.message(), "gone");
    EXPECT_EQ(consumed, 50);
  }
}

// Runs a stream of 200 items, or as many as are produced before a step throws; returns what was
// thrown.
template <typename Produce, typename SizeOf, typename Work, typename Consume>
std::string Thrown(int threads, const Produce& on_produce, const SizeOf& size_of, const Work& work,
                   const Consume& on_consume, std::vector<int>* consumed) {
  int produced = 0;
  try {
    const absl::Status status = RunPipeline<Item>(
        {.threads = threads},
        [&](Item* item) -> absl::StatusOr<bool> {
          item->number = produced++;
          on_produce(item->number);
          return item->number < 200;
        },
        size_of, [&](int, Item* item) { work(item->number); },
        [&](Item* item) {
          on_consume(item->number);
          consumed->push_back(item->number);
          return absl::OkStatus();
        });
    return "nothing: " + status.ToString();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

void ThrowFrom40(int number) {
  if (number >= 40) throw std::runtime_error(std::to_string(number));
}
void DoNothing(int) {}

TEST(Pipeline, AnExceptionOfProduceComesBehindWhatStandsBeforeIt) {
  for (int threads : {1, 2, 7}) {
    std::vector<int> consumed;
    EXPECT_EQ(Thrown(threads, ThrowFrom40, NoBytes, DoNothing, DoNothing, &consumed), "40");
    EXPECT_EQ(consumed, FirstNumbers(40));
  }
}

TEST(Pipeline, AnExceptionOfSizeOfIsOneOfProduce) {
  for (int threads : {1, 2, 7}) {
    std::vector<int> consumed;
    const auto size_of = [](const Item& item) {
      ThrowFrom40(item.number);
      return uint64_t{0};
    };
    EXPECT_EQ(Thrown(threads, DoNothing, size_of, DoNothing, DoNothing, &consumed), "40");
    EXPECT_EQ(consumed, FirstNumbers(40));
  }
}

TEST(Pipeline, AnExceptionOfWorkComesBehindWhatStandsBeforeIt) {
  for (int threads : {1, 2, 7}) {
    std::vector<int> consumed;
    Gate later;
    const auto work = [&](int number) {
      // The item before the one that throws is still at work then.
      if (threads > 1 && number == 39) later.Wait();
      if (number == 40) later.Open();
      ThrowFrom40(number);
    };
    EXPECT_EQ(Thrown(threads, DoNothing, NoBytes, work, DoNothing, &consumed), "40");
    EXPECT_EQ(consumed, FirstNumbers(40));
  }
}

TEST(Pipeline, OfTwoExceptionsOfWorkTheFirstOfTheStreamIsThrown) {
  for (int threads : {1, 2, 7}) {
    std::vector<int> consumed;
    Gate later;
    const auto work = [&](int number) {
      if (threads > 1 && number == 40) {
        later.Wait();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));  // the other is thrown by then
      }
      if (number == 41) later.Open();
      ThrowFrom40(number);
    };
    EXPECT_EQ(Thrown(threads, DoNothing, NoBytes, work, DoNothing, &consumed), "40");
    EXPECT_EQ(consumed, FirstNumbers(40));
  }
}

TEST(Pipeline, AnErrorIsReportedThoughALaterItemThrows) {
  Gate refused;
  int produced = 0;
  const absl::Status status = RunPipeline<Item>(
      {.threads = 4},
      [&](Item* item) -> absl::StatusOr<bool> {
        item->number = produced++;
        return produced <= 4;
      },
      NoBytes,
      [&](int, Item* item) {
        if (item->number != 3) return;
        refused.Wait();
        throw std::runtime_error("work of a later one");
      },
      [&](Item* item) -> absl::Status {
        if (item->number != 1) return absl::OkStatus();
        refused.Open();
        return absl::InternalError("no");
      });
  EXPECT_EQ(status.message(), "no");
}

TEST(Pipeline, AnExceptionOfConsumeEndsTheRunThoughThreadsWaitForRoom) {
  for (int threads : {1, 2, 7}) {
    std::vector<int> consumed;
    const auto consume = [&](int number) {
      if (number == 40) std::this_thread::sleep_for(std::chrono::milliseconds(20));  // room fills
      ThrowFrom40(number);
    };
    EXPECT_EQ(Thrown(threads, DoNothing, NoBytes, DoNothing, consume, &consumed), "40");
    EXPECT_EQ(consumed, FirstNumbers(40));
  }
}

TEST(Pipeline, OnlyAFewItemsAreUnderWay) {
  std::atomic<int> alive = 0, most = 0;
  int produced = 0;
  const absl::Status status = RunPipeline<Item>(
      {.threads = 4},
      [&](Item*) -> absl::StatusOr<bool> {
        if (produced++ == 2000) return false;
        most = std::max<int>(most, ++alive);
        return true;
      },
      NoBytes, [](int, Item*) {},
      [&](Item*) {
        --alive;
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok());
  EXPECT_LE(most, 4 * 4 + 4);
}

TEST(Pipeline, OnlyAFewBytesAreUnderWay) {
  struct Case {
    uint64_t bytes_an_item;
    int most_items;
  };
  constexpr uint64_t kBytes = 3 << 20;
  for (const auto& [bytes, most_items] : {Case{4 * kBytes, 1}, Case{kBytes, 1}, Case{kBytes - 1, 2},
                                          Case{kBytes / 3, 4}, Case{0, 16}}) {
    std::atomic<int> alive = 0, most = 0;
    int produced = 0, consumed = 0;
    const absl::Status status = RunPipeline<Item>(
        {.threads = 4, .bytes = kBytes},
        [&](Item*) -> absl::StatusOr<bool> {
          if (produced++ == 100) return false;
          most = std::max<int>(most, ++alive);
          return true;
        },
        [size = bytes](const Item&) { return size; }, [](int, Item*) {},
        [&](Item*) {
          // Time for the others to fill the room, and to overfill it if they could.
          if (consumed++ % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
          --alive;
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok());
    EXPECT_EQ(consumed, 100);
    EXPECT_LE(most, most_items) << bytes;
  }
}

// Counts those that are made, and tells whether one was used before.
struct CountedItem {
  CountedItem() { ++made; }
  static inline std::atomic<int> made = 0;
  uint64_t bytes = 0;
  bool used = false;
};

// Runs 1000 items, each of which is as large as `bytes_of` says, and returns how many were made.
int ItemsMade(const PipelineLimits& limits, const std::function<uint64_t(int)>& bytes_of) {
  CountedItem::made = 0;
  int produced = 0;
  const absl::Status status = RunPipeline<CountedItem>(
      limits,
      [&](CountedItem* item) -> absl::StatusOr<bool> {
        EXPECT_LE(item->bytes, limits.share());  // of a giant nothing is left
        EXPECT_EQ(item->used, item->bytes != 0);
        item->bytes = bytes_of(produced);
        return produced++ < 1000;
      },
      [](const CountedItem& item) { return item.bytes; },
      [](int, CountedItem* item) { item->used = true; },
      [](CountedItem*) { return absl::OkStatus(); });
  EXPECT_TRUE(status.ok());
  return CountedItem::made;
}

TEST(Pipeline, UsesItemsAgainWithWhatTheyHold) {
  for (int threads : {1, 2, 7}) {
    const PipelineLimits limits{.threads = threads};
    const int most = static_cast<int>(limits.items());
    EXPECT_LE(ItemsMade(limits, [](int) { return 1; }), threads == 1 ? 1 : most) << threads;
    EXPECT_LE(ItemsMade(limits, [&](int) { return limits.share(); }), most);
  }
}

TEST(Pipeline, AnOrdinaryItemIsNoGiantHoweverManyThreadsShareLittle) {
  const PipelineLimits limits{.threads = 8, .bytes = 4 << 20};
  EXPECT_LE(ItemsMade(limits, [](int) { return 255 << 10; }), static_cast<int>(limits.items()));
}

TEST(Pipeline, UsesNoGiantAgain) {
  for (int threads : {1, 2, 7}) {
    const PipelineLimits limits{.threads = threads, .bytes = 1 << 20};
    const int made =
        ItemsMade(limits, [&](int number) { return number % 10 == 0 ? limits.share() + 1 : 1; });
    EXPECT_GE(made, 100) << threads;
    EXPECT_LE(made, 100 + static_cast<int>(limits.items())) << threads;
  }
}

// As with a pipe: what came is dealt with before more comes.
TEST(Pipeline, WhatIsDoneIsConsumedWhileAnotherThreadWaitsForMore) {
  Gate consumed;
  int produced = 0;
  const absl::Status status = RunPipeline<Item>(
      {.threads = 2},
      [&](Item*) -> absl::StatusOr<bool> {
        if (produced++ > 0) consumed.Wait();
        return produced == 1;
      },
      NoBytes, [](int, Item*) {},
      [&](Item*) {
        consumed.Open();
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
}

// A producer may wait for bytes that never come, as from a pipe; whatever ends the run ends that.
TEST(Pipeline, WhatEndsTheRunStopsAProducerThatWaits) {
  for (bool throws : {false, true}) {
    Gate stopped;
    int produced = 0;
    const auto run = [&] {
      return RunPipeline<Item>(
          {.threads = 2},
          [&](Item*) -> absl::StatusOr<bool> {
            if (produced++ > 0) stopped.Wait();
            return produced == 1;
          },
          NoBytes, [](int, Item*) {},
          [&](Item*) {
            if (throws) throw std::runtime_error("no");
            return absl::InternalError("no");
          },
          [&] { stopped.Open(); });
    };
    if (throws) {
      EXPECT_THROW(run().IgnoreError(), std::runtime_error);
    } else {
      EXPECT_EQ(run().message(), "no");
    }
  }
}

}  // namespace
}  // namespace nearcopy
