#include "nearcopy/passage/boilerplate.h"

#include <algorithm>
#include <tuple>

#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {

std::string_view Name(ParagraphPlace place) {
  switch (place) {
    case ParagraphPlace::kFirst:
      return "first";
    case ParagraphPlace::kLast:
      return "last";
    case ParagraphPlace::kInside:
      break;
  }
  return "inside";
}

void DocumentForms::Append(std::string_view text, std::vector<uint64_t>* forms) {
  const auto before = static_cast<ptrdiff_t>(forms->size());
  forms_.ForEach(text, [&](const ParagraphForm& form) {
    forms->push_back(form.exact);
    if (form.near != form.exact) forms->push_back(form.near);
  });
  std::sort(forms->begin() + before, forms->end());
  forms->erase(std::unique(forms->begin() + before, forms->end()), forms->end());
}

void BoilerplateFinder::Find(std::string_view feed, std::string_view text,
                             std::vector<FoundBoilerplate>* found) {
  found->clear();
  DropGiant(found);
  const uint32_t number = frequent_.FeedNumber(feed);
  uint64_t paragraphs = 0;
  uint32_t last_line = 0;
  forms_.ForEach(text, [&](const ParagraphForm& form) {
    ++paragraphs;
    last_line = form.paragraph.number;
    if (frequent_.Documents(number, form.near) == 0) return;
    FoundBoilerplate& f = found->emplace_back();
    f.form = form;
    f.exact = form.exact == form.near || frequent_.Documents(number, form.exact) > 0;
    if (paragraphs == 1) f.place = ParagraphPlace::kFirst;
  });
  if (found->empty()) return;
  FoundBoilerplate& last = found->back();
  if (last.form.paragraph.number == last_line && last.place != ParagraphPlace::kFirst) {
    last.place = ParagraphPlace::kLast;
  }
}

std::string_view BoilerplateFinder::Without(std::string_view feed, std::string_view text,
                                            uint64_t* left_out) {
  Find(feed, text, &found_);
  if (found_.empty()) return text;
  *left_out += found_.size();
  CutParagraphs(text, found_, &cuts_);
  left_ = WithoutCuts(text, cuts_);
  return left_;
}

void CutParagraphs(std::string_view text, std::span<const FoundBoilerplate> paragraphs,
                   std::vector<Cut>* cuts) {
  cuts->clear();
  for (const FoundBoilerplate& f : paragraphs) {
    const Paragraph& p = f.form.paragraph;
    cuts->push_back({p.begin, p.next, f.form.words, f.exact, {}});
  }
  if (paragraphs.empty() || paragraphs.back().form.paragraph.end() != text.size()) return;
  // Of lines that go together, all have their ends but the last: the first takes one more.
  size_t first = cuts->size() - 1;
  while (first > 0 && (*cuts)[first - 1].end == (*cuts)[first].begin) --first;
  uint64_t& begin = (*cuts)[first].begin;
  if (begin > 0 && text[begin - 1] == '\n') --begin;
  if (begin > 0 && text[begin - 1] == '\r') --begin;
}

void BoilerplateList::Add(std::string_view feed, std::span<const FoundBoilerplate> found) {
  const uint32_t number = frequent_.FeedNumber(feed);
  by_form_.clear();
  for (size_t i = 0; i < found.size(); ++i) {
    text_bytes_ += found[i].form.paragraph.text.size();
    by_form_.push_back(i);
  }
  paragraphs_ += found.size();
  const auto near = [&](size_t i) { return found[i].form.near; };
  std::ranges::sort(by_form_, {},
                    [&](size_t i) { return std::tuple(near(i), found[i].form.exact, i); });
  for (size_t i = 0, end = 0; i < by_form_.size(); i = end) {
    while (end < by_form_.size() && near(by_form_[end]) == near(by_form_[i])) ++end;
    AddEntry(number, std::span(by_form_).subspan(i, end - i), found);
  }
}

