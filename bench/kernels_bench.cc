// What a core does a second with each step from text to sketch, beside what bounds it: copying,
// XXH3, simdjson over the same bytes. `bench_kernels [FILE.jsonl]`, and Google Benchmark's options.
#include <benchmark/benchmark.h>
#include <simdjson.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "nearcopy/passage/repeats.h"
#include "nearcopy/shingle/hash.h"
#include "nearcopy/shingle/shingler.h"
#include "nearcopy/sketch/fast_similarity.h"
#include "nearcopy/sketch/minhash.h"
#include "nearcopy/text/words.h"
#include "support/made_corpus.h"

namespace nearcopy {
namespace {

constexpr size_t kSlots = 128;

struct Texts {
  std::string jsonl;  // with padding behind it
  size_t jsonl_size = 0;
  std::vector<std::string> latin, other;
  std::map<std::string, std::vector<std::string>> by_language;  // where it is known

  static size_t Bytes(const std::vector<std::string>& texts) {
    size_t bytes = 0;
    for (const std::string& t : texts) bytes += t.size();
    return bytes;
  }
};
Texts texts;

bool IsMostlyAscii(const std::string& text) {
  size_t beyond = 0;
  for (char c : text) beyond += static_cast<signed char>(c) < 0;
  return beyond * 10 < text.size();
}

void Load(const std::string& jsonl) {
  // As much as stays in a second-level cache together with what is made of it would flatter.
  constexpr size_t kMost = 32 << 20;
  texts.jsonl = jsonl.substr(0, jsonl.rfind('\n', kMost) + 1);
  texts.jsonl_size = texts.jsonl.size();
  texts.jsonl.append(simdjson::SIMDJSON_PADDING, ' ');
  simdjson::ondemand::parser parser;
  auto documents = parser.iterate_many(texts.jsonl.data(), texts.jsonl_size, 1 << 24);
  for (auto document : documents.value()) {
    const std::string_view view = document["text"];
    std::string text(view);
    std::string_view lang;
    if (document["lang"].get(lang) == simdjson::SUCCESS)
      texts.by_language[std::string(lang)].push_back(text);
    (IsMostlyAscii(text) ? texts.latin : texts.other).push_back(std::move(text));
  }
}

void CountBytes(benchmark::State& state, size_t bytes) {
  state.SetBytesProcessed(static_cast<int64_t>(bytes * state.iterations()));
}

void CountEach(benchmark::State& state, const char* what, size_t each) {
  state.counters[what] =
      benchmark::Counter(static_cast<double>(each * state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void Memcpy(benchmark::State& state) {
  size_t largest = 0;
  for (const std::string& t : texts.latin) largest = std::max(largest, t.size());
  std::vector<char> out(largest);
  for (auto _ : state) {
    for (const std::string& t : texts.latin) {
      std::memcpy(out.data(), t.data(), t.size());
      benchmark::ClobberMemory();
    }
  }
  CountBytes(state, Texts::Bytes(texts.latin));
}

void Xxh3(benchmark::State& state) {
  for (auto _ : state) {
    for (const std::string& t : texts.latin) {
      benchmark::DoNotOptimize(XXH3_64bits(t.data(), t.size()));
    }
  }
  CountBytes(state, Texts::Bytes(texts.latin));
}

// A record at a time, each of its fields once, strings unescaped: what any reader has to do.
void Simdjson(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    for (size_t at = 0; at < texts.jsonl_size;) {
      const size_t end = texts.jsonl.find('\n', at);
      auto document = parser.iterate(texts.jsonl.data() + at, end - at, texts.jsonl.size() - at);
      for (auto field : document.get_object()) {
        benchmark::DoNotOptimize(field.value().get_string().value_unsafe().size());
      }
      at = end + 1;
    }
  }
  CountBytes(state, texts.jsonl_size);
}

void CutWords(benchmark::State& state, Simd simd, const std::vector<std::string>& of) {
  Words words;
  size_t count = 0;
  for (auto _ : state) {
    count = 0;
    for (const std::string& t : of) {
      words.Clear();
      AppendWords(t, simd, &words);
      count += words.size();
    }
  }
  CountBytes(state, Texts::Bytes(of));
  CountEach(state, "a word", count);
}

void Shingle(benchmark::State& state, Simd simd, const std::vector<std::string>& of) {
  Shingler shingler(Shingling{}, simd);
  size_t count = 0;
  for (auto _ : state) {
    count = 0;
    for (const std::string& t : of) {
      shingler.Clear();
      shingler.Add(t);
      shingler.Finish();
      count += shingler.word_count(0);
    }
  }
  CountBytes(state, Texts::Bytes(of));
  CountEach(state, "a word", count);
}

void TextToSketch(benchmark::State& state, Simd simd, const std::vector<std::string>& of) {
  Shingler shingler(Shingling{}, simd);
  std::vector<uint16_t> slots(kSlots);
  for (auto _ : state) {
    for (const std::string& t : of) {
      shingler.Clear();
      shingler.Add(t);
      shingler.Finish();
      FastSimilaritySketch(shingler.shingles(0), simd, slots);
      benchmark::DoNotOptimize(slots.data());
    }
  }
  CountBytes(state, Texts::Bytes(of));
  CountEach(state, "a text", of.size());
}

// What comes before repeats, and these alone.
void HashText(benchmark::State& state, Simd simd, const std::vector<std::string>& of) {
  Words words;
  std::vector<uint64_t> hashes;
  size_t count = 0;
  for (auto _ : state) {
    count = 0;
    for (const std::string& t : of) {
      words.Clear();
      AppendWords(t, simd, &words);
      if (hashes.size() < words.size()) hashes.resize(2 * words.size());
      HashWords(words, 1, simd, hashes.data());
      count += words.size();
    }
  }
  CountBytes(state, Texts::Bytes(of));
  CountEach(state, "a word", count);
}

void FindRepeatsOf(benchmark::State& state, Simd simd, const std::vector<std::string>& of) {
  std::vector<std::vector<uint64_t>> hashes;
  size_t count = 0;
  for (const std::string& t : of) {
    Words words;
    AppendWords(t, simd, &words);
    hashes.emplace_back(words.size());
    HashWords(words, 1, simd, hashes.back().data());
    count += words.size();
  }
  RepeatFinder finder({}, simd);
  std::vector<Repeat> repeats;
  for (auto _ : state) {
    for (const std::vector<uint64_t>& h : hashes) {
      finder.Find(h, &repeats);
      benchmark::DoNotOptimize(repeats.data());
    }
  }
  CountBytes(state, Texts::Bytes(of));
  CountEach(state, "a word", count);
}

// The sketch alone, of texts of so many shingles.
template <void (*kSketch)(std::span<const uint64_t>, Simd, std::span<uint16_t>)>
void SketchOf(benchmark::State& state, Simd simd) {
  std::vector<uint64_t> shingles(static_cast<size_t>(state.range(0)));
  std::vector<uint64_t> units(shingles.size() + 4);
  for (size_t i = 0; i < units.size(); ++i) units[i] = HashWord(std::to_string(i), 1);
  HashShingles(units, 5, simd, shingles.data());
  std::vector<uint16_t> slots(kSlots);
  for (auto _ : state) {
    kSketch(shingles, simd, slots);
    benchmark::DoNotOptimize(slots.data());
  }
  CountEach(state, "a shingle", shingles.size());
}

void Register() {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("memcpy", Memcpy);
  RegisterBenchmark("XXH3", Xxh3);
  RegisterBenchmark("simdjson", Simdjson);
  for (Simd simd : Simd::All()) {
    const std::string target = "/" + simd.name();
    const auto add = [&](const char* name, auto function, const std::vector<std::string>& of,
                         const char* script) {
      RegisterBenchmark((name + target + script).c_str(), function, simd, std::cref(of));
    };
    add("words", CutWords, texts.latin, "/latin");
    add("words", CutWords, texts.other, "/other");
    add("shingles", Shingle, texts.latin, "/latin");
    add("shingles", Shingle, texts.other, "/other");
    add("hashes", HashText, texts.latin, "/latin");
    add("repeats", FindRepeatsOf, texts.latin, "/latin");
    add("repeats", FindRepeatsOf, texts.other, "/other");
    add("sketch", TextToSketch, texts.latin, "/latin");
    add("sketch", TextToSketch, texts.other, "/other");
    for (const auto& [lang, of] : texts.by_language) {
      RegisterBenchmark(("words" + target + "/" + lang).c_str(), CutWords, simd, std::cref(of));
    }
    RegisterBenchmark(("fastsim" + target).c_str(), SketchOf<FastSimilaritySketch>, simd)
        ->Arg(50)
        ->Arg(600)
        ->Arg(20000);
    RegisterBenchmark(("minhash" + target).c_str(), SketchOf<MinHashSketch>, simd)->Arg(600);
  }
}

}  // namespace
}  // namespace nearcopy

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::string jsonl;
  if (argc > 1) {
    std::ifstream file(argv[1], std::ios::binary);
    jsonl.assign(std::istreambuf_iterator<char>(file), {});
    if (jsonl.empty()) return std::fprintf(stderr, "%s: cannot be read\n", argv[1]), 2;
  } else {
    jsonl = nearcopy::ToJsonl(nearcopy::MakeCorpus(8000, 1));
  }
  nearcopy::Load(jsonl);
  nearcopy::Register();
  benchmark::RunSpecifiedBenchmarks();
}
