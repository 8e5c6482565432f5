"""The comparison with other tools: the corpus it makes, how it judges, and what it writes of that."""
import copy
import importlib
import itertools
import os
import pathlib
import random
import sys
import xml.etree.ElementTree

import pytest

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
sys.path[:0] = [str(BENCH), str(BENCH / "peers")]

import chart  # noqa: E402
import compare  # noqa: E402
import figure_rows  # noqa: E402
import judge  # noqa: E402
import make_corpus  # noqa: E402
import measure  # noqa: E402
import readme_table  # noqa: E402
import report  # noqa: E402
import tools  # noqa: E402


@pytest.fixture
def small_pool(monkeypatch):
    monkeypatch.setattr(make_corpus, "ENGLISH_SENTENCES", 2_000)
    monkeypatch.setattr(make_corpus, "SCRIPT_SENTENCES", 200)


def figures(seconds, **judged):
    return {"seconds": seconds, "starting_seconds": .01, "peak_bytes": 25_000_000, "written_bytes": 1_000,
            "left_bytes": 1_000, **judged}


def clusters(**judged):
    return {"true": 3, "true_alike": 2, **judged}


RESULTS = {
    "machine": {"cpu": "Quill & Sons <9000>", "cores": 2, "memory_bytes": 8_000_000_000, "kernel": "Linux 6.1",
                "compiler": "c++ 12", "rustc": None, "python": "3.11.2", "date": "2026-01-02"},
    "commit": "abc", "settings": {"threshold": .7, "rounds": 3, "core": 1},
    "tools": [{"name": "nearcopy", "version": "1", "checks": "exact similarity", "missing": None},
              {"name": "slow", "version": "2", "checks": "none", "missing": None},
              {"name": "gone", "version": "3", "checks": "none", "missing": "no such package"}],
    "sizes": [
        {"documents": 1_000, "bytes": 3_500_000, "tools": {
            "nearcopy": figures(.1, pairs={"found": 3, "precision": 1.0, "recall": .9, "recall_alike": .99999},
                                clusters=clusters(precision=1.0, recall=.5, recall_alike=.6)),
            "slow": figures(2, pairs=None, clusters=clusters(precision=.25, recall=.75, recall_alike=.8))}},
        {"documents": 9_000, "bytes": 31_500_000, "tools": {"nearcopy": figures(.8)}},
    ],
}


def test_a_seed_makes_the_same_corpus_and_a_smaller_one_is_its_beginning(small_pool):
    corpus = list(make_corpus.make_corpus(60, seed=3))
    assert list(make_corpus.make_corpus(60, seed=3)) == corpus
    assert list(make_corpus.make_corpus(25, seed=3)) == corpus[:25]
    assert list(make_corpus.make_corpus(60, seed=4)) != corpus


def test_the_corpus_is_news_of_the_size_and_mixture_that_is_said(small_pool):
    corpus = list(make_corpus.make_corpus(3_000, seed=1))
    assert len({document["id"] for document in corpus}) == len(corpus)
    assert 3_000 < sum(len(document["text"].encode()) for document in corpus) / len(corpus) < 4_000
    assert .05 < sum(document["lang"] != "en" for document in corpus) / len(corpus) < .15
    assert [document["published"] for document in corpus] == sorted(document["published"] for document in corpus)
    # Copies share paragraphs with an earlier article, fresh articles none but for the footer.
    paragraphs = [set(document["text"].split("\n")[:-1]) for document in corpus[:500]]
    alike = sum(any(len(text & earlier) > 2 for earlier in paragraphs[:i]) for i, text in enumerate(paragraphs))
    assert .1 * len(paragraphs) < alike < .35 * len(paragraphs)


