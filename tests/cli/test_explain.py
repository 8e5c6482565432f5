"""`nearcopy explain`: why two documents are, or are not, copies of each other."""

import json
import math
import os
import pty
import random
import re
import struct
import subprocess
import unicodedata
from fcntl import ioctl
from termios import TIOCSWINSZ

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, shingles, with_word
from program import environment
from test_words import words as words_of

CHANGED = with_word(with_word(HARBOUR, 20, "CHANGED"), 60, "again")


@pytest.fixture
def explain(nearcopy, write):
    """Explains two texts, and gives the JSON object."""

    def of(a, b, *options):
        names = write("a.txt", a.encode()), write("b.txt", b.encode())
        ran = nearcopy("explain", *names, "--json", *options)
        assert ran.rc == 0 and ran.stderr == "", ran.stderr
        return json.loads(ran.stdout)

    return of


def test_the_help_has_examples_and_fits_a_terminal(nearcopy):
    ran = nearcopy("help", "explain")
    assert ran.rc == 0 and ran.stderr == "" and nearcopy("explain", "--help").stdout == ran.stdout
    assert "Usage: nearcopy explain " in ran.stdout and "Examples:" in ran.stdout
    for option in ("--ids A B", "--diff", "--context", "--containment", "--shingle", "--threads"):
        assert option in ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= 100
    assert "\n  explain " in nearcopy("--help").stdout


