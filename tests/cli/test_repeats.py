"""`nearcopy repeats`: what stands twice inside a document, and documents without it."""

import gzip
import json
import re
from pathlib import Path

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record
from program import SANITIZED

NEWS = Path(__file__).resolve().parent.parent.parent / "examples/news"
SENTENCES = re.findall(r"[^.]+\.", HARBOUR)


def lines(text):
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def put_back(text, cuts):
    """The text that was there before the cuts; offsets are in bytes."""
    data = text.encode()
    for cut in cuts:
        piece = cut["text"].encode()
        assert len(piece) == cut["end"] - cut["begin"]
        data = data[:cut["begin"]] + piece + data[cut["begin"]:]
    return data.decode()


@pytest.fixture
def repeats_of(nearcopy):
    """The repeats of one text."""

    def of(text, *options):
        ran = nearcopy("repeats", "-", *options, stdin=jsonl(record("a", text)))
        assert ran.rc == 0, ran.stderr
        found = lines(ran.stdout)
        return found[0]["repeats"] if found else []

    return of


def cut_out(text, passage):
    return text.encode()[passage["begin"]:passage["end"]].decode()


def test_a_body_that_stands_twice(repeats_of):
    text = f"Summary of the day:\r\n\r\n{HARBOUR}\r\n{ORCHARD}\r\n\r\n{HARBOUR}\r\n{ORCHARD}\r\nThe end."
    (found,) = repeats_of(text)
    assert found["kind"] == "exact" and found["similarity"] == 1
    assert found["first"]["paragraphs"] == [3, 4] and found["again"]["paragraphs"] == [6, 7]
    assert cut_out(text, found["first"]) == cut_out(text, found["again"]) == f"{HARBOUR}\r\n{ORCHARD}"
    assert found["words"] == len(re.findall(r"\w+", f"{HARBOUR} {ORCHARD}"))


def test_a_repeat_with_changed_words_is_near(repeats_of):
    changed = HARBOUR.replace("Tuesday", "Wednesday").replace("two years", "three years")
    text = f"{HARBOUR}\n{prose(1, 60)}\n{changed}"
    found = repeats_of(text)
    near = max(found, key=lambda r: r["words"])
    words = len(re.findall(r"\w+", HARBOUR))
    assert near["kind"] == "near" and near["words"] == words
    assert near["similarity"] == round((words - 2) / words, 6)
    assert cut_out(text, near["again"]) == changed


@pytest.mark.parametrize("text", ["", "Two words.", ORCHARD, HARBOUR + "\n" + ORCHARD,
                                  "The mayor of the old town said so, and the mayor of the old town left."])
def test_texts_that_repeat_nothing_have_no_line(nearcopy, text):
    ran = nearcopy("repeats", "-", stdin=jsonl(record("a", text)))
    assert (ran.rc, ran.stdout) == (0, "")


def test_repeat_words_is_the_fewest(repeats_of):
    phrase = "one two three four five six seven eight nine ten"
    text = f"{phrase} alpha {prose(3, 30)} beta {phrase}"
    assert repeats_of(text) == []
    (found,) = repeats_of(text, "--repeat-words", "10")
    assert cut_out(text, found["again"]) == phrase


def test_places_are_bytes_of_the_text_in_any_script(repeats_of):
    sentence = "Паром останется ещё на два года, сказал мэр — и «никто не должен грести к врачу зимой»."
    text = f"Ход дня.\n{sentence}\nДругое: ничего нового.\n{sentence}"
    (found,) = repeats_of(text)
    assert cut_out(text, found["first"]) == cut_out(text, found["again"]) == sentence
    assert found["again"]["paragraphs"] == [4, 4]


def test_lines_come_in_the_order_of_the_input(nearcopy):
    twice = f"{HARBOUR}\n{HARBOUR}"
    ids = [f"d{i}" for i in range(300)]
    data = jsonl(*(record(i, twice if n % 3 else HARBOUR) for n, i in enumerate(ids)))
    wanted = [i for n, i in enumerate(ids) if n % 3]
    for threads in ("1", "4"):
        ran = nearcopy("repeats", "-", "--threads", threads, stdin=data)
        assert [line["id"] for line in lines(ran.stdout)] == wanted


