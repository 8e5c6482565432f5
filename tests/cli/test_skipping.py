"""What skipping records costs, and what it must not: no byte of them is lost, and no other record."""

import subprocess

import pytest
from articles import HARBOUR, ORCHARD, jsonl, record
from program import Result, environment


@pytest.mark.parametrize("options, fields", [
    (["--on-duplicate-id", "skip"], {"id": "a"}),
    (["--on-error", "skip", "--strict-time"], {"id": "b", "published": "soon"}),
])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_rejected_last_line_is_kept_with_or_without_its_end(nearcopy, write, folder, options,
                                                              fields, end):
    bad = record(**fields)
    path = write("a.jsonl", record("a", published="2026-01-01") + b"\n" + bad + end)
    ran = nearcopy("cluster", path, "--out", "out", "--rejected", "bad", *options)
    assert ran.rc == 3
    assert (folder / "bad").read_bytes() == bad + end


def test_rejected_records_stay_a_line_each(nearcopy, write, folder):
    one, two = write("1.jsonl", b'{"id": 1'), write("2.jsonl", b'{"id": 2\n')
    ran = nearcopy("cluster", one, two, "--out", "out", "--rejected", "bad", "--on-error", "skip")
    assert ran.rc == 3
    assert (folder / "bad").read_bytes() == b'{"id": 1\n{"id": 2\n'


def test_max_errors_counts_bad_records_and_not_ids_that_stand_twice(nearcopy):
    twice = [record("a")] * 6
    run = ["cluster", "-", "--on-error", "skip", "--on-duplicate-id", "skip", "--max-errors", "2"]
    assert nearcopy(*run, "--out", "1", stdin=jsonl(*twice, b"{", b"{")).rc == 3
    ran = nearcopy(*run, "--out", "2", stdin=jsonl(*twice, b"{", b"{", b"{"))
    assert ran.rc == 2 and "--max-errors" in ran.stderr


def test_max_errors_alone_is_a_usage_error(nearcopy):
    ran = nearcopy("cluster", "-", "--out", "out", "--max-errors", "2", stdin=b"")
    assert ran.rc == 2 and "--on-error skip" in ran.stderr


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_the_smallest_record_keeps_its_id(nearcopy, threads):
    run = ["sketch", "-", "--id-field", "a", "--text-field", "a", "--out", "-"]
    ran = nearcopy(*run, "--threads", threads, stdin=b'{"a":"\\n"}')
    assert ran.stdout.splitlines()[1] == '{"id":"\\n","words":0,"sketch":null}'


@pytest.mark.parametrize("option", ["--across", "--block-by"])
def test_a_field_that_no_document_has_is_said(nearcopy, option):
    data = jsonl(record("a", feed="x"), record("b", feed="y"))
    ran = nearcopy("cluster", "-", "--out", "out", option, "fed", stdin=data)
    assert ran.rc == 0 and f'no document has a value in the field "fed" of {option}' in ran.stderr
    ran = nearcopy("cluster", "-", "--out", "out2", option, "feed", stdin=data)
    assert "no document has a value in" not in ran.stderr


def test_feeds_to_keep_that_no_document_has_are_said(nearcopy):
    data = jsonl(record("a", feed="x"), record("b", feed="y"))
    run = ["cluster", "-", "--force", "--out", "out"]
    message = "no document is of a feed that --keep names"
    assert message in nearcopy(*run, "--keep", "feeds:z,w", stdin=data).stderr
    assert message not in nearcopy(*run, "--keep", "feeds:z,x", stdin=data).stderr


def test_an_error_does_not_wait_for_a_pipe_that_stays_silent(program, folder):
    """The writer holds the pipe open; the program must end all the same."""
    data = b"{\n" + jsonl(*(record(i, HARBOUR + ORCHARD) for i in range(3000)))
    child = subprocess.Popen([program, "cluster", "-", "--out", "out", "--threads", "2"],
                             stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
                             env=environment())
    try:
        child.stdin.write(data)
        child.stdin.flush()
    except BrokenPipeError:
        pass  # it ended while we wrote
    assert child.wait(timeout=60) == 2
    assert b"standard input:1: (byte 0)" in child.stderr.read()
    assert not (folder / "out").exists()


def test_a_closed_standard_stream_is_no_file(program, folder):
    """With descriptor 1 or 2 closed, the next file opened must not take its place."""
    (folder / "a.jsonl").write_bytes(jsonl(record("a"), b"{", record("b", ORCHARD)))
    for closed in (">&-", "2>&-", "<&- >&- 2>&-"):
        run = f'"{program}" cluster a.jsonl --out out --force --on-error skip --rejected bad {closed}'
        ran = subprocess.run(["bash", "-c", run], cwd=folder, env=environment(), timeout=60)
        assert ran.returncode == 3
        assert (folder / "bad").read_bytes() == b"{\n"
        assert Result(folder / "out").counts["documents"] == 2
