#ifndef NEARCOPY_ENGINE_PIPELINE_H_
#define NEARCOPY_ENGINE_PIPELINE_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nearcopy {

// Runs a stream of items through three steps: `produce(item)` fills the next item, or says false
// at the end; `work(worker, item)` runs on several threads; `consume(item)` gets the items in the
// order they were produced, on the caller's thread. The first error, in the order of the stream,
// ends the run and is returned. At most a few items a thread are under way, so memory is bounded.
// With one thread everything runs on the caller's.
template <typename Item, typename Produce, typename Work, typename Consume>
absl::Status RunPipeline(int threads, const Produce& produce, const Work& work,
                         const Consume& consume) {
  if (threads <= 1) {
    while (true) {
      Item item;
      const absl::StatusOr<bool> more = produce(&item);
      if (!more.ok()) return more.status();
      if (!*more) return absl::OkStatus();
      work(0, &item);
      if (absl::Status status = consume(&item); !status.ok()) return status;
    }
  }
  constexpr uint64_t kItemsAThread = 4;
  const uint64_t most_under_way = kItemsAThread * static_cast<uint64_t>(threads);
  std::mutex reading, mutex;  // `reading` is taken before `mutex`
  std::condition_variable changed;
  std::map<uint64_t, Item> done;
  uint64_t produced = 0, consumed = 0;
  bool ended = false, stop = false;
  absl::Status produce_error;

  const auto run = [&](int worker) {
    while (true) {
      Item item;
      uint64_t number = 0;
      {
        const std::lock_guard one_reader(reading);
        {
          std::unique_lock lock(mutex);
          changed.wait(lock, [&] { return stop || ended || produced < consumed + most_under_way; });
          if (stop || ended) return;
        }
        absl::StatusOr<bool> more = produce(&item);
        const std::lock_guard lock(mutex);
        if (!more.ok() || !*more) {
          if (!more.ok()) produce_error = more.status();
          ended = true;
          changed.notify_all();
          return;
        }
        number = produced++;
      }
      work(worker, &item);
      const std::lock_guard lock(mutex);
      done.emplace(number, std::move(item));
      changed.notify_all();
    }
  };

  absl::Status status;
  std::vector<std::jthread> workers;
  for (int t = 0; t < threads; ++t) workers.emplace_back(run, t);
  while (true) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return done.count(consumed) > 0 || (ended && consumed == produced); });
    const auto next = done.find(consumed);
    if (next == done.end()) {
      status = produce_error;
      break;
    }
    Item item = std::move(next->second);
    done.erase(next);
    lock.unlock();
    status = consume(&item);
    lock.lock();
    ++consumed;
    changed.notify_all();
    if (!status.ok()) break;
  }
  {
    const std::lock_guard lock(mutex);
    stop = true;
    changed.notify_all();
  }
  return status;
}

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_PIPELINE_H_
