#include "nearcopy/engine/find_contained.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "nearcopy/engine/sorted_values.h"
#include "nearcopy/match/contained_rule.h"
#include "nearcopy/match/sample_filter.h"
#include "nearcopy/sketch/winnow.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

constexpr size_t kValuesATime = 1 << 12;

// A sample of a text that may stand in another one: of one of the two it is a probe. So they sort
// by sample, then by text.
uint64_t Hit(uint32_t sample, uint32_t group, bool probe) {
  return uint64_t{sample} << 32 | uint64_t{group} << 1 | (probe ? 1 : 0);
}
uint32_t SampleOf(uint64_t hit) { return static_cast<uint32_t>(hit >> 32); }
uint32_t GroupOf(uint64_t hit) { return static_cast<uint32_t>(hit) >> 1; }
bool IsProbe(uint64_t hit) { return (hit & 1) != 0; }

// Spreads the block of a text over its samples, so that they are those of no other block.
uint32_t BlockBits(uint32_t block) {
  return static_cast<uint32_t>((block * 0x9e3779b97f4a7c15) >> 32);
}

// Calls take(values) for all values of a sorter, in order, some at a time.
template <typename Take>
absl::Status ReadAll(SortedValues* sorted, const Take& take) {
  std::vector<uint64_t> values(kValuesATime);
  while (true) {
    const absl::StatusOr<size_t> read = sorted->Read(values);
    if (!read.ok()) return read.status();
    if (*read == 0) return absl::OkStatus();
    if (absl::Status taken = take(std::span<const uint64_t>(values).first(*read)); !taken.ok()) {
      return taken;
    }
  }
}

// Gathers single values for a sorter, which takes many at a time.
class ValueWriter {
 public:
  explicit ValueWriter(SortedValues* sorted) : sorted_(*sorted) { values_.reserve(kValuesATime); }

  void Add(uint64_t value) {
    values_.push_back(value);
    if (values_.size() == kValuesATime) AddAll();
  }
  // The first error there was.
  absl::Status Flush() {
    AddAll();
    return status_;
  }

 private:
  void AddAll() {
    if (status_.ok()) status_ = sorted_.Add(values_);
    values_.clear();
  }

  SortedValues& sorted_;
  std::vector<uint64_t> values_;
  absl::Status status_;
};

class ContainedSearch {
 public:
  ContainedSearch(const ClusterSettings& settings, const MemoryPlan& plan, const Corpus& corpus,
                  CandidatePairs* candidates)
      : corpus_(corpus),
        part_(plan.search / 4),
        sort_{.memory_bytes = part_, .folder = settings.tmp},
        rule_(*settings.containment, settings.threshold, settings.sketch.shape.slots),
        filter_(settings.sketch.shape, 0, settings.sketch.simd),
        has_slots_(settings.sketch.shape.kind != SketchKind::kSimHash),
        candidates_(*candidates),
        group_at_(corpus.groups().size()),
        texts_(corpus.groups().size()) {
    const auto positions = corpus.positions();
    for (uint32_t g = 0; g < positions.size(); ++g) {
      group_at_[positions[g]] = g;
      texts_[g].shingles = corpus.groups()[g].shingles;
    }
  }

  absl::StatusOr<uint64_t> Run() {
    SortedValues pairs(sort_);
    {
      SortedValues large(sort_);
      ValueWriter found(&pairs);
      if (absl::Status done = FindInSmall(&large, &found); !done.ok()) return done;
      if (absl::Status done = FindInLarge(&large, &found); !done.ok()) return done;
      if (absl::Status done = found.Flush(); !done.ok()) return done;
    }
    Free(&group_at_);
    if (absl::Status finished = pairs.Finish(); !finished.ok()) return finished;
    if (absl::Status given = GiveShared(&pairs); !given.ok()) return given;
    return capped_;
  }

