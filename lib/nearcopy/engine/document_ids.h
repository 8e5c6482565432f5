#ifndef NEARCOPY_ENGINE_DOCUMENT_IDS_H_
#define NEARCOPY_ENGINE_DOCUMENT_IDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "nearcopy/engine/string_pool.h"
#include "nearcopy/io/document.h"

namespace nearcopy {

// An id among DocumentIds, in 8 bytes: one is kept for each document. Serves as a std::string_view.
class DocumentId {
 public:
  operator std::string_view() const;

  // Where its document stands.
  Place place() const;

 private:
  friend class DocumentIds;
  const char* at_ = nullptr;  // the id's size, the id, and its place; numbers as PutNumber has them
};

// The ids of the documents of a run and where each stands: an id, some 10 bytes more, and until
// EndSearch 10 to 20 bytes of a hash table. Views stay valid. One thread at a time.
class DocumentIds {
 public:
  DocumentIds() = default;
  DocumentIds(const DocumentIds&) = delete;
  DocumentIds& operator=(const DocumentIds&) = delete;

  // Where the document of this id stands, if there is one.
  std::optional<Place> Find(std::string_view id) const;

  // Requires an id that is not there.
  void Add(std::string_view id, const Place& place);

  // The one that was added last.
  DocumentId last() const { return last_; }

  // Frees what only Find and Add need; neither may be called again.
  void EndSearch() { known_ = {}; }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view id) const { return absl::HashOf(id); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const { return a == b; }
  };

  StringPool pool_;
  std::string entry_;  // scratch
  DocumentId last_;
  absl::flat_hash_set<DocumentId, Hash, Equal> known_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_DOCUMENT_IDS_H_
