"""Line ends, byte order marks, NUL bytes, ids that stand twice, and lines without end."""

import pytest
from articles import HARBOUR, ORCHARD, jsonl, record
from program import MEGABYTE, SANITIZED, Result

BOM = b"\xef\xbb\xbf"
THREE = [record("a"), record("b"), record("c", ORCHARD)]


def corpus(cluster, data, out):
    return cluster(data, out=out).corpus_bytes()[0]


@pytest.mark.parametrize("data", [
    b"\r\n".join(THREE) + b"\r\n",
    b"\n".join(THREE),
    b"\r\n".join(THREE),
    b"\n \n\t\r\n".join(THREE) + b"\n\n\n",
    BOM + b"\n".join(THREE) + b"\n",
    b"\n".join(x.replace(b', "text"', b',\r"text"') for x in THREE) + b"\n",
], ids=["CRLF", "no final newline", "CRLF, none at the end", "blank lines", "byte order mark",
        "lone CR inside records"])
def test_line_ends_and_a_byte_order_mark_change_nothing(cluster, data):
    assert corpus(cluster, data, "this") == corpus(cluster, jsonl(*THREE), "plain")


def test_a_lone_cr_ends_no_record(nearcopy):
    ran = nearcopy("cluster", "-", "--out", "out", stdin=THREE[0] + b"\r" + THREE[1] + b"\n")
    assert ran.rc == 2
    assert "standard input:1: (byte 0): bad JSON: something follows the object" in ran.stderr


def test_blank_lines_and_the_byte_order_mark_count_in_places(nearcopy, write, packing):
    head = BOM + b"\r\n\n" + THREE[0] + b"\n\n"
    path = write("a.jsonl", head + b"oops\n", packing)
    ran = nearcopy("cluster", path, "--out", "out")
    assert ran.rc == 2 and f"{path}:5: (byte {len(head)}): bad JSON" in ran.stderr


def test_a_byte_order_mark_inside_a_text_is_no_part_of_its_words(cluster):
    parted = HARBOUR.replace("council", "coun\ufeffcil")
    assert cluster(jsonl(record("a"), record("b", parted))).rows("members.tsv")[1][3] == "exact"


@pytest.mark.parametrize("data", [b"", b"\n\r\n \n", BOM])
def test_an_input_without_documents_gives_empty_results_and_a_warning(
        nearcopy, write, folder, packing, data):
    ran = nearcopy("cluster", write("a.jsonl", data, packing), "--out", "out")
    assert ran.rc == 0
    assert "warning: the input has no documents" in ran.stderr
    result = Result(folder / "out")
    assert result.counts["documents"] == 0
    assert sorted(result.bytes_by_name()) == Result.FILES
    assert result.clusters == [] and result.rows("members.tsv") == []


class TestNul:
    def test_escaped_in_a_text_is_a_character_and_parts_words(self, cluster):
        parted = record("b").replace(b" council", b"\\u0000council")
        joined = record("c").replace(b" council", b"council")
        result = cluster(jsonl(record("a"), parted, joined))
        relations = {m["id"]: m["relation"] for m in result.clusters[0]["members"]}
        assert relations == {"a": "kept", "b": "exact", "c": "near"}

    def test_does_not_end_a_text(self, cluster):
        result = cluster(jsonl(record("a", HARBOUR + "\0" + ORCHARD), record("b", HARBOUR + "\0")))
        assert result.clusters == []
        assert result.summary["bytes"]["text"] == 2 * len(HARBOUR) + len(ORCHARD) + 2

    def test_raw_in_a_text_file_is_a_character(self, nearcopy, write, folder):
        write("texts/a.txt", HARBOUR.encode())
        write("texts/b.txt", HARBOUR.encode().replace(b" ", b"\0"))
        assert nearcopy("cluster", "texts", "--out", "out").rc == 0
        assert Result(folder / "out").groups == [{"a.txt", "b.txt"}]


class TestAnIdThatStandsTwice:
    def test_is_an_error_that_names_both_places(self, nearcopy, write, packing, nothing_written):
        data = jsonl(THREE[0], THREE[1], record("a", ORCHARD))
        path = write("a.jsonl", data, packing)
        ran = nearcopy("cluster", path, "--out", "out")
        assert ran.rc == 2
        byte = len(jsonl(THREE[0], THREE[1]))
        assert ran.stderr == (f'nearcopy cluster: {path}:3: (byte {byte}): id "a" stands already '
                              f"at {path}:1: (byte 0)\n")
        nothing_written(path)

    def test_is_found_across_inputs(self, nearcopy, write):
        write("x/one.jsonl", jsonl(THREE[2], THREE[0]))
        write("y/two.jsonl", jsonl(THREE[1], THREE[0]))
        ran = nearcopy("cluster", "x", "y", "--out", "out", "--threads", 4)
        assert ran.rc == 2
        assert f"y/two.jsonl:2: (byte {len(THREE[1]) + 1}): " in ran.stderr
        assert f"x/one.jsonl:2: (byte {len(THREE[2]) + 1})" in ran.stderr

    def test_is_found_between_a_number_and_its_text(self, nearcopy):
        ran = nearcopy("cluster", "-", "--out", "out", stdin=jsonl(record(7), record("7")))
        assert ran.rc == 2 and 'id "7" stands already' in ran.stderr

    @pytest.mark.parametrize("option", ["--on-duplicate-id", "--on-error"])
    def test_can_be_skipped_and_the_first_is_kept(self, nearcopy, write, folder, packing, option):
        second = record("a", ORCHARD)
        path = write("a.jsonl", jsonl(THREE[0], THREE[1], second), packing)
        ran = nearcopy("cluster", path, "--out", "out", option, "skip", "--rejected", "bad")
        assert ran.rc == 3 and "duplicate_id 1" in ran.stderr
        result = Result(folder / "out")
        assert result.summary["skipped"] == {"duplicate_id": 1}
        assert result.groups == [{"a", "b"}]
        assert (folder / "bad").read_bytes() == second + b"\n"

    def test_skipped_does_not_make_other_faults_skipped(self, nearcopy):
        ran = nearcopy("cluster", "-", "--out", "out", "--on-duplicate-id", "skip",
                       stdin=jsonl(THREE[0], THREE[0], b"{}"))
        assert ran.rc == 2 and "standard input:3: " in ran.stderr