 private:
  struct Text {
    uint32_t shingles = 0;    // duplicates included
    uint8_t probes = 0;       // different ones
    uint8_t large = 0;        // of these, those that many texts have
    uint8_t different = 255;  // as LeastDifferent
    bool is_long = false;     // its probes are runs
    bool capped = false;      // some texts that have a probe were not looked at
  };
  struct Member {
    uint32_t group;
    bool probe;
  };

  // A text that has so many probes of its own is looked for by these alone.
  static constexpr int kEnoughProbes = 5;
  static bool NeedsLarge(const Text& t) { return t.probes - t.large < kEnoughProbes; }

  double Shingles(uint32_t group) const { return texts_[group].shingles; }
  double LeastShingles(uint32_t group) const {
    return Shingles(group) * texts_[group].different / 255.0;
  }
  double LeastOuter(uint32_t group) const { return rule_.LeastOuter(LeastShingles(group)) - 1; }

  struct Samples {
    std::span<const uint32_t> samples, runs;
    uint32_t block;  // to be mixed into each

    bool is_long() const { return samples.size() >= kLongText && !runs.empty(); }
    std::span<const uint32_t> probed() const { return is_long() ? runs : samples; }
    size_t probes() const { return ProbeCount(probed().size()); }
    uint32_t Probe(size_t i) const { return probed()[ProbeAt(i, probed().size())] ^ block; }
  };

  // Calls take(group, samples) for every text, in the order of reading.
  template <typename Take>
  absl::Status ForTexts(const Take& take) const {
    return corpus_.samples().ForEach([&](uint32_t position, std::span<const uint32_t> samples,
                                         std::span<const uint32_t> runs) {
      const uint32_t group = group_at_[position];
      const bool blocks = corpus_.with_blocks();
      take(group, Samples{samples, runs, blocks ? BlockBits(corpus_.groups()[group].block) : 0});
    });
  }

  absl::Status CollectHits(SortedValues* hits);
  absl::Status FindInSmall(SortedValues* large, ValueWriter* pairs);
  absl::Status FindInLarge(SortedValues* large, ValueWriter* pairs);
  template <typename TakeBucket>
  absl::Status ForBuckets(SortedValues* hits, const TakeBucket& take);
  void TakeSmall(std::span<const Member> bucket, ValueWriter* pairs);
  void TakeLarge(std::span<const Member> bucket, ValueWriter* pairs);
  absl::Status GiveShared(SortedValues* pairs);
  absl::Status GiveAlike();

  const Corpus& corpus_;
  const uint64_t part_;  // of memory, for each of three sorters and for the filters
  const SortOptions sort_;
  const ContainedRule rule_;
  const SketchFilter filter_;
  const bool has_slots_;
  CandidatePairs& candidates_;
  std::vector<uint32_t> group_at_;  // by position
  std::vector<Text> texts_;         // by group
  std::vector<std::pair<double, uint32_t>> by_size_;
  std::vector<CandidatePair> shared_;  // inner, outer; to be filtered by sketch
  std::vector<uint64_t> sketches_;
  uint64_t capped_ = 0;
};

