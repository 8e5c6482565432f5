"""--memory bounds what a run takes, and --tmp gets what does not fit, without a trace."""

import os
import random
import signal
import subprocess

import pytest
from articles import ORCHARD, WORDS, jsonl, record
from program import HANG, MEGABYTE, SANITIZED, Result, run, start
from test_interruption import wait_for

COPIES = jsonl(record("a"), record("b"), record("c", ORCHARD))
LARGE_SKETCHES = ["--slots", 1024, "--now", "2026-06-01", "--threads", 2, "--quiet"]
LEAST = 64 * MEGABYTE


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Short articles whose sketches, 2 kB each, are more than the least memory; a tenth are copies."""
    chosen = random.Random(1)
    records = []
    for i in range(2000 if SANITIZED else 40_000):
        text = " ".join(chosen.choices(WORDS, k=40))
        records.append(record(i, text, feed=f"f{i % 7}"))
        if i % 10 == 0:
            records.append(record(f"{i}-copy", text + " again", feed="copies"))
    path = tmp_path_factory.mktemp("large") / "large.jsonl"
    path.write_bytes(jsonl(*records))
    return path


@pytest.fixture(scope="module")
def unlimited(program, large):
    """The result with as much memory as it wants."""
    ran = run(program, "cluster", large, "--out", large.parent / "out", *LARGE_SKETCHES,
              "--memory", "2G")
    assert ran.rc == 0, ran.stderr
    return Result(large.parent / "out")


@pytest.fixture
def tmp(folder):
    (folder / "tmp").mkdir()
    return folder / "tmp"


class TestTheLeastMemory:
    @pytest.fixture(params=["file", "pipe", "gz"])
    def ran(self, request, nearcopy, write, large, tmp):
        data = None if request.param == "file" else large.read_bytes()
        path = {"file": large, "pipe": "-"}.get(request.param)
        path = path or write("large.jsonl", data, "gz")
        ran = nearcopy("cluster", path, "--out", "out", *LARGE_SKETCHES, "--memory", "64M",
                       "--tmp", tmp, stdin=data if request.param == "pipe" else None)
        assert ran.rc == 0, ran.stderr
        return ran

    def test_gives_the_same_bytes_within_it(self, ran, folder, unlimited, tmp):
        result = Result(folder / "out")
        files, summary = unlimited.corpus_bytes()
        found = result.corpus_bytes()
        assert found[0] == files and found[1]["counts"] == summary["counts"]
        assert result.counts["near"] > 100
        assert os.listdir(tmp) == []
        # Not that of `ran`, in which the memory of this program counts.
        peaks = result.summary["peak_memory"], unlimited.summary["peak_memory"]
        assert SANITIZED or peaks[0] < LEAST < peaks[1]


def test_an_overfull_bucket_is_no_exception(program, folder):
    """Every article has the same long footer, so that all share buckets, and few are copies."""
    chosen = random.Random(2)
    footer = " ".join(chosen.choices(WORDS, k=100))
    texts = [" ".join(f"{chosen.choice(WORDS)}{chosen.randrange(1000)}" for _ in range(40)) + " " + footer
             for _ in range(2000 if SANITIZED else 40_000)]
    (folder / "footers.jsonl").write_bytes(jsonl(*(record(i, text) for i, text in enumerate(texts))))
    results = []
    for memory in ("64M", "2G"):
        ran = run(program, "cluster", folder / "footers.jsonl", "--out", folder / memory, "--threshold",
                  0.85, "--threads", 2, "--memory", memory, "--now", "2026-06-01", "--quiet")
        assert ran.rc == 0, ran.stderr
        results.append(Result(folder / memory))
    assert SANITIZED or results[0].counts["capped_buckets"] > 0
    assert SANITIZED or results[0].summary["peak_memory"] < LEAST
    assert results[0].corpus_bytes()[0] == results[1].corpus_bytes()[0]


@pytest.mark.skipif(SANITIZED, reason="a sanitizer's memory is not the program's")
def test_rare_giants_do_not_keep_their_memory_in_every_thread(program, folder):
    chosen = random.Random(3)
    giant = 6 * MEGABYTE
    with open(folder / "giants.jsonl", "wb") as file:
        for i in range(9):
            words = " ".join(f"w{chosen.randrange(10**6)}" for _ in range(giant // 8))
            file.write(jsonl(record(f"giant {i}", words)))
            file.write(jsonl(*(record(f"{i} {k}", " ".join(chosen.choices(WORDS, k=40)))
                               for k in range(3000))))
    ran = run(program, "cluster", folder / "giants.jsonl", "--out", folder / "out", "--threads", 8,
              "--memory", "64M", "--quiet")
    assert ran.rc == 0, ran.stderr
    # Two of them may be under way, at ten times their size; in eight threads it would be more.
    assert Result(folder / "out").summary["peak_memory"] < LEAST + 25 * giant


def files_in(folder, child):
    """How many files without a name the program has open in a folder."""
    fds = f"/proc/{child.pid}/fd"
    targets = []
    for fd in os.listdir(fds):
        try:
            targets.append(os.readlink(f"{fds}/{fd}"))
        except FileNotFoundError:
            pass  # it was closed meanwhile
    return len([t for t in targets if t.startswith(f"{folder}/") and t.endswith(" (deleted)")])


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_nothing(program, folder, large, tmp, number):
    child = start(program, "cluster", "-", "--out", "out", *LARGE_SKETCHES, "--memory", "64M",
                  "--tmp", tmp, cwd=folder, stdin=subprocess.PIPE)
    child.stdin.write(large.read_bytes())
    child.stdin.flush()
    # One of texts; and one of sketches, where there are enough of them.
    wait_for(lambda: files_in(tmp, child) == (1 if SANITIZED else 2))
    assert os.listdir(tmp) == []
    child.send_signal(number)
    child.wait(HANG)
    child.communicate()
    assert child.returncode == -number
    assert os.listdir(tmp) == []


class TestAFolderThatTakesNoFile:
    def test_is_no_matter_where_none_is_needed(self, nearcopy, write):
        write("a.jsonl", COPIES)
        assert nearcopy("cluster", "a.jsonl", "--out", "out", "--tmp", "missing").rc == 0

    def test_is_an_error_before_a_pipe_is_read(self, program, folder, nothing_written):
        child = start(program, "cluster", "-", "--out", "out", "--tmp", "missing", cwd=folder,
                      stdin=subprocess.PIPE)
        assert child.wait(HANG) == 2  # though nothing was written, and the pipe is open
        assert child.communicate()[1].decode() == (
            "nearcopy cluster: missing: cannot make a temporary file: No such file or directory; "
            "--tmp names another folder\n")
        nothing_written()

    def test_is_an_error_before_a_compressed_file_is_read(self, nearcopy, write, nothing_written):
        write("a.jsonl", COPIES, "gz")
        ran = nearcopy("cluster", "a.jsonl.gz", "--out", "out", "--tmp", "missing")
        assert ran.rc == 2 and "missing: cannot make a temporary file" in ran.stderr
        nothing_written("a.jsonl.gz")

    @pytest.mark.skipif(SANITIZED, reason="the input is too small to need one")
    def test_is_an_error_once_sketches_do_not_fit(self, nearcopy, large, nothing_written):
        ran = nearcopy("cluster", large, "--out", "out", *LARGE_SKETCHES, "--memory", "64M",
                       "--tmp", "missing")
        assert ran.rc == 2 and "missing: cannot make a temporary file" in ran.stderr
        nothing_written()

    def test_is_that_of_TMPDIR_by_itself(self, nearcopy, folder, nothing_written):
        def ran(tmpdir, *options):
            return nearcopy("cluster", "-", "--out", "out", *options, stdin=COPIES,
                            env={"TMPDIR": tmpdir})
        assert "missing: cannot make a temporary file" in ran("missing").stderr
        nothing_written()
        assert ran("missing", "--tmp", folder).rc == 0
        assert ran("", "--force").rc == 0  # as if it were not set


@pytest.mark.parametrize("options, message", [
    (["--memory", "63M"], '--memory is 64M at least, not "63M"'),
    (["--memory", "0"], '--memory is 64M at least, not "0"'),
    (["--memory", "much"], '--memory wants a value like 64M (k, M, G), not "much"'),
    (["--memory", "-1G"], '--memory wants a value like 64M (k, M, G), not "-1G"'),
    (["--tmp", ""], "--tmp names a folder"),
])
def test_what_is_no_limit_is_said(nearcopy, options, message, nothing_written):
    ran = nearcopy("cluster", "-", "--out", "out", *options, stdin=COPIES)
    assert ran.rc == 2 and ran.stderr.startswith(f"nearcopy cluster: {message}\n")
    nothing_written()


@pytest.mark.parametrize("size", ["64M", "0.5G", "65536k", "100000000"])
def test_sizes_may_have_a_unit(nearcopy, size):
    assert nearcopy("cluster", "-", "--out", "out", "--memory", size, stdin=COPIES).rc == 0
