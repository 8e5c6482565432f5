#include <utility>

#include "nearcopy/cluster/anchors.h"

namespace nearcopy {
namespace {

constexpr double kUnverified = -1;
// How often a chain of groups that wait for each other is asked for link by link; then all that
// is left of it is verified at once. Most groups wait for one or two.
constexpr int kRounds = 16;

}  // namespace

AnchorGroups::AnchorGroups(const ClusterDocuments& docs, const AnchorRule& rule)
    : docs_(docs),
      rule_(rule),
      state_(docs.first.size(), State::kFirstStays),
      last_(docs.first.size(), kAbsent) {
  if (!rule.protect.empty()) staying_.assign(docs.first.size(), kAbsent);
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    const uint32_t g = docs.group[d];
    if (g == kAbsent) continue;
    if (!rule.Stays(d)) {
      last_[g] = d;
    } else if (!staying_.empty() && staying_[g] == kAbsent) {
      staying_[g] = d;
    }
  }
}

// If the first member goes, so do all behind it up to one that may not: what it is a copy of is
// before them, too.
uint32_t AnchorGroups::Anchor(uint32_t group, State state) const {
  const uint32_t first = state == State::kFirstStays ? docs_.first[group]
                         : staying_.empty()          ? kAbsent
                                                     : staying_[group];
  return first != kAbsent && rule_.MayAnchor(first) ? first : kAbsent;
}

bool AnchorGroups::MayFollow(uint32_t group, uint32_t document) const {
  return last_[group] != kAbsent && last_[group] > document;
}

// Whether the similarity of two groups decides what a member of either is a copy of.
bool AnchorGroups::Decides(uint32_t a, State of_a, uint32_t b, State of_b) const {
  const uint32_t x = Anchor(a, of_a), y = Anchor(b, of_b);
  // The members behind a group's own anchor are exact copies of it, unless one that is just as like
  // them stands before.
  const auto own_is_better = [&](uint32_t own, uint32_t other) {
    return rule_.exact && own != kAbsent && own < other;
  };
  return (x != kAbsent && MayFollow(b, x) && !own_is_better(y, x)) ||
         (y != kAbsent && MayFollow(a, y) && !own_is_better(x, y));
}

void AnchorJoiner::Add(std::span<const CandidatePair> pairs, bool ends) {
  if (pairs.empty()) {
    if (ends) CloseGroup();
    return;
  }
  if (open_ != kAbsent && open_ != pairs[0].b) CloseGroup();
  open_goes_ = open_ != kAbsent && groups_.state_[open_] == State::kFirstGoes;
  similarity_.assign(pairs.size(), kUnverified);
  std::vector<size_t> wanted;
  std::vector<CandidatePair> asked;
  for (int round = 0; Walk(pairs, round >= kRounds, &wanted); ++round) {
    asked.clear();
    for (size_t i : wanted) asked.push_back(pairs[i]);
    const std::vector<double> exact = similarities_(asked);
    for (size_t i = 0; i < wanted.size(); ++i) similarity_[wanted[i]] = exact[i];
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (similarity_[i] >= threshold_) edges_.push_back({pairs[i].b, pairs[i].a, similarity_[i]});
  }
  AddDeciding(pairs);
  if (ends) CloseGroup();
}

// Names the pairs that are to be verified next, to know which groups' first members go; false where
// that is known of all. With `all`, those that may prove to be of no use are among them.
bool AnchorJoiner::Walk(std::span<const CandidatePair> pairs, bool all,
                        std::vector<size_t>* wanted) {
  wanted->clear();
  for (size_t begin = 0, end = 0; begin < pairs.size(); begin = end) {
    while (end < pairs.size() && pairs[end].b == pairs[begin].b) ++end;
    groups_.state_[pairs[begin].b] = WalkGroup(pairs, begin, end, all, wanted);
  }
  return !wanted->empty();
}

// The state of a later group. Those of its earlier groups are known from what was walked before,
// as far as they can be.
AnchorGroups::State AnchorJoiner::WalkGroup(std::span<const CandidatePair> pairs, size_t begin,
                                            size_t end, bool all, std::vector<size_t>* wanted) {
  const uint32_t first = groups_.docs_.first[pairs[begin].b];
  if (groups_.rule_.Stays(first)) return State::kFirstStays;
  bool goes = begin == 0 && open_goes_, unknown = false;
  for (size_t i = begin; i < end; ++i) {
    const State state = groups_.state_[pairs[i].a];
    if (state == State::kUnknown) {
      unknown = true;
      if (!all) continue;
    } else if (groups_.Anchor(pairs[i].a, state) > first) {  // or it is none
      continue;
    }
    if (similarity_[i] == kUnverified) {
      unknown = true;
      wanted->push_back(i);
    } else if (state != State::kUnknown && similarity_[i] >= threshold_) {
      goes = true;
    }
  }
  return goes ? State::kFirstGoes : unknown ? State::kUnknown : State::kFirstStays;
}

// Verifies what decides about members behind the first one; pairs of the last group, about which
// more may come, are kept for later.
void AnchorJoiner::AddDeciding(std::span<const CandidatePair> pairs) {
  std::vector<CandidatePair> asked;
  open_ = pairs.back().b;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (similarity_[i] != kUnverified) continue;
    const uint32_t a = pairs[i].a, b = pairs[i].b;
    const auto decides = [&](State of_b) { return groups_.Decides(a, groups_.state_[a], b, of_b); };
    if (b != open_) {
      if (decides(groups_.state_[b])) asked.push_back(pairs[i]);
    } else if (decides(State::kFirstStays) || decides(State::kFirstGoes)) {
      open_pairs_.push_back(pairs[i]);
    }
  }
  VerifyAll(asked, threshold_, similarities_, &edges_);
}

void AnchorJoiner::CloseGroup() {
  std::erase_if(open_pairs_, [&](const CandidatePair& p) {
    return !groups_.Decides(p.a, groups_.state_[p.a], p.b, groups_.state_[p.b]);
  });
  VerifyAll(open_pairs_, threshold_, similarities_, &edges_);
  open_pairs_.clear();
  open_ = kAbsent;
}

}  // namespace nearcopy
