#include "support/made_corpus.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <random>

#include "nearcopy/io/json_writer.h"

namespace nearcopy {
namespace {

using Rng = std::mt19937_64;
using Paragraphs = std::vector<std::vector<std::string>>;  // of words

struct Script {
  const char* lang;
  std::vector<std::string> letters;
  const char* space;
};

std::vector<std::string> Letters(char32_t first, char32_t last) {
  std::vector<std::string> out;
  for (char32_t c = first; c <= last; ++c) {
    std::string s;
    if (c < 0x80) {
      s = static_cast<char>(c);
    } else if (c < 0x800) {
      s = {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    } else {
      s = {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
           static_cast<char>(0x80 | (c & 63))};
    }
    out.push_back(s);
  }
  return out;
}

std::vector<std::string> Join(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const std::vector<Script>& Scripts() {
  static const std::vector<Script> scripts = {
      {"en", Letters('a', 'z'), " "},
      {"ru", Join(Letters(0x410, 0x44f), {"ё"}), " "},
      {"el", Letters(0x3b1, 0x3c9), " "},
      {"ar", Join(Letters(0x627, 0x64a), Letters(0x64b, 0x652)), " "},
      {"hi", Join(Letters(0x915, 0x939), Letters(0x93e, 0x94d)), " "},
      {"ko", Letters(0xac00, 0xac00 + 400), " "},
      {"zh", Letters(0x4e00, 0x4e00 + 2500), ""},
      {"ja", Join(Letters(0x3042, 0x3093), Letters(0x30a1, 0x30f6)), ""},
      {"th", Letters(0xe01, 0xe3a), ""},
  };
  return scripts;
}

class Maker {
 public:
  explicit Maker(uint64_t seed) : rng_(seed) {}

  size_t Below(size_t n) { return static_cast<size_t>(rng_() % n); }
  bool Chance(int percent) { return Below(100) < static_cast<size_t>(percent); }

  std::string Word(const Script& script) {
    std::string word;
    for (size_t n = 2 + Below(6); n > 0; --n) word += script.letters[Below(script.letters.size())];
    return word;
  }
  std::vector<std::string> Sentence(const Script& script) {
    std::vector<std::string> words;
    for (size_t n = 8 + Below(15); n > 0; --n) words.push_back(Word(script));
    if (script.lang[0] == 'e' && Chance(20)) words.insert(words.begin(), "\"");
    words.back() += ".";
    return words;
  }
  Paragraphs Article(const Script& script) {
    Paragraphs out;
    for (size_t n = 3 + Below(9); n > 0; --n) {
      out.emplace_back();
      for (size_t s = 1 + Below(3); s > 0; --s) {
        for (std::string& word : Sentence(script)) out.back().push_back(std::move(word));
      }
    }
    return out;
  }

  Paragraphs Copy(Paragraphs p, const Script& script) {
    if (Chance(60)) p.insert(p.begin(), {Word(script) + ":"});
    if (Chance(40) && p.size() > 4) p.resize(p.size() * (60 + Below(36)) / 100);
    if (Chance(30)) {
      p.insert(p.begin() + static_cast<ptrdiff_t>(Below(p.size())), Sentence(script));
    }
    if (Chance(40)) {
      const size_t per_mille = size_t{5} << Below(4);
      for (auto& paragraph : p) {
        for (std::string& word : paragraph) {
          if (Below(1000) < per_mille) word = Word(script);
        }
      }
    }
    if (Chance(30)) Replace("\"", "\u201c", &p);
    if (Chance(20)) Replace("en", "e\u00adn", &p);
    if (Chance(5)) {
      const Paragraphs body(p.begin() + 1, p.end());
      p.insert(p.end(), body.begin(), body.end());
    }
    return p;
  }

 private:
  static void Replace(std::string_view from, std::string_view to, Paragraphs* p) {
    for (auto& paragraph : *p) {
      for (std::string& word : paragraph) {
        if (const size_t at = word.find(from); at != std::string::npos) {
          word.replace(at, from.size(), to);
        }
      }
    }
  }
  Rng rng_;
};

std::string Text(const Paragraphs& paragraphs, const Script& script, const std::string& footer) {
  std::string text;
  for (const auto& paragraph : paragraphs) {
    for (size_t i = 0; i < paragraph.size(); ++i) {
      if (i > 0) text += script.space;
      text += paragraph[i];
    }
    text += "\n";
  }
  return text + footer;
}

}  // namespace

std::vector<MadeDocument> MakeCorpus(size_t documents, uint64_t seed) {
  Maker maker(seed);
  struct Origin {
    const Script* script;
    Paragraphs paragraphs;
  };
  std::vector<Origin> origins;
  std::vector<MadeDocument> out;
  for (size_t i = 0; i < documents; ++i) {
    const std::string feed = "feed" + std::to_string(maker.Below(12));
    const Script* script = &Scripts()[0];
    Paragraphs paragraphs;
    if (!origins.empty() && maker.Chance(35)) {
      const Origin& origin = origins[maker.Below(origins.size())];
      script = origin.script;
      paragraphs = maker.Copy(origin.paragraphs, *script);
    } else {
      if (maker.Chance(40)) script = &Scripts()[maker.Below(Scripts().size())];
      paragraphs = maker.Article(*script);
      origins.push_back({script, paragraphs});
    }
    const bool footer = maker.Chance(70);
    char id[32], time[40];
    std::snprintf(id, sizeof(id), "m%06zu", i);
    std::snprintf(time, sizeof(time), "2026-03-%02zuT%02zu:00:00Z", 1 + i * 30 / documents,
                  maker.Below(24));
    out.push_back({id, feed, time, script->lang,
                   Text(paragraphs, *script,
                        footer ? "More of today is on " + feed + ".example, all day long." : "")});
  }
  return out;
}

std::string ToJsonl(const std::vector<MadeDocument>& documents) {
  std::string out;
  for (const MadeDocument& d : documents) {
    JsonWriter json(&out);
    json.BeginObject().Key("id").Value(d.id).Key("feed").Value(d.feed);
    json.Key("published").Value(d.published).Key("lang").Value(d.lang);
    json.Key("text").Value(d.text).EndObject();
    out.push_back('\n');
  }
  return out;
}

}  // namespace nearcopy
