"""The files of dedup: their names, when they are replaced, and that they appear together or not at all."""

import json
import os
import random
import resource
import signal
import subprocess
import time

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, with_word
from program import HANG, SANITIZED, start
from test_changed_input import finish, has_open, has_taken_all
from test_interruption import SIGNALS, Reading, large, old_result, temporaries, wait_for  # noqa: F401

DATA = jsonl(record("a"), record("b"), record("c", ORCHARD))
KEPT, REMOVED = jsonl(record("a"), record("c", ORCHARD)), jsonl(record("b"))
REASON = b'{"id":"b","of":"a","similarity":1.000000,"containment":1.000000,"relation":"exact"}\n'


def run(nearcopy, *options, out="kept.jsonl", removed="removed.jsonl", data=DATA):
    return nearcopy("dedup", "-", "--out", out, "--removed", removed, *options, stdin=data)


class TestNames:
    @pytest.mark.parametrize("removed, reasons", [
        ("removed.jsonl", "removed.reasons.jsonl"), ("a.b.jsonl.zst", "a.b.reasons.jsonl.zst"),
        ("x.jsonl.gz", "x.reasons.jsonl.gz"), ("removed", "removed.reasons.jsonl"),
        ("x.ndjson", "x.ndjson.reasons.jsonl"), (".jsonl", ".jsonl.reasons.jsonl"),
    ])
    def test_of_the_reasons_follow_that_of_the_removed(self, nearcopy, nothing_written, removed, reasons):
        assert run(nearcopy, removed=removed).rc == 0
        nothing_written("kept.jsonl", removed, reasons)

    @pytest.mark.parametrize("ending, unpack", [(".gz", ["gzip"]), (".zst", ["zstd", "-q"])])
    def test_say_how_files_are_compressed(self, nearcopy, folder, ending, unpack):
        ran = run(nearcopy, "--reasons", f"why{ending}", "--on-error", "skip", "--rejected", f"bad{ending}",
                  out=f"kept{ending}", removed=f"gone{ending}", data=b"bad\n" + DATA)
        assert ran.rc == 3, ran.stderr
        for name, wanted in [("kept", KEPT), ("gone", REMOVED), ("why", REASON), ("bad", b"bad\n")]:
            packed = folder / (name + ending)
            subprocess.run([*unpack, "-t", packed], check=True)
            assert subprocess.run([*unpack, "-dc", packed], check=True, stdout=subprocess.PIPE).stdout == wanted

    def test_of_other_commands_say_it_too(self, nearcopy, folder):
        assert nearcopy("sketch", "-", "--out", "sketches.zst", stdin=DATA).rc == 0
        assert nearcopy("sketch", "-", "--out", "sketches", stdin=DATA).rc == 0
        unpacked = subprocess.run(["zstd", "-qdc", folder / "sketches.zst"], check=True, stdout=subprocess.PIPE)
        assert unpacked.stdout == (folder / "sketches").read_bytes()

    @pytest.mark.parametrize("options, message", [
        (["--removed", "r"], "--out KEPT is missing"),
        (["--out", "k"], "--removed REMOVED is missing"),
        (["--out", "", "--removed", "r"], "--out names a file"),
        (["--out", "k", "--removed", "k"], "k: named for two outputs"),
        (["--out", "-", "--removed", "-"], "standard output: named for two outputs"),
        (["--out", "k", "--removed", "r.jsonl", "--reasons", "./k"], "./k: named for two outputs"),
        (["--out", "k", "--removed", "r", "--rejected", "r"], "r: named for two outputs"),
        (["--out", "in.jsonl", "--removed", "r", "--force"], "in.jsonl: is an input too"),
        (["--out", "k", "--removed", "link", "--force"], "link: is an input too"),
        (["--out", "k", "--removed", "old.jsonl", "--against", "old.jsonl", "--force"], "old.jsonl: is an input too"),
        (["--out", "k", "--removed", "r", "--remove", "exact,contianed"], "--remove is a list of"),
        (["--out", "k", "--removed", "r", "--remove", ","], "--remove names no kind of copy"),
        (["--out", "no/k", "--removed", "r"], "no/k: cannot write"),
    ])
    def test_that_cannot_be_are_errors_before_anything_is_read(self, nearcopy, folder, write, nothing_written, options,
                                                               message):
        write("in.jsonl", DATA + b"bad\n")
        write("old.jsonl", DATA)
        (folder / "link").symlink_to("in.jsonl")
        ran = nearcopy("dedup", "in.jsonl", *options)
        assert ran.rc == 2 and message in ran.stderr
        nothing_written("in.jsonl", "old.jsonl", "link")
        assert (folder / "in.jsonl").read_bytes() == DATA + b"bad\n"

    def test_of_streams_have_no_reasons_beside_them(self, nearcopy, nothing_written):
        assert run(nearcopy, removed="/dev/null").rc == 0
        nothing_written("kept.jsonl")


