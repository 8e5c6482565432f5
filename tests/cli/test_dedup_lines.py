"""The lines that dedup deals: every byte of the input, once, in its order."""

import os
import random
import signal
import subprocess

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, with_word
from program import HANG, compressed, environment

NEAR = with_word(HARBOUR, 40, "surgery")
SKIP = ["--on-error", "skip", "--rejected", "rejected"]


@pytest.fixture
def deal(nearcopy, folder):
    """(kept, removed) of a run over inputs that are there."""

    def of(*inputs, rc=0, stdin=None):
        ran = nearcopy("dedup", *inputs, "--out", "kept", "--removed", "removed", "--force", stdin=stdin)
        assert ran.rc == rc, ran.stderr
        return (folder / "kept").read_bytes(), (folder / "removed").read_bytes()

    return of


@pytest.fixture(params=["plain", "gz", "zst", "pipe", "packed pipe"])
def give(request, write):
    """Makes an input of bytes: (arguments, standard input)."""
    packing = request.param

    def of(data):
        if packing == "pipe":
            return ["-"], data
        if packing == "packed pipe":
            return ["-"], compressed(data, "zst")
        return [write("in.jsonl", data, packing)], None

    return of


A, B, C, D = record("a"), record("b"), record("c", ORCHARD), record("d", NEAR)


@pytest.mark.parametrize("data, kept, removed", [
    (b"", b"", b""),
    (b"\n\n", b"\n\n", b""),
    (A + b"\n" + B + b"\n" + C + b"\n" + D + b"\n", A + b"\n" + C + b"\n", B + b"\n" + D + b"\n"),
    (A + b"\n" + B, A + b"\n", B),
    (A + b"\n" + B + b"\n" + C, A + b"\n" + C, B + b"\n"),
    (A + b"\r\n" + B + b"\r\n\r\n" + D, A + b"\r\n\r\n", B + b"\r\n" + D),
    (b"\n \t\n" + A + b"\n\n" + B + b"\n\n\r\n" + C + b"\n\n", b"\n \t\n" + A + b"\n\n\n\r\n" + C + b"\n\n", B + b"\n"),
    (b"  " + A + b" \n\t" + B + b"  \n", b"  " + A + b" \n", b"\t" + B + b"  \n"),
    (b"\xef\xbb\xbf" + A + b"\n" + B + b"\n", A + b"\n", B + b"\n"),
    (b"\xef\xbb\xbf", b"", b""),
])
def test_stay_byte_for_byte(deal, give, data, kept, removed):
    inputs, stdin = give(data)
    assert deal(*inputs, stdin=stdin) == (kept, removed)


def test_of_several_inputs_stand_in_their_order(deal, write):
    inputs = [write("1.jsonl", A), write("2.jsonl", b"\xef\xbb\xbf" + B + b"\n" + C, "gz"), write("3.jsonl", b""),
              write("4.jsonl", D, "zst"), write("5.jsonl", b"\n"), write("6.jsonl", record("e", NEAR) + b"\r\n"),
              write("7.jsonl", record("f", prose(1, 40)))]
    kept, removed = deal(*inputs)
    assert kept == A + b"\n" + C + b"\n\n" + record("f", prose(1, 40))
    assert removed == B + b"\n" + D + b"\n" + record("e", NEAR) + b"\r\n"


def test_of_a_folder_and_of_standard_input(deal, write):
    write("in/1.jsonl", A + b"\n")
    write("in/2.jsonl", B + b"\n", "gz")
    assert deal("in", "-", stdin=D) == (A + b"\n", B + b"\n" + D)


def lines(seed, count):
    """Lines with copies among them, of which few are short and some are longer than a block that is read."""
    chosen = random.Random(seed)
    texts, out = [], []
    for i in range(count):
        words = chosen.choice([3, 30, 30, 100, 300] if i % 400 else [60_000])
        text = chosen.choice(texts) if texts and chosen.random() < .4 else prose(f"{seed}.{i}", words)
        texts.append(text)
        out.append(record(f"{i}", text) + chosen.choice([b"\n", b"\n", b"\r\n", b" \n", b"\n\n"]))
    return out


def test_of_every_length_are_dealt_once(deal, give):
    all_lines = lines(1, 1500)
    data = b"".join(all_lines)
    inputs, stdin = give(data)
    kept, removed = deal(*inputs, stdin=stdin)
    ids = {line.split(b",", 1)[0] for line in removed.split(b"\n") if line}
    assert len(ids) > 300
    gone = [line for line in all_lines if line.split(b",", 1)[0] in ids]
    blank = [line[-1:] if line.endswith(b"\n\n") and not line.endswith(b"\r\n\n") else b"" for line in gone]
    assert removed == b"".join(line[:len(line) - len(b)] for line, b in zip(gone, blank))
    wanted = [line if line.split(b",", 1)[0] not in ids else (b"\n" if line.endswith(b"\n\n") else b"")
              for line in all_lines]
    assert kept == b"".join(wanted)


