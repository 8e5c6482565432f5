#ifndef NEARCOPY_ENGINE_DOCUMENT_IDS_H_
#define NEARCOPY_ENGINE_DOCUMENT_IDS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "nearcopy/engine/string_pool.h"
#include "nearcopy/io/document.h"

namespace nearcopy {

// The ids of the documents of a run, by number in the order of reading, and where each stands; some
// 45 bytes a document and its id. Views of ids stay valid. One thread at a time.
class DocumentIds {
 public:
  DocumentIds() : numbers_(0, Hash{this}, Equal{this}) {}
  DocumentIds(const DocumentIds&) = delete;
  DocumentIds& operator=(const DocumentIds&) = delete;

  // Where the document of this id stands, if there is one.
  std::optional<Place> Find(std::string_view id) const {
    const auto at = numbers_.find(id);
    if (at == numbers_.end()) return std::nullopt;
    return entries_[*at].place();
  }

  // Requires an id that is not there.
  void Add(std::string_view id, const Place& place) {
    entries_.push_back(Entry(pool_.Add(id), place));
    numbers_.insert(static_cast<uint32_t>(entries_.size() - 1));
  }

  // No id will be looked for or added any more.
  void Seal() { numbers_ = Numbers(0, Hash{this}, Equal{this}); }

  size_t size() const { return entries_.size(); }
  std::string_view operator[](size_t number) const { return entries_[number].id(); }

 private:
  class Entry {
   public:
    Entry(std::string_view id, const Place& place)
        : id_(id.data()),
          size_(static_cast<uint32_t>(id.size())),
          input_(place.input),
          line_(place.line),
          byte_(place.byte) {}
    std::string_view id() const { return {id_, size_}; }
    Place place() const { return {input_, line_, byte_}; }

   private:
    const char* id_;
    uint32_t size_, input_;
    uint64_t line_, byte_;
  };
  struct Hash {
    using is_transparent = void;
    const DocumentIds* ids;
    size_t operator()(std::string_view id) const { return absl::HashOf(id); }
    size_t operator()(uint32_t number) const { return absl::HashOf((*ids)[number]); }
  };
  struct Equal {
    using is_transparent = void;
    const DocumentIds* ids;
    std::string_view Id(std::string_view id) const { return id; }
    std::string_view Id(uint32_t number) const { return (*ids)[number]; }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return Id(a) == Id(b);
    }
  };

  using Numbers = absl::flat_hash_set<uint32_t, Hash, Equal>;

  StringPool pool_;
  std::vector<Entry> entries_;
  Numbers numbers_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_DOCUMENT_IDS_H_