// Puts what the filters cannot tell to be of one text alone into `hits`. Those of samples and of
// runs are two, for few texts are looked for by samples, which are many.
absl::Status ContainedSearch::CollectHits(SortedValues* hits) {
  size_t probes[2] = {0, 0};
  absl::Status read = ForTexts([&](uint32_t group, const Samples& s) {
    texts_[group].is_long = s.is_long();
    texts_[group].probes = static_cast<uint8_t>(s.probes());
    probes[s.is_long()] += s.probes();
  });
  if (!read.ok()) return read;
  SampleFilter filters[] = {{probes[0], part_ / 2}, {probes[1], part_ / 2}};
  read = ForTexts([&](uint32_t, const Samples& s) {
    for (size_t i = 0; i < s.probes(); ++i) filters[s.is_long()].AddProbe(s.Probe(i));
  });
  if (!read.ok()) return read;
  ValueWriter writer(hits);
  const auto add_others = [&](uint32_t group, const Samples& s, bool long_texts) {
    const std::span<const uint32_t> all = long_texts ? s.runs : s.samples;
    size_t probe = 0;
    for (size_t i = 0; i < all.size(); ++i) {
      if (s.is_long() == long_texts && probe < s.probes() && i == ProbeAt(probe, all.size())) {
        ++probe;
      } else if (filters[long_texts].AddOther(all[i] ^ s.block)) {
        writer.Add(Hit(all[i] ^ s.block, group, false));
      }
    }
  };
  read = ForTexts([&](uint32_t group, const Samples& s) {
    if (probes[0] > 0) add_others(group, s, false);
    if (probes[1] > 0) add_others(group, s, true);
  });
  if (!read.ok()) return read;
  std::vector<uint64_t> marks;
  read = ForTexts([&](uint32_t group, const Samples& s) {
    bool shared = false;
    for (size_t i = 0; i < s.probes(); ++i) {
      if (!filters[s.is_long()].IsShared(s.Probe(i))) continue;
      writer.Add(Hit(s.Probe(i), group, true));
      shared = true;
    }
    if (shared) texts_[group].different = LeastDifferent(s.samples, &marks);
  });
  if (!read.ok()) return read;
  if (absl::Status flushed = writer.Flush(); !flushed.ok()) return flushed;
  return hits->Finish();
}

// Calls take(bucket, begin) for the members of every sample, each once.
template <typename TakeBucket>
absl::Status ContainedSearch::ForBuckets(SortedValues* hits, const TakeBucket& take) {
  std::vector<Member> bucket;
  uint32_t sample = 0;
  const absl::Status read = ReadAll(hits, [&](std::span<const uint64_t> values) {
    for (uint64_t hit : values) {
      if (SampleOf(hit) != sample) {
        if (bucket.size() > 1) take(sample, bucket);
        bucket.clear();
        sample = SampleOf(hit);
      }
      if (bucket.empty() || bucket.back().group != GroupOf(hit)) {
        bucket.push_back({GroupOf(hit), IsProbe(hit)});
      } else if (IsProbe(hit)) {
        // Where it stands twice in a text, it is one probe.
        texts_[GroupOf(hit)].probes -= bucket.back().probe;
        bucket.back().probe = true;
      }
    }
    return absl::OkStatus();
  });
  if (bucket.size() > 1) take(sample, bucket);
  return read;
}

absl::Status ContainedSearch::FindInSmall(SortedValues* large, ValueWriter* pairs) {
  SortedValues hits(sort_);
  if (absl::Status collected = CollectHits(&hits); !collected.ok()) return collected;
  ValueWriter writer(large);
  const absl::Status read = ForBuckets(&hits, [&](uint32_t sample, std::span<const Member> bucket) {
    if (bucket.size() <= kFewTexts) return TakeSmall(bucket, pairs);
    for (const Member& m : bucket) {
      texts_[m.group].large += m.probe;
      writer.Add(Hit(sample, m.group, m.probe));
    }
  });
  if (!read.ok()) return read;
  return writer.Flush();
}

absl::Status ContainedSearch::FindInLarge(SortedValues* large, ValueWriter* pairs) {
  if (absl::Status finished = large->Finish(); !finished.ok()) return finished;
  return ForBuckets(large,
                    [&](uint32_t, std::span<const Member> bucket) { TakeLarge(bucket, pairs); });
}

void ContainedSearch::TakeSmall(std::span<const Member> bucket, ValueWriter* pairs) {
  for (const Member& inner : bucket) {
    if (!inner.probe) continue;
    const double least = LeastOuter(inner.group);
    for (const Member& outer : bucket) {
      if (outer.group == inner.group || Shingles(outer.group) < least) continue;
      pairs->Add(uint64_t{inner.group} << 32 | outer.group);
    }
  }
}

