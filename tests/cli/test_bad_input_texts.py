"""Texts and times that are valid records, and yet no ordinary articles."""

import json

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, similarity, with_word
from program import SANITIZED


class TestTextsTooShort:
    SHORT = ["", " \n ", "...!?", "Breaking news today", "to be or not"]

    def test_are_counted_and_are_copies_of_nothing(self, cluster):
        n = 2_000 if SANITIZED else 20_000
        records = [record(i, self.SHORT[i % 5]) for i in range(5 * n)]
        result = cluster(jsonl(*records, record("x"), record("y")), "--pairs", "all")
        assert result.counts["documents"] == 5 * n + 2
        assert result.counts["empty"] == 3 * n
        assert result.counts["too_short"] == 2 * n
        assert result.groups == [{"x", "y"}]
        assert result.counts["pairs"] == 1

    def test_of_words_that_are_all_alike_stay_apart_from_each_other(self, cluster):
        result = cluster(jsonl(*(record(i, "Breaking news today") for i in range(50))))
        assert result.clusters == [] and result.counts["kept"] == 50

    def test_where_allowed_match_exact_copies_alone(self, cluster):
        texts = ["breaking news today", "Breaking: news - TODAY!", "breaking news tonight", ""]
        result = cluster(jsonl(*(record(i, t) for i, t in enumerate(texts))), "--min-words", 1)
        assert result.groups == [{"0", "1"}]
        assert result.counts["empty"] == 1 and result.counts["too_short"] == 0

    def test_may_be_asked_to_be_longer(self, cluster):
        result = cluster(jsonl(record("a"), record("b")), "--min-words", 500)
        assert result.counts["too_short"] == 2 and result.clusters == []

    def test_a_text_as_long_as_the_shingle_is_enough(self, cluster):
        result = cluster(jsonl(record("a", "to be or not to"), record("b", "To be, or not; to")))
        assert result.groups == [{"a", "b"}]


def test_one_word_repeated_is_one_shingle_however_often(cluster):
    texts = ["very " * 100, "very " * 300, "very " * 300, "quite " * 300]
    result = cluster(jsonl(*(record(i, t) for i, t in enumerate(texts))), "--pairs", "all")
    assert result.groups == [{"0", "1", "2"}]
    assert [(m["similarity"], m["relation"]) for m in result.clusters[0]["members"]] == [
        (1.0, "kept"), (1.0, "near"), (1.0, "near")]
    assert ("1", "2", "1.000000", "exact") in result.rows("pairs.tsv")


@pytest.mark.parametrize("times", [1, 2, 4])
def test_megabyte_texts_are_compared_exactly(cluster, times):
    words = times * (15_000 if SANITIZED else 150_000)  # about a megabyte
    text = prose(times, words)
    parts = text.split()
    parts[::40] = ["elsewhere"] * len(parts[::40])
    changed = " ".join(parts)
    result = cluster(jsonl(record("a", text), record("b", changed), record("c", text + "!"),
                           record("d", prose(f"other {times}", words))), "--pairs", "all")
    expected = similarity(text, changed)
    assert result.groups == [{"a", "b", "c"}]
    assert ("a", "b", f"{expected:.6f}", "near") in result.rows("pairs.tsv")
    assert ("a", "c", "1.000000", "exact") in result.rows("pairs.tsv")


class TestVeryManyIdenticalDocuments:
    N = 20_000 if SANITIZED else 200_000

    def data(self):
        text = json.dumps(HARBOUR).encode()
        return b"".join(b'{"id":%d,"text":%s}\n' % (i, text) for i in range(self.N))

    def test_are_one_cluster_and_their_pairs_are_capped_with_the_count_said(self, cluster):
        result = cluster(self.data(), "--pairs", "all", "--max-pairs", 1000)
        in_all = self.N * (self.N - 1) // 2
        assert result.counts["pairs"] == in_all
        assert result.counts["pairs_listed"] == 1000
        rows = result.rows("pairs.tsv")
        assert len(rows) == len(set(rows)) == 1000 and rows == sorted(rows)
        assert all(row[2:] == ("1.000000", "exact") for row in rows)
        assert f"pairs.tsv has the first 1,000 of {in_all:,} pairs" in result.ran.stderr
        assert [c["size"] for c in result.clusters] == [self.N]
        assert result.counts["exact"] == self.N - 1
        assert result.counts["verified"] == 0

    def test_give_a_spanning_pair_for_each_but_the_kept_one(self, cluster):
        result = cluster(self.data())
        assert result.counts["pairs"] == self.N - 1
        assert len(result.rows("pairs.tsv")) == self.N - 1
        assert len(result.rows("members.tsv")) == self.N

    def test_do_not_hide_a_near_copy(self, cluster):
        near = record("near", with_word(HARBOUR, -1, "village"))
        result = cluster(self.data() + jsonl(near))
        assert [c["size"] for c in result.clusters] == [self.N + 1]
        assert result.counts["near"] == 1


