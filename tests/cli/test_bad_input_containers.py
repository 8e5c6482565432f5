"""Damaged and hostile .gz and .zst: never one bad record, and never taken for whole."""

import gzip
import subprocess
import zlib

import pytest
from articles import ORCHARD, jsonl, prose, record
from program import ENDINGS, MEGABYTE, SANITIZED, Result, compressed, zstd

LINES = [record("a"), record("b"), *(record(i, prose(i, 200)) for i in range(200))]
DATA = jsonl(*LINES)


def readable(packed, packing):
    """What can be decompressed of a damaged file."""
    if packing == "gz":
        return zlib.decompressobj(31).decompress(packed)
    done = subprocess.run(["zstd", "-dcq"], input=packed, capture_output=True)
    return done.stdout


def place(data):
    """The line and byte of the record that is cut at the end of `data`."""
    return f"{data.count(LF) + 1}: (byte {data.rfind(LF) + 1})"


LF = b"\n"


def write_bytes(folder, name, data):
    (folder / name).write_bytes(data)
    return name


@pytest.fixture(params=["gz", "zst"])
def packing(request):
    return request.param


@pytest.fixture
def in_parts(packing):
    """The data as two members or frames, so that the first is readable whatever befalls the
    second; and where the second begins."""
    first, second = compressed(jsonl(*LINES[:100]), packing), compressed(jsonl(*LINES[100:]), packing)
    return first + second, len(first)


