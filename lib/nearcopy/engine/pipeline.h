#ifndef NEARCOPY_ENGINE_PIPELINE_H_
#define NEARCOPY_ENGINE_PIPELINE_H_

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nearcopy {

inline constexpr uint64_t kPipelineItemsAThread = 4;
inline constexpr uint64_t kPipelineBytes = 64 << 20;

// Runs a stream of items through three steps: `produce(item)` fills the next item, or says false
// at the end, one thread at a time; `work(worker, item)` runs on several threads, `worker` from 0
// up to `threads`; `consume(item)` gets the items in the order they were produced, on the caller's
// thread. With one thread everything runs on the caller's. An item never moves in memory.
//
// The first error or exception, in the order of the stream, ends the run, and is returned or
// thrown on the caller's thread once all that stands before it was consumed. Where the system has
// fewer threads to give than asked for, those there are do the work; none is an exception.
//
// An item is under way from its production until it was consumed. A new one is produced only while
// none is under way, or while there are fewer than kPipelineItemsAThread for each thread and
// `size_of(item)`, asked of each right after it was produced, adds up to less than kPipelineBytes.
// So what is held is less than kPipelineBytes and one item more, as produced; what `work` adds to
// an item is not counted.
template <typename Item, typename Produce, typename SizeOf, typename Work, typename Consume>
absl::Status RunPipeline(int threads, const Produce& produce, const SizeOf& size_of,
                         const Work& work, const Consume& consume) {
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
  struct Entry {
    Item item;
    uint64_t number = 0, bytes = 0;
  };
  const uint64_t most_items = kPipelineItemsAThread * static_cast<uint64_t>(threads);
  std::mutex reading, mutex;  // `reading` is taken before `mutex`
  std::condition_variable changed;
  std::map<uint64_t, std::unique_ptr<Entry>> done;
  uint64_t produced = 0, consumed = 0, bytes = 0;  // `bytes` of what is under way
  bool ended = false;                              // nothing more is to be produced
  absl::Status produce_error;
  std::exception_ptr thrown;  // in place of item `thrown_at`
  uint64_t thrown_at = std::numeric_limits<uint64_t>::max();

  // Keeps the exception being handled. Needs no memory, for lack of it may be the exception.
  const auto keep_thrown = [&](uint64_t number) {
    const std::lock_guard lock(mutex);
    if (number < thrown_at) {
      thrown = std::current_exception();
      thrown_at = number;
    }
    ended = true;
    changed.notify_all();
  };

  const auto next = [&]() -> std::unique_ptr<Entry> {
    const std::lock_guard one_reader(reading);
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] {
        return ended || produced == consumed ||
               (produced - consumed < most_items && bytes < kPipelineBytes);
      });
      if (ended) return nullptr;
    }
    try {  // inside `reading`, so that nothing is produced after an exception
      auto entry = std::make_unique<Entry>();
      const absl::StatusOr<bool> more = produce(&entry->item);
      if (more.ok() && *more) {
        entry->bytes = size_of(std::as_const(entry->item));
        const std::lock_guard lock(mutex);
        entry->number = produced++;
        bytes += entry->bytes;
        return entry;
      }
      const std::lock_guard lock(mutex);
      if (!more.ok()) produce_error = more.status();
      ended = true;
      changed.notify_all();
    } catch (...) {
      keep_thrown(produced);  // which changes inside `reading` alone
    }
    return nullptr;
  };

  const auto run = [&](int worker) {
    while (std::unique_ptr<Entry> entry = next()) {
      const uint64_t number = entry->number;
      try {
        work(worker, &entry->item);
        const std::lock_guard lock(mutex);
        done.emplace(number, std::move(entry));
        changed.notify_all();
      } catch (...) {
        keep_thrown(number);
      }
    }
  };

  std::vector<std::jthread> workers;
  workers.reserve(static_cast<size_t>(threads));
  // Before `workers` are joined, however this function is left: they may wait for room.
  const absl::Cleanup stop = [&] {
    const std::lock_guard lock(mutex);
    ended = true;
    changed.notify_all();
  };
  for (int t = 0; t < threads; ++t) {
    try {
      workers.emplace_back(run, t);
    } catch (...) {
      if (workers.empty()) throw;
      break;
    }
  }
  while (true) {
    std::unique_ptr<Entry> entry;
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] {
        return done.contains(consumed) || thrown_at == consumed || (ended && consumed == produced);
      });
      if (thrown_at == consumed) std::rethrow_exception(thrown);
      const auto first = done.find(consumed);
      if (first == done.end()) return produce_error;
      entry = std::move(first->second);
      done.erase(first);
    }
    if (absl::Status status = consume(&entry->item); !status.ok()) return status;
    const uint64_t freed = entry->bytes;
    entry.reset();  // before another item may take its room
    const std::lock_guard lock(mutex);
    ++consumed;
    bytes -= freed;
    changed.notify_all();
  }
}

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_PIPELINE_H_
