"""A run that is ended from outside, or cannot write, leaves the old result whole or nothing."""

import os
import random
import resource
import signal
import subprocess
import time

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, with_word
from program import HANG, SANITIZED, Result, start

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
COPIES = jsonl(record("a"), record("b"), record("c", ORCHARD))


def wait_for(condition):
    deadline = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def temporaries(folder):
    return [p for p in folder.rglob(".nearcopy-*")]


@pytest.fixture
def old_result(cluster):
    """A result that stands already, as bytes."""
    return cluster(COPIES).bytes_by_name()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """An input that keeps the program busy in every stage for a while."""
    path = tmp_path_factory.mktemp("large") / "large.jsonl"
    chosen = random.Random(1)
    with open(path, "wb") as out:
        for i in range(300 if SANITIZED else 3000):
            text = prose(i, 300)
            for k in range(6):
                near = with_word(text, chosen.randrange(300), f"word{k}")
                out.write(record(f"{i}-{k}", near) + b"\n")
    return path


class Reading:
    """A run that waits for more on its standard input."""

    def __init__(self, program, folder, *arguments):
        self.child = start(program, *arguments, cwd=folder, stdin=subprocess.PIPE)
        self.child.stdin.write(COPIES)
        self.child.stdin.flush()
        wait_for(lambda: len(temporaries(folder)) > 0)

    def end(self, number):
        """The exit code and what was printed; the pipe stays open until the program is gone."""
        self.child.send_signal(number)
        self.child.wait(HANG)
        out, err = self.child.communicate()
        return self.child.returncode, out, err


@pytest.mark.parametrize("number", SIGNALS)
class TestASignalWhileReadingAPipe:
    def test_ends_the_run_by_that_signal_and_leaves_nothing(
            self, program, folder, number, nothing_written):
        run = Reading(program, folder, "cluster", "-", "--out", "out", "--rejected", "bad")
        assert run.end(number) == (-number, b"", b"")
        nothing_written()

    def test_leaves_the_old_result_as_it_was(
            self, program, folder, number, old_result, nothing_written):
        run = Reading(program, folder, "cluster", "-", "--out", "out", "--force")
        assert run.end(number)[0] == -number
        assert Result(folder / "out").bytes_by_name() == old_result
        nothing_written("out")

    def test_leaves_no_sketches(self, program, folder, number, nothing_written):
        run = Reading(program, folder, "sketch", "-", "--out", "sketches")
        assert run.end(number)[0] == -number
        nothing_written()


@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGKILL])
def test_a_signal_at_any_moment_leaves_the_old_result_or_the_new_one(
        program, folder, nearcopy, old_result, large, number):
    begin = time.monotonic()
    assert nearcopy("cluster", large, "--out", "new", "--threads", 2).rc == 0
    length = time.monotonic() - begin  # so that the moments lie in every stage
    new = Result(folder / "new").corpus_bytes()[0]
    before = Result(folder / "out").corpus_bytes()[0]
    chosen = random.Random(int(number))
    for _ in range(8):
        child = start(program, "cluster", large, "--out", "out", "--force", "--threads", 2,
                      "--quiet", cwd=folder, stdin=subprocess.DEVNULL)
        time.sleep(chosen.random() * length)  # whichever moment it is, the outcome must be whole
        child.send_signal(number)
        child.communicate(timeout=HANG)
        assert child.returncode in (0, -number)
        found = Result(folder / "out")
        if child.returncode == 0:
            assert found.corpus_bytes()[0] == new
        # The mark of a whole result; a kill alone may come between the old one and the new.
        elif number != signal.SIGKILL or "summary.json" in found.bytes_by_name():
            assert "summary.json" in found.bytes_by_name()
            files = {k: v for k, v in found.corpus_bytes()[0].items() if k in Result.FILES}
            assert files in (before, new)
        if number != signal.SIGKILL:
            assert temporaries(folder) == []
        assert nearcopy("cluster", "-", "--out", "out", "--force", stdin=COPIES).rc == 0
        assert Result(folder / "out").corpus_bytes()[0] == before
        assert temporaries(folder) == []


