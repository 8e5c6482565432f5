#include "nearcopy/engine/text_store.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <random>
#include <thread>

#include "io/made_files.h"
#include "nearcopy/engine/pipeline.h"
#include "nearcopy/io/block_reader.h"

namespace nearcopy {
namespace {

// What a run keeps of its documents, and what the texts were.
struct Kept {
  std::vector<TextPlace> places;
  std::vector<std::string> texts;
};

struct Batch {
  DocumentBatch read;
  PackedTexts texts;
};

// Reads all inputs into the store, as a run does.
absl::Status ReadInto(TextStore* store, const ReadSettings& settings, int threads, Kept* kept) {
  BlockReader reader(settings.inputs.files, settings.limits);
  std::vector<std::unique_ptr<Parser>> parsers;
  std::vector<std::unique_ptr<TextPacker>> packers;
  for (int t = 0; t < threads; ++t) {
    parsers.push_back(std::make_unique<Parser>(settings.fields, settings.replace_invalid_utf8));
    packers.push_back(std::make_unique<TextPacker>(*store));
  }
  const absl::Status status = RunPipeline<Batch>(
      {.threads = threads}, [&](Batch* batch) { return reader.Next(&batch->read.block); },
      [](const Batch& batch) { return batch.read.block.bytes.size(); },
      [&](int worker, Batch* batch) {
        const auto w = static_cast<size_t>(worker);
        parsers[w]->Parse(&batch->read);
        packers[w]->Pack(batch->read, &batch->texts);
      },
      [&](Batch* batch) {
        if (absl::Status appended = store->Append(&batch->texts); !appended.ok()) return appended;
        EXPECT_EQ(batch->texts.places.size(), batch->read.documents.size());
        for (const TextPlace& place : batch->texts.places) kept->places.push_back(place);
        for (const Document& d : batch->read.documents) kept->texts.emplace_back(d.text);
        return absl::OkStatus();
      });
  return status.ok() ? store->Finish() : status;
}

void ExpectTexts(const Kept& kept, const std::vector<size_t>& order, TextReader* reader) {
  for (size_t i : order) {
    const auto text = reader->Text(kept.places[i]);
    ASSERT_TRUE(text.ok()) << text.status();
    ASSERT_TRUE(*text == kept.texts[i]) << i << ": " << *text;
  }
}

std::vector<size_t> InOrder(const Kept& kept) {
  std::vector<size_t> order(kept.places.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  return order;
}

// The inside of a JSON string.
std::string RandomText(std::mt19937* random, size_t words) {
  const char* pieces[] = {"plain words ", "gr\xc3\xbc\xc3\x9f ", "\\u00e9\\n",
                          "\\\"x\\\" ",   "\xff bad ",           "\\ud83d\\ude00 "};
  std::string text;
  for (; words > 0; --words) {
    text += pieces[(*random)() % std::size(pieces)];
    text += std::to_string((*random)() % 500) + " ";
  }
  return text;
}

// Records, good and bad, small and longer than a block, some lines blank or with CRLF, the last
// without LF.
std::string RandomFile(std::mt19937* random, int records) {
  std::string file = "\xef\xbb\xbf";
  for (int i = 0; i < records; ++i) {
    const auto words = i % 40 == 7 ? 10'000 : (*random)() % 60;
    file += "{\"id\":" + std::to_string(i) + ",\"text\":\"" + RandomText(random, words) + "\"";
    if ((*random)() % 2 == 0) file += ",\"title\":\"" + RandomText(random, 3) + "\"";
    file += (*random)() % 9 == 0 ? "x}\n" : (*random)() % 4 == 0 ? "}\r\n" : "}\n";
    if ((*random)() % 7 == 0) file += " \r\n\n";
  }
  return file + R"({"id":"last","text":"the last line"})";
}

class TextStoreTest : public FolderTest {
 protected:
  static ReadSettings Settings(std::vector<Input> files) {
    ReadSettings settings;
    settings.inputs.files = std::move(files);
    settings.fields.text = {"title", "text"};
    settings.replace_invalid_utf8 = true;
    settings.limits.block_bytes = 50'000;
    return settings;
  }
  std::unique_ptr<TextStore> Open(const ReadSettings& settings) {
    std::filesystem::create_directories(PathOf("tmp"));
    auto store = TextStore::Open(settings, PathOf("tmp"));
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  // A store of one plain file that has been read.
  void ReadOne(Format format, std::string_view bytes) {
    settings_ = Settings({{Write("a", bytes), "id", format}});
    store_ = Open(settings_);
    kept_ = {};
    ASSERT_TRUE(ReadInto(store_.get(), settings_, 1, &kept_).ok());
    ASSERT_FALSE(kept_.places.empty());
  }
  void ExpectChanged(TextReader* reader, size_t i) const {
    EXPECT_EQ(reader->Text(kept_.places[i]).status(),
              absl::FailedPreconditionError(PathOf("a") + ": changed while it was read"));
  }

  ReadSettings settings_;
  std::unique_ptr<TextStore> store_;
  Kept kept_;
};

TEST_F(TextStoreTest, GivesTheSameTextsHoweverTheInputsAreStored) {
  std::mt19937 random(17);
  const std::string file = RandomFile(&random, 200), text = "\xef\xbb\xbfone\r\n\xff two\n";
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_GE(fcntl(ends[1], F_SETPIPE_SZ, file.size()), 0);
  ASSERT_EQ(write(ends[1], file.data(), file.size()), static_cast<ssize_t>(file.size()));
  close(ends[1]);
  const StandardInput from(ends[0]);
  const ReadSettings settings = Settings({{Write("a.jsonl", file), "", Format::kJsonl},
                                          {Write("a.txt", text), "a.txt", Format::kText},
                                          {Write("empty.txt", ""), "empty.txt", Format::kText},
                                          {Write("b.jsonl.gz", Gzip(file)), "", Format::kJsonl},
                                          {"-", "-", Format::kJsonl},
                                          {Write("b.txt.gz", Gzip(text)), "b.txt", Format::kText},
                                          {Write("c.jsonl.zst", Zstd(file)), "", Format::kJsonl}});
  const auto store = Open(settings);
  Kept kept;
  const absl::Status read = ReadInto(store.get(), settings, 1, &kept);
  ASSERT_TRUE(read.ok()) << read;
  EXPECT_GT(kept.places.size(), 4 * 150u);
  EXPECT_TRUE(std::is_sorted(kept.places.begin(), kept.places.end(),
                             [](const TextPlace& a, const TextPlace& b) {
                               return a.input != b.input ? a.input < b.input : a.byte < b.byte;
                             }));
  EXPECT_TRUE(std::filesystem::is_empty(PathOf("tmp")));

  TextReader reader(*store, Simd::Best());
  std::vector<size_t> order = InOrder(kept);
  ExpectTexts(kept, order, &reader);
  std::shuffle(order.begin(), order.end(), random);
  ExpectTexts(kept, order, &reader);
}

TEST_F(TextStoreTest, ThreadsHaveTheSamePlacesAndTexts) {
  std::mt19937 random(18);
  const std::string file = RandomFile(&random, 200);
  const ReadSettings settings = Settings({{Write("a.jsonl", file), "", Format::kJsonl},
                                          {Write("b.jsonl.gz", Gzip(file)), "", Format::kJsonl}});
  const auto one = Open(settings), several = Open(settings);
  Kept kept, expected;
  ASSERT_TRUE(ReadInto(one.get(), settings, 1, &expected).ok());
  ASSERT_TRUE(ReadInto(several.get(), settings, 4, &kept).ok());
  ASSERT_EQ(kept.texts, expected.texts);
  EXPECT_TRUE(std::equal(kept.places.begin(), kept.places.end(), expected.places.begin(),
                         [](const TextPlace& a, const TextPlace& b) {
                           return a.input == b.input && a.size == b.size && a.byte == b.byte;
                         }));
  std::vector<std::jthread> readers;
  for (unsigned seed = 0; seed < 4; ++seed) {
    readers.emplace_back([&, seed] {
      TextReader reader(*several, Simd::Best());
      std::vector<size_t> order = InOrder(kept);
      std::shuffle(order.begin(), order.end(), std::mt19937(seed));
      ExpectTexts(kept, order, &reader);
    });
  }
}

TEST_F(TextStoreTest, NeedsNoFolderForFilesThatCanBeReadAgain) {
  std::mt19937 random(19);
  const std::string file = RandomFile(&random, 20);
  StandardInput from(open(Write("in", "x\n" + file).c_str(), O_RDONLY));
  ASSERT_EQ(lseek(STDIN_FILENO, 2, SEEK_SET), 2);
  const ReadSettings settings =
      Settings({{"-", "-", Format::kJsonl}, {Write("a", file), "", Format::kJsonl}});
  const auto store = TextStore::Open(settings, PathOf("missing"));
  ASSERT_TRUE(store.ok()) << store.status();
  Kept kept;
  ASSERT_TRUE(ReadInto(store->get(), settings, 2, &kept).ok());
  TextReader reader(**store, Simd::Best());
  ExpectTexts(kept, InOrder(kept), &reader);
}

TEST_F(TextStoreTest, ReadsAFileThatGrew) {
  ReadOne(Format::kJsonl, R"({"id":1,"text":"one"})");
  std::ofstream(PathOf("a"), std::ios::app) << "\n{\"id\":2,\"text\":\"two\"}\n";
  TextReader reader(*store_, Simd::Best());
  ExpectTexts(kept_, {0}, &reader);
}

TEST_F(TextStoreTest, SaysThatAFileChanged) {
  const std::string first = "{\"id\":1,\"text\":\"one\"}\n",
                    second = "{\"id\":2,\"text\":\"two\"}\n";
  ReadOne(Format::kJsonl, first + second);
  TextReader before(*store_, Simd::Best());
  ExpectTexts(kept_, {0}, &before);

  // Longer than it was, so that it may have grown; what is there now is given.
  Write("a", "{\"id\":1,\"text\":\"ONE\"}\n" + second + "more\n");
  TextReader after(*store_, Simd::Best());
  for (TextReader* reader : {&before, &after}) {
    const auto text = reader->Text(kept_.places[0]);
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(*text, "ONE");
    EXPECT_EQ(reader->Changed(kept_.places[0]),
              absl::FailedPreconditionError(PathOf("a") + ": changed while it was read"));
    ExpectTexts(kept_, {1}, reader);
  }
  Write("a", first + "no record, but more than there was before\n");
  ExpectChanged(&before, 1);
  Write("a", first);
  ExpectChanged(&before, 1);
  TextReader late(*store_, Simd::Best());
  ExpectChanged(&late, 0);
}

TEST_F(TextStoreTest, SaysThatATextFileChanged) {
  ReadOne(Format::kText, "one two");
  TextReader reader(*store_, Simd::Best());
  ExpectTexts(kept_, {0}, &reader);
  Write("a", "one two and more");
  ExpectTexts(kept_, {0}, &reader);
  Write("a", "three");
  ExpectChanged(&reader, 0);
}

TEST_F(TextStoreTest, NamesAFolderThatTakesNoFile) {
  const ReadSettings settings = Settings({{Write("a.jsonl.gz", Gzip("{}\n")), "", Format::kJsonl}});
  for (const std::string& folder : {PathOf("missing"), Write("file", "")}) {
    const auto store = TextStore::Open(settings, folder);
    ASSERT_FALSE(store.ok());
    EXPECT_NE(store.status().ToString().find(folder + ": "), std::string::npos);
  }
}

TEST_F(TextStoreTest, NamesAFolderWithoutRoom) {
  std::mt19937 random(20);
  const ReadSettings settings =
      Settings({{Write("a.jsonl.gz", Gzip(RandomFile(&random, 400))), "", Format::kJsonl}});
  const auto store = Open(settings);
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{10'000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  Kept kept;
  const absl::Status read = ReadInto(store.get(), settings, 2, &kept);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_FALSE(read.ok());
  EXPECT_NE(read.ToString().find(PathOf("tmp") + ": "), std::string::npos) << read;
}

}  // namespace
}  // namespace nearcopy
