"""Tests of the program as its users run it. The environment variable NEARCOPY names it;
NEARCOPY_SANITIZED=1 says that it was built with sanitizers, so that the largest inputs are made
smaller."""

import os
from functools import partial

import pytest

from program import ENDINGS, Result, compressed, run


@pytest.fixture(scope="session")
def program():
    path = os.environ.get("NEARCOPY")
    if not path:
        pytest.fail("the environment variable NEARCOPY must name the program")
    return os.path.abspath(path)


@pytest.fixture
def nearcopy(program, tmp_path):
    """Runs the program in the test's own folder: nearcopy("cluster", "a.jsonl", "--out", "out")."""
    return partial(run, program, cwd=tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def write(tmp_path):
    """Writes a file below the test's folder and gives its name back, with .gz or .zst behind it
    where it was packed."""

    def to(name, data, packing="plain"):
        path = tmp_path / (name + ENDINGS[packing])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compressed(data, packing))
        return str(path.relative_to(tmp_path))

    return to


@pytest.fixture
def cluster(nearcopy, tmp_path):
    """Clusters one input that holds `data`, and gives the result; the run must succeed."""

    def of(data, *options, out="out", rc=0):
        ran = nearcopy("cluster", "-", "--out", out, *options, stdin=data)
        assert ran.rc == rc, ran.stderr
        result = Result(tmp_path / out)
        result.ran = ran
        return result

    return of


@pytest.fixture(params=list(ENDINGS))
def packing(request):
    return request.param


@pytest.fixture
def nothing_written(tmp_path):
    """Asserts that the folder holds nothing but what is named, not even a temporary file."""

    def check(*but):
        assert sorted(os.listdir(tmp_path)) == sorted(but)

    return check
