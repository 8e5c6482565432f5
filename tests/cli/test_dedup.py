"""What dedup removes, and why: beside the definition (greedy.py), over the examples and over made articles."""

import json
import random
from pathlib import Path

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, with_word
from greedy import articles, copy_of, greedy

NEWS = Path(__file__).resolve().parents[2] / "examples/news"
NOW = ["--now", "2026-06-01"]


def made(seed, stories=None, prefix=""):
    """Families of exact and near copies, in no order; chains, unknown times, texts that are too short."""
    chosen = random.Random(seed)
    records = []
    for story in range(stories or 60):
        texts = [prose(f"{seed}.{story}", chosen.choice([4, 25, 60, 150]))]
        for _ in range(chosen.choice([0, 0, 1, 3, 8])):
            text = chosen.choice(texts)
            for _ in range(chosen.choice([0, 1, 1, 2, 3])):
                text = with_word(text, chosen.randrange(len(text.split())), f"w{chosen.randrange(999)}")
            texts.append(text)
        for text in texts:
            time = {"published": f"2026-0{chosen.randrange(1, 4)}-0{chosen.randrange(1, 9)}"}
            records.append(record(f"{prefix}{chosen.randrange(1 << 40):x}", text,
                                  feed=f"f{chosen.randrange(4)}", **(time if chosen.random() < .9 else {})))
    chosen.shuffle(records)
    return jsonl(*records)


@pytest.fixture
def dedup(nearcopy, folder):
    """Runs over `data`, and gives (reasons, kept ids, removed ids) after a look at what every run must hold to."""

    def of(data, *options, rc=0):
        ran = nearcopy("dedup", "-", "--out", "kept.jsonl", "--removed", "removed.jsonl", "--force", *NOW,
                       *options, stdin=data)
        assert ran.rc == rc, ran.stderr
        kept, removed, reasons = (
            (folder / name).read_bytes().splitlines()
            for name in ("kept.jsonl", "removed.jsonl", "removed.reasons.jsonl"))
        assert sorted(kept + removed) == sorted(data.splitlines())
        at = {line: i for i, line in enumerate(data.splitlines())}
        for lines in (kept, removed):
            assert lines == sorted(lines, key=at.get)
        reasons = [json.loads(line) for line in reasons]
        ids = [[str(json.loads(line)["id"]) for line in lines] for lines in (kept, removed)]
        assert [r["id"] for r in reasons] == ids[1]
        return reasons, *ids

    return of


KEEP = ["earliest", "latest", "longest", "first", "feeds:f2,f0"]


@pytest.mark.parametrize("keep", KEEP)
@pytest.mark.parametrize("seed", range(3))
def test_is_the_greedy_rule(dedup, keep, seed):
    data = made(seed)
    wanted = greedy(data, keep)
    assert len(wanted) > 20
    reasons, kept, _ = dedup(data, "--keep", keep)
    assert reasons == wanted
    assert {r["of"] for r in reasons} <= set(kept)


@pytest.mark.parametrize("keep", KEEP[:3])
def test_is_the_greedy_rule_over_the_examples(dedup, keep):
    data = b"".join(p.read_bytes() for p in sorted(NEWS.iterdir()))
    wanted = greedy(data, keep)
    assert len(wanted) > 150
    assert dedup(data, "--keep", keep)[0] == wanted


@pytest.mark.parametrize("threshold", [0.4, 0.9, 1])
def test_at_other_thresholds(dedup, threshold):
    data = made(4)
    assert dedup(data, "--threshold", threshold, "--slots", 256)[0] == greedy(data, threshold=threshold)


@pytest.mark.parametrize("remove", [["exact"], ["near"], ["near", "exact"]])
def test_removes_what_it_is_told_to(dedup, remove):
    data = made(5)
    wanted = greedy(data, remove=remove)
    assert {r["relation"] for r in wanted} == set(remove)
    assert dedup(data, "--remove", ",".join(remove))[0] == wanted


def test_compares_only_what_may_be_compared(dedup):
    data = made(6)
    assert dedup(data, "--within", "10d", "--across", "feed")[0] == greedy(data, within=864000, across="feed")
    assert dedup(data, "--across", "feed", "--remove", "near")[0] == greedy(data, across="feed", remove=["near"])
    wanted = [r for feed in range(4)
              for r in greedy(b"".join(line + b"\n" for line in data.splitlines()
                                       if json.loads(line)["feed"] == f"f{feed}"))]
    assert sorted(dedup(data, "--block-by", "feed")[0], key=str) == sorted(wanted, key=str)


