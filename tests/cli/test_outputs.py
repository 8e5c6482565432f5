"""Where results go, and in which order they get there."""

import json
import os
import signal
import stat
import subprocess

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, with_word
from program import HANG, SANITIZED, Result, environment, start
from test_interruption import Reading, temporaries

COPIES = jsonl(record("a"), record("b"), record("c", ORCHARD))
BAD = COPIES + b"bad\n"
SKIP = ["--on-error", "skip"]


@pytest.fixture
def calls(nearcopy, folder):
    """Runs the program and gives what it did to the disk, as [[call, path, ...], ...]."""
    if SANITIZED:
        pytest.skip("a sanitizer wants to be the first library")

    def of(*arguments):
        log = folder / "calls"
        log.unlink(missing_ok=True)
        ran = nearcopy(*arguments, stdin=COPIES,
                       env={"LD_PRELOAD": os.environ["LOG_CALLS_LIBRARY"], "LOG_CALLS": str(log)})
        assert ran.rc == 0, ran.stderr
        return [line.split() for line in log.read_text().splitlines()]

    return of


class TestWhatIsOnTheDiskAfterAPowerCut:
    def test_a_new_folder_is_whole_before_it_has_its_name(self, calls, folder):
        done = calls("cluster", "-", "--out", "out/")
        renamed = [call for call in done if call[0] == "rename"]
        assert [call[2] for call in renamed] == [f"{folder}/out"]
        at = done.index(renamed[0])
        synced = {os.path.basename(path) for call, path, *_ in done[:at] if call == "fsync"}
        assert synced == {*Result.FILES, os.path.basename(renamed[0][1])}
        assert done[at + 1:] == [["fsync", str(folder)]]

    def test_an_old_result_loses_its_mark_first_and_gets_the_new_one_last(
            self, calls, folder, cluster):
        cluster(COPIES)
        done = calls("cluster", "-", "--out", "out", "--force")
        out, mark = f"{folder}/out", f"{folder}/out/summary.json"
        steps = [call if call[0] != "rename" else ["rename", call[2]] for call in done]
        unmarked = steps.index(["unlink", mark])
        assert {call[0] for call in steps[:unmarked]} == {"fsync"} and unmarked == 5
        others = [f"{out}/{name}" for name in Result.FILES if name != "summary.json"]
        assert steps[unmarked + 1] == ["fsync", out]
        assert sorted(path for call, path in steps[unmarked + 2:unmarked + 6]) == others
        assert steps[unmarked + 6:] == [["fsync", out], ["rename", mark], ["fsync", out]]


