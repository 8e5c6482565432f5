"""Texts are read a second time where they stand; a file that is another by then ends the run."""

import array
import fcntl
import os
import subprocess
import termios

import pytest
from articles import HARBOUR, ORCHARD, jsonl, record
from program import HANG, start
from test_interruption import wait_for

NEAR = HARBOUR.replace("harbour", "haven", 1)


def has_open(child, path):
    folder = f"/proc/{child.pid}/fd"
    return any(os.path.realpath(f"{folder}/{fd}") == str(path) for fd in os.listdir(folder))


def has_taken_all(child):
    """Whether its pipe is empty, which it is only once the file before it was read."""
    left = array.array("i", [0])
    fcntl.ioctl(child.stdin.fileno(), termios.FIONREAD, left)
    return left[0] == 0


@pytest.fixture
def reading(program, tmp_path):
    """A run that has read news.jsonl and waits for more on its standard input."""
    path = tmp_path / "news.jsonl"
    path.write_bytes(jsonl(record("a"), record("b", NEAR)))
    child = start(
        program, "cluster", path, "-", "--out", tmp_path / "out", stdin=subprocess.PIPE
    )
    child.stdin.write(jsonl(record("c", ORCHARD)))
    child.stdin.flush()
    wait_for(lambda: has_taken_all(child) and not has_open(child, path))
    return child, path


def finish(child):
    stdout, stderr = child.communicate(timeout=HANG)
    return child.returncode, stderr.decode()


def test_a_file_that_stays_is_read_twice(reading, tmp_path):
    child, _ = reading
    assert finish(child)[0] == 0
    assert b"a\tb\t" in (tmp_path / "out" / "pairs.tsv").read_bytes()


def test_a_file_that_was_written_to_ends_the_run(reading, tmp_path):
    child, path = reading
    lines = path.read_bytes().replace(b"council", b"counsel")
    path.write_bytes(lines)
    code, stderr = finish(child)
    assert code == 2
    assert f"{path}: changed while it was read" in stderr
    assert not (tmp_path / "out").exists()


def test_a_file_that_was_replaced_by_a_longer_one_ends_the_run(reading, tmp_path):
    child, path = reading
    text = jsonl(record("a"), record("b", NEAR + " And so on."), record("z", ORCHARD))
    os.truncate(path, 0)
    path.write_bytes(text)
    code, stderr = finish(child)
    assert code == 2
    assert f"{path}: changed while it was read" in stderr
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_gone_ends_the_run(reading, tmp_path):
    child, path = reading
    path.unlink()
    code, stderr = finish(child)
    assert code == 2
    assert str(path) in stderr and "No such file" in stderr
    assert not (tmp_path / "out").exists()


def test_a_file_that_grew_is_still_there(reading, tmp_path):
    child, path = reading
    with open(path, "ab") as out:
        out.write(jsonl(record("later")))
    assert finish(child)[0] == 0
    assert b"later" not in (tmp_path / "out" / "members.tsv").read_bytes()