def test_nothing_goes_because_of_a_chain(dedup):
    one = prose(1, 60)
    two = with_word(one, 20, "changed")
    three = with_word(two, 40, "changed")
    data = jsonl(record("1", one), record("2", two), record("3", three))
    reasons, kept, _ = dedup(data, "--threshold", "0.8")
    assert kept == ["1", "3"] and [(r["id"], r["of"]) for r in reasons] == [("2", "1")]


def test_no_copy_is_left_among_the_kept_and_none_of_too_short_texts(dedup):
    data = made(7)
    _, kept, _ = dedup(data)
    left = [a for a in articles(data) if a.id in set(kept)]
    assert not [(a.id, b.id) for i, a in enumerate(left) for b in left[:i] if copy_of(a, b, 0.7, inside=2)]
    short = [a.id for a in articles(data) if len(a.words) < 5]
    assert short and set(short) <= set(kept)


class TestContained:
    @staticmethod
    def made(seed):
        """Reports with briefs inside them, some of which are copies of each other; in no order."""
        chosen = random.Random(seed)
        records = []
        for story in range(50):
            parts = [prose(f"{seed}.{story}.{i}", chosen.choice([60, 120])) for i in range(5)]
            texts = [chosen.choice(parts) for _ in range(chosen.randrange(3))]
            texts += ["\n".join(parts[i:]) for i in range(chosen.randrange(1, 3))]
            texts += [with_word(text, 9, "other") for text in texts if chosen.random() < .4]
            texts += [text for text in texts if chosen.random() < .2]
            for text in texts:
                records.append(record(f"{chosen.randrange(1 << 40):x}", text, feed=f"f{chosen.randrange(3)}",
                                      published=f"2026-0{chosen.randrange(1, 4)}-0{chosen.randrange(1, 9)}"))
        chosen.shuffle(records)
        return jsonl(*records)

    ALL = ["exact", "near", "contained"]

    @pytest.mark.parametrize("keep", ["earliest", "longest"])
    @pytest.mark.parametrize("remove", [ALL, ["contained"], ["exact", "contained"]])
    def test_go_where_they_are_to(self, dedup, keep, remove):
        data = self.made(1)
        wanted = greedy(data, keep, remove=remove)
        assert {r["relation"] for r in wanted} == set(remove)
        assert dedup(data, "--keep", keep, "--remove", ",".join(remove))[0] == wanted

    def test_stay_otherwise(self, dedup):
        data = self.made(2)
        assert dedup(data)[0] == greedy(data)

    def test_go_by_the_other_rules(self, dedup, write):
        data, remove = self.made(3), ["--remove", "exact,near,contained"]
        assert dedup(data, *remove, "--within", "10d", "--across", "feed")[0] == greedy(
            data, remove=self.ALL, within=864000, across="feed")
        lines = data.splitlines(keepends=True)
        old, new = b"".join(lines[::2]), b"".join(lines[1::2])
        wanted = greedy(new, remove=self.ALL, against=old)
        assert "contained" in {r["relation"] for r in wanted}
        assert dedup(new, *remove, "--against", write("old.jsonl", old))[0] == wanted
        protect = [r["id"] for r in greedy(data, remove=self.ALL)][::5]
        assert dedup(data, *remove, "--protect", ",".join(protect))[0] == greedy(
            data, remove=self.ALL, protect=protect)

    def test_need_a_containment(self, nearcopy):
        ran = nearcopy("dedup", "-", "--dry-run", "--remove", "contained", "--containment", "off", stdin=b"")
        assert ran.rc == 2 and "--remove contained needs a --containment" in ran.stderr


