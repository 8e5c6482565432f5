#ifndef NEARCOPY_TEXT_LAZY_PAGES_H_
#define NEARCOPY_TEXT_LAZY_PAGES_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace nearcopy {

// A table of so many pages, each of which is made when it is first asked for, and stays. What
// `make` returns must depend on the number alone. Any thread.
template <class T, size_t kPages>
class LazyPages {
 public:
  template <class Make>  // std::unique_ptr<T>(uint32_t number)
  const T& At(uint32_t number, const Make& make) const {
    const T* page = pages_[number].load(std::memory_order_acquire);
    if (page == nullptr) [[unlikely]]
      page = Add(number, make);
    return *page;
  }

 private:
  template <class Make>
  [[gnu::noinline]] const T* Add(uint32_t number, const Make& make) const {
    const std::lock_guard lock(mutex_);
    const T* there = pages_[number].load(std::memory_order_relaxed);
    if (there != nullptr) return there;
    owned_.push_back(make(number));
    pages_[number].store(owned_.back().get(), std::memory_order_release);
    return owned_.back().get();
  }

  mutable std::mutex mutex_;  // of those who make pages
  mutable std::vector<std::unique_ptr<T>> owned_;
  mutable std::array<std::atomic<const T*>, kPages> pages_{};
};

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_LAZY_PAGES_H_