def test_what_was_set_to_be_ignored_stays_ignored(program, folder):
    child = start(program, "cluster", "-", "--out", "out", cwd=folder, stdin=subprocess.PIPE,
                  preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    child.stdin.write(COPIES)
    child.stdin.flush()
    wait_for(lambda: len(temporaries(folder)) > 0)
    child.send_signal(signal.SIGHUP)
    child.communicate(timeout=HANG)
    assert child.returncode == 0 and Result(folder / "out").groups == [{"a", "b"}]


class TestKilled:
    def test_leaves_the_old_result_whole_and_the_next_run_tidies_up(
            self, program, folder, nearcopy, old_result):
        run = Reading(program, folder, "cluster", "-", "--out", "out", "--force")
        assert run.end(signal.SIGKILL)[0] == -signal.SIGKILL
        left = temporaries(folder)
        assert len(left) > 0
        kept = {k: v for k, v in Result(folder / "out").bytes_by_name().items()
                if k in Result.FILES}
        assert kept == old_result
        ran = nearcopy("cluster", "-", "--out", "out", "--force", stdin=COPIES)
        assert ran.rc == 0 and temporaries(folder) == []

    def test_the_next_run_tidies_up_even_if_it_fails(self, program, folder, nearcopy, old_result):
        Reading(program, folder, "cluster", "-", "--out", "out", "--force").end(signal.SIGKILL)
        assert nearcopy("cluster", "-", "--out", "out", "--force", stdin=b"bad\n").rc == 2
        assert Result(folder / "out").bytes_by_name() == old_result

    def test_and_begun_again_without_force_gives_the_result(self, program, folder, nearcopy):
        Reading(program, folder, "cluster", "-", "--out", "out").end(signal.SIGKILL)
        assert nearcopy("cluster", "-", "--out", "out", stdin=COPIES).rc == 0
        assert sorted(os.listdir(folder / "out")) == Result.FILES

    def test_files_of_a_run_that_lives_are_left_alone(self, program, folder, nearcopy):
        run = Reading(program, folder, "sketch", "-", "--out", "slow")
        assert nearcopy("sketch", "-", "--out", "fast", "--quiet", stdin=COPIES).rc == 0
        run.child.communicate(timeout=HANG)
        assert run.child.returncode == 0
        assert (folder / "slow").read_bytes() == (folder / "fast").read_bytes()


class TestAFullDisk:
    """A file size limit stands for it: the program ignores SIGXFSZ and sees an error."""

    NEWS = jsonl(*(record(i, HARBOUR) for i in range(2000)))

    @staticmethod
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    def test_is_an_error_that_names_the_file(self, nearcopy, nothing_written):
        ran = nearcopy("cluster", "-", "--out", "out", stdin=self.NEWS, preexec_fn=self.limit)
        assert ran.rc == 2 and ran.stdout == ""
        assert ran.stderr.splitlines()[-1] == (
            "nearcopy cluster: out/clusters.jsonl: cannot write: File too large")
        nothing_written()

    def test_leaves_the_old_result_as_it_was(self, nearcopy, folder, old_result, nothing_written):
        ran = nearcopy("cluster", "-", "--out", "out", "--force", stdin=self.NEWS,
                       preexec_fn=self.limit)
        assert ran.rc == 2
        assert Result(folder / "out").bytes_by_name() == old_result
        nothing_written("out")

    def test_ends_sketch_and_rejected_too(self, nearcopy, nothing_written):
        ran = nearcopy("sketch", "-", "--out", "sketches", stdin=self.NEWS, preexec_fn=self.limit)
        assert ran.rc == 2 and "sketches: cannot write: File too large" in ran.stderr
        ran = nearcopy("cluster", "-", "--out", "out", "--on-error", "skip", "--rejected", "bad",
                       stdin=b"bad\n" * 10_000, preexec_fn=self.limit)
        assert ran.rc == 2 and "bad: cannot write: File too large" in ran.stderr
        nothing_written()

    @pytest.mark.parametrize("documents", [3, 2000])
    def test_behind_standard_output_is_an_error(self, program, folder, documents):
        data = b"".join(self.NEWS.splitlines(keepends=True)[:documents])
        with open("/dev/full", "wb") as full:
            ran = subprocess.run([program, "sketch", "-", "--out", "-"], input=data, stdout=full,
                                 stderr=subprocess.PIPE, cwd=folder, timeout=HANG)
        assert ran.returncode == 2
        assert b"standard output: cannot write: No space left on device" in ran.stderr


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_a_reader_that_goes_away_ends_sketch_and_leaves_nothing(
        program, folder, nothing_written, threads):
    data = folder / "a.jsonl"
    data.write_bytes(TestAFullDisk.NEWS * 5)
    for _ in range(10):  # any of the threads may be the one that writes
        child = start(program, "sketch", "a.jsonl", "--out", "-", "--rejected", "bad",
                      "--threads", threads, cwd=folder, stdin=subprocess.DEVNULL)
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(HANG) == -signal.SIGPIPE
        nothing_written("a.jsonl")


def test_a_reader_of_progress_that_goes_away_changes_nothing(program, folder):
    (folder / "a.jsonl").write_bytes(TestAFullDisk.NEWS)
    child = start(program, "cluster", "a.jsonl", "--out", "out", "--progress", "always",
                  "--encoding-errors", "replace", cwd=folder, stdin=subprocess.DEVNULL)
    child.stderr.close()
    child.stdout.read()
    assert child.wait(HANG) == 0 and (folder / "out/summary.json").exists()


def test_a_reader_that_goes_away_is_an_error_where_its_signal_is_ignored(
        program, folder, nothing_written):
    (folder / "a.jsonl").write_bytes(TestAFullDisk.NEWS)
    child = start(program, "sketch", "a.jsonl", "--out", "-", cwd=folder,
                  stdin=subprocess.DEVNULL, restore_signals=False)  # Python ignores it
    child.stdout.close()
    assert child.stderr.read() == b"nearcopy sketch: standard output: cannot write: Broken pipe\n"
    assert child.wait(HANG) == 2
    nothing_written("a.jsonl")


class TestAFolderThatCannotBeWritten:
    def test_because_its_parent_is_missing(self, nearcopy, nothing_written):
        ran = nearcopy("cluster", "-", "--out", "no/such/out", stdin=COPIES)
        assert ran.rc == 2
        assert ran.stderr.startswith("nearcopy cluster: no/such/out: ")
        assert "No such file or directory" in ran.stderr
        nothing_written()

    def test_because_it_is_a_file(self, nearcopy, write):
        write("out", b"mine")
        ran = nearcopy("cluster", "-", "--out", "out", stdin=COPIES)
        assert ran.rc == 2 and ran.stderr.startswith("nearcopy cluster: out: ")

    def test_because_the_place_of_rejected_is_missing(self, nearcopy, nothing_written):
        ran = nearcopy("cluster", "-", "--out", "out", "--rejected", "no/bad", stdin=COPIES)
        assert ran.rc == 2 and "no/bad: " in ran.stderr
        nothing_written()

    def test_because_a_folder_stands_where_a_file_should(self, nearcopy, folder):
        (folder / "out/pairs.tsv").mkdir(parents=True)
        ran = nearcopy("cluster", "-", "--out", "out", "--force", stdin=COPIES)
        assert ran.rc == 2 and "out/pairs.tsv: is a folder" in ran.stderr
        assert os.listdir(folder / "out") == ["pairs.tsv"]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
    def test_because_of_its_rights(self, nearcopy, folder):
        (folder / "out").mkdir(mode=0o555)
        ran = nearcopy("cluster", "-", "--out", "out", stdin=COPIES)
        assert ran.rc == 2 and "out/" in ran.stderr and "Permission denied" in ran.stderr

    def test_because_of_its_file_system(self, nearcopy):
        ran = nearcopy("cluster", "-", "--out", "/proc/out", stdin=COPIES)
        assert ran.rc == 2 and "/proc/out: " in ran.stderr