void ContainedSearch::TakeLarge(std::span<const Member> bucket, ValueWriter* pairs) {
  const auto looks = [&](const Member& m) { return m.probe && NeedsLarge(texts_[m.group]); };
  if (std::ranges::none_of(bucket, looks)) return;
  by_size_.clear();
  for (const Member& m : bucket) by_size_.emplace_back(Shingles(m.group), m.group);
  std::ranges::sort(by_size_);
  const size_t most = bucket.size() > kBucketCap ? kMostLongerOfCapped : kMostLonger;
  bool capped = false;
  for (const Member& inner : bucket) {
    if (!looks(inner)) continue;
    const auto begin = std::ranges::lower_bound(by_size_, std::pair(LeastOuter(inner.group), 0u));
    const auto longer = static_cast<size_t>(by_size_.end() - begin);
    for (const auto& [size, outer] : std::span(begin, std::min(longer, most))) {
      if (outer != inner.group) pairs->Add(uint64_t{inner.group} << 32 | outer);
    }
    if (longer > most) texts_[inner.group].capped = capped = true;
  }
  capped_ += capped;
}

// Of pairs, which stand there once for each probe that they share, those that share enough.
absl::Status ContainedSearch::GiveShared(SortedValues* pairs) {
  uint64_t last = 0;
  size_t shared = 0;
  const auto end_pair = [&] {
    if (shared == 0) return absl::OkStatus();
    const auto inner = static_cast<uint32_t>(last >> 32), outer = static_cast<uint32_t>(last);
    const Text& t = texts_[inner];
    const size_t probes = NeedsLarge(t) ? t.probes : static_cast<size_t>(t.probes - t.large);
    // A text shorter than a window has all its shingles as probes, of which others have some.
    const bool any = t.capped || t.shingles < kWinnowWindow;
    if (shared >= (any ? 1 : rule_.LeastShared(probes, t.is_long))) {
      shared_.push_back({inner, outer});
    }
    return shared_.size() < kValuesATime ? absl::OkStatus() : GiveAlike();
  };
  absl::Status read = ReadAll(pairs, [&](std::span<const uint64_t> values) {
    for (uint64_t pair : values) {
      if (pair != last || shared == 0) {
        if (absl::Status ended = end_pair(); !ended.ok()) return ended;
        last = pair;
        shared = 0;
      }
      ++shared;
    }
    return absl::OkStatus();
  });
  if (read.ok()) read = end_pair();
  return read.ok() ? GiveAlike() : read;
}

// Gives those of the pairs at hand whose sketches may be of such texts.
absl::Status ContainedSearch::GiveAlike() {
  if (has_slots_) {
    const auto positions = corpus_.positions();
    std::vector<uint32_t> wanted;
    std::vector<const uint64_t*> sketches;
    for (const auto& [inner, outer] : shared_) {
      wanted.insert(wanted.end(), {positions[inner], positions[outer]});
    }
    const absl::Status read = corpus_.sketches().Gather(wanted, &sketches_, &sketches);
    if (!read.ok()) return read;
    size_t i = 0;
    std::erase_if(shared_, [&](const CandidatePair& p) {
      const int equal = filter_.Equal(sketches[2 * i], sketches[2 * i + 1]);
      ++i;
      return !rule_.SlotsAllow(equal, LeastShingles(p.a), Shingles(p.b));
    });
  }
  for (CandidatePair& p : shared_) p = {std::min(p.a, p.b), std::max(p.a, p.b)};
  const absl::Status added = candidates_.AddContained(shared_);
  shared_.clear();
  return added;
}

}  // namespace

absl::StatusOr<uint64_t> FindContained(const ClusterSettings& settings, const MemoryPlan& plan,
                                       const Corpus& corpus, CandidatePairs* candidates) {
  return ContainedSearch(settings, plan, corpus, candidates).Run();
}

}  // namespace nearcopy
