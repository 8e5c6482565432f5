"""The programs of examples/library do what they say."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = pathlib.Path(os.environ.get("NEARCOPY_EXAMPLES", ROOT / "build/release/bin"))


def run(name, *arguments):
    return subprocess.run([PROGRAMS / f"example_{name}", *arguments], check=True, stdout=subprocess.PIPE,
                          text=True).stdout


def article(id_, feed):
    lines = (ROOT / f"examples/news/{feed}.jsonl").read_text(encoding="utf-8").splitlines()
    (text,) = [record["text"] for record in map(json.loads, lines) if record["id"] == id_]
    return text


def test_every_example_is_tried_here():
    names = {path.stem for path in (ROOT / "examples/library").glob("*.cc")}
    tests = {name.removeprefix("test_example_") for name in globals()}
    assert names and names <= tests


def test_example_boilerplate(tmp_path):
    files = []
    for i in range(3):
        files.append(tmp_path / f"{i}.txt")
        files[-1].write_text(f"Story {'abc'[i]}\nUpdated {i} May 2026")
    assert run("boilerplate", *files) == (
        "3 texts, last: Updated 0 May 2026\n--\nStory a\n--\nStory b\n--\nStory c\n")


def test_example_repeats(tmp_path):
    file = tmp_path / "twice.txt"
    file.write_text(article("harbour-wire-015", "harbour-wire"), encoding="utf-8")
    lines = run("repeats", file).splitlines()
    assert lines[0].startswith("paragraphs 16 to 28, 879 words, as in 3 to 15: The island republics")
    assert lines[1].startswith("paragraphs 3 to 3, 45 words, nearly as in 1 to 1: The island")


def test_example_explain(tmp_path):
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file, id_ in zip(files, ("quill-agency-015", "clickmill-010")):
        file.write_text(article(id_, id_[:-4]), encoding="utf-8")
    lines = run("explain", *files).splitlines()
    assert lines[0].startswith("Not copies: similarity 0.649 is under the threshold 0.7")
    assert lines[1:4] == ["- Oct 9 - Pellbrook", "- until", "+ till"]