class TestAnOutput:
    def test_is_one_of_a_run_by_whatever_name(self, nearcopy, write, folder):
        path = write("a.jsonl", BAD)
        (folder / "old").mkdir()
        (folder / "link").symlink_to("old")
        for out, rejected in [("new", "./new/pairs.tsv"), ("new", "new//summary.json"),
                              ("new/", f"{folder}/new/members.tsv"), ("old", "link/pairs.tsv"),
                              ("old", "old/../old/summary.json")]:
            ran = nearcopy("cluster", path, "--out", out, *SKIP, "--rejected", rejected)
            assert ran.rc == 2 and "named for two outputs" in ran.stderr, rejected
        assert sorted(os.listdir(folder)) == ["a.jsonl", "link", "old"]
        assert os.listdir(folder / "old") == []

    def test_may_stand_in_the_new_folder_of_another(self, nearcopy, write, folder):
        ran = nearcopy("cluster", write("a.jsonl", BAD), "--out", "new", *SKIP,
                       "--rejected", "new/rejected.jsonl")
        assert ran.rc == 3
        assert (folder / "new/rejected.jsonl").read_bytes() == b"bad\n"
        assert sorted(os.listdir(folder / "new")) == sorted([*Result.FILES, "rejected.jsonl"])

    def test_is_never_what_standard_input_reads(self, program, folder):
        (folder / "a.jsonl").write_bytes(BAD)
        for arguments in (["sketch", "-", "--out", "a.jsonl"],
                          ["cluster", "-", "--out", "out", "--rejected", "a.jsonl"]):
            with open(folder / "a.jsonl", "rb") as data:
                ran = subprocess.run([program, *arguments, "--force", *SKIP], stdin=data,
                                     stderr=subprocess.PIPE, cwd=folder, env=environment())
            assert ran.returncode == 2 and b"a.jsonl: is an input too" in ran.stderr
        assert (folder / "a.jsonl").read_bytes() == BAD

    def test_to_a_pipe_of_the_shell(self, program, write, folder):
        write("a.jsonl", BAD)
        read, written = os.pipe()
        ran = subprocess.run(
            [program, "cluster", "a.jsonl", "--out", "out", *SKIP, "--rejected", f"/dev/fd/{written}"],
            cwd=folder, env=environment(), pass_fds=[written], capture_output=True, timeout=HANG)
        os.close(written)
        with open(read, "rb") as rejected:
            assert ran.returncode == 3 and rejected.read() == b"bad\n"

    def test_to_a_device_or_a_pipe_leaves_it_what_it_is(self, nearcopy, write, folder):
        path = write("a.jsonl", BAD)
        os.mkfifo(folder / "pipe")
        reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
        for rejected in ("/dev/null", "pipe"):
            ran = nearcopy("cluster", path, "--out", "out", "--force", *SKIP,
                           "--rejected", rejected)
            assert ran.rc == 3, ran.stderr
        assert os.read(reader, 100) == b"bad\n"
        os.close(reader)
        assert stat.S_ISFIFO(os.stat(folder / "pipe").st_mode)
        assert stat.S_ISCHR(os.stat("/dev/null").st_mode)

    def test_has_the_rights_that_the_umask_leaves(self, nearcopy, folder):
        assert nearcopy("cluster", "-", "--out", "out", stdin=COPIES,
                        preexec_fn=lambda: os.umask(0o027)).rc == 0
        assert stat.S_IMODE((folder / "out").stat().st_mode) == 0o750
        for name in Result.FILES:
            assert stat.S_IMODE((folder / "out" / name).stat().st_mode) == 0o640

    def test_to_a_closed_standard_output_is_an_error(self, program, folder):
        (folder / "a.jsonl").write_bytes(COPIES)
        ran = subprocess.run(["bash", "-c", f'"{program}" sketch a.jsonl --out - >&-'], cwd=folder,
                             stderr=subprocess.PIPE, env=environment())
        assert ran.returncode == 2 and b"standard output: cannot write" in ran.stderr

    def test_of_a_closed_standard_input_is_an_error(self, program, folder):
        ran = subprocess.run(["bash", "-c", f'"{program}" cluster - --out out <&-'], cwd=folder,
                             stderr=subprocess.PIPE, env=environment())
        assert ran.returncode == 2 and b"standard input" in ran.stderr
        assert os.listdir(folder) == []