// A document has the paragraph once or several times, at `same` in `found`; equal wordings stand
// side by side.
void BoilerplateList::AddEntry(uint32_t feed, std::span<const size_t> same,
                               std::span<const FoundBoilerplate> found) {
  const auto [min, max] = std::ranges::minmax(same);
  const FoundBoilerplate &first = found[min], &last = found[max];
  const uint64_t key = FrequentForms::Key(feed, first.form.near);
  const auto [at, added] = numbers_.emplace(key, static_cast<uint32_t>(entries_.size()));
  if (added) entries_.emplace_back();
  Entry& entry = entries_[at->second];
  entry.feed = feed;
  entry.near = first.form.near;
  ++entry.documents;
  const ParagraphPlace place =
      first.place == ParagraphPlace::kFirst ? ParagraphPlace::kFirst : last.place;
  ++entry.places[static_cast<size_t>(place)];
  for (size_t i = 0; i < same.size(); ++i) {
    if (i > 0 && found[same[i]].form.exact == found[same[i - 1]].form.exact) continue;
    ChooseText(found[same[i]], &entry);
  }
}

// The wording that most documents have: where some are frequent by themselves, their numbers of
// documents are known. Of equals the one that came to its number first.
void BoilerplateList::ChooseText(const FoundBoilerplate& found, Entry* entry) {
  const uint64_t known = found.exact ? frequent_.Documents(entry->feed, found.form.exact) : 0;
  bool leads = false;
  if (known > 0) {
    leads = !entry->counted || known > entry->leads_with;
    if (leads) entry->leads_with = known;
    entry->counted = true;
    Free(&entry->counters);
  } else if (!entry->counted) {
    const uint64_t count = Count(found.form.exact, &entry->counters);
    leads = count > entry->leads_with;
    if (leads) entry->leads_with = count;
  }
  if (leads) entry->text = Trimmed(found.form.paragraph.text);
}

uint64_t BoilerplateList::Count(uint64_t form, std::vector<Counter>* counters) {
  constexpr size_t kCounters = 64;
  const auto at = std::ranges::find(*counters, form, &Counter::form);
  if (at != counters->end()) return ++at->count;
  if (counters->size() < kCounters) {
    counters->push_back({form, 1});
    return 1;
  }
  const auto least = std::ranges::min_element(*counters, {}, &Counter::count);
  *least = {form, least->count + 1};
  return least->count;
}

std::vector<BoilerplateParagraph> BoilerplateList::Sorted() const {
  std::vector<BoilerplateParagraph> sorted;
  sorted.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    const auto most = std::ranges::max_element(entry.places);
    sorted.push_back({std::string(frequent_.feed(entry.feed)), entry.text, entry.documents,
                      static_cast<double>(entry.documents) /
                          static_cast<double>(frequent_.documents_of(entry.feed)),
                      static_cast<ParagraphPlace>(most - entry.places.begin())});
  }
  std::ranges::sort(sorted, [](const BoilerplateParagraph& a, const BoilerplateParagraph& b) {
    return std::tie(a.feed, b.documents, a.paragraph, a.place) <
           std::tie(b.feed, a.documents, b.paragraph, b.place);
  });
  return sorted;
}

Boilerplate FindBoilerplate(std::span<const FeedText> documents, const BoilerplateRule& rule,
                            Simd simd) {
  Boilerplate boilerplate{FrequentForms(rule), {}};
  DocumentForms document_forms(simd);
  std::vector<uint64_t> forms, keys;
  for (const FeedText& d : documents) {
    const uint32_t feed = boilerplate.frequent.AddDocument(d.feed);
    forms.clear();
    document_forms.Append(d.text, &forms);
    for (uint64_t form : forms) keys.push_back(FrequentForms::Key(feed, form));
  }
  std::ranges::sort(keys);
  boilerplate.frequent.AddSorted(keys);
  boilerplate.frequent.EndSorted();
  BoilerplateFinder finder(boilerplate.frequent, simd);
  BoilerplateList list(boilerplate.frequent);
  std::vector<FoundBoilerplate> found;
  for (const FeedText& d : documents) {
    finder.Find(d.feed, d.text, &found);
    list.Add(d.feed, found);
  }
  boilerplate.paragraphs = list.Sorted();
  return boilerplate;
}

}  // namespace nearcopy
