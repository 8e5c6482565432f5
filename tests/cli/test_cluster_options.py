"""What each option of `cluster` changes."""

import json

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, similarity, with_word
from program import Result

NOW = ["--now", "2026-06-01"]
LONGER = HARBOUR + " The vote was close."


class TestKeep:
    DATA = jsonl(
        record("b", feed="daily", published="2026-03-02"),
        record("c", LONGER, feed="post", published="2026-03-03"),
        record("a", feed="wire", published="2026-03-02"),
        record("d", feed="post"),
    )

    @pytest.mark.parametrize("rule, kept", [
        ("earliest", "a"),  # of two equally early the smaller id
        ("latest", "c"),
        ("longest", "c"),
        ("first", "b"),
        ("feeds:post", "c"),  # of this feed the earliest; unknown times last
        ("feeds:nobody,daily", "b"),
        ("feeds:nobody", "a"),
        ("feeds:wire,daily", "a"),
    ])
    def test_rules_choose_the_kept_document(self, cluster, rule, kept):
        result = cluster(self.DATA, "--keep", rule, *NOW)
        assert [c["kept"] for c in result.clusters] == [kept]
        assert [c["cluster"] for c in result.clusters] == [kept]
        assert result.clusters[0]["members"][0] == {
            **result.clusters[0]["members"][0], "id": kept, "relation": "kept", "similarity": 1.0}
        assert result.summary["parameters"]["keep"] == rule

    def test_unknown_times_come_last(self, cluster):
        data = jsonl(record("a"), record("b", published="2026-03-02"))
        assert cluster(data, *NOW).clusters[0]["kept"] == "b"
        assert cluster(data, *NOW, "--keep", "latest", out="2").clusters[0]["kept"] == "b"


class TestWithin:
    DATA = jsonl(record("a", published="2026-03-01T00:00:00Z"),
                 record("b", published="2026-03-04T00:00:00Z"),
                 record("c", published="2026-03-04T00:00:01Z"))

    def test_compares_only_what_was_published_that_close(self, cluster):
        result = cluster(self.DATA, "--within", "72h", "--pairs", "all", *NOW)
        assert {r[:2] for r in result.rows("pairs.tsv")} == {("a", "b"), ("b", "c")}
        assert result.groups == [{"a", "b", "c"}]  # c through b
        assert result.summary["parameters"]["within_seconds"] == 72 * 3600

    @pytest.mark.parametrize("time", ["2d", "48h", "2880m", "172800s"])
    def test_parts_what_is_further_apart(self, cluster, time):
        result = cluster(self.DATA, "--within", time, *NOW)
        assert result.groups == [{"b", "c"}]

    def test_unknown_times_compare_with_all(self, cluster):
        result = cluster(self.DATA + jsonl(record("d")), "--within", "1h", "--pairs", "all", *NOW)
        assert {("a", "d"), ("b", "d"), ("c", "d")} < {r[:2] for r in result.rows("pairs.tsv")}


def test_across_compares_only_what_differs_in_a_field(cluster):
    data = jsonl(record("a", feed="x"), record("b", feed="x"), record("c", feed="y"))
    result = cluster(data, "--across", "feed", "--pairs", "all")
    assert {r[:2] for r in result.rows("pairs.tsv")} == {("a", "c"), ("b", "c")}
    data = jsonl(record("a", feed="x"), record("b", feed="x"))
    assert cluster(data, "--across", "feed", out="two").clusters == []


def test_across_may_name_any_field(cluster):
    data = jsonl(record("a", owner=1), record("b", owner=1), record("c", owner=2, text=LONGER))
    result = cluster(data, "--across", "owner", "--pairs", "all")
    assert {r[:2] for r in result.rows("pairs.tsv")} == {("a", "c"), ("b", "c")}


def test_block_by_compares_only_what_agrees_in_a_field(cluster):
    data = jsonl(record("a", lang="en"), record("b", lang="de"), record("c", lang="en"),
                 record("d", LONGER, lang="de"))
    result = cluster(data, "--block-by", "lang")
    assert sorted(map(sorted, result.groups)) == [["a", "c"], ["b", "d"]]


class TestThreshold:
    NEAR = with_word(HARBOUR, 40, "surgery")
    DATA = jsonl(record("a"), record("b", NEAR))

    def test_is_met_by_a_pair_exactly_at_it(self, cluster):
        s = similarity(HARBOUR, self.NEAR)
        assert cluster(self.DATA, "--threshold", repr(s)).groups == [{"a", "b"}]
        assert cluster(self.DATA, "--threshold", repr(s + 1e-9), out="over").clusters == []

    def test_of_one_finds_equal_shingles_alone(self, cluster):
        result = cluster(self.DATA + jsonl(record("c")), "--threshold", "1")
        assert result.groups == [{"a", "c"}]


