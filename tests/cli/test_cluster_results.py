"""What the result files of `cluster` say, and in which form."""

import json
import re

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, similarity, with_word
from program import Result

NEAR = with_word(HARBOUR, 40, "surgery")
OTHER_NEAR = with_word(ORCHARD, -1, "again.")
NOW = ["--now", "2026-06-01"]
TIME = {"published": "2026-03-01"}


def news():
    return jsonl(
        record("wire-1", feed="wire", published="2026-03-01T08:00:00Z"),
        record("daily-1", feed="daily", published="2026-03-01T09:30:00+01:00"),
        record("post-1", NEAR, feed="post", published="2026-03-02T07:00:00Z"),
        record("wire-2", ORCHARD, feed="wire", published="2026-03-03T08:00:00Z"),
        record("daily-2", OTHER_NEAR),
        record("post-2", prose(1, 80), feed="post"),
    )


@pytest.fixture
def result(cluster):
    return cluster(news(), *NOW)


def test_there_are_these_files_and_no_others(result, nothing_written):
    assert sorted(result.bytes_by_name()) == Result.FILES
    nothing_written("out")


def test_clusters_jsonl_describes_each_cluster_and_its_members(result):
    s = float(f"{similarity(HARBOUR, NEAR):.6f}")
    assert result.clusters[0] == {
        "cluster": "wire-1", "size": 3, "kept": "wire-1", "cohesion": s,
        "feeds": ["daily", "post", "wire"],
        "first": "2026-03-01T08:00:00Z", "last": "2026-03-02T07:00:00Z",
        "members": [
            {"id": "wire-1", "feed": "wire", "published": "2026-03-01T08:00:00Z",
             "similarity": 1.0, "relation": "kept", "via": None},
            {"id": "daily-1", "feed": "daily", "published": "2026-03-01T08:30:00Z",
             "similarity": 1.0, "relation": "exact", "via": None},
            {"id": "post-1", "feed": "post", "published": "2026-03-02T07:00:00Z",
             "similarity": s, "relation": "near", "via": None},
        ],
    }
    second = result.clusters[1]
    assert second["feeds"] == ["wire"] and second["first"] == second["last"]
    assert second["members"][1]["feed"] is None and second["members"][1]["published"] is None


def test_fields_of_clusters_jsonl_stand_in_this_order(result):
    line = (result.folder / "clusters.jsonl").read_text().splitlines()[0]
    pairs = json.loads(line, object_pairs_hook=list)
    assert [k for k, _ in pairs] == [
        "cluster", "size", "kept", "cohesion", "feeds", "first", "last", "members"]
    assert [k for k, _ in pairs[-1][1][0]] == [
        "id", "feed", "published", "similarity", "relation", "via"]


def test_clusters_come_largest_first_and_then_by_id(cluster):
    texts = [prose(i, 60) for i in range(4)]
    ids = {"d": 0, "e": 0, "b": 1, "c": 1, "f": 2, "g": 2, "h": 2, "a": 3}
    result = cluster(jsonl(*(record(i, texts[t]) for i, t in ids.items())))
    assert [c["cluster"] for c in result.clusters] == ["f", "b", "d"]
    assert all(c["size"] == len(c["members"]) >= 2 for c in result.clusters)


def test_members_tsv_is_the_same_flat(result):
    expected = [(m["id"], c["cluster"], f"{m['similarity']:.6f}", m["relation"])
                for c in result.clusters for m in c["members"]]
    assert result.rows("members.tsv") == expected and len(expected) == 5


def test_pairs_tsv_has_the_smaller_id_first_and_is_sorted(result):
    rows = result.rows("pairs.tsv")
    assert rows == sorted(rows) and all(a < b for a, b, _, _ in rows)
    assert all(re.fullmatch(r"[01]\.\d{6}", s) for _, _, s, _ in rows)
    assert ("daily-1", "wire-1", "1.000000", "exact") in rows
    assert ("daily-2", "wire-2", f"{similarity(ORCHARD, OTHER_NEAR):.6f}", "near") in rows


