"""`nearcopy boilerplate`: paragraphs that a feed repeats, and documents without them."""

import json
import random
import re
import subprocess
from collections import Counter, defaultdict

import pytest
from articles import HARBOUR, ORCHARD, WORDS, jsonl, prose, record
from program import HANG, MEGABYTE, SANITIZED, Result, run, start
from test_changed_input import has_open, has_taken_all
from test_interruption import wait_for
from test_repeats import lines, put_back

MONTHS = ["January", "March", "May", "June", "October"]
DATE = re.compile(r"\b(\d+ (?:%s) \d{4})\b" % "|".join(MONTHS))


def form_of(paragraph):
    """What the tests' own paragraphs are known by: their words, with # for each date and number."""
    dated = re.sub(DATE, " @ ", paragraph)
    return " ".join(re.sub(r"^\d.*", "#", w) for w in re.findall(r"[\w@]+", dated.lower()))


def paragraphs_of(text):
    return [line for line in re.split(r"\r\n|\n|\r", text) if re.search(r"\w", line)]


def feed_paragraphs(chosen, feed):
    """What a feed puts around its articles: place, and a text that may differ from day to day."""
    date = f"{chosen.randint(1, 28)} {chosen.choice(MONTHS)} {chosen.randint(1990, 2026)}"
    return [
        ("first", f"{feed.title()} news, {date}:"),
        ("last", f"(c) {feed} {chosen.randint(2020, 2026)}. All rights reserved."),
        ("last", f"Updated {date}"),
        ("inside", f"Story continues below the advertisement of {feed}"),
        ("last", f"Read all {chosen.randint(2, 900)} comments"),
    ]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Records of three feeds and of none, and the file that holds them."""
    chosen = random.Random(1)
    records = []
    for i in range(600):
        feed = chosen.choice(["alpha", "beta", "gamma", ""])
        body = [prose(f"{i} {k}", chosen.randint(8, 40)) for k in range(chosen.randint(2, 6))]
        for place, text in feed_paragraphs(chosen, feed or "none"):
            if chosen.random() < 0.3:
                continue
            at = {"first": 0, "last": len(body), "inside": min(2, len(body))}[place]
            body.insert(at, text)
        if chosen.random() < 0.3:
            body.append(body[-1])  # once more, which counts once
        end = chosen.choice(["\n", "\r\n", "\r", "\n\n", "\n \u00a0\n"])
        text = end.join(body) + chosen.choice(["", end])
        records.append({"id": f"d{i}", "text": text, **({"feed": feed} if feed else {})})
    path = tmp_path_factory.mktemp("boilerplate") / "news.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=i % 2 == 0) + "\n"
                            for i, r in enumerate(records)), encoding="utf-8")
    return records, path


def expected_of(records, least=5, share=0.01):
    """(feed, form) -> documents, share and wordings, of what is boilerplate."""
    documents, of_feed, wordings = Counter(), Counter(), defaultdict(Counter)
    for r in records:
        feed = r.get("feed")
        of_feed[feed] += 1
        seen = {(form_of(p), " ".join(re.findall(r"\w+", p.lower()))) for p in paragraphs_of(r["text"])}
        for form, wording in seen:
            wordings[feed, form][wording] += 1
        for form in {form for form, _ in seen}:
            documents[feed, form] += 1
    return {(feed, form): (n, n / of_feed[feed], wordings[feed, form])
            for (feed, form), n in documents.items() if n >= least and n / of_feed[feed] >= share}


@pytest.fixture
def found_in(nearcopy):
    def of(*args, **run_with):
        ran = nearcopy("boilerplate", *args, **run_with)
        assert ran.rc == 0, ran.stderr
        return lines(ran.stdout)

    return of


def test_finds_what_feeds_repeat_and_nothing_else(corpus, found_in):
    records, path = corpus
    found = found_in(path)
    expected = expected_of(records)
    assert len(expected) == 20  # five of each feed
    assert {(d["feed"], form_of(d["paragraph"])) for d in found} == set(expected)
    for d in found:
        documents, share, wordings = expected[d["feed"], form_of(d["paragraph"])]
        assert d["documents"] == documents and abs(d["share"] - share) < 1e-6
        shown = " ".join(re.findall(r"\w+", d["paragraph"].lower()))
        assert shown in wordings
        if max(wordings.values()) >= 5 or len(wordings) < 60:  # else it is the most frequent nearly
            assert wordings[shown] == max(wordings.values()), d
        assert d["place"] == ("first" if "news" in d["paragraph"] else
                              "inside" if "continues" in d["paragraph"] else d["place"])
    assert found == sorted(found, key=lambda d: (d["feed"] or "", -d["documents"], d["paragraph"]))
    assert {d["place"] for d in found if d["paragraph"].startswith("Read all")} == {"last"}


@pytest.mark.parametrize("how", ["gz", "zst", "pipe", "packed pipe", "open file", "simd", "threads",
                                 "memory"])
def test_is_the_same_however_it_is_read(corpus, found_in, nearcopy, write, program, folder, how):
    _, path = corpus
    data = path.read_bytes()
    if how in ("gz", "zst"):
        found = found_in(write("news.jsonl", data, how))
    elif how == "pipe":
        found = found_in("-", stdin=data)
    elif how == "packed pipe":
        write("news.jsonl", data, "gz")
        found = found_in("-", stdin=(folder / "news.jsonl.gz").read_bytes())
    elif how == "open file":  # another program has read its first line
        write("more.jsonl", b"not a record\n" + data)
        with open(folder / "more.jsonl", "rb", buffering=0) as file:
            file.read(len(b"not a record\n"))
            done = subprocess.run([program, "boilerplate", "-"], stdin=file, stdout=subprocess.PIPE,
                                  check=True, timeout=HANG)
        found = lines(done.stdout.decode())
    else:
        options = {"simd": ["--simd", "scalar"], "threads": ["--threads", 7],
                   "memory": ["--memory", "64M", "--threads", 1]}[how]
        found = found_in(path, *options)
    assert found == found_in(path)


class TestOptions:
    TEXTS = jsonl(*(record(i, f"{prose(i, 9)}\nOne end\n", source=i % 2, feed="f") for i in range(10)))

    def test_by_names_the_field_of_the_feed(self, found_in):
        assert [(d["feed"], d["documents"]) for d in found_in("-", "--by", "source", stdin=self.TEXTS)] == [
            ("0", 5), ("1", 5)]
        assert found_in("-", "--feed-field", "source", stdin=self.TEXTS)[0]["feed"] == "0"
        (found,) = found_in("-", "--by", "missing", stdin=self.TEXTS)
        assert found["feed"] is None and found["documents"] == 10

    @pytest.mark.parametrize("options, found", [
        ([], 1), (["--min-documents", 10], 1), (["--min-documents", 11], 0),
        (["--min-share", 1], 1), (["--by", "source", "--min-documents", 6], 0),
        (["--by", "source", "--min-documents", 5, "--min-share", 1], 2)])
    def test_documents_and_share(self, found_in, options, found):
        assert len(found_in("-", *options, stdin=self.TEXTS)) == found

    def test_texts_of_a_folder_have_no_feed(self, found_in, folder):
        (folder / "texts").mkdir()
        for i in range(5):
            (folder / f"texts/{i}.txt").write_text(f"{prose(i, 9)}\r\nOne end")
        assert found_in("texts") == [
            {"feed": None, "paragraph": "One end", "documents": 5, "share": 1, "place": "last"}]

    def test_out_prints_a_summary(self, nearcopy, folder):
        ran = nearcopy("boilerplate", "-", "--out", "list", stdin=self.TEXTS)
        assert ran.rc == 0 and "paragraphs              1  that these repeat" in ran.stdout
        assert "      10 documents, 100.0 % of f, last: One end\n" in ran.stdout
        assert len(lines((folder / "list").read_text())) == 1
        ran = nearcopy("boilerplate", "-", "--out", "list", stdin=self.TEXTS)
        assert ran.rc == 2 and "list is already there; --force replaces it" in ran.stderr
        ran = nearcopy("boilerplate", "-", "--out", "list", "--force", "--quiet", stdin=self.TEXTS)
        assert (ran.rc, ran.stdout, ran.stderr) == (0, "", "")

    def test_json_is_the_summary(self, nearcopy):
        ran = nearcopy("boilerplate", "-", "--out", "list", "--json", "--min-share", 0.5, stdin=self.TEXTS)
        summary = json.loads(ran.stdout)
        assert summary["command"] == "boilerplate"
        assert summary["parameters"] == {"by": "feed", "min_documents": 5, "min_share": 0.5, "strip": None}
        counts = summary["counts"]
        assert (counts["documents"], counts["feeds"], counts["paragraphs"], counts["found"]) == (10, 1, 1, 10)
        assert summary["bytes"]["found"] == 10 * len("One end")

    @pytest.mark.parametrize("options, message", [
        (["--min-documents", "1"], "--min-documents"),
        (["--min-documents", "x"], "--min-documents"),
        (["--min-share", "0"], "--min-share"),
        (["--min-share", "1.5"], "--min-share"),
        (["--by", ""], "--by names a field"),
        (["--strip", "all"], "--strip"),
        (["--strip", "near"], "--strip needs --out FILE for the documents"),
        (["--cuts", "c"], "--cuts goes with --strip"),
        (["--list", "l"], "--list goes with --strip; use --out"),
        (["--tmp", "missing"], "missing: cannot make a temporary file"),
    ])
    def test_what_is_wrong_is_said(self, nearcopy, options, message, nothing_written):
        ran = nearcopy("boilerplate", "-", *options, stdin=self.TEXTS)
        assert ran.rc == 2 and message in ran.stderr and ran.stdout == ""
        nothing_written()


class TestBadInput:
    BAD = jsonl(*(record(i, f"{prose(i, 9)}\nOne end") for i in range(5)), b"{", record(9, "x\nOne end"))

    def test_ends_the_run(self, nearcopy, write, nothing_written):
        path = write("bad.jsonl", self.BAD)
        ran = nearcopy("boilerplate", path, "--out", "list")
        assert ran.rc == 2 and "bad.jsonl:6: (byte" in ran.stderr
        nothing_written("bad.jsonl")

    @pytest.mark.parametrize("path", ["bad.jsonl", "-"])
    def test_or_is_skipped_and_rejected_once(self, nearcopy, write, folder, path):
        write("bad.jsonl", self.BAD)
        ran = nearcopy("boilerplate", path, "--on-error", "skip", "--rejected", "rejected",
                       stdin=self.BAD)
        assert ran.rc == 3
        assert [d["documents"] for d in lines(ran.stdout)] == [6]
        assert (folder / "rejected").read_bytes() == b"{\n"
        assert ran.stderr.count("invalid_json 1") == 1

    def test_an_empty_input_has_no_boilerplate(self, nearcopy, write):
        ran = nearcopy("boilerplate", write("empty.jsonl", b""))
        assert ran.rc == 0 and ran.stdout == "" and "no documents" in ran.stderr


@pytest.mark.parametrize("command", ["boilerplate", "cluster", "dedup"])
@pytest.mark.parametrize("change", ["written to", "longer", "gone", "none"])
def test_a_file_that_changes_meanwhile_ends_the_run(program, folder, command, change):
    path = folder / "news.jsonl"
    path.write_bytes(jsonl(*(record(i, f"{prose(i, 9)}\nOne end") for i in range(9))))
    options = {"cluster": ["--ignore-boilerplate"], "dedup": ["--ignore-boilerplate", "--removed", folder / "removed"]}
    child = start(program, command, path, "-", "--out", folder / "out", *options.get(command, []),
                  stdin=subprocess.PIPE)
    child.stdin.write(jsonl(record("z", ORCHARD)))
    child.stdin.flush()
    # The pipe is read once the file before it was.
    wait_for(lambda: has_taken_all(child) and not has_open(child, path))
    if change == "written to":
        path.write_bytes(path.read_bytes().replace(b"One end", b"Two end"))
    elif change == "longer":
        with open(path, "ab") as file:
            file.write(jsonl(record("more", HARBOUR)))
    elif change == "gone":
        path.unlink()
    _, stderr = child.communicate(timeout=HANG)
    if change in ("longer", "none"):  # what was read first is there
        assert child.returncode == 0
        out = folder / "out"
        seen = b"".join(p.read_bytes() for p in (sorted(out.iterdir()) if out.is_dir() else [out]))
        assert seen and b"more" not in seen
        return
    wanted = "No such file" if change == "gone" else f"{path}: changed while it was read"
    assert child.returncode == 2 and str(path) in stderr.decode() and wanted in stderr.decode()
    assert not (folder / "out").exists()


def without(text, is_boilerplate):
    """The text without such lines and their ends; the last one goes with the end before it."""
    pieces = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$", text)
    left = [p for p in pieces if not is_boilerplate(p)]
    gone = bool(pieces) and pieces[-1][-1] not in "\r\n" and is_boilerplate(pieces[-1])
    before = 0
    while gone and before < len(pieces) and is_boilerplate(pieces[-1 - before]):
        before += 1
    if gone and before < len(pieces):
        left[-1] = re.sub(r"(\r\n|\n|\r)$", "", left[-1])
    return "".join(left)


@pytest.fixture(scope="module")
def is_boilerplate(corpus):
    """Says for a line of a record whether it is, by its form or by its very words."""
    expected = expected_of(corpus[0])
    of_feed = Counter(r.get("feed") for r in corpus[0])

    def of(record, kind):
        def check(line):
            entry = expected.get((record.get("feed"), form_of(line)))
            if entry is None or not re.search(r"\w", line):
                return False
            n = entry[2][" ".join(re.findall(r"\w+", line.lower()))]
            return kind == "near" or (n >= 5 and n / of_feed[record.get("feed")] >= 0.01)
        return check

    return of


class TestStrip:
    @pytest.fixture(params=["exact", "near"])
    def kind(self, request):
        return request.param

    @pytest.mark.parametrize("how", ["file", "pipe"])
    def test_writes_the_documents_without_it(self, nearcopy, corpus, is_boilerplate, folder, kind, how):
        records, path = corpus
        ran = nearcopy("boilerplate", path if how == "file" else "-", "--strip", kind, "--out", "left",
                       "--cuts", "cuts", "--list", "list", "--threads", 3,
                       stdin=path.read_bytes() if how == "pipe" else None)
        assert ran.rc == 0, ran.stderr
        left = lines((folder / "left").read_text(encoding="utf-8"))
        assert [r["id"] for r in left] == [r["id"] for r in records]
        for old, new in zip(records, left):
            assert new == {**old, "text": without(old["text"], is_boilerplate(old, kind))}
        # Everything else, escapes too, is as it was; and all can be put together again.
        cuts = {d["id"]: d["cuts"] for d in lines((folder / "cuts").read_text(encoding="utf-8"))}
        assert sum(map(len, cuts.values())) > len(records)
        for old, new in zip(records, left):
            assert put_back(new["text"], cuts.get(old["id"], [])) == old["text"]
        assert {c["kind"] for d in cuts.values() for c in d} == (
            {"exact"} if kind == "exact" else {"exact", "near"})
        assert len(lines((folder / "list").read_text())) == 20

    def test_a_record_stays_byte_for_byte_but_for_its_text(self, nearcopy, folder):
        odd = [b'{ "text" :"%s\\u000aEnd of \\"all\\"\\n" , "id":%d,"x":[1, 2.50 ]}' % (
            prose(i, 6).encode(), i) for i in range(5)]
        ran = nearcopy("boilerplate", "-", "--strip", "exact", "--out", "left", stdin=b"\n".join(odd))
        assert ran.rc == 0, ran.stderr
        assert (folder / "left").read_bytes() == b"\n".join(
            line.replace(b'End of \\"all\\"\\n', b"") for line in odd)

    def test_several_fields_are_cut_each_by_itself(self, nearcopy, folder):
        made = [{"id": i, "title": f"{prose(i, 4)}\nThe Daily", "text": f"The Daily\n{prose(-i - 1, 9)}"}
                for i in range(5)]
        ran = nearcopy("boilerplate", "-", "--text-field", "title,text", "--strip", "near", "--out", "left",
                       stdin=jsonl(*(json.dumps(r).encode() for r in made)))
        assert ran.rc == 0, ran.stderr
        for old, new in zip(made, lines((folder / "left").read_text())):
            assert new["text"] == prose(-old["id"] - 1, 9)
            assert new["title"].rstrip("\n") == prose(old["id"], 4)

    def test_of_a_folder_of_texts_are_records(self, nearcopy, folder):
        (folder / "texts").mkdir()
        for i in range(5):
            (folder / f"texts/{i}.txt").write_text(f"{prose(i, 9)}\nOne end\n")
        ran = nearcopy("boilerplate", "texts", "--strip", "exact", "--out", "left")
        assert ran.rc == 0, ran.stderr
        assert lines((folder / "left").read_text()) == [
            {"id": f"{i}.txt", "text": f"{prose(i, 9)}\n"} for i in range(5)]


class TestIgnoreBoilerplate:
    @pytest.fixture(scope="class")
    def footers(self, tmp_path_factory):
        """Short articles, some copies of others in another feed, with long footers around them."""
        chosen = random.Random(4)
        records, bodies = [], []
        for i in range(400):
            feed = chosen.choice("ab")
            if bodies and chosen.random() < 0.3:
                words = chosen.choice(bodies).split()
                words[chosen.randrange(len(words))] = "changed"
                body = " ".join(words)
            else:
                body = " ".join(chosen.choices(WORDS, k=chosen.randint(4, 40)))
            bodies.append(body)
            footer = f"{HARBOUR if feed == 'a' else ORCHARD} {chosen.randint(1, 9)} May 2026"
            records.append({"id": f"{feed}{i}", "feed": feed, "text": f"{body}\r\n{footer}"})
        path = tmp_path_factory.mktemp("footers") / "news.jsonl"
        path.write_bytes(jsonl(*(json.dumps(r).encode() for r in records)))
        return records, path

    def brute_force(self, records):
        sets, exact = {}, {}
        for r in records:
            words = re.findall(r"[a-z0-9]+", r["text"].split("\r\n")[0].lower())
            exact[r["id"]] = words
            sets[r["id"]] = {tuple(words[i:i + 5]) for i in range(len(words) - 4)}
        ids = sorted(i for i in sets if sets[i])
        pairs = {}
        for n, a in enumerate(ids):
            for b in ids[n + 1:]:
                share = len(sets[a] & sets[b]) / len(sets[a] | sets[b])
                if share >= 0.7:
                    pairs[a, b] = (f"{share:.6f}", "exact" if exact[a] == exact[b] else "near")
        return pairs

    @pytest.mark.parametrize("how", ["file", "pipe", "gz", "memory", "scalar"])
    def test_pairs_are_those_of_the_texts_without_it(self, nearcopy, folder, write, footers, how):
        records, path = footers
        data = path.read_bytes()
        source = {"pipe": "-", "gz": None}.get(how, path) or write("news.jsonl", data, "gz")
        options = {"memory": ["--memory", "64M", "--threads", 1], "scalar": ["--simd", "scalar"]}.get(how, [])
        ran = nearcopy("cluster", source, "--out", "out", "--pairs", "all", "--recall", "0.999999",
                       "--ignore-boilerplate", "--quiet", *options,
                       stdin=data if how == "pipe" else None)
        assert ran.rc == 0, ran.stderr
        result = Result(folder / "out")
        pairs = self.brute_force(records)
        assert len(pairs) > 10
        assert {(a, b): (s, kind) for a, b, s, kind in result.rows("pairs.tsv")} == pairs
        assert result.counts["left_out"] == len(records)
        assert result.counts["too_short"] == sum(len(r["text"].split("\r\n")[0].split()) < 5 for r in records)
        assert result.summary["parameters"]["ignore_boilerplate"] is True
        assert result.summary["bytes"]["text"] == sum(len(r["text"]) for r in records)

    def test_without_it_they_count(self, nearcopy, folder, footers):
        records, path = footers
        assert nearcopy("cluster", path, "--out", "out", "--pairs", "all").rc == 0
        result = Result(folder / "out")
        assert result.counts["left_out"] == 0 and result.summary["parameters"]["ignore_boilerplate"] is False
        assert len(result.rows("pairs.tsv")) > 2 * len(self.brute_force(records))

    def test_a_text_of_nothing_else_is_empty(self, cluster):
        data = jsonl(*(record(i, "Only this line stands here today", feed="a") for i in range(5)),
                     record("b", "Only this line stands here today", feed="b"))
        result = cluster(data, "--ignore-boilerplate")
        assert result.counts["empty"] == 5 and result.counts["clusters"] == 0
        assert "left out                5  paragraphs of boilerplate" in result.ran.stdout


@pytest.mark.skipif(SANITIZED, reason="a sanitizer's memory is not the program's")
@pytest.mark.parametrize("how", ["file", "pipe"])
def test_memory_is_bounded_whatever_is_in_the_paragraphs(program, folder, how):
    letters = ["".join(chr(ord("a") + int(digit)) for digit in str(k)) for k in range(1000)]

    def chunks():
        for i in range(6000):
            own = "".join(chr(ord("a") + int(digit)) for digit in str(i))
            body = "".join(f"{own} {letters[k]} says no {k}\\n" for k in range(1000))
            yield b'{"id":%d,"text":"%sThe end of all"}\n' % (i, body.encode())

    path = folder / "many.jsonl"
    if how == "file":
        with open(path, "wb") as file:
            file.writelines(chunks())
    ran = run(program, "boilerplate", path if how == "file" else "-", "--out", folder / "list",
              "--json", "--memory", "64M", "--threads", 2, "--tmp", folder,
              stdin=chunks() if how == "pipe" else None)
    assert ran.rc == 0, ran.stderr
    assert len(lines((folder / "list").read_text())) == 1
    # Twelve million forms would be 96 MB by themselves.
    assert json.loads(ran.stdout)["peak_memory"] < 64 * MEGABYTE