class TestTruncated:
    def cut(self, folder, in_parts, packing):
        packed, begin = in_parts
        data = packed[:begin + (len(packed) - begin) // 2]
        return write_bytes(folder, "a.jsonl" + ENDINGS[packing], data), data

    def test_is_an_error_that_names_the_cut_record_and_the_offset_in_the_file(
            self, nearcopy, folder, in_parts, packing, nothing_written):
        path, data = self.cut(folder, in_parts, packing)
        ran = nearcopy("cluster", path, "--out", "out", "--rejected", "bad")
        assert ran.rc == 2
        inside = {"gz": "gzip: ends inside a member", "zst": "zstd: ends inside a frame"}[packing]
        whole = jsonl(*LINES[:100])
        if packing == "gz":
            whole += readable(data[in_parts[1]:], packing)
        assert ran.stderr == (f"nearcopy cluster: {path}:{place(whole)}: {inside}, "
                              f"at byte {len(data)} of the file\n")
        nothing_written(path)

    def test_keeps_the_records_before_it_when_skipping(
            self, nearcopy, folder, in_parts, packing):
        path, data = self.cut(folder, in_parts, packing)
        ran = nearcopy("cluster", path, "--out", "out", "--on-error", "skip", "--rejected", "bad")
        assert ran.rc == 3 and "truncated 1" in ran.stderr
        result = Result(folder / "out")
        assert result.summary["skipped"] == {"truncated": 1}
        assert result.groups == [{"a", "b"}]
        whole = jsonl(*LINES[:100])
        if packing == "gz":
            whole += readable(data[in_parts[1]:], packing)
        assert result.counts["documents"] == whole.count(LF)
        assert (folder / "bad").read_bytes() == whole[whole.rfind(LF) + 1:]

    def test_counts_for_max_errors(self, nearcopy, folder, in_parts, packing, nothing_written):
        path, _ = self.cut(folder, in_parts, packing)
        ran = nearcopy("cluster", path, "--out", "out", "--on-error", "skip", "--max-errors", 0)
        assert ran.rc == 2 and "--max-errors" in ran.stderr
        nothing_written(path)

    def test_is_seen_at_every_length(self, nearcopy, folder, packing):
        packed = compressed(jsonl(*LINES[:4]), packing)
        for length in [*range(0, 24), *range(24, len(packed), 41), len(packed) - 1]:
            path = write_bytes(folder, "a.jsonl" + ENDINGS[packing], packed[:length])
            ran = nearcopy("cluster", path, "--out", "out")
            assert ran.rc == 2 and f"at byte {length} of the file" in ran.stderr
            assert not (folder / "out").exists()
            ran = nearcopy("cluster", path, "--out", f"out{length}", "--on-error", "skip")
            assert ran.rc == 3 and "truncated 1" in ran.stderr

    def test_does_not_stop_the_inputs_behind_it_when_skipping(
            self, nearcopy, folder, in_parts, packing):
        path, _ = self.cut(folder, in_parts, packing)
        (folder / "b.jsonl").write_bytes(jsonl(record("behind", prose(3, 200))))
        ran = nearcopy("cluster", path, "b.jsonl", "--out", "out", "--on-error", "skip")
        assert ran.rc == 3
        assert {"3", "behind"} in Result(folder / "out").groups

    def test_from_standard_input_is_an_error_too(self, nearcopy, in_parts):
        ran = nearcopy("cluster", "-", "--out", "out", stdin=in_parts[0][:-20])
        assert ran.rc == 2 and "standard input:" in ran.stderr and "ends inside" in ran.stderr

    def test_a_cut_text_is_no_document(self, nearcopy, folder, packing):
        packed = compressed(ORCHARD.encode() * 50, packing)
        path = write_bytes(folder, "a.txt" + ENDINGS[packing], packed[:-5])
        ran = nearcopy("cluster", path, "--out", "out")
        assert ran.rc == 2 and f"{path}: (byte 0): " in ran.stderr
        ran = nearcopy("cluster", path, "--out", "out", "--on-error", "skip")
        assert ran.rc == 3 and Result(folder / "out").counts["documents"] == 0


class TestTrailingGarbage:
    def test_is_an_error_by_default(self, nearcopy, folder, packing, nothing_written):
        packed = compressed(DATA, packing)
        path = write_bytes(folder, "a.jsonl" + ENDINGS[packing], packed + b"garbage")
        ran = nearcopy("cluster", path, "--out", "out")
        assert ran.rc == 2
        assert f"{path}:{place(DATA)}: " in ran.stderr
        assert f"at byte {len(packed)} of the file" in ran.stderr
        nothing_written(path)

    def test_costs_no_record_when_skipping(self, nearcopy, folder, packing):
        packed = compressed(DATA[:-1], packing)  # the last record without its LF is whole
        path = write_bytes(folder, "a.jsonl" + ENDINGS[packing], packed + b"garbage")
        ran = nearcopy("cluster", path, "--out", "out", "--on-error", "skip")
        assert ran.rc == 3
        result = Result(folder / "out")
        assert result.summary["skipped"] == {"trailing_garbage": 1}
        assert result.counts["documents"] == len(LINES)


class TestABadChecksum:
    def damaged(self, packing):
        packed = bytearray(gzip.compress(DATA) if packing == "gz" else zstd(DATA, "--check"))
        packed[-6 if packing == "gz" else -2] ^= 1
        return bytes(packed)

    def test_is_an_error_by_default(self, nearcopy, folder, packing, nothing_written):
        path = write_bytes(folder, "a.jsonl" + ENDINGS[packing], self.damaged(packing))
        ran = nearcopy("cluster", path, "--out", "out")
        assert ran.rc == 2 and f"{path}:" in ran.stderr and "check" in ran.stderr
        nothing_written(path)

    def test_is_counted_when_skipping(self, nearcopy, folder, packing):
        path = write_bytes(folder, "a.jsonl" + ENDINGS[packing], self.damaged(packing))
        ran = nearcopy("cluster", path, "--out", "out", "--on-error", "skip")
        assert ran.rc == 3
        assert Result(folder / "out").summary["skipped"] == {"corrupt": 1}


def test_a_file_that_is_not_what_its_name_says_is_an_error(nearcopy, folder, packing):
    path = write_bytes(folder, "a.jsonl" + ENDINGS[packing], DATA)
    ran = nearcopy("cluster", path, "--out", "out")
    assert ran.rc == 2 and f"{path}:1: (byte 0): " in ran.stderr and "header" in ran.stderr


def test_all_members_and_frames_are_read(nearcopy, folder, packing, in_parts):
    whole = [compressed(x + LF, packing) for x in LINES]  # one each, and empty ones between
    empty = compressed(b"", packing)
    write_bytes(folder, "many.jsonl" + ENDINGS[packing], empty + empty.join(whole) + empty)
    write_bytes(folder, "two.jsonl" + ENDINGS[packing], in_parts[0])
    write_bytes(folder, "plain.jsonl", DATA)
    found = []
    for name in ("many.jsonl" + ENDINGS[packing], "two.jsonl" + ENDINGS[packing], "plain.jsonl"):
        assert nearcopy("cluster", name, "--out", "of-" + name).rc == 0
        found.append(Result(folder / ("of-" + name)).corpus_bytes()[0])
    assert found[0] == found[1] == found[2]


def test_a_record_may_span_members_and_frames(nearcopy, folder, packing):
    half = len(DATA) // 2
    path = write_bytes(folder, "a.jsonl" + ENDINGS[packing],
                       compressed(DATA[:half], packing) + compressed(DATA[half:], packing))
    assert nearcopy("cluster", path, "--out", "out").rc == 0
    assert Result(folder / "out").counts["documents"] == len(LINES)


def test_skippable_zstd_frames_are_skipped(nearcopy, folder):
    def skippable(i, size):
        return bytes([0x50 + i]) + b"\x2a\x4d\x18" + size.to_bytes(4, "little") + b"x" * size

    packed = skippable(0, 3) + zstd(DATA) + skippable(15, 300_000) + skippable(7, 0)
    path = write_bytes(folder, "a.jsonl.zst", packed)
    assert nearcopy("cluster", path, "--out", "out").rc == 0
    assert Result(folder / "out").counts["documents"] == len(LINES)


def test_packed_standard_input_is_known_by_its_first_bytes(cluster, packing):
    assert cluster(compressed(DATA, packing)).counts["documents"] == len(LINES)


class TestABomb:
    SIZE = 20 if SANITIZED else 200  # megabytes

    def bomb(self, folder, packing, byte):
        name = "bomb.jsonl" + ENDINGS[packing]
        pack = {"gz": ["gzip", "-c"], "zst": ["zstd", "-qc"]}[packing]
        with open(folder / name, "wb") as out:
            packer = subprocess.Popen(pack, stdin=subprocess.PIPE, stdout=out)
            for _ in range(self.SIZE):
                packer.stdin.write(byte * MEGABYTE)
            packer.stdin.close()
            assert packer.wait() == 0
        return name

    def test_of_zeros_is_a_record_too_long_in_bounded_memory(
            self, nearcopy, folder, packing):
        path = self.bomb(folder, packing, b"\0")
        limit = ["--max-record-bytes", "1M"]
        ran = nearcopy("cluster", path, "--out", "out", *limit)
        assert ran.rc == 2 and f"{path}:1: (byte 0): longer" in ran.stderr
        ran = nearcopy("cluster", path, "--out", "out", *limit, "--on-error", "skip")
        assert ran.rc == 3 and Result(folder / "out").summary["skipped"] == {"too_long": 1}
        assert SANITIZED or ran.peak < 120 * MEGABYTE

    def test_of_blank_lines_is_streamed(self, nearcopy, folder, packing):
        path = self.bomb(folder, packing, b"\n")
        ran = nearcopy("cluster", path, "--out", "out")
        assert ran.rc == 0 and Result(folder / "out").counts["documents"] == 0
        assert SANITIZED or ran.peak < 120 * MEGABYTE

    def test_can_be_stopped_by_its_decompressed_size(
            self, nearcopy, folder, packing, nothing_written):
        path = self.bomb(folder, packing, b"\n")
        limit = ["--max-decompressed-bytes", "1M"]
        ran = nearcopy("cluster", path, "--out", "out", *limit)
        assert ran.rc == 2
        assert f"{path}:{MEGABYTE + 1}: (byte {MEGABYTE}): " in ran.stderr
        assert f"decompresses to more than {MEGABYTE} bytes" in ran.stderr
        nothing_written(path)
        ran = nearcopy("cluster", path, "--out", "out", *limit, "--on-error", "skip")
        assert ran.rc == 3 and Result(folder / "out").summary["skipped"] == {"too_large": 1}

    def test_limit_allows_just_as_many_bytes(self, nearcopy, folder, packing):
        path = write_bytes(folder, "a.jsonl" + ENDINGS[packing], compressed(DATA, packing))
        limit = "--max-decompressed-bytes"
        assert nearcopy("cluster", path, "--out", "just", limit, len(DATA)).rc == 0
        assert nearcopy("cluster", path, "--out", "over", limit, len(DATA) - 1).rc == 2

    def test_by_a_huge_zstd_window_is_refused(self, nearcopy, folder, nothing_written):
        path = write_bytes(folder, "a.jsonl.zst", zstd(DATA, "--long=28"))
        ran = nearcopy("cluster", path, "--out", "out")
        assert ran.rc == 2 and f"{path}:1: (byte 0): zstd: needs a window of more" in ran.stderr
        nothing_written(path)