class TestFigures:
    @pytest.mark.parametrize("length", [1, 3, 5])
    def test_are_those_of_the_sets_of_shingles(self, explain, length):
        chance = random.Random(length)
        for n in range(12):
            a = prose(n, 120)
            b = a
            for _ in range(n * n // 2):
                b = with_word(b, chance.randrange(120), f"new{n}")
            b += " " + prose(n + 100, chance.randrange(200))
            x, y = shingles(a, length), shingles(b, length)
            found = explain(a, b, "--shingle", f"words:{length}")
            assert found["shared_shingles"] == len(x & y)
            assert (found["a"]["shingles"], found["b"]["shingles"]) == (len(x), len(y))
            assert found["similarity"] == pytest.approx(len(x & y) / len(x | y), abs=1e-6)
            assert found["containment"] == {
                "a_in_b": pytest.approx(len(x & y) / len(x), abs=1e-6),
                "b_in_a": pytest.approx(len(x & y) / len(y), abs=1e-6),
            }
            similarity = len(x & y) / len(x | y)
            expected = (
                "exact" if a.split() == b.split()
                else "near" if similarity >= 0.7
                else "contained" if len(x & y) / len(x) >= 0.9
                else "none"
            )
            assert found["verdict"] == expected

    def test_are_those_of_the_sketches(self, explain, nearcopy, write):
        found = explain(HARBOUR, CHANGED)
        both = write("both.jsonl", jsonl(record("a", HARBOUR), record("b", CHANGED)))
        lines = nearcopy("sketch", both, "--out", "-").stdout.splitlines()[1:]
        a, b = (json.loads(line)["sketch"] for line in lines)
        equal = [a[i:i + 4] == b[i:i + 4] for i in range(0, 512, 4)]
        sketch = found["sketch"]
        assert sketch["equal_slots"] == sum(equal)
        assert sketch["equal_bands"] == sum(all(equal[i:i + 4]) for i in range(0, 128, 4))
        assert (sketch["bands"], sketch["rows"], sketch["needed_slots"]) == (32, 4, 70)
        assert sketch["estimate"] == pytest.approx(sum(equal) / 128, abs=1e-6)
        s = found["similarity"]
        assert sketch["error"] == pytest.approx(sketch["estimate"] - s, abs=2e-6)
        assert sketch["standard_error"] == pytest.approx(math.sqrt(s * (1 - s) / 128), abs=1e-6)
        assert sketch["candidate"] is True and sketch["chance"] > 0.9

    def test_a_threshold_decides(self, explain):
        similarity = explain(HARBOUR, CHANGED)["similarity"]
        assert 0.7 < similarity < 0.95
        assert explain(HARBOUR, CHANGED, "--threshold", "0.95")["verdict"] == "none"
        contained = ("--threshold", "0.95", "--containment", "0.8")
        assert explain(HARBOUR, CHANGED, *contained)["verdict"] == "contained"

    def test_of_the_sketch_kinds(self, explain):
        found = explain(HARBOUR, CHANGED, "--sketch", "simhash", "--slots", "64")["sketch"]
        assert 0 < found["different_bits"] < 32 and found["searched_bits"] >= 3
        assert "equal_slots" not in found and "standard_error" not in found
        found = explain(HARBOUR, CHANGED, "--sketch", "minhash", "--slots", "256")["sketch"]
        assert found["equal_slots"] > 128 and found["bands"] * found["rows"] <= 256

    def test_do_not_depend_on_the_instruction_set(self, explain):
        best = explain(HARBOUR, CHANGED)
        assert explain(HARBOUR, CHANGED, "--simd", "scalar", "--threads", "1") == best

    def test_of_short_and_empty_texts(self, explain):
        for text, why in [("", "has no words"), ("\u2026 !\n", "has no words"),
                          ("Just four words here.", "has 4 words, fewer than 5")]:
            found = explain(text, HARBOUR)
            assert found["verdict"] == "none" and found["sketch"] is None
            assert found["reason"].startswith(f"Not copies: A {why}")
            assert found["a"]["too_short"] and not found["b"]["too_short"]
        assert explain("Four words as such.", "Four words as such.")["verdict"] == "none"
        same = explain("Four words as such.", "Four words as such.", "--min-words", "2")
        assert same["verdict"] == "exact"


class TestPlaces:
    def test_of_stretches_are_bytes_of_both_texts(self, explain):
        a = f"An opening of its own.\n\n{HARBOUR}\n{ORCHARD}\n"
        b = f"{ORCHARD}\r\nSomething else\r\n{HARBOUR} And more.\r\n"
        found = explain(a, b)["stretches"]
        texts = {"a": a.encode(), "b": b.encode()}
        cut = [
            [texts[t][s[t]["begin"]:s[t]["end"]].decode() for t in ("a", "b")] for s in found
        ]
        assert cut == [[ORCHARD, ORCHARD], [HARBOUR, HARBOUR]]
        assert [s["words"] for s in found] == [len(words_of(ORCHARD)), len(words_of(HARBOUR))]
        assert sorted(s["moved"] for s in found) == [False, True]
        assert [s["a"]["paragraphs"] for s in found] == [[4, 4], [3, 3]]
        assert [s["b"]["paragraphs"] for s in found] == [[1, 1], [3, 3]]

    def test_a_stretch_has_so_many_words(self, explain):
        a, b = prose(1, 30), "other words " + prose(1, 30) + " at the end"
        assert len(explain(a, b, "--repeat-words", "30")["stretches"]) == 1
        assert explain(a, b, "--repeat-words", "31")["stretches"] == []

    @pytest.mark.parametrize("text", [
        "Der Flu\u00df, die Stra\u00dfe \u2014 und e\u0301tude \u00bd \ufb01n.",
        "\u6771\u4eac\u3068\u5927\u962a\u306f\u3001\u96e8\u3067\u3059\u3002\u30ab\u3099\u30b9",
        "\u092a\u0922\u093c\u0928\u093e \u0939\u0948 \u0e01\u0e33\u0e49\u0e07",
    ])
    def test_of_differences_cover_the_texts(self, explain, text):
        a, b = f"{text} {HARBOUR}", f"{HARBOUR} {text}"
        found = explain(a, b)["difference"]
        for name, whole in (("a", a.encode()), ("b", b.encode())):
            parts = [step[name] for step in found]
            shown = " ".join(whole[p["begin"]:p["end"]].decode() for p in parts if p["words"])
            assert "".join(shown.split()) == "".join(whole.decode().split())
            assert sum(p["words"] for p in parts) == len(words_of(whole.decode()))
        for step in found:
            ranges = [whole.encode()[step[n]["begin"]:step[n]["end"]].decode()
                      for n, whole in (("a", a), ("b", b))]
            if step["kind"] == "equal":
                assert words_of(ranges[0]) == words_of(ranges[1])


class TestInputs:
    def test_two_files_of_any_form(self, nearcopy, write, packing):
        text = write("old.txt", HARBOUR.encode(), packing)
        one = write("new.jsonl", jsonl(record("x", HARBOUR, feed="f", title="A title")), packing)
        unknown = write("notes.md", HARBOUR.encode())
        for names in ((text, one), (one, text), (unknown, one), (text, text)):
            ran = nearcopy("explain", *names)
            assert ran.rc == 0 and ran.stderr == "" and ran.stdout.startswith("Exact copies: ")
        assert "A title" in nearcopy("explain", text, one).stdout

    def test_standard_input_is_one_of_them(self, nearcopy, write):
        name = write("a.txt", HARBOUR.encode())
        ran = nearcopy("explain", name, "-", "--format", "txt", stdin=CHANGED.encode())
        assert ran.rc == 0 and ran.stdout.startswith("Near copies: ")
        ran = nearcopy("explain", "-", "-", stdin=b"")
        assert ran.rc == 2 and "read only once" in ran.stderr

    def test_ids_in_any_input(self, nearcopy, write, packing):
        odd = "-x \u00e9\t\"quoted\" \x1b[31m"
        write("in/a.jsonl", jsonl(record(odd, HARBOUR), record(17, CHANGED)), packing)
        write("in/sub/b.txt", ORCHARD.encode(), packing)
        for a, b, verdict in [(odd, "17", "near"), ("17", odd, "near"), ("sub/b.txt", "17", "none"),
                              ("17", "17", "exact")]:
            for run in (["in", "--ids", a, b], ["--ids", a, b, "in"]):
                ran = nearcopy("explain", *run, "--json")
                assert ran.rc == 0, ran.stderr
                found = json.loads(ran.stdout)
                assert found["verdict"] == verdict
                assert (found["a"]["id"], found["b"]["id"]) == (a, b)
        shown = nearcopy("explain", "in", "--ids", odd, "17").stdout
        assert "\x1b" not in shown and "\\x1b[31m" in shown

    def test_an_id_that_is_not_there_is_named(self, nearcopy, write):
        name = write("a.jsonl", jsonl(record("article-104"), record("article-2077")))
        ran = nearcopy("explain", name, "--ids", "article-104", "article-2078")
        assert ran.rc == 2 and ran.stdout == ""
        assert 'none of 2 documents has the id "article-2078"' in ran.stderr
        assert 'did you mean "article-2077"?' in ran.stderr
        ran = nearcopy("explain", name, "--ids", "zebra", "article-104")
        assert ran.rc == 2 and '"zebra"' in ran.stderr and "did you mean" not in ran.stderr

    def test_what_is_wrong_is_said(self, nearcopy, write):
        text = write("a.txt", HARBOUR.encode())
        many = write("many.jsonl", jsonl(record("a"), record("b")))
        bad = write("bad.txt", b"caf\xe9")
        write("folder/b.txt", b"b")
        write("folder/c.txt", b"c")
        for arguments, message in [
            ([text], "two files are compared, not 1"),
            ([text] * 3, "two files are compared, not 3"),
            ([], "no input"),
            ([text, "--ids", "a"], "--ids wants two ids"),
            (["--ids", "a", "b"], "no input"),
            ([text, "gone"], "gone: No such file or directory; ids of documents go behind"),
            ([text, many], "many.jsonl: holds more than one document"),
            ([text, "folder"], "folder: not one file"),
            ([text, bad], "bad.txt: (byte 3)"),
            ([text, text, "--diff", "html"], "--diff is auto, side, unified or none"),
            ([text, text, "--context", "few"], "--context is a whole number"),
            ([text, text, "--containment", "2"], "--containment"),
            ([text, text, "--slots", "16", "--threshold", "0.3"], "16 slots cannot find"),
            ([text, text, "--rejected", "x"], "no option --rejected"),
        ]:
            ran = nearcopy("explain", *arguments)
            assert ran.rc == 2 and ran.stdout == "" and message in ran.stderr, (arguments, ran)

    def test_bad_records_before_it_are_skipped_where_that_is_asked_for(self, nearcopy, write):
        name = write("a.jsonl", b"{\n" + jsonl(record("a"), record("b")) + b"{\n")
        assert nearcopy("explain", name, "--ids", "a", "b").rc == 2
        ran = nearcopy("explain", name, "--ids", "a", "b", "--on-error", "skip")
        assert ran.rc == 3 and ran.stdout.startswith("Exact copies")

    def test_exit_codes_of_copies(self, nearcopy, write):
        a, b = write("a.txt", HARBOUR.encode()), write("b.txt", CHANGED.encode())
        c = write("c.txt", ORCHARD.encode())
        d = write("d.txt", (ORCHARD + " " + HARBOUR).encode())
        for names, rc in [((a, b), 1), ((a, a), 1), ((c, d), 1), ((d, c), 1), ((a, c), 0)]:
            ran = nearcopy("explain", *names, "--fail-on-duplicates", "--quiet")
            assert (ran.rc, ran.stdout, ran.stderr) == (rc, "", "")
            assert nearcopy("explain", *names, "--quiet").rc == 0


def columns(line):
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    return len(line) + wide - sum(unicodedata.combining(c) != 0 for c in line)


def difference(shown):
    return shown.partition("Difference by paragraph: [-only in A-] {+only in B+}\n")[2]


class TestDifference:
    def test_marks_what_differs_in_either_form(self, nearcopy, write):
        a, b = write("a.txt", HARBOUR.encode()), write("b.txt", CHANGED.encode())
        shown = difference(nearcopy("explain", a, b, env={"COLUMNS": "80"}).stdout)
        assert "[-Tuesday" not in shown and "{+CHANGED+}" in shown and "\x1b" not in shown
        assert re.search(r"\.\.\. \d+ equal words \.\.\.", shown)
        assert " | " not in shown and max(map(columns, shown.splitlines())) <= 80
        side = difference(nearcopy("explain", a, b, "--diff", "side").stdout)
        assert all(" |" in line or "..." in line for line in side.splitlines())
        assert "{+CHANGED+}" in side
        whole = difference(nearcopy("explain", a, b, "--context", "all").stdout)
        assert "equal words" not in whole and "ferry" in whole and "Fridays" in whole
        bare = difference(nearcopy("explain", a, b, "--context", "0").stdout)
        assert "{+CHANGED+}" in bare and "Fridays" not in bare
        assert nearcopy("explain", a, b, "--diff", "none").stdout.count("CHANGED") == 0

    @pytest.mark.parametrize("width", [40, 81, 119, 120, 200])
    def test_fits_the_terminal(self, nearcopy, write, width):
        han = "\u6771\u4eac\u3068\u5927\u962a\u3002e\u0301tude " * 20
        a = write("a.txt", f"{HARBOUR}\n{han}\nlast{'x' * 300}".encode())
        b = write("b.txt", f"{CHANGED}\n{han}{han}\nlast".encode())
        env = {"COLUMNS": str(width), "LC_ALL": "C.UTF-8"}
        shown = difference(nearcopy("explain", a, b, "--context", "all", env=env).stdout)
        lines = shown.splitlines()
        assert width - 8 <= max(map(columns, lines)) <= width
        beside = [line for line in lines if " |" in line]
        assert len(beside) == (len(lines) if width >= 120 else 0)
        assert len({columns(line.partition(" |")[0]) for line in beside}) <= 1
        for diff in ("side", "unified"):
            ran = nearcopy("explain", a, b, "--diff", diff, env=env)
            assert max(map(columns, difference(ran.stdout).splitlines())) <= width

    def test_says_nothing_of_equal_words(self, nearcopy, write):
        a, b = write("a.txt", HARBOUR.encode()), write("b.txt", HARBOUR.upper().encode())
        ran = nearcopy("explain", a, b)
        assert "Difference" not in ran.stdout and "same words in the same order" in ran.stdout

    def test_of_megabytes_comes_to_an_end(self, nearcopy, write):
        one, other = b"word " * 200_000, prose(1, 200_000).encode()
        for a, b in [(one, one + b"end"), (one, other), (other, prose(2, 200_000).encode())]:
            names = write("a.txt", a), write("b.txt", b)
            assert nearcopy("explain", *names).rc == 0


class TestTerminal:
    def run(self, program, folder, size, *arguments, **env):
        leader, follower = pty.openpty()
        ioctl(follower, TIOCSWINSZ, struct.pack("HHHH", 40, size, 0, 0))
        env = environment(TERM="xterm", **env)
        env.pop("COLUMNS", None)
        child = subprocess.Popen([program, "explain", "a.txt", "b.txt", *arguments],
                                 cwd=folder, stdout=follower, stderr=follower, env=env)
        os.close(follower)
        shown = b""
        try:
            while piece := os.read(leader, 65536):
                shown += piece
        except OSError:
            pass  # the end of a terminal
        os.close(leader)
        assert child.wait() == 0
        return shown.decode().replace("\r\n", "\n")

    @pytest.mark.parametrize("size", [60, 130])
    def test_its_width_and_colour_are_used(self, program, folder, write, size):
        write("a.txt", HARBOUR.encode()), write("b.txt", CHANGED.encode())
        shown = self.run(program, folder, size)
        assert "\x1b[32m{+CHANGED+}\x1b[0m" in shown and "\x1b[31m[-" in shown
        plain = self.run(program, folder, size, NO_COLOR="1")
        assert "\x1b" not in plain and "{+CHANGED+}" in plain
        assert "\x1b" not in self.run(program, folder, size, "--color", "never")
        assert re.sub(r"\x1b\[\d*m", "", shown) == plain
        lines = plain.partition("Difference")[2].splitlines()[1:]
        assert max(map(columns, lines)) <= size
        assert (" | " in "\n".join(lines)) == (size >= 120)
