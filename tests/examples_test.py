"""The bundled examples: made as their maker says, and clustered as it meant them."""
import csv
import importlib.util
import itertools
import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
NEARCOPY = os.environ.get("NEARCOPY", str(ROOT / "build/release/bin/nearcopy"))


def load_maker():
    spec = importlib.util.spec_from_file_location("make_examples", EXAMPLES / "make_examples.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_examples"] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


maker = load_maker()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What the maker makes now: (folder of feeds, id -> (cluster, how))."""
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, EXAMPLES / "make_examples.py", "--out", folder / "news", "--truth",
                    folder / "truth.tsv"], check=True)
    with open(folder / "truth.tsv", encoding="utf-8", newline="") as file:
        return folder / "news", {row[0]: row[1:] for row in csv.reader(file, delimiter="\t")}


@pytest.fixture(scope="module")
def clusters(tmp_path_factory):
    out = tmp_path_factory.mktemp("result") / "out"
    subprocess.run([NEARCOPY, "cluster", EXAMPLES / "news", "--out", out, "--quiet"], check=True)
    return [json.loads(line) for line in (out / "clusters.jsonl").read_text().splitlines()]


def read_records():
    lines = itertools.chain.from_iterable(p.read_text(encoding="utf-8").splitlines()
                                          for p in sorted((EXAMPLES / "news").iterdir()))
    return [json.loads(line) for line in lines]


def test_maker_reproduces_the_examples_byte_for_byte(made):
    folder, _ = made
    names = sorted(p.name for p in folder.iterdir())
    assert names == sorted(p.name for p in (EXAMPLES / "news").iterdir())
    for name in names:
        assert (folder / name).read_bytes() == (EXAMPLES / "news" / name).read_bytes(), name


def runs(lang, text):
    """The 5-word runs of a text without its feed's footer. None of Thai: five letters there are hardly a word."""
    words = maker.words(text)
    for footer in (maker.words(feed.footer) for feed in maker.FEEDS if feed.footer):
        if words[-len(footer):] == footer:
            words = words[:-len(footer)]
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)} if lang != "th" else set()


def test_different_articles_of_the_source_share_no_five_words():
    seen = {}
    for path in sorted((EXAMPLES / "source").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            article, place = json.loads(line), f"{path.name}:{number + 1}"
            for run in runs(article["lang"], "\n".join(article["paragraphs"])):
                assert seen.setdefault(run, place) == place, run


def test_records_of_different_articles_share_footers_alone(made):
    _, truth = made
    records = {r["id"]: r for r in read_records()}
    seen = {}
    for id_, record in records.items():
        cluster, _ = truth[id_]
        # A brief stands in no cluster, but its title is that of its long story.
        article = records[id_ if cluster == "-" else cluster]["title"]
        for run in runs(record["lang"], record["text"]):
            assert seen.setdefault(run, article) == article, (id_, run)


def test_clusters_are_those_the_maker_meant(made, clusters):
    _, truth = made
    meant = {}
    for id_, (cluster, _) in truth.items():
        if cluster != "-":
            meant.setdefault(cluster, set()).add(id_)
    assert {c["cluster"]: {m["id"] for m in c["members"]} for c in clusters} == meant


def test_word_for_word_copies_are_exact_whatever_their_typography(made, clusters):
    _, truth = made
    relation = {m["id"]: m["relation"] for c in clusters for m in c["members"]}
    wanted = [id_ for id_, (_, how) in truth.items() if how == "word for word"]
    assert len(wanted) > 20
    assert {relation[id_] for id_ in wanted} == {"exact"}


def test_copies_of_copies_are_chained(made, clusters):
    _, truth = made
    members = {m["id"]: m for c in clusters for m in c["members"]}
    chained = [members[id_] for id_, (_, how) in truth.items() if how == "copy of a copy"]
    assert chained and all(m["relation"] == "chained" and m["via"] in members for m in chained)


def test_the_story_that_stands_twice_is_found_in_four_feeds(made, clusters):
    _, truth = made
    (kept,) = [id_ for id_, (_, how) in truth.items() if how == "body twice"]
    (cluster,) = [c for c in clusters if c["kept"] == kept]
    assert len(cluster["feeds"]) == 4
    assert cluster["cohesion"] > 0.9


def test_empty_and_short_records_are_copies_of_nothing(made, clusters):
    _, truth = made
    members = {m["id"] for c in clusters for m in c["members"]}
    short = {id_ for id_, (_, how) in truth.items() if how == "too short"}
    assert len(short) == len(maker.TOO_SHORT)
    assert not short & members