class TestTwoRunsAtOnce:
    @pytest.mark.parametrize("folder_is_there", [False, True])
    def test_without_force_the_first_to_end_keeps_its_result(
            self, program, folder, nearcopy, folder_is_there):
        if folder_is_there:
            (folder / "out").mkdir()
        slow = Reading(program, folder, "cluster", "-", "--out", "out")
        assert nearcopy("cluster", "-", "--out", "out", stdin=jsonl(record("x"))).rc == 0
        kept = {k: v for k, v in Result(folder / "out").bytes_by_name().items()
                if k in Result.FILES}
        _, err = slow.child.communicate(timeout=HANG)
        assert slow.child.returncode == 2 and b"is already there; --force replaces it" in err
        assert Result(folder / "out").bytes_by_name() == kept
        assert temporaries(folder) == []

    def test_with_force_no_result_is_a_mixture(self, program, folder):
        texts = [with_word(prose(i // 4, 80), i % 4 * 5, "other") for i in range(60)]
        (folder / "a.jsonl").write_bytes(jsonl(*(record(i, t) for i, t in enumerate(texts))))
        for _ in range(10):
            runs = [start(program, "cluster", "a.jsonl", "--out", "out", "--force", "--quiet",
                          "--threshold", t, cwd=folder, stdin=subprocess.DEVNULL)
                    for t in ("0.5", "0.8", "0.99")]
            for run in runs:
                _, err = run.communicate(timeout=HANG)
                assert run.returncode == 0, err
            result = Result(folder / "out")
            assert len(result.clusters) == result.counts["clusters"]
            assert len(result.rows("pairs.tsv")) == result.counts["pairs_listed"]


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_close_behind_the_first_leaves_nothing_either(
        program, folder, second, nothing_written):
    for _ in range(20):
        run = Reading(program, folder, "cluster", "-", "--out", "out", "--rejected", "bad")
        run.child.send_signal(signal.SIGINT)
        assert run.end(second)[0] in (-signal.SIGINT, -second)
        nothing_written()


class TestDamagedInputs:
    def test_are_named_with_place_and_reason_when_skipping(self, nearcopy, write, folder):
        whole = write("a.jsonl", COPIES, "gz")
        for i in range(7):
            cut = (folder / whole).read_bytes()[:-9]
            (folder / f"cut{i}.jsonl.gz").write_bytes(cut)
        ran = nearcopy("cluster", *(f"cut{i}.jsonl.gz" for i in range(7)), "--out", "out", *SKIP,
                       "--on-duplicate-id", "skip")
        assert ran.rc == 3
        summary = Result(folder / "out").summary
        assert summary["skipped"]["truncated"] == 7
        assert [d.split(":")[0] for d in summary["damaged"]] == [
            f"cut{i}.jsonl.gz" for i in range(7)]
        assert "gzip: ends inside a member" in summary["damaged"][0]
        assert ran.stderr.count("damaged input, read up to here: cut") == 5
        assert "damaged inputs besides these: 2" in ran.stderr

    def test_that_cannot_be_opened_end_the_run_even_when_skipping(
            self, nearcopy, write, nothing_written):
        ran = nearcopy("cluster", write("a.jsonl", COPIES), "gone.jsonl", "--out", "out", *SKIP)
        assert ran.rc == 2 and "gone.jsonl: No such file or directory" in ran.stderr
        nothing_written("a.jsonl")

    def test_that_have_no_record_are_counted_in_a_warning(self, nearcopy, write):
        ran = nearcopy("cluster", write("a.jsonl", COPIES), write("b.jsonl", b""),
                       write("c.jsonl", b"\n\n"), "--out", "out")
        assert ran.rc == 0 and "input files without any record: 2" in ran.stderr


def test_a_summary_is_json_whatever_the_names_are(nearcopy, folder):
    name = b"caf\xe9 \xc2A.jsonl"
    with open(os.path.join(os.fsencode(folder), name), "wb") as file:
        file.write(COPIES)
    ran = nearcopy("cluster", os.fsdecode(name), "--out", "out", "--across", os.fsdecode(b"f\xff"))
    assert ran.rc == 0
    summary = Result(folder / "out").summary
    assert summary["inputs"] == ["caf\ufffd \ufffdA.jsonl"]
    assert summary["parameters"]["across"] == "f\ufffd"


@pytest.mark.parametrize("threshold", ["0.7", "1"])
def test_a_simhash_promises_no_number(nearcopy, folder, threshold):
    ran = nearcopy("cluster", "-", "--out", "out", "--sketch", "simhash", "--threshold", threshold,
                   "--json", stdin=COPIES)
    assert ran.rc == 0 and json.loads(ran.stdout)["promised_recall"] is None
    assert Result(folder / "out").groups == [{"a", "b"}]
