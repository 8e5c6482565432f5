#ifndef NEARCOPY_ENGINE_PIPELINE_H_
#define NEARCOPY_ENGINE_PIPELINE_H_

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nearcopy {

// How much may be under way: `bytes` of items, and 4 items a thread.
struct PipelineLimits {
  int threads = 1;
  uint64_t bytes = 64 << 20;

  uint64_t items() const { return 4 * static_cast<uint64_t>(std::max(threads, 1)); }
  // How large an item may be to be used again: its part of all, or what is no giant anyway.
  uint64_t share() const { return std::max(bytes / items(), kOrdinary); }

  static constexpr uint64_t kOrdinary = 512 << 10;
};

// Nothing waits for anything outside the pipeline.
struct NothingToStop {
  void operator()() const {}
};

// RunPipeline with more than one thread.
template <typename Item, typename Produce, typename SizeOf, typename Work, typename Consume,
          typename Stop>
class Pipeline {
 public:
  Pipeline(const PipelineLimits& limits, const Produce& produce, const SizeOf& size_of,
           const Work& work, const Consume& consume, const Stop& stop)
      : limits_(limits),
        produce_(produce),
        size_of_(size_of),
        work_(work),
        consume_(consume),
        stop_(stop),
        done_(limits.items()) {
    spare_.reserve(done_.size());
  }

  absl::Status Run() {
    {
      std::vector<std::jthread> workers;
      workers.reserve(static_cast<size_t>(limits_.threads));
      for (int t = 1; t < limits_.threads; ++t) {
        try {
          workers.emplace_back([this, t] { RunWorker(t); });
        } catch (...) {
          break;  // with what there is
        }
      }
      RunWorker(0);
    }
    // Nothing is consumed from the first exception on, so such an error stands before it.
    if (!consume_error_.ok()) return consume_error_;
    if (thrown_ != nullptr) std::rethrow_exception(thrown_);
    return produce_error_;
  }

 private:
  struct Entry {
    Item item;
    uint64_t number = 0, bytes = 0;
  };

  void RunWorker(int worker) {
    while (std::unique_ptr<Entry> entry = Next()) {
      const uint64_t number = entry->number;
      try {
        work_(worker, &entry->item);
      } catch (...) {
        KeepThrown(number);
        continue;
      }
      std::unique_lock lock(mutex_);
      Done(number) = std::move(entry);
      if (!consuming_) ConsumeDone(&lock);
    }
  }

  // Consumes what is next, as long as it is done. Whoever finishes an item does this, unless
  // another thread is at it: so none has to be waked for it, and none waits beside those that work.
  void ConsumeDone(std::unique_lock<std::mutex>* lock) {
    consuming_ = true;
    while (consume_error_.ok() && thrown_at_ > consumed_ && Done(consumed_) != nullptr) {
      std::unique_ptr<Entry> entry = std::move(Done(consumed_));
      const uint64_t freed = entry->bytes;
      lock->unlock();
      absl::Status status;
      try {
        status = consume_(&entry->item);
      } catch (...) {
        KeepThrown(entry->number);
      }
      // A giant goes before another item may take its room.
      if (freed > limits_.share()) entry.reset();
      lock->lock();
      if (entry != nullptr) spare_.push_back(std::move(entry));
      if (thrown_at_ == consumed_) break;
      if (!status.ok()) {
        consume_error_ = std::move(status);
        End();
      }
      ++consumed_;
      bytes_ -= freed;
      changed_.notify_all();
    }
    consuming_ = false;
  }

  // Nothing more is to be produced. Requires `mutex_`.
  void End() {
    ended_ = true;
    stop_();
    changed_.notify_all();
  }

  // The next item of the stream, once there is room for it; null where nothing more is to come.
  std::unique_ptr<Entry> Next() {
    const std::lock_guard one_reader(reading_);
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] {
        return ended_ || produced_ == consumed_ ||
               (produced_ - consumed_ < done_.size() && bytes_ < limits_.bytes);
      });
      if (ended_) return nullptr;
    }
    try {  // inside `reading_`, so that nothing is produced after an exception
      std::unique_ptr<Entry> entry = Spare();
      const absl::StatusOr<bool> more = produce_(&entry->item);
      if (more.ok() && *more) {
        entry->bytes = size_of_(std::as_const(entry->item));
        const std::lock_guard lock(mutex_);
        entry->number = produced_++;
        bytes_ += entry->bytes;
        return entry;
      }
      const std::lock_guard lock(mutex_);
      if (!more.ok()) produce_error_ = more.status();
      ended_ = true;
      changed_.notify_all();
    } catch (...) {
      KeepThrown(produced_);  // which changes inside `reading_` alone
    }
    return nullptr;
  }

  // An item that was used before, the last one if it may be, for its memory is still near; or a new
  // one.
  std::unique_ptr<Entry> Spare() {
    {
      const std::lock_guard lock(mutex_);
      if (!spare_.empty()) {
        std::unique_ptr<Entry> entry = std::move(spare_.back());
        spare_.pop_back();
        return entry;
      }
    }
    return std::make_unique<Entry>();
  }

  // Where item `number` waits to be consumed; no other one under way has the same place.
  std::unique_ptr<Entry>& Done(uint64_t number) { return done_[number % done_.size()]; }

  // Keeps the exception being handled. Needs no memory, for lack of it may be the exception.
  void KeepThrown(uint64_t number) {
    const std::lock_guard lock(mutex_);
    if (number < thrown_at_) {
      thrown_ = std::current_exception();
      thrown_at_ = number;
    }
    End();
  }

  const PipelineLimits limits_;
  const Produce& produce_;
  const SizeOf& size_of_;
  const Work& work_;
  const Consume& consume_;
  const Stop& stop_;
  std::mutex reading_, mutex_;  // `reading_` is taken before `mutex_`
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Entry>> done_, spare_;
  uint64_t produced_ = 0, consumed_ = 0, bytes_ = 0;  // `bytes_` of what is under way
  bool ended_ = false;                                // nothing more is to be produced
  bool consuming_ = false;                            // some thread does
  absl::Status produce_error_, consume_error_;
  std::exception_ptr thrown_;  // in place of item `thrown_at_`
  uint64_t thrown_at_ = std::numeric_limits<uint64_t>::max();
};