class TestAgainst:
    @pytest.mark.parametrize("keep", KEEP[:4])
    @pytest.mark.parametrize("packing", ["plain", "zst"])
    def test_removes_only_what_stands_there(self, dedup, write, keep, packing):
        lines = made(8).splitlines(keepends=True)
        old, new = b"".join(lines[::3]), b"".join(line for i, line in enumerate(lines) if i % 3)
        wanted = greedy(new, keep, against=old)
        assert len(wanted) > 5 and wanted != greedy(new, keep)
        reasons, _, _ = dedup(new, "--keep", keep, "--against", write("old.jsonl", old, packing))
        assert reasons == wanted

    @pytest.mark.parametrize("remove", ["exact", "near"])
    def test_removes_the_kinds_it_is_told_to(self, dedup, write, remove):
        old, new = made(9, prefix="o"), made(9, prefix="n")
        assert dedup(new, "--remove", remove, "--against", write("old.jsonl", old))[0] == greedy(
            new, remove=[remove], against=old)

    def test_is_earlier_whatever_its_times_are(self, dedup, write):
        write("old.jsonl", jsonl(record("x", published="2026-05-01")))
        data = jsonl(record("a", published="2026-01-01"), record("b", ORCHARD, published="2026-01-01"))
        assert dedup(data, "--against", "old.jsonl")[1] == ["b"]
        write("old.jsonl", jsonl(record("x", published="no time")))
        assert dedup(data, "--against", "old.jsonl", "--strict-time")[1] == ["b"]

    def test_may_have_the_ids_of_the_input(self, dedup, write):
        write("old.jsonl", jsonl(record("a", ORCHARD), record("b")))
        reasons, kept, _ = dedup(jsonl(record("a"), record("c", prose(1, 50))), "--against", "old.jsonl")
        assert kept == ["c"] and [(r["id"], r["of"]) for r in reasons] == [("a", "b")]

    def test_without_documents_removes_nothing(self, dedup, write):
        assert dedup(jsonl(record("a"), record("b")), "--against", write("old.jsonl", b""))[0] == []

    def test_takes_folders_texts_and_several(self, dedup, write):
        write("old/1.txt", HARBOUR.encode())
        write("more.jsonl", jsonl(record("2", ORCHARD)))
        data = jsonl(record("a"), record("b", ORCHARD), record("c", prose(3, 40)))
        reasons, _, _ = dedup(data, "--against", "old", "--against", "more.jsonl")
        assert [(r["id"], r["of"]) for r in reasons] == [("a", "1.txt"), ("b", "2")]

    def test_bad_records_there_are_not_the_inputs_own(self, dedup, write, folder):
        write("old.jsonl", b"bad there\n" + jsonl(record("x")))
        reasons, _, _ = dedup(jsonl(record("a")), "--against", "old.jsonl", "--on-error", "skip",
                              "--rejected", "rejected", rc=3)
        assert [r["of"] for r in reasons] == ["x"] and (folder / "rejected").read_bytes() == b""

    def test_an_id_twice_is_an_error_there_too(self, nearcopy, write):
        write("old.jsonl", jsonl(record("x"), record("x", ORCHARD)))
        ran = nearcopy("dedup", "-", "--against", "old.jsonl", "--dry-run", stdin=jsonl(record("a")))
        assert ran.rc == 2 and 'old.jsonl:2: (byte' in ran.stderr and 'id "x" stands already' in ran.stderr

    def test_an_index_is_an_error_that_says_so(self, nearcopy, write):
        write("index/MANIFEST", b"{}")
        ran = nearcopy("dedup", "-", "--against", "index", "--dry-run", stdin=jsonl(record("a")))
        assert ran.rc == 2 and "index: an index; this version takes files and folders" in ran.stderr


