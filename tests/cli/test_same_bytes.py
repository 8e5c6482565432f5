"""The same corpus gives the same bytes, however the work is done."""

import random

import pytest
from articles import jsonl, prose, record, with_word
from program import SANITIZED, Result, compressed

NOW = ["--now", "2026-06-01"]


def corpus():
    """Articles with exact, near and chained copies, some without time, some too short."""
    chosen = random.Random(5)
    texts = []
    for i in range(40 if SANITIZED else 300):
        text = prose(i, chosen.choice([4, 30, 80, 200, 600]))
        for _ in range(chosen.choice([1, 1, 2, 3, 8])):
            texts.append(text)
            for _ in range(chosen.randrange(4)):
                text = with_word(text, chosen.randrange(len(text.split())), f"w{len(texts)}")
    return [
        record(f"{chosen.randrange(1 << 40):x}", text, feed=f"f{n % 7}",
               **({"published": f"2026-0{1 + n % 5}-1{n % 9}"} if n % 11 else {}))
        for n, text in enumerate(texts)
    ]


RECORDS = corpus()
WAYS = {
    "components": [],
    "all pairs": ["--pairs", "all"],
    "anchor": ["--link", "anchor"],
    "within": ["--within", "30d"],
    "across": ["--across", "feed", "--pairs", "all", "--max-pairs", "50"],
    "block-by": ["--block-by", "feed", "--keep", "longest"],
    "minhash": ["--sketch", "minhash"],
    "simhash": ["--sketch", "simhash", "--slots", "64"],
    "characters": ["--shingle", "chars:9"],
}


@pytest.fixture(params=list(WAYS))
def way(request):
    return [*WAYS[request.param], *NOW]


@pytest.fixture
def expected(cluster, way):
    return cluster(jsonl(*RECORDS), *way, "--threads", 1, out="one thread").corpus_bytes()


def test_the_corpus_has_something_to_find(cluster):
    counts = cluster(jsonl(*RECORDS), *NOW).counts
    for name in ("exact", "near", "chained", "too_short", "bad_time", "clusters"):
        assert counts[name] > 0, name


@pytest.mark.parametrize("threads", [2, 4])
def test_for_any_number_of_threads(cluster, way, expected, threads):
    result = cluster(jsonl(*RECORDS), *way, "--threads", threads)
    assert result.corpus_bytes() == expected


# What needs more than the least is in test_memory.py.
@pytest.mark.parametrize("memory", ["64M", "4G"])
def test_for_any_memory_limit(cluster, way, expected, memory):
    assert cluster(jsonl(*RECORDS), *way, "--memory", memory).corpus_bytes() == expected


def test_for_every_instruction_set(nearcopy, cluster, way, expected):
    message = nearcopy("cluster", "-", "--out", "x", "--simd", "nonsense").stderr
    names = message.split("it has: ")[1].splitlines()[0].split()
    assert names[0] == "auto" and names[-1] == "scalar" and len(names) == len(set(names))
    for name in names:
        result = cluster(jsonl(*RECORDS), *way, "--simd", name, out=name)
        assert result.corpus_bytes() == expected, name


@pytest.mark.parametrize("seed", [1, 2])
def test_for_any_order_of_the_input(cluster, way, expected, seed):
    shuffled = RECORDS[:]
    random.Random(seed).shuffle(shuffled)
    assert cluster(jsonl(*shuffled), *way).corpus_bytes() == expected


def test_for_any_packing_and_any_number_of_files(cluster, nearcopy, write, folder, way, expected):
    for packing in ("gz", "zst"):
        result = cluster(compressed(jsonl(*RECORDS), packing), *way, out=packing)
        files, summary = result.corpus_bytes()
        assert files == expected[0] and summary["counts"] == expected[1]["counts"]
    for i in range(0, len(RECORDS), 100):
        write(f"parts/{i}.jsonl", jsonl(*RECORDS[i:i + 100]))
    assert nearcopy("cluster", "parts", "--out", "out", *way).rc == 0
    assert Result(folder / "out").corpus_bytes()[0] == expected[0]


def test_sketches_are_the_same_for_all_threads_and_instruction_sets(nearcopy):
    data = jsonl(*RECORDS)
    for kind in (["--sketch", "fastsim"], ["--sketch", "minhash"],
                 ["--sketch", "simhash", "--slots", "128"]):
        found = {nearcopy("sketch", "-", "--out", "-", *kind, *more, stdin=data).stdout
                 for more in (["--threads", 1], ["--threads", 4], ["--simd", "scalar"])}
        assert len(found) == 1 and found.pop().count("\n") == len(RECORDS) + 1


def test_the_seed_changes_sketches_and_no_figure(nearcopy, cluster):
    data = jsonl(*RECORDS)
    one = nearcopy("sketch", "-", "--out", "-", "--seed", 1, stdin=data).stdout
    two = nearcopy("sketch", "-", "--out", "-", "--seed", 2, stdin=data).stdout
    assert one.splitlines()[1:] != two.splitlines()[1:]
    pairs = [set(cluster(data, *NOW, "--pairs", "all", "--seed", s, out=s).rows("pairs.tsv"))
             for s in ("1", "2")]
    assert len(pairs[0] ^ pairs[1]) <= len(pairs[0]) // 100  # recall is 0.9995 for each