// Runs a stream of items through three steps: `produce(item)` fills the next item, or says false
// at the end, one thread at a time; `work(worker, item)` runs on several threads, `worker` from 0
// up to limits.threads; `consume(item)` gets the items in the order they were produced, one thread
// at a time. The caller's thread is one of them. An item never moves in memory.
//
// The first error or exception, in the order of the stream, ends the run, and is returned or
// thrown on the caller's thread once all that stands before it was consumed. A `produce` that
// waits for something then is told by `stop()`, on any thread. Where the system has fewer threads
// to give than asked for, those there are do the work.
//
// An item is under way from its production until it was consumed. A new one is produced only while
// none is under way, or while there are fewer than limits.items() and `size_of(item)`, asked of
// each right after it was produced, adds up to less than limits.bytes. So what is held is less than
// these and one item more, as produced; what `work` adds to an item is not counted.
//
// Items are used again, with what they hold: `produce` may get one that was consumed before, and
// so may write into its buffers. Those whose `size_of` is over limits.share() are not, so
// that a rare giant does not hold its memory. There are never more items than may be under way.
template <typename Item, typename Produce, typename SizeOf, typename Work, typename Consume,
          typename Stop = NothingToStop>
absl::Status RunPipeline(const PipelineLimits& limits, const Produce& produce,
                         const SizeOf& size_of, const Work& work, const Consume& consume,
                         const Stop& stop = {}) {
  if (limits.threads > 1) {
    return Pipeline<Item, Produce, SizeOf, Work, Consume, Stop>(limits, produce, size_of, work,
                                                                consume, stop)
        .Run();
  }
  for (auto item = std::make_unique<Item>();;) {
    const absl::StatusOr<bool> more = produce(item.get());
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    const bool again = size_of(std::as_const(*item)) <= limits.share();
    work(0, item.get());
    if (absl::Status status = consume(item.get()); !status.ok()) return status;
    if (!again) item = std::make_unique<Item>();
  }
}

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_PIPELINE_H_