def test_a_text_file_is_written_without_its_second_copies(nearcopy, write, folder):
    text = f"Day's summary.\n\n{HARBOUR}\n\n{ORCHARD}\n\n{HARBOUR}\n\nThe end.\n"
    path = write("a.txt", text.encode())
    ran = nearcopy("repeats", path, "--strip", "exact", "--out", "once.txt", "--cuts", "cuts.jsonl")
    assert ran.rc == 0, ran.stderr
    once = (folder / "once.txt").read_text()
    assert once == f"Day's summary.\n\n{HARBOUR}\n\n{ORCHARD}\n\nThe end.\n"
    ((line,)) = lines((folder / "cuts.jsonl").read_text())
    assert line["id"] == "a.txt" and put_back(once, line["cuts"]) == text
    assert line["cuts"][0]["first"]["paragraphs"] == [3, 3]


def test_only_the_text_of_a_record_changes(nearcopy, write, folder):
    rest = f'"n": 1.50, "tags": [ "\\u0041", {{"x":null}} ]'
    body = HARBOUR.replace("dentist", "d\\u0065ntist") + "\\n\\n" + ORCHARD + "\\n"
    before = f'{{ "id" : 7,{rest},\t"text":"{body}'
    data = (before + HARBOUR + '" , "z":"\\/"}\r\n' + '{"id":8,"text":"short"}').encode()
    path = write("a.jsonl", data)
    ran = nearcopy("repeats", path, "--strip", "exact", "--out", "once.jsonl", "--cuts", "cuts.jsonl")
    assert ran.rc == 0, ran.stderr
    once = (folder / "once.jsonl").read_bytes()
    kept = before[:-2].encode()  # without the LF that ended its last paragraph
    assert once == kept + b'" , "z":"\\/"}\r\n' + b'{"id":8,"text":"short"}'
    (line,) = lines((folder / "cuts.jsonl").read_text())
    assert put_back(json.loads(once.splitlines()[0])["text"], line["cuts"]) == json.loads(data.splitlines()[0])["text"]


def test_a_phrase_in_running_prose_is_never_cut(nearcopy, write, folder):
    phrase = " ".join(ORCHARD.split()[3:40])  # no whole sentence
    text = f"{ORCHARD}\nAs we wrote, {phrase}, and so on it went for a while.\n"
    path = write("a.txt", text.encode())
    for kind in ("exact", "near"):
        ran = nearcopy("repeats", path, "--strip", kind, "--out", kind, "--cuts", f"{kind}.cuts")
        assert ran.rc == 0, ran.stderr
        assert (folder / kind).read_text() == text
        assert (folder / f"{kind}.cuts").read_bytes() == b""


def test_strip_near_cuts_changed_copies_too(nearcopy, write, folder):
    changed = HARBOUR.replace("Tuesday", "Wednesday")
    text = f"{HARBOUR}\n{ORCHARD}\n{changed}\n"
    path = write("a.txt", text.encode())
    assert nearcopy("repeats", path, "--strip", "near", "--out", "near.txt", "--cuts", "c").rc == 0
    assert (folder / "near.txt").read_text() == f"{HARBOUR}\n{ORCHARD}\n"
    (line,) = lines((folder / "c").read_text())
    assert line["cuts"][0]["kind"] == "near"
    assert put_back((folder / "near.txt").read_text(), line["cuts"]) == text


def test_texts_of_a_folder_become_records(nearcopy, write, folder):
    write("t/a.txt", f"{HARBOUR}\n{HARBOUR}\n".encode())
    write("t/b.txt", b'One "line".\n')
    ran = nearcopy("repeats", "t", "--strip", "exact", "--out", "once.jsonl", "--list", "list.jsonl")
    assert ran.rc == 0, ran.stderr
    assert lines((folder / "once.jsonl").read_text()) == [
        {"id": "a.txt", "text": f"{HARBOUR}\n"}, {"id": "b.txt", "text": 'One "line".\n'}]
    assert [line["id"] for line in lines((folder / "list.jsonl").read_text())] == ["a.txt"]


def test_fields_of_a_joined_text_are_cut_each(nearcopy, write, folder):
    data = json.dumps({"id": "a", "lead": HARBOUR, "body": f"{HARBOUR}\n{ORCHARD}"}).encode() + b"\n"
    path = write("a.jsonl", data)
    run = ["repeats", path, "--text-field", "lead,body", "--strip", "exact", "--out", "o", "--cuts", "c"]
    assert nearcopy(*run).rc == 0
    once = json.loads((folder / "o").read_bytes())
    assert once == {"id": "a", "lead": HARBOUR, "body": ORCHARD}
    (line,) = lines((folder / "c").read_text())
    assert put_back(f"{once['lead']}\n{once['body']}", line["cuts"]) == f"{HARBOUR}\n{HARBOUR}\n{ORCHARD}"