def test_a_corpus_that_is_there_is_used_again_until_its_maker_changes(small_pool, tmp_path):
    path = make_corpus.made_file(tmp_path / "new", 20, seed=1)
    made = path.read_bytes()
    assert made.count(b"\n") == 20
    path.write_bytes(b"kept")
    assert make_corpus.made_file(tmp_path / "new", 20, seed=1).read_bytes() == b"kept"
    assert make_corpus.made_file(tmp_path / "new", 20, seed=2).read_bytes() != made
    os.utime(path, (0, 0))  # older than what makes it
    assert make_corpus.made_file(tmp_path / "new", 20, seed=1).read_bytes() == made


def brute_force(documents, words, threshold):
    def shingles(text):
        found = words(text)
        return {tuple(found[i:i + 5]) for i in range(len(found) - 4)}

    sets = [shingles(text) for text in documents]
    for (a, first), (b, second) in itertools.combinations(enumerate(sets), 2):
        if first and second and len(first & second) / len(first | second) >= threshold:
            yield a, b, len(first & second) / len(first | second)


def test_the_truth_is_what_comparing_all_with_all_finds():
    numpy = pytest.importorskip("numpy")
    truth = importlib.import_module("truth")
    rng, texts = random.Random(5), ["", "too short a text"]
    for _ in range(60):  # versions of versions, at every distance from each other
        words = [str(rng.randrange(40)) for _ in range(rng.randrange(5, 60))]
        for _ in range(4):
            words[rng.randrange(len(words))] = str(rng.randrange(40))
            texts.append(" ".join(words))
    numbers = {}
    numbered = [numpy.array([numbers.setdefault(w, len(numbers)) for w in truth.words(text)], numpy.int64)
                for text in texts]
    for threshold in (.3, .7, 1.0):
        expected = list(brute_force(texts, truth.words, threshold))
        assert sorted(truth.similar_pairs(numbered, threshold)) == sorted(expected) != []


def test_words_of_the_truth_are_those_of_the_definition():
    pytest.importorskip("numpy")
    truth = importlib.import_module("truth")
    assert truth.words("The CO\u00adAST's 3.2 \ufb01shing\u200b boats") == ["the", "coast", "s", "3", "2", "fishing", "boats"]
    assert truth.words("हिन्दी 日本x") == ["हिन्दी", "日", "本", "x"]


def test_the_truth_says_where_a_plain_rule_finds_other_words(tmp_path):
    pytest.importorskip("numpy")
    truth = importlib.import_module("truth")
    texts = ["The coast's 2 boats", "The co\u00adast's 2 boats", "новости дня", "日本"]
    (tmp_path / "docs").write_text("".join(f'{{"id": "{i}", "text": "{text}"}}\n' for i, text in enumerate(texts)))
    assert truth.read(tmp_path / "docs")[1] == [True, False, True, False]


def test_pairs_are_judged_by_their_ids_whatever_their_order(tmp_path):
    (tmp_path / "truth").write_text("a\tb\t0.9\talike\nb\tc\t0.8\talike\nx\ty\t0.7\tdiffer\n")
    (tmp_path / "clusters").write_text("a\ta\nb\ta\nq\tq\nz\tq\n")
    (tmp_path / "pairs").write_text("b\ta\t0.9\tnear\nq\tz\n")
    result = judge.judge(tmp_path / "truth", tmp_path / "clusters", tmp_path / "pairs")
    assert result["pairs"] == {"true": 3, "found": 2, "precision": 1 / 2, "recall": 1 / 3,
                               "true_alike": 2, "recall_alike": 1 / 2}
    # True: a-b, b-c, and by these a-c; x-y, where words differ. Found: a-b, and q-z, which is wrong.
    assert result["clusters"] == {"true": 4, "found": 2, "precision": 1 / 2, "recall": 1 / 4,
                                  "true_alike": 3, "recall_alike": 1 / 3}


def test_shares_are_never_rounded_up_to_all():
    assert report.share({"recall": .99999}, "recall") == "0.9999"
    assert report.share({"recall": 1.0}, "recall") == "1.0000"
    assert report.share(None, "recall") == report.MISSING