@pytest.mark.parametrize("options", [["--threads", 1], ["--threads", 4], ["--simd", "scalar"], ["--memory", "64M"]])
def test_are_the_same_whatever_the_run_takes(nearcopy, folder, write, options):
    path = write("in.jsonl", b"".join(lines(2, 700)))

    def run(*how):
        ran = nearcopy("dedup", path, "--out", "kept.zst", "--removed", "removed.jsonl.gz", "--force", *how)
        assert ran.rc == 0, ran.stderr
        return [(folder / name).read_bytes() for name in ("kept.zst", "removed.jsonl.gz", "removed.reasons.jsonl.gz")]

    assert run(*options) == run("--threads", 2)


class TestBadRecords:
    BAD = [b"no record\n", b'{"id": "x", "text": "\xff"}\n', b'{"id": "y"}\r\n', b"{" + b" " * 5000 + b"\n"]

    def test_end_the_run_and_nothing_is_written(self, nearcopy, write, nothing_written):
        write("in.jsonl", jsonl(A, B) + self.BAD[0])
        ran = nearcopy("dedup", "in.jsonl", "--out", "kept", "--removed", "removed")
        assert ran.rc == 2 and "in.jsonl:3: (byte" in ran.stderr
        nothing_written("in.jsonl")

    def test_go_to_the_rejected_and_nowhere_else(self, deal, give, folder):
        one, two, three, four = self.BAD
        data = one + A + b"\n" + two + B + b"\n" + three + four + C + b"\n\n" + A + b"\n" + D + b"\n" + one[:-1]
        inputs, stdin = give(data)
        kept, removed = deal(*inputs, *SKIP, "--max-record-bytes", 4000, "--on-duplicate-id", "skip", rc=3, stdin=stdin)
        rejected = (folder / "rejected").read_bytes()
        assert kept == A + b"\n" + C + b"\n\n"
        assert removed == B + b"\n" + D + b"\n"
        assert rejected == one + two + three + four + A + b"\n" + one[:-1]

    def test_stay_out_of_the_kept_without_a_file_for_them(self, deal, write):
        path = write("in.jsonl", self.BAD[0] + A + b"\n")
        assert deal(path, "--on-error", "skip", rc=3) == (A + b"\n", b"")

    @pytest.mark.parametrize("packing", ["gz", "zst"])
    def test_of_a_damaged_file_are_no_lines(self, deal, write, folder, packing):
        chosen = random.Random(3)
        data = b"".join(record(str(i), f"{chosen.random()} {prose(i, 60)}") + b"\n" for i in range(3000))
        path = folder / write("in.jsonl", data, packing)
        path.write_bytes(path.read_bytes()[:-2000])
        after = write("more.jsonl", A + b"\n" + B + b"\n")
        kept, removed = deal(path.name, after, *SKIP, rc=3)
        rejected = (folder / "rejected").read_bytes()
        whole = kept[:-len(A) - 1]
        assert kept == whole + A + b"\n" and removed == B + b"\n"
        assert data.startswith(whole + rejected) and whole.endswith(b"\n") and len(whole) > len(data) / 2
        assert b"\n" not in rejected

    def test_behind_the_end_of_an_archive_are_no_lines(self, deal, write, folder):
        path = folder / write("in.jsonl", A + b"\n" + B + b"\n", "gz")
        path.write_bytes(path.read_bytes() + b"garbage")
        assert deal(path.name, write("more.jsonl", D), "--on-error", "skip", rc=3) == (A + b"\n", B + b"\n" + D)


def test_of_standard_input_that_is_a_file_are_read_from_where_it_stood(program, folder):
    (folder / "in").write_bytes(b"not read\n" + jsonl(A, B))
    with open(folder / "in", "rb") as data:
        os.lseek(data.fileno(), 9, os.SEEK_SET)
        ran = subprocess.run([program, "dedup", "-", "--out", "kept", "--removed", "removed"], stdin=data, cwd=folder,
                             env=environment(), capture_output=True, timeout=HANG)
    assert ran.returncode == 0, ran.stderr
    assert (folder / "kept").read_bytes() == A + b"\n" and (folder / "removed").read_bytes() == B + b"\n"


def test_go_to_standard_output_and_nothing_else_does(nearcopy, folder):
    ran = nearcopy("dedup", "-", "--out", "-", "--removed", "removed", stdin=jsonl(A, B, C))
    assert ran.rc == 0 and ran.stdout.encode() == jsonl(A, C) and ran.stderr.count("\n") <= 1
    assert (folder / "removed").read_bytes() == jsonl(B)
    ran = nearcopy("dedup", "-", "--out", "kept", "--removed", "-", stdin=jsonl(A, B, C))
    assert ran.rc == 0 and ran.stdout.encode() == jsonl(B)


def test_whose_reader_goes_away_end_the_run(program, folder):
    (folder / "in.jsonl").write_bytes(b"".join(lines(4, 400)) * 1)
    ran = subprocess.run(["bash", "-c", f'"{program}" dedup in.jsonl --out - --removed removed | head -c 10 > /dev/null;'
                          'exit ${PIPESTATUS[0]}'], cwd=folder, env=environment(), capture_output=True)
    assert ran.returncode == 128 + signal.SIGPIPE and not (folder / "removed").exists()