class TestIgnoreBoilerplate:
    @staticmethod
    def with_footers(data):
        """(the lines with a long footer of its feed under each text, the lines as they are)."""
        chosen = random.Random(1)
        bare = [json.loads(line) for line in data.splitlines()]
        dressed = [{**r, "text": f"{r['text']}\n{prose(r['feed'], 120)} {chosen.randrange(99)} comments"} for r in bare]
        return [jsonl(*(json.dumps(r).encode() for r in records)) for records in (dressed, bare)]

    @pytest.mark.parametrize("make, remove", [(made, ["exact", "near"]), (TestContained.made, TestContained.ALL)])
    def test_compares_what_is_left(self, dedup, make, remove):
        data, bare = self.with_footers(make(12))
        wanted = greedy(bare, remove=remove)
        assert {r["relation"] for r in wanted} == set(remove) and greedy(data, remove=remove) != wanted
        reasons, kept, _ = dedup(data, "--ignore-boilerplate", "--remove", ",".join(remove))
        assert reasons == wanted and {r["of"] for r in reasons} <= set(kept)

    @pytest.mark.parametrize("packing", ["plain", "gz", "zst"])
    def test_of_files_is_as_of_a_pipe(self, nearcopy, folder, write, dedup, packing):
        data, _ = self.with_footers(made(13))
        dedup(data, "--ignore-boilerplate")
        piped = [(folder / name).read_bytes() for name in ("kept.jsonl", "removed.jsonl", "removed.reasons.jsonl")]
        half = len(data.splitlines(keepends=True)) // 2
        parts = [b"".join(data.splitlines(keepends=True)[i:j]) for i, j in ((0, half), (half, None))]
        inputs = [write(f"{i}.jsonl", part, packing) for i, part in enumerate(parts)]
        ran = nearcopy("dedup", *inputs, "--ignore-boilerplate", "--out", "k", "--removed", "r.jsonl", "--json", *NOW,
                       "--threads", 3)
        assert ran.rc == 0, ran.stderr
        assert [(folder / name).read_bytes() for name in ("k", "r.jsonl", "r.reasons.jsonl")] == piped
        summary = json.loads(ran.stdout)
        assert summary["parameters"]["ignore_boilerplate"] is True
        assert summary["counts"]["left_out"] == len(data.splitlines())
        assert summary["bytes"]["input"] == sum((folder / name).stat().st_size for name in inputs)

    def test_is_as_of_the_output_of_boilerplate(self, nearcopy, folder, write, dedup):
        data = b"".join(p.read_bytes() for p in sorted(NEWS.iterdir()))
        assert nearcopy("boilerplate", "-", "--strip", "near", "--out", "bare.jsonl", stdin=data).rc == 0
        wanted = dedup((folder / "bare.jsonl").read_bytes())[0]
        assert wanted != dedup(data)[0]
        assert dedup(data, "--ignore-boilerplate")[0] == wanted

    # The new documents are too few to have any by themselves.
    @pytest.mark.parametrize("packing", ["plain", "gz"])
    def test_is_that_of_both_sides(self, dedup, write, packing):
        (data, bare), few = self.with_footers(made(14)), slice(3, None, 60)
        split = [(b"".join(lines[few]), b"".join(line for i, line in enumerate(lines) if i not in range(3, 9999, 60)))
                 for lines in (d.splitlines(keepends=True) for d in (data, bare))]
        (new, old), (bare_new, bare_old) = split
        old_path = write("old.jsonl", old + json.dumps({**json.loads(new.splitlines()[0]), "published": "no time",
                                                        "text": "An id that stands on both sides."}).encode(), packing)
        wanted = greedy(bare_new, against=bare_old)
        assert greedy(new, against=old) != wanted
        assert dedup(new, "--ignore-boilerplate", "--strict-time", "--against", old_path)[0] == wanted

    def test_bad_records_are_rejected_once(self, nearcopy, folder, dedup):
        data, bare = self.with_footers(made(15, stories=20))
        ran = nearcopy("dedup", "-", "--ignore-boilerplate", "--on-error", "skip", "--rejected", "bad", "--out", "kept",
                       "--removed", "gone", "--reasons", "why", "--max-errors", 2, "--json", *NOW,
                       stdin=b"bad\n" + data + b"worse\n")
        assert ran.rc == 3, ran.stderr
        assert (folder / "bad").read_bytes() == b"bad\nworse\n"
        assert [json.loads(line) for line in (folder / "why").read_bytes().splitlines()] == greedy(bare)
        dealt = (folder / "kept").read_bytes().splitlines() + (folder / "gone").read_bytes().splitlines()
        assert sorted(dealt) == sorted(data.splitlines())
        assert json.loads(ran.stdout)["skipped"] == {"invalid_json": 2}


class TestProtected:
    def test_never_go(self, dedup, write):
        data = made(10)
        protect = random.Random(1).sample([r["id"] for r in greedy(data)], 12)
        wanted = greedy(data, protect=protect)
        assert dedup(data, "--protect", ",".join(protect))[0] == wanted
        write("ids", "\r\n".join(protect).encode())
        assert dedup(data, "--protect", "@ids")[0] == wanted
        assert dedup(data, "--protect", protect[0], "--protect", ",".join(protect[1:]))[0] == wanted
        assert dedup(data, "--protect", "@ids", "--remove", "near")[0] == greedy(
            data, protect=protect, remove=["near"])
        assert dedup(data, "--protect", "@ids", "--within", "5d")[0] == greedy(
            data, protect=protect, within=5 * 86400)

    def test_never_go_for_what_stands_elsewhere(self, dedup, write):
        old, new = made(11, prefix="o"), made(11, prefix="n")
        protect = [r["id"] for r in greedy(new, against=old)][::4]
        assert protect
        assert dedup(new, "--against", write("old.jsonl", old), "--protect", ",".join(protect))[0] == greedy(
            new, against=old, protect=protect)

    def test_that_are_not_there_are_warned_of(self, nearcopy):
        ran = nearcopy("dedup", "-", "--dry-run", "--protect", "b,x,y", stdin=jsonl(record("a"), record("b")))
        assert ran.rc == 0 and 'ids of --protect that no document has: 2, such as "x"' in ran.stderr
        ran = nearcopy("dedup", "-", "--dry-run", "--protect", "@none", stdin=jsonl(record("a")))
        assert ran.rc == 2 and "none: cannot read the ids of --protect" in ran.stderr