def test_spanning_pairs_are_just_enough_to_join_each_cluster(result):
    assert len(result.rows("pairs.tsv")) == sum(c["size"] - 1 for c in result.clusters)
    parent = {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for a, b, _, _ in result.rows("pairs.tsv"):
        assert root(a) != root(b)
        parent[root(a)] = root(b)
    for group in result.groups:
        assert len({root(x) for x in group}) == 1


def test_all_pairs_are_those_at_or_above_the_threshold(cluster):
    texts = {f"n{i:02}": with_word(HARBOUR, i * 3, "x" * (i + 1)) for i in range(25)}
    texts |= {"n25": texts["n03"], "n26": texts["n03"], "far": ORCHARD}
    result = cluster(jsonl(*(record(i, t) for i, t in texts.items())), "--pairs", "all")
    ids = sorted(texts)
    expected = []
    for i, a in enumerate(ids):
        for b in ids[i + 1:]:
            s = similarity(texts[a], texts[b])
            if s >= 0.7:
                kind = "exact" if texts[a] == texts[b] else "near"
                expected.append((a, b, f"{s:.6f}", kind))
    assert result.rows("pairs.tsv") == expected
    assert result.counts["pairs"] == result.counts["pairs_listed"] == len(expected)


def test_contained_tsv_is_there_and_empty(result):
    assert result.rows("contained.tsv") == []


def test_the_summary_counts_and_names_what_was_asked(result):
    s = result.summary
    assert s["nearcopy"] and s["command"] == "cluster" and s["inputs"] == ["-"]
    p = s["parameters"]
    assert p["threshold"] == 0.7 and p["recall"] == 0.9995 and p["shingle"] == "words:5"
    assert p["sketch"] == "fastsim" and p["slots"] == 128 and p["seed"] == 1
    assert p["keep"] == "earliest" and p["link"] == "components" and p["pairs"] == "spanning"
    assert p["within_seconds"] is None and p["across"] is None and p["block_by"] is None
    c = s["counts"]
    assert (c["documents"], c["clusters"], c["kept"], c["removed"]) == (6, 2, 3, 3)
    assert (c["exact"], c["near"], c["chained"], c["bad_time"]) == (1, 2, 0, 2)
    assert s["skipped"] == {} and s["damaged"] == [] and s["large_or_loose"] == []
    assert s["warnings"] == ["documents without a believable time of publication: 2; their time "
                             "counts as unknown"]
    assert [f"warning: {w}" for w in s["warnings"]] == result.ran.stderr.splitlines()
    assert s["bytes"]["input"] == len(news())
    assert s["threads"] >= 1 and s["simd"] and s["peak_memory"] > 0
    assert set(s["seconds"]) >= {"read", "candidates", "verify", "write"}
    assert s["promised_recall"] >= 0.9995


def test_ids_are_escaped_in_tsv_and_json(cluster):
    ids = ["tab\there", "line\nend", "back\\slash", 'quote"', "ünï", "cr\rhere", "\x1b[31m"]
    result = cluster(jsonl(*(record(i) for i in ids)))
    assert result.groups == [set(ids)]
    escaped = {i.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") for i in ids}
    assert {row[0] for row in result.rows("members.tsv")} == escaped
    assert {x for row in result.rows("pairs.tsv") for x in row[:2]} == escaped
    assert len(result.rows("members.tsv")) == len(ids)
    assert "\x1b" not in result.ran.stdout + result.ran.stderr


def test_pairs_are_sorted_by_the_bytes_of_the_ids(cluster):
    ids = ["Z", "a", "é", "z", "\U0001f600", "\uff5e", "10", "9"]
    rows = cluster(jsonl(*(record(i) for i in ids)), "--pairs", "all").rows("pairs.tsv")
    pairs = [(a.encode(), b.encode()) for a, b, _, _ in rows]
    assert pairs == sorted(pairs) and all(a < b for a, b in pairs) and len(pairs) == 28


def test_numeric_ids_are_taken_as_they_stand(cluster):
    data = jsonl(record(7), record(-3), record(18446744073709551615), record("x"))
    assert cluster(data).groups == [{"7", "-3", "18446744073709551615", "x"}]


class TestAChain:
    """a ~ b ~ c, where a and c are not alike."""

    A = prose("a", 70)
    B = " ".join(A.split()[:60] + ["pond"] * 9)
    C = " ".join(B.split()[9:] + prose("c", 8).split())
    DATA = jsonl(record("a", A, published="2026-01-01"), record("b", B, published="2026-01-02"),
                 record("c", C, published="2026-01-03"))

    def test_is_a_chain(self):
        assert similarity(self.A, self.B) >= 0.7 and similarity(self.B, self.C) >= 0.7
        assert similarity(self.A, self.C) < 0.7

    def test_is_one_cluster_by_components_and_says_through_whom(self, cluster):
        result = cluster(self.DATA)
        s = float(f"{similarity(self.A, self.C):.6f}")
        assert result.groups == [{"a", "b", "c"}]
        assert result.clusters[0]["members"][2] == {
            "id": "c", "feed": None, "published": "2026-01-03T00:00:00Z",
            "similarity": s, "relation": "chained", "via": "b"}
        assert result.clusters[0]["cohesion"] == s
        assert result.counts["chained"] == 1 and result.counts["near"] == 1
        assert {r[:2] for r in result.rows("pairs.tsv")} == {("a", "b"), ("b", "c")}

    def test_is_parted_where_each_must_be_a_copy_of_the_kept_one(self, cluster):
        result = cluster(self.DATA, "--link", "anchor")
        assert result.groups == [{"a", "b"}]
        assert result.counts["chained"] == 0 and result.counts["kept"] == 2

    def test_of_unlike_texts_is_warned_of_with_a_hint(self, cluster):
        texts = [prose(0, 60)]
        for i in range(1, 9):
            texts.append(" ".join(texts[-1].split()[8:] + prose(f"next {i}", 8).split()))
        result = cluster(jsonl(*(record(f"t{i}", t, **TIME) for i, t in enumerate(texts))))
        assert [c["size"] for c in result.clusters] == [9]
        assert result.clusters[0]["cohesion"] < 0.35
        assert result.summary["large_or_loose"] == ["t0"]
        assert len(result.summary["warnings"]) == 1
        assert "t0" in result.summary["warnings"][0]
        assert "--link anchor" in result.summary["warnings"][0]
        assert result.summary["warnings"][0] in result.ran.stderr

    def test_large_clusters_are_warned_of_too(self, cluster):
        result = cluster(jsonl(*(record(i, **TIME) for i in range(1001))))
        assert "1,001 documents" in result.summary["warnings"][0]
        assert result.summary["large_or_loose"] == ["0"]
        fewer = cluster(jsonl(*(record(i, **TIME) for i in range(1000))), out="b").summary
        assert fewer["warnings"] == fewer["large_or_loose"] == []

    def test_of_cohesion_half_the_threshold_is_not_warned_of(self, cluster):
        base = prose(0, 100)
        texts = [base, " ".join(base.split()[12:] + prose("next", 12).split())]
        texts.append(" ".join(texts[1].split()[12:] + prose("more", 12).split()))
        result = cluster(jsonl(*(record(f"t{i}", t, **TIME) for i, t in enumerate(texts))))
        assert 0.35 < result.clusters[0]["cohesion"] < 0.7
        assert result.summary["warnings"] == result.summary["large_or_loose"] == []

    def test_more_of_these_than_are_printed_are_all_in_the_summary(self, cluster):
        texts = []
        for chain in range(8):
            texts.append(prose(chain, 60))
            for i in range(1, 9):
                more = prose(f"{chain} next {i}", 8).split()
                texts.append(" ".join(texts[-1].split()[8:] + more))
        result = cluster(jsonl(*(record(f"t{i:02}", t, **TIME) for i, t in enumerate(texts))))
        assert result.summary["large_or_loose"] == [f"t{9 * chain:02}" for chain in range(8)]
        assert result.ran.stderr.count("chains 9 documents") == 5
        assert "3 more clusters are as large or as loosely chained" in result.ran.stderr
