"""Records that cannot be read: each names its place, or is skipped, counted and kept aside."""

import json

import pytest
from articles import HARBOUR, ORCHARD, jsonl, record
from program import Result

TEXT = HARBOUR.encode()


def raw(text=b'"' + TEXT + b'"', id=b'"bad"', more=b""):
    return b'{"id": ' + id + b', "text": ' + text + more + b"}"


DEEP = 100_000
# name: (the record, its reason, words of the message)
BAD = {
    "overlong UTF-8": (raw(b'"\xc0\xaf"'), "invalid_utf8", "invalid UTF-8: byte 0xc0"),
    "surrogate bytes": (raw(b'"\xed\xa0\x80"'), "invalid_utf8", "invalid UTF-8: byte 0xed"),
    "latin-1": (raw(b'"caf\xe9 noir"'), "invalid_utf8", "invalid UTF-8: byte 0xe9"),
    "cut character": (raw(b'"\xe2\x82"'), "invalid_utf8", "invalid UTF-8: byte 0xe2"),
    "over U+10FFFF": (raw(b'"\xf4\x90\x80\x80"'), "invalid_utf8", "invalid UTF-8: byte 0xf4"),
    "invalid UTF-8 in a field nobody wants": (
        raw(more=b', "x": "\xff"'), "invalid_utf8", "invalid UTF-8: byte 0xff"),
    "lone high surrogate": (raw(b'"\\ud800"'), "lone_surrogate", "surrogate"),
    "lone low surrogate": (raw(b'"\\udc00 \\ud83d\\ude00"'), "lone_surrogate", "surrogate"),
    "high surrogate twice": (raw(b'"\\ud83d\\ud83d"'), "lone_surrogate", "surrogate"),
    "NUL byte": (raw(b'"a\x00b"'), "invalid_json", "control character"),
    "NUL in the id": (raw(id=b'"a\\u0000b"'), "bad_id", 'field "id" has a NUL'),
    "empty id": (raw(id=b'""'), "bad_id", 'field "id" is empty'),
    "array too deep": (
        raw(more=b', "x": ' + b"[" * DEEP + b"]" * DEEP), "too_deep", "128 levels"),
    "objects too deep": (
        raw(more=b', "x": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP), "too_deep", "128 levels"),
    "text missing": (b'{"id": "bad"}', "missing_field", 'field "text" is missing'),
    "id missing": (b'{"text": "a"}', "missing_field", 'field "id" is missing'),
    "text is a number": (raw(b"12"), "wrong_type", 'field "text" is a number'),
    "text is null": (raw(b"null"), "wrong_type", 'field "text" is null'),
    "text is an array": (raw(b'["a"]'), "wrong_type", 'field "text" is an array'),
    "text is an object": (raw(b'{"a": 1}'), "wrong_type", 'field "text" is an object'),
    "text is a boolean": (raw(b"true"), "wrong_type", 'field "text" is a boolean'),
    "id is null": (raw(id=b"null"), "wrong_type", 'field "id" is null'),
    "id with a fraction": (raw(id=b"1.5"), "wrong_type", 'field "id" is a number with a fraction'),
    "id too large": (raw(id=b"9" * 30), "bad_id", "write it as a string"),
    "title is an object": (raw(more=b', "title": {}'), "wrong_type", 'field "title" is an object'),
    "key twice": (raw(more=b', "text": "other"'), "duplicate_key", 'key "text" stands twice'),
    "key twice, once escaped": (
        raw(more=b', "te\\u0078t": "other"'), "duplicate_key", 'key "text" stands twice'),
    "NaN": (raw(more=b', "score": NaN'), "invalid_json", '"NaN"'),
    "Infinity": (raw(more=b', "score": -Infinity'), "invalid_json", '"-Infinity"'),
    "number too large": (raw(more=b', "score": 1e999'), "invalid_json", '"1e999"'),
    "whole number too large": (raw(more=b', "n": ' + b"9" * 40), "invalid_json", "64 bits"),
    "garbage behind": (raw() + b" x", "invalid_json", "it does not end with the }"),
    "bracket behind": (raw() + b"}", "invalid_json", "something follows the object"),
    "two records in one line": (raw() + raw(), "invalid_json", "something follows the object"),
    "comma missing": (b'{"id": "bad" "text": "a"}', "invalid_json", "comma"),
    "bad escape": (raw(b'"\\x41"'), "invalid_json", "escape"),
    "cut record": (b'{"id": "bad", "text": "a', "invalid_json", "not closed"),
    "array instead of a record": (b'["bad", "a"]', "invalid_json", "begins with {"),
    "no JSON at all": (b"id,text", "invalid_json", "begins with {"),
    "byte order mark before a later record": (
        b"\xef\xbb\xbf" + raw(), "invalid_json", "begins with {"),
}


@pytest.fixture(params=list(BAD))
def bad(request):
    return BAD[request.param]


def first_invalid(data):
    """Where the first byte stands that is no UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return 0


# Lines 1, 2, 4 and 5 are good; 1 and 4 are copies.
BEFORE = jsonl(record("one"), record("two", ORCHARD))
AFTER = jsonl(record("four"), record("five", "Nothing else happened."))


def test_the_first_bad_record_ends_the_run_and_its_place_is_named(
        nearcopy, write, bad, packing, nothing_written):
    line, reason, words = bad
    path = write("news.jsonl", BEFORE + line + b"\n" + AFTER, packing)
    ran = nearcopy("cluster", path, "--out", "out", "--rejected", "bad.jsonl")
    assert ran.rc == 2
    byte = len(BEFORE) + first_invalid(line)
    assert ran.stderr.startswith(f"nearcopy cluster: {path}:3: (byte {byte}): ")
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert ran.stdout == ""
    nothing_written(path)


def test_skipped_records_are_counted_and_kept_aside_byte_for_byte(
        nearcopy, write, bad, packing, folder):
    line, reason, words = bad
    path = write("news.jsonl", BEFORE + line + b"\r\n" + AFTER, packing)
    ran = nearcopy("cluster", path, "--out", "out", "--on-error", "skip", "--rejected", "bad.jsonl")
    assert ran.rc == 3
    assert f"skipped: {reason} 1" in ran.stderr
    result = Result(folder / "out")
    assert result.summary["skipped"] == {reason: 1}
    assert result.counts["documents"] == 4
    assert result.groups == [{"one", "four"}]
    assert (folder / "bad.jsonl").read_bytes() == line + b"\r\n"


def test_too_many_bad_records_end_the_run_even_when_skipping(
        nearcopy, write, bad, nothing_written):
    line, reason, words = bad
    data = BEFORE + line + b"\n" + AFTER + line + b"\n"
    path = write("news.jsonl", data)
    skip = ["--on-error", "skip", "--rejected", "bad.jsonl", "--max-errors"]
    ran = nearcopy("cluster", path, "--out", "out", *skip, 1)
    assert ran.rc == 2
    byte = len(data) - len(line) - 1 + first_invalid(line)
    assert f"{path}:6: (byte {byte}): " in ran.stderr
    assert "--max-errors" in ran.stderr
    nothing_written(path)
    assert nearcopy("cluster", path, "--out", "out", *skip, 2).rc == 3


def test_sketch_treats_bad_records_alike(nearcopy, write, bad, packing, folder):
    line, reason, words = bad
    path = write("news.jsonl", BEFORE + line + b"\n" + AFTER, packing)
    ran = nearcopy("sketch", path, "--out", "sketches.jsonl")
    assert ran.rc == 2 and f"{path}:3: (byte " in ran.stderr and words in ran.stderr
    assert not (folder / "sketches.jsonl").exists()
    ran = nearcopy("sketch", path, "--out", "sketches.jsonl", "--on-error", "skip")
    assert ran.rc == 3 and f"{reason} 1" in ran.stderr
    lines = (folder / "sketches.jsonl").read_bytes().splitlines()
    assert [json.loads(x)["id"] for x in lines[1:]] == ["one", "two", "four", "five"]


def test_standard_input_is_named_in_messages(nearcopy):
    ran = nearcopy("cluster", "-", "--out", "out", stdin=BEFORE + b"{\n")
    assert ran.rc == 2
    assert ran.stderr.startswith(f"nearcopy cluster: standard input:3: (byte {len(BEFORE)}): ")


def test_the_bad_record_that_comes_first_is_named_whatever_the_threads(nearcopy, write):
    good = jsonl(*(record(i, f"{HARBOUR} {i}") for i in range(4000)))
    path = write("news.jsonl", good + b"first\n" + good.replace(b'"id": ', b'"id": 9') + b"last\n")
    for threads in (1, 2, 4):
        ran = nearcopy("cluster", path, "--out", "out", "--threads", threads)
        assert ran.rc == 2 and f"{path}:4001: (byte {len(good)}): " in ran.stderr


def test_many_skipped_records_are_counted_by_reason(nearcopy, write, folder):
    lines = [line for line, _, _ in BAD.values()]
    path = write("news.jsonl", b"".join(x + b"\n" + record(i) + b"\n" for i, x in enumerate(lines)))
    ran = nearcopy("cluster", path, "--out", "out", "--on-error", "skip", "--rejected", "bad.jsonl")
    assert ran.rc == 3
    counted = {}
    for _, reason, _ in BAD.values():
        counted[reason] = counted.get(reason, 0) + 1
    assert Result(folder / "out").summary["skipped"] == counted
    assert (folder / "bad.jsonl").read_bytes() == jsonl(*lines)


class TestReplacingInvalidUtf8:
    def test_gives_the_replacement_character_and_is_counted(self, cluster):
        data = jsonl(record("a"), b'{"id": "b", "text": "\xff' + TEXT + b'\xed\xa0\x80"}')
        result = cluster(data, "--encoding-errors", "replace")
        assert result.counts["replaced_utf8"] == 1
        assert result.groups == [{"a", "b"}]
        assert "bytes that are not UTF-8" in result.ran.stderr

    def test_never_makes_two_texts_equal_in_silence(self, cluster):
        data = jsonl(raw(b'"\xe4' + TEXT + b'"', b'"a"'), raw(b'"\xf6' + TEXT + b'"', b'"b"'))
        result = cluster(data, "--encoding-errors", "replace")
        assert result.counts["replaced_utf8"] == 2
        assert "not UTF-8: 2" in result.ran.stderr and "U+FFFD" in result.ran.stderr

    def test_does_not_hide_other_faults_of_the_record(self, nearcopy):
        ran = nearcopy("cluster", "-", "--out", "out", "--encoding-errors", "replace",
                       stdin=b'{"id": "\xff", "text": 1}\n')
        assert ran.rc == 2 and 'field "text" is a number' in ran.stderr


def test_a_text_file_that_is_not_utf8_is_named_with_the_byte(nearcopy, write, folder, packing):
    path = write("a.txt", TEXT + b" caf\xe9", packing)
    ran = nearcopy("cluster", path, "--out", "out")
    assert ran.rc == 2
    assert ran.stderr.startswith(f"nearcopy cluster: {path}: (byte {len(TEXT) + 4}): invalid UTF-8")
    ran = nearcopy("cluster", path, "--out", "out", "--on-error", "skip", "--rejected", "bad")
    assert ran.rc == 3
    assert Result(folder / "out").summary["skipped"] == {"invalid_utf8": 1}
    assert (folder / "bad").read_bytes() == TEXT + b" caf\xe9"