@pytest.mark.parametrize("options", [
    ["--sketch", "minhash"], ["--sketch", "simhash", "--slots", "64"],
    ["--sketch", "simhash", "--slots", "128"], ["--slots", "256"], ["--slots", "64"],
    ["--seed", "0"], ["--seed", "18446744073709551615"],
], ids=" ".join)
def test_every_sketch_finds_close_copies_with_exact_figures(cluster, options):
    data, expected = b"", set()
    for i in range(100):
        text = prose(i, 900)
        near = with_word(text, 100, "unheard")
        data += jsonl(record(f"a{i}", text), record(f"b{i}", near))
        expected.add((f"a{i}", f"b{i}", f"{similarity(text, near):.6f}", "near"))
    result = cluster(data, *options, "--pairs", "all")
    assert set(result.rows("pairs.tsv")) <= expected
    assert len(result.rows("pairs.tsv")) >= 99


@pytest.mark.parametrize("length", [1, 2, 8])
def test_shingles_may_be_of_any_number_of_words(cluster, length):
    near = with_word(HARBOUR, 40, "surgery")
    result = cluster(jsonl(record("a"), record("b", near)), "--shingle", f"words:{length}")
    assert result.rows("pairs.tsv") == [
        ("a", "b", f"{similarity(HARBOUR, near, length):.6f}", "near")]
    assert result.summary["parameters"]["shingle"] == f"words:{length}"


def test_shingles_may_be_of_characters(cluster):
    near = with_word(HARBOUR, 40, "surgery")

    def runs(text, n=9):
        plain = " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
        return {plain[i:i + n] for i in range(len(plain) - n + 1)}

    x, y = runs(HARBOUR), runs(near)
    result = cluster(jsonl(record("a"), record("b", near)), "--shingle", "chars:9")
    assert result.rows("pairs.tsv") == [
        ("a", "b", f"{len(x & y) / len(x | y):.6f}", "near")]


class TestFields:
    def test_may_have_other_names(self, cluster):
        data = b"".join(json.dumps({"nr": i, "body": HARBOUR, "source": f"s{i}",
                                    "time": f"2026-03-0{i}"}).encode() + b"\n" for i in (2, 1))
        result = cluster(data, "--id-field", "nr", "--text-field", "body",
                         "--feed-field", "source", "--published-field", "time", *NOW)
        assert result.clusters[0]["kept"] == "1"
        assert result.clusters[0]["feeds"] == ["s1", "s2"]

    def test_of_the_text_may_be_several(self, cluster):
        data = jsonl(record("a", ORCHARD, title=HARBOUR),
                     record("b", HARBOUR + "\n" + ORCHARD),
                     record("c", ORCHARD, title=None))
        result = cluster(data, "--text-field", " title, text ", "--pairs", "all")
        assert ("a", "b", "1.000000", "exact") in result.rows("pairs.tsv")
        assert result.groups == [{"a", "b"}]

    def test_of_the_text_may_not_all_be_missing(self, nearcopy):
        ran = nearcopy("cluster", "-", "--out", "out", "--text-field", "title,body",
                       stdin=jsonl(record("a")))
        assert ran.rc == 2 and 'fields "title", "body" are all missing' in ran.stderr


class TestFolders:
    def test_of_texts_have_paths_as_ids(self, nearcopy, write, folder):
        write("texts/one.txt", HARBOUR.encode())
        write("texts/deep/two.txt", LONGER.encode(), "gz")
        write("texts/deep/three.TXT", HARBOUR.encode(), "zst")
        write("texts/notes.md", b"no text")
        ran = nearcopy("cluster", "texts", "--out", "out")
        assert ran.rc == 0 and "texts/notes.md" in ran.stderr
        result = Result(folder / "out")
        assert result.groups == [{"one.txt", "deep/two.txt", "deep/three.TXT"}]

    def test_and_files_may_be_mixed(self, nearcopy, write, folder):
        write("news/a.jsonl", jsonl(record("a")), "zst")
        write("news/sub/b.jsonl", jsonl(record("b")))
        one = write("one.txt", HARBOUR.encode())
        assert nearcopy("cluster", one, "news", "-", "--out", "out", stdin=jsonl(record("c"))).rc == 0
        assert Result(folder / "out").groups == [{"a", "b", "c", "one.txt"}]

    def test_a_file_of_any_name_can_be_read_where_its_format_is_said(self, nearcopy, write, folder):
        path = write("crawl.dump", jsonl(record("a"), record("b")))
        ran = nearcopy("cluster", path, "--out", "out")
        assert ran.rc == 2 and "crawl.dump: the name tells no format" in ran.stderr
        assert nearcopy("cluster", path, "--out", "out", "--format", "jsonl").rc == 0
        assert Result(folder / "out").groups == [{"a", "b"}]

    def test_what_cannot_be_read_is_named(self, nearcopy, folder, nothing_written):
        (folder / "pipe.jsonl").symlink_to("/dev/null")
        for path in ("absent.jsonl", "pipe.jsonl"):
            ran = nearcopy("cluster", path, "--out", "out")
            assert ran.rc == 2 and f"{path}: " in ran.stderr
        nothing_written("pipe.jsonl")