class TestOldFiles:
    @pytest.mark.parametrize("old", ["kept.jsonl", "removed.jsonl", "removed.reasons.jsonl"])
    def test_stay_without_force(self, nearcopy, write, folder, nothing_written, old):
        write(old, b"old")
        ran = run(nearcopy)
        assert ran.rc == 2 and f"{old} is already there; --force replaces it" in ran.stderr
        assert (folder / old).read_bytes() == b"old"
        nothing_written(old)

    def test_are_replaced_with_it(self, nearcopy, write, folder):
        for name in ("kept.jsonl", "removed.jsonl", "removed.reasons.jsonl"):
            write(name, b"old")
        assert run(nearcopy, "--force").rc == 0
        assert (folder / "kept.jsonl").read_bytes() == KEPT
        assert (folder / "removed.jsonl").read_bytes() == REMOVED
        assert (folder / "removed.reasons.jsonl").read_bytes() == REASON


class TestDryRun:
    def test_says_what_would_go_and_writes_nothing(self, nearcopy, nothing_written):
        ran = run(nearcopy, "--dry-run", "--rejected", "bad", "--on-error", "skip")
        assert ran.rc == 0 and "b, exact copy of a (1.00)" in ran.stdout
        nothing_written()

    def test_writes_the_reasons_that_are_named(self, nearcopy, folder, nothing_written):
        assert run(nearcopy, "--dry-run", "--reasons", "why").rc == 0
        assert (folder / "why").read_bytes() == REASON
        nothing_written("why")
        ran = nearcopy("dedup", "-", "--dry-run", "--reasons", "-", stdin=DATA)
        assert ran.stdout.encode() == REASON


class TestTexts:
    def test_have_reasons_alone(self, nearcopy, write, folder, nothing_written):
        write("in/a.txt", HARBOUR.encode())
        write("in/sub/b.txt", HARBOUR.replace("Tuesday", "Tuesday,").encode(), "gz")
        ran = nearcopy("dedup", "in", "--reasons", "why")
        assert ran.rc == 0, ran.stderr
        assert json.loads((folder / "why").read_bytes())["id"] == "sub/b.txt"
        for options in (["--out", "k", "--removed", "r"], ["--removed", "r", "--reasons", "x"]):
            ran = nearcopy("dedup", "in", *options)
            assert ran.rc == 2 and "texts have no lines to deal" in ran.stderr
        assert "--reasons FILE is missing" in nearcopy("dedup", "in").stderr
        assert nearcopy("dedup", "in", "--dry-run").rc == 0
        nothing_written("in", "why")


def test_the_summary_counts_what_was_done(nearcopy):
    data = DATA + jsonl(record("d", with_word(HARBOUR, 40, "surgery")), record("e", "Too short."), record("f", ""))
    ran = run(nearcopy, "--json", "--protect", "b", "--fail-on-duplicates", data=data)
    assert ran.rc == 1, ran.stderr
    summary = json.loads(ran.stdout)
    assert summary["command"] == "dedup" and summary["parameters"]["remove"] == ["exact", "near"]
    counts = summary["counts"]
    wanted = {"documents": 6, "empty": 1, "too_short": 1, "protected": 1, "exact": 0, "near": 1, "kept": 5, "removed": 1}
    assert {k: counts[k] for k in wanted} == wanted
    assert summary["bytes"]["input"] == len(data) and summary["warnings"]


@pytest.mark.parametrize("data, options, code", [
    (DATA, [], 0), (DATA, ["--fail-on-duplicates"], 1), (jsonl(record("a")), ["--fail-on-duplicates"], 0),
    (b"bad\n" + DATA, ["--on-error", "skip", "--fail-on-duplicates"], 3), (b"bad\n", [], 2),
])
def test_exit_codes(nearcopy, data, options, code):
    assert run(nearcopy, *options, data=data).rc == code