def test_ratios_are_those_of_the_other_table():
    size = {"tools": {"nearcopy": figures(.381), "slow": figures(7.76)}}  # 20.367 times
    assert report.times(size, "slow") == "20.3" == figure_rows.times(7.76 / .381).removesuffix(" ×")
    assert report.times({"tools": {"slow": figures(2)}}, "slow") == report.MISSING


def test_the_report_names_what_is_left_out_and_why():
    text = report.markdown(RESULTS)
    assert "gone 3 is left out: no such package" in text
    assert "| slow 2 | 2.00 | 0.01 | 500 | 20.0 |" in text
    assert "| nearcopy 1 | 0.80 |" in text  # alone at the largest size


def test_a_tool_that_failed_at_one_size_is_left_out_of_that_alone():
    slow = {**RESULTS["tools"][1], "missing": "exit code 1: no memory"}
    text = report.absent([slow], RESULTS["sizes"])
    assert text == "\nslow 2 is left out over 9,000 documents: exit code 1: no memory\n"


def test_a_tool_that_fails_when_it_is_judged_loses_its_figures_and_the_others_keep_theirs(tmp_path, monkeypatch):
    def judge_one(tool, *_):
        (tmp_path / "judged").mkdir()  # fails where what another run wrote is there
        if tool.name == "bad":
            raise measure.Failed("exit code 1: no memory")
        (tmp_path / "judged").rmdir()
        return {"pairs": None}

    monkeypatch.setattr(compare, "judge", judge_one)
    present = [tools.Tool(name, "1", "none", []) for name in ("first", "bad", "last")]
    taken, missing = {tool.name: {"seconds": 1} for tool in present}, {}
    compare.judge_tools(present, taken, "docs", "truth", 0, tmp_path, missing)
    assert taken == {name: {"seconds": 1, "pairs": None} for name in ("first", "last")}
    assert missing == {"bad": "exit code 1: no memory"}


def test_a_tool_that_cuts_other_words_has_no_recall_of_what_is_alike():
    results = copy.deepcopy(RESULTS)
    for tool in results["tools"]:
        tool["name"] = tool["name"].replace("slow", "text-dedup")
    of_size = results["sizes"][0]["tools"]
    of_size["text-dedup"] = of_size.pop("slow")
    note = "¹ text-dedup 2 sees other words there: its recall would not be that of its sketches."
    whose = "texts in which nearcopy and gone see the same words"
    text = report.markdown(results)
    assert "| text-dedup 2 | none | – | – | – | – | 0.2500 | 0.7500 | –¹ |" in text and note in text and whose in text
    text = report.readme_block(results, "peers.md")
    assert "| 25 MB | – | – | –¹ |" in text and note in text and whose in text
    assert whose in "".join(xml.etree.ElementTree.fromstring(chart.draw(results)).itertext())
    assert "¹" not in report.markdown(RESULTS) + report.readme_block(RESULTS, "peers.md")


def test_the_block_of_the_readme_is_replaced_and_nothing_else(tmp_path):
    block = report.readme_block(RESULTS, "peers.md")
    assert "| slow 2 | 500 | 20.0 | 25 MB | – | – | 0.8000 |" in block
    before, after = "# A\n\n<!-- peers -->\n", "<!-- /peers -->\n\nrest\n"
    once = readme_table.replace_block(before + "old\n" + after, block)
    assert once == before + block + after
    assert readme_table.replace_block(once, block) == once
    for text in ("none", "<!-- /peers --> <!-- peers -->", before + before + after):
        with pytest.raises(ValueError):
            readme_table.replace_block(text, block)


def test_the_chart_is_whole_and_has_a_bar_for_every_figure():
    root = xml.etree.ElementTree.fromstring(chart.draw(RESULTS))
    bars = root.findall("{http://www.w3.org/2000/svg}rect")
    assert len(bars) == 5  # two of speed, two of memory, one of pairs missed: the other names none
    assert "Quill & Sons <9000>" in "".join(root.itertext())
    assert int(bars[0].get("width")) == 20 * int(bars[1].get("width"))
    assert "0.01 %" in root.itertext()  # 0.00001 missed, which is not nothing