class TestManyDocumentsThatAreAlikeInPart:
    def test_a_million_copies_of_one_article_are_one_cluster(self, nearcopy, folder):
        n, step = 20_000 if SANITIZED else 1_000_000, 10_000
        text = json.dumps(HARBOUR).encode()
        data = (b"".join(b'{"id":%d,"feed":"f%d","text":%s}\n' % (i, i % 9, text)
                         for i in range(first, first + step)) for first in range(0, n, step))
        ran = nearcopy("cluster", "-", "--out", "out", "--json", stdin=data)
        assert ran.rc == 0, ran.stderr
        counts = json.loads(ran.stdout)["counts"]
        assert (counts["documents"], counts["exact"], counts["clusters"]) == (n, n - 1, 1)
        assert counts["candidates"] == counts["verified"] == 0
        # Of each copy its id, time and feed stay in memory, and nothing of its text.
        if not SANITIZED:
            assert ran.peak < n * len(HARBOUR)

    def test_a_long_footer_makes_no_copies_and_costs_each_document_the_same(self, cluster):
        footer = prose("footer", 90)
        n = 8_000 if SANITIZED else 50_000  # in 2,000 no bucket need be over the cap
        a_document = []
        for documents in (n, 2 * n):
            result = cluster(jsonl(*(record(i, f"{prose(i, 45)} {footer}")
                                     for i in range(documents))), out=str(documents))
            assert result.counts["documents"] == documents
            assert result.clusters == [] and result.counts["capped_buckets"] > 0
            a_document.append(result.counts["candidates"] / documents)
        assert a_document[1] <= 1.2 * a_document[0]


class TestTimes:
    NOW = ["--now", "2026-02-01T00:00:00Z"]
    BAD = ["", "yesterday", "2026-02-30", "2026-01-01T25:00:00Z", "9999-12-31T23:59:59Z",
           "2016-12-31T23:59:60Z", "2026-03-01T00:00:00Z", "0000-00-00", "Tue, 06 Jan 2026",
           "2026-01-01T00:00:00 CET", 1767225600]
    GOOD = ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678Z", "2026-01-02 03:04:05",
            "2026-01-02t04:04:05+01:00", "2026-01-01T22:04:05-05:00"]

    @pytest.mark.parametrize("time", BAD, ids=str)
    def test_unbelievable_ones_are_unknown_and_come_last(self, cluster, time):
        data = jsonl(record("a", published=time), record("b", published="2026-01-01"))
        result = cluster(data, *self.NOW)
        assert result.counts["bad_time"] == 1
        assert result.clusters[0]["kept"] == "b"
        published = {m["id"]: m["published"] for m in result.clusters[0]["members"]}
        assert published == {"a": None, "b": "2026-01-01T00:00:00Z"}
        assert result.clusters[0]["last"] == "2026-01-01T00:00:00Z"

    @pytest.mark.parametrize("time", GOOD)
    def test_are_given_as_utc_and_one_without_zone_is_utc(self, cluster, time):
        result = cluster(jsonl(record("a", published=time), record("b")), *self.NOW)
        assert result.clusters[0]["first"] == "2026-01-02T03:04:05Z"

    def test_unknown_ones_are_warned_of_once(self, cluster):
        data = jsonl(*(record(i, ORCHARD, published=t) for i, t in enumerate(self.BAD)),
                     record("none"), record("null", published=None))
        result = cluster(data, *self.NOW)
        assert result.counts["bad_time"] == len(self.BAD) + 2
        assert result.ran.stderr.count("time of publication") == 1
        assert f"publication: {len(self.BAD) + 2};" in result.ran.stderr

    @pytest.mark.parametrize("time", [*BAD, None], ids=str)
    def test_unbelievable_ones_are_errors_with_strict_time(
            self, nearcopy, write, packing, folder, time):
        good, bad = record("a", published="2026-01-01"), record("b", published=time)
        path = write("a.jsonl", jsonl(good, bad), packing)
        run = ["cluster", path, "--strict-time", *self.NOW]
        ran = nearcopy(*run, "--out", "out")
        assert ran.rc == 2 and f"{path}:2: (byte {len(good) + 1}): " in ran.stderr
        assert not (folder / "out").exists()
        ran = nearcopy(*run, "--out", "out", "--on-error", "skip", "--rejected", "bad")
        assert ran.rc == 3 and "bad_time 1" in ran.stderr
        assert (folder / "bad").read_bytes() == bad + b"\n"

    def test_a_day_past_now_is_still_believed(self, cluster):
        data = jsonl(record("a", published="2026-02-02T00:00:00Z"),
                     record("b", published="2026-02-02T00:00:01Z"))
        assert cluster(data, *self.NOW).counts["bad_time"] == 1