@pytest.mark.parametrize("packing", ["plain", "gz"])
@pytest.mark.parametrize("change", ["written", "shorter", "replaced", "gone"])
def test_an_input_that_changes_meanwhile_ends_the_run(program, folder, write, nothing_written, packing, change):
    lines = [record(str(i), prose(i, 40)) for i in range(3000)]  # no copies: no text is read again before the lines
    path = folder / write("in.jsonl", jsonl(*lines), packing)
    child = start(program, "dedup", path, "-", "--out", "kept", "--removed", "removed", cwd=folder,
                  stdin=subprocess.PIPE)
    child.stdin.write(jsonl(record("z", ORCHARD)))
    child.stdin.flush()
    wait_for(lambda: has_taken_all(child) and not has_open(child, path))
    data = path.read_bytes()
    if change == "written":
        with open(path, "r+b") as file:  # the same size, in the middle
            file.seek(len(data) // 2)
            file.write(bytes(b ^ 1 for b in data[len(data) // 2:len(data) // 2 + 5]))
    elif change == "shorter":
        os.truncate(path, len(data) - 1000)
    else:
        path.unlink()
        if change == "replaced":
            path.write_bytes(data[:100] + data)
    code, stderr = finish(child)
    assert code == 2 and ("changed while it was read" in stderr or change == "gone" and "No such file" in stderr), stderr
    nothing_written(*([path.name] if change != "gone" else []))


@pytest.mark.parametrize("packing", ["plain", "zst"])
def test_an_input_that_grows_is_dealt_as_far_as_it_was_read(program, folder, write, packing):
    path = folder / write("in.jsonl", DATA, packing)
    child = start(program, "dedup", path, "-", "--out", "kept", "--removed", "removed", cwd=folder,
                  stdin=subprocess.PIPE)
    child.stdin.write(jsonl(record("z", prose(1, 40))))
    child.stdin.flush()
    wait_for(lambda: has_taken_all(child) and not has_open(child, path))
    more = folder / write("more.jsonl", jsonl(record("later")), packing)
    with open(path, "ab") as file:
        file.write(more.read_bytes())
    assert finish(child)[0] == 0
    assert (folder / "kept").read_bytes() == KEPT + jsonl(record("z", prose(1, 40)))


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_reading_leaves_nothing(program, folder, nothing_written, number):
    child = Reading(program, folder, "dedup", "-", "--out", "kept", "--removed", "removed.gz")
    assert child.end(number)[0] == -number
    nothing_written()


FILES = ["kept.jsonl", "removed.jsonl", "removed.reasons.jsonl"]


def bytes_of(folder):
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}


@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGKILL])
def test_a_signal_at_any_moment_leaves_the_old_files_or_the_new_ones(program, folder, nearcopy, large,  # noqa: F811
                                                                     number):
    (folder / "new").mkdir()
    begin = time.monotonic()
    assert nearcopy("dedup", large, "--out", "new/kept.jsonl", "--removed", "new/removed.jsonl", "--threads", 2).rc == 0
    length = time.monotonic() - begin
    new = bytes_of(folder / "new")
    assert run(nearcopy).rc == 0
    before = bytes_of(folder)
    chosen = random.Random(int(number))
    for _ in range(8):
        child = start(program, "dedup", large, "--out", "kept.jsonl", "--removed", "removed.jsonl", "--force",
                      "--threads", 2, "--quiet", cwd=folder, stdin=subprocess.DEVNULL)
        time.sleep(chosen.random() * length)
        child.send_signal(number)
        child.communicate(timeout=HANG)
        assert child.returncode in (0, -number)
        found = bytes_of(folder)
        # The kept lines are the mark: where they are, all is of one run.
        assert found in (before, new) or "kept.jsonl" not in found
        if child.returncode == 0:
            assert found == new
        if "kept.jsonl" in found:
            before = found
        else:
            assert run(nearcopy, "--force").rc == 0
            before = bytes_of(folder)
    assert run(nearcopy, "--force").rc == 0
    assert temporaries(folder) == []  # also what killed runs left


# What a kill between the first renaming and the last leaves, which no test meets by chance.
def test_a_run_that_fails_between_two_files_leaves_no_kept_lines(program, folder, nearcopy):
    assert run(nearcopy).rc == 0
    child = start(program, "dedup", "-", "--out", "kept.jsonl", "--removed", "removed.jsonl", "--force", cwd=folder,
                  stdin=subprocess.PIPE)
    child.stdin.write(DATA)
    child.stdin.flush()
    wait_for(lambda: has_taken_all(child) and temporaries(folder))
    (folder / "removed.jsonl").unlink()
    (folder / "removed.jsonl/in the way").mkdir(parents=True)
    code, stderr = finish(child)
    assert code == 2 and "removed.jsonl: cannot rename into place" in stderr
    assert not (folder / "kept.jsonl").exists() and temporaries(folder) == []


def test_a_full_disk_leaves_the_old_files(program, folder, nearcopy):
    assert run(nearcopy).rc == 0
    before = bytes_of(folder)
    data = jsonl(*(record(str(i), prose(i, 400)) for i in range(400)))
    ran = nearcopy("dedup", "-", "--out", "kept.jsonl", "--removed", "removed.jsonl", "--force", stdin=data,
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)))
    assert ran.rc == 2 and "File too large" in ran.stderr
    assert bytes_of(folder) == before and temporaries(folder) == []
