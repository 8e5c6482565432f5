"""The examples in the documents are what the program does: every command in a block of README.md and
docs/ that begins with "$ " is run, and must print what stands below it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

# What differs from run to run and from machine to machine.
CHANGING = [
    (r"of text in [0-9.]+ m?s", "of text in TIME"),
    (r'"(read|candidates|verify|write)": [0-9.]+', r'"\1": SECONDS'),
    (r'"now": "[^"]*"', '"now": TIME'),
    (r'"(threads|peak_memory)": \d+', r'"\1": NUMBER'),
    (r'"simd": "\w+"', '"simd": NAME'),
]


def steady(text):
    for pattern, instead in CHANGING:
        text = re.sub(pattern, instead, text)
    return text


def commands(document):
    """Pairs of a command and what it prints, in order."""
    for block in re.findall(r"^```\n(.*?)^```$", document.read_text(), re.S | re.M):
        if not block.startswith("$ "):
            continue
        for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, printed = step.partition("\n")
            yield command, printed


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_print_what_the_document_says(document, tmp_path):
    program = os.path.abspath(os.environ["NEARCOPY"])
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "build/release/bin").mkdir(parents=True)
    (tmp_path / "build/release/bin/nearcopy").symlink_to(program)
    path = f"{tmp_path}/build/release/bin:{os.environ['PATH']}"
    run = dict(shell=True, executable="/bin/bash", cwd=tmp_path, stdout=subprocess.PIPE,
               stderr=subprocess.STDOUT, env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "80"})
    if document.name == "formats.md":  # which describes the result of the first run of README.md
        subprocess.run("nearcopy cluster examples/news --out result --quiet", check=True, **run)
    ran = 0
    for command, printed in commands(document):
        done = subprocess.run(f"(exit {done.returncode}); {command}" if ran else command, **run)
        assert steady(done.stdout.decode()) == steady(printed), command
        ran += 1
    assert ran > 0 or document.name in ("ARCHITECTURE.md", "performance.md")