@pytest.mark.parametrize("packing", ["plain", "gz", "zst"])
def test_all_the_news_can_be_put_together_again(nearcopy, write, folder, packing):
    """Made texts of every feed, each with some of its paragraphs again."""
    records = [json.loads(line) for path in sorted(NEWS.iterdir()) for line in open(path, encoding="utf-8")]
    for n, r in enumerate(records):
        paragraphs = r["text"].split("\n")
        r["text"] = "\n".join(paragraphs[: 1 + n % 5] + paragraphs + paragraphs[n % 3:])
    data = "".join(json.dumps(r, ensure_ascii=n % 2 == 0) + "\n" for n, r in enumerate(records)).encode()
    path = write("news.jsonl", data, packing)
    run = ["repeats", path, "--strip", "near", "--out", "once", "--cuts", "cuts", "--json"]
    ran = nearcopy(*run)
    assert ran.rc == 0, ran.stderr
    cuts = {line["id"]: line["cuts"] for line in lines((folder / "cuts").read_text())}
    once = lines((folder / "once").read_text())
    assert len(cuts) > 200 and len(once) == len(records)
    for new, old in zip(once, records):
        assert put_back(new["text"], cuts.get(new["id"], [])) == old["text"], new["id"]
        assert {**new, "text": ""} == {**old, "text": ""}
    counts = json.loads(ran.stdout)["counts"]
    assert counts["cut_documents"] == len(cuts)
    assert counts["cuts"] == sum(map(len, cuts.values()))


def test_the_same_bytes_for_any_threads_and_instructions(nearcopy, folder):
    runs = [["--threads", t, "--simd", s] for t, s in (("1", "auto"), ("5", "auto"), ("2", "scalar"))]
    seen = []
    for n, options in enumerate(runs):
        ran = nearcopy("repeats", NEWS, "--strip", "near", "--out", f"o{n}", "--cuts", f"c{n}",
                       "--list", f"l{n}", *options)
        assert ran.rc == 0, ran.stderr
        seen.append([(folder / f"{f}{n}").read_bytes() for f in "ocl"])
    assert seen[0] == seen[1] == seen[2] and all(seen[0])


def test_a_megabyte_of_one_word_ends(nearcopy):
    words = 20_000 if SANITIZED else 200_000
    ran = nearcopy("repeats", "-", stdin=jsonl(record("a", "word " * words)))
    assert ran.rc == 0
    (line,) = lines(ran.stdout)
    assert line["words"] == words and line["repeats"][0]["words"] == words // 2
    assert len(line["repeats"]) < 64


@pytest.mark.parametrize("options, message", [
    (["--strip", "exact"], "--out"),
    (["--strip", "some", "--out", "o"], "exact"),
    (["--cuts", "c"], "--strip"),
    (["--list", "c"], "--strip"),
    (["--repeat-words", "0"], "repeat-words"),
    (["--out", ""], "--out"),
])
def test_usage_errors_are_said(nearcopy, nothing_written, options, message):
    ran = nearcopy("repeats", "-", *options, stdin=jsonl(record("a")))
    assert ran.rc == 2 and message in ran.stderr and ran.stdout == ""
    nothing_written()


def test_bad_records_end_the_run_or_are_dealt_out(nearcopy, write, folder, nothing_written):
    good = record("a", f"{HARBOUR}\n{HARBOUR}")
    path = write("a.jsonl", good + b"\n{\"id\":1}\n" + record("b") + b"\n" + record("a") + b"\n")
    run = ["repeats", path, "--strip", "exact", "--out", "o", "--cuts", "c"]
    ran = nearcopy(*run)
    assert ran.rc == 2 and "a.jsonl:2: (byte " in ran.stderr
    nothing_written("a.jsonl")
    ran = nearcopy(*run, "--on-error", "skip", "--rejected", "bad")
    assert ran.rc == 3
    assert (folder / "bad").read_bytes() == b"{\"id\":1}\n" + record("a") + b"\n"
    assert [line["id"] for line in lines((folder / "o").read_text())] == ["a", "b"]


def test_what_is_there_is_replaced_by_force_alone(nearcopy, write, folder):
    path = write("a.txt", f"{HARBOUR}\n{HARBOUR}\n".encode())
    write("o", b"old")
    run = ["repeats", path, "--strip", "exact", "--out", "o"]
    assert nearcopy(*run).rc == 2
    assert (folder / "o").read_bytes() == b"old"
    assert nearcopy(*run, "--force").rc == 0
    assert (folder / "o").read_text() == f"{HARBOUR}\n"
    assert nearcopy("repeats", path, "--strip", "exact", "--out", path, "--force").rc == 2


def test_help_shows_examples_and_options(nearcopy):
    ran = nearcopy("help", "repeats")
    assert ran.rc == 0 and "Examples:" in ran.stdout and "--repeat-words" in ran.stdout