class TestARecordOverTheLimit:
    LONG = record("long", "very " * 40_000)  # 200 kB
    HEAD = jsonl(THREE[0])
    DATA = jsonl(THREE[0], LONG, THREE[1], LONG)
    LIMIT = ["--max-record-bytes", "64k"]

    def test_is_an_error_at_its_start(self, nearcopy, write, packing, nothing_written):
        path = write("a.jsonl", self.DATA, packing)
        ran = nearcopy("cluster", path, "--out", "out", *self.LIMIT)
        assert ran.rc == 2
        assert f"{path}:2: (byte {len(self.HEAD)}): longer than a record may be" in ran.stderr
        assert "--max-record-bytes" in ran.stderr
        nothing_written(path)

    def test_is_skipped_up_to_its_line_end(self, nearcopy, write, folder, packing):
        path = write("a.jsonl", self.DATA, packing)
        ran = nearcopy("cluster", path, "--out", "out", *self.LIMIT,
                       "--on-error", "skip", "--rejected", "bad")
        assert ran.rc == 3 and "too_long 2" in ran.stderr
        result = Result(folder / "out")
        assert result.summary["skipped"] == {"too_long": 2}
        assert result.groups == [{"a", "b"}]
        assert (folder / "bad").read_bytes() == jsonl(self.LONG, self.LONG)

    def test_counts_as_one_for_max_errors(self, nearcopy, write):
        path = write("a.jsonl", self.DATA)
        skip = [*self.LIMIT, "--on-error", "skip", "--max-errors"]
        ran = nearcopy("cluster", path, "--out", "out", *skip, 1)
        assert ran.rc == 2
        assert f"{path}:4: (byte {len(self.DATA) - len(self.LONG) - 1}): " in ran.stderr
        assert nearcopy("cluster", path, "--out", "out", *skip, 2).rc == 3

    def test_is_one_byte_over_it_and_not_just_as_long(self, nearcopy, write):
        path = write("a.jsonl", jsonl(THREE[0], self.LONG, THREE[1]))
        length = len(self.LONG)
        run = ["cluster", path, "--max-record-bytes"]
        assert nearcopy(*run, length, "--out", "just").rc == 0
        assert nearcopy(*run, length - 1, "--out", "over").rc == 2

    def test_may_be_a_text_file(self, nearcopy, write, folder, packing):
        long = write("texts/long.txt", b"very " * 40_000, packing)
        write("texts/short.txt", HARBOUR.encode())
        ran = nearcopy("cluster", "texts", "--out", "out", *self.LIMIT)
        assert ran.rc == 2 and f"{long}: (byte 0): longer than a record may be" in ran.stderr
        ran = nearcopy("cluster", "texts", "--out", "out", *self.LIMIT,
                       "--on-error", "skip", "--rejected", "bad")
        assert ran.rc == 3
        assert Result(folder / "out").counts["documents"] == 1
        assert (folder / "bad").read_bytes() == b"very " * 40_000

    def test_takes_no_more_memory_however_long_it_is(self, nearcopy, folder):
        size = 30 if SANITIZED else 300

        def line():
            yield self.HEAD + b'{"id": "endless", "text": "'
            for _ in range(size):
                yield b"again and again " * (MEGABYTE // 16)
            yield b'"}\n' + jsonl(THREE[1])

        ran = nearcopy("cluster", "-", "--out", "out", "--max-record-bytes", "1M", stdin=line())
        assert ran.rc == 2 and f"standard input:2: (byte {len(self.HEAD)}): longer" in ran.stderr
        ran = nearcopy("cluster", "-", "--out", "out", "--max-record-bytes", "1M",
                       "--on-error", "skip", stdin=line())
        assert ran.rc == 3 and Result(folder / "out").groups == [{"a", "b"}]
        assert SANITIZED or ran.peak < 120 * MEGABYTE
        ran = nearcopy("cluster", "-", "--out", "default", "--on-error", "skip", stdin=line())
        assert ran.rc == (0 if SANITIZED else 3)  # by itself the limit is 64 MB
        assert SANITIZED or ran.peak < 600 * MEGABYTE
