"""The command line: its help, its errors, its exit codes and what it prints where."""

import json
import os
import pty
import re
import subprocess

import pytest
from articles import HARBOUR, ORCHARD, jsonl, prose, record, with_word
from program import Result, environment

COPIES = jsonl(record("a"), record("b"), record("c", ORCHARD))
COMMANDS = ["cluster", "sketch"]


class TestHelp:
    def test_lists_the_commands(self, nearcopy):
        for arguments in (["--help"], ["help"], ["-h"]):
            ran = nearcopy(*arguments)
            assert ran.rc == 0 and ran.stderr == ""
            assert all(f"\n  {command} " in ran.stdout for command in COMMANDS)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_of_a_command_names_its_options_and_has_examples(self, nearcopy, command):
        ran = nearcopy("help", command)
        assert ran.rc == 0 and ran.stderr == ""
        assert f"Usage: nearcopy {command} " in ran.stdout and "Examples:" in ran.stdout
        for option in ("--out", "--on-error", "--rejected", "--threads", "--shingle", "--help"):
            assert option in ran.stdout
        assert nearcopy(command, "--help").stdout == ran.stdout

    @pytest.mark.parametrize("command", COMMANDS)
    def test_fits_a_terminal(self, nearcopy, command):
        options = nearcopy("help", command).stdout.split("\n\n\n")[-1]
        assert max(map(len, options.splitlines())) <= 100

    def test_is_shown_as_an_error_without_a_command(self, nearcopy):
        ran = nearcopy()
        assert ran.rc == 2 and ran.stdout == "" and "Usage: nearcopy COMMAND" in ran.stderr


def test_the_version_is_one_line(nearcopy):
    ran = nearcopy("--version")
    assert ran.rc == 0 and re.fullmatch(r"nearcopy \d+\.\d+\.\d+\n", ran.stdout)


class TestUsageErrors:
    @pytest.mark.parametrize("name", ["clusters", "clust", "", "--frobnicate", "\x1b[31mred"])
    def test_an_unknown_command_is_named(self, nearcopy, name):
        for arguments in ([name], ["help", name]):
            ran = nearcopy(*arguments)
            assert ran.rc == 2 and ran.stdout == ""
            assert f'no command "{name}"'.replace("\x1b", "\\x1b") in ran.stderr

    def test_a_mistyped_name_is_answered_with_the_one_that_was_meant(self, nearcopy):
        assert "; did you mean cluster?" in nearcopy("clustre").stderr
        ran = nearcopy("cluster", "-", "--out", "out", "--treshold", "0.8")
        assert "no option --treshold; did you mean --threshold?" in ran.stderr
        ran = nearcopy("cluster", "-", "--out", "out", "--thr", "0.8")
        assert "no option --thr; did you mean --threshold?" in ran.stderr
        for name in ("xyz", "l"):
            assert "did you mean" not in nearcopy(name).stderr

    def test_fields_that_exclude_each_other_are_named(self, nearcopy):
        run = ["cluster", "-", "--out", "out"]
        ran = nearcopy(*run, "--across", "feed", "--block-by", "feed", stdin=COPIES)
        assert ran.rc == 2 and "--across and --block-by name the same field" in ran.stderr
        for option in ("--across", "--block-by"):
            ran = nearcopy(*run, option, "", stdin=COPIES)
            assert ran.rc == 2 and f"{option} needs the name of a field" in ran.stderr

    def test_are_said_before_what_is_wrong_with_the_input(self, nearcopy):
        for more in (["--simd", "mmx"], ["--threshold", "2"]):
            ran = nearcopy("cluster", "gone.jsonl", "--out", "out", *more)
            assert ran.rc == 2 and more[1] in ran.stderr
            assert "gone" not in ran.stderr

    @pytest.mark.parametrize("command", COMMANDS)
    @pytest.mark.parametrize("option", ["--frobnicate", "--thres", "--forc", "--i", "-x"])
    def test_unknown_options_and_abbreviations_are_named(self, nearcopy, command, option):
        ran = nearcopy(command, "-", "--out", "out", option, "1", stdin=COPIES)
        assert ran.rc == 2 and option in ran.stderr
        assert f"`nearcopy help {command}`" in ran.stderr

    @pytest.mark.parametrize("options", [
        ["--threshold", "0"], ["--threshold", "1.1"], ["--threshold", "nan"],
        ["--threshold", "0,7"], ["--recall", "1"], ["--recall", "-1"], ["--keep", "newest"],
        ["--keep", "feeds:"], ["--link", "single"], ["--within", "72"], ["--within", "-1h"],
        ["--within", "3weeks"], ["--within", "0.5s"], ["--rejected", "-"], ["--rejected", ""], ["--pairs", "some"], ["--max-pairs", "-1"], ["--max-pairs", "many"],
        ["--format", "xml"], ["--on-error", "ignore"], ["--max-errors", "-1"],
        ["--memory", "63M"], ["--memory", "much"], ["--memory", "9" * 20 + "G"], ["--tmp", ""],
        ["--max-record-bytes", "0"], ["--max-record-bytes", "1T"], ["--encoding-errors", "ignore"],
        ["--on-duplicate-id", "keep"], ["--now", "today"], ["--shingle", "5"],
        ["--shingle", "words:0"], ["--shingle", "lines:5"], ["--shingle", "words:5x"],
        ["--min-words", "0"], ["--sketch", "tlsh"], ["--slots", "100"], ["--slots", "2048"],
        ["--seed", "-1"], ["--threads", "0"], ["--threads", "two"], ["--simd", "mmx"],
        ["--progress", "maybe"], ["--color", "red"], ["--id-field", ""], ["--text-field", ""],
    ], ids=" ".join)
    def test_a_wrong_value_is_named_with_its_option(self, nearcopy, options, nothing_written):
        ran = nearcopy("cluster", "-", "--out", "out", *options, stdin=COPIES)
        assert ran.rc == 2 and ran.stdout == ""
        assert ran.stderr.count("\n") == 2
        assert options[0].lstrip("-") in ran.stderr or f'"{options[1]}"' in ran.stderr
        nothing_written()

    @pytest.mark.parametrize("arguments, words", [
        (["cluster", "-"], "--out DIR is missing"),
        (["cluster", "--out", "out"], "no input"),
        (["cluster", "-", "--out"], "--out"),
        (["cluster", "-", "--out", ""], "--out"),
        (["cluster", "-", "--out", "-"], "--out"),
        (["cluster", "-", "-", "--out", "out"], "only once"),
        (["cluster", "-", "--out", "a", "--out", "b"], "--out"),
        (["sketch", "-"], "--out FILE is missing"),
        (["cluster", "absent.jsonl", "--out", "out"], "absent.jsonl: "),
    ], ids=lambda x: " ".join(x) if isinstance(x, list) else "")
    def test_what_is_missing_or_too_much_is_named(
            self, nearcopy, arguments, words, nothing_written):
        ran = nearcopy(*arguments, stdin=COPIES)
        assert ran.rc == 2 and words in ran.stderr and ran.stdout == ""
        nothing_written()

    def test_come_before_any_reading(self, nearcopy, folder, nothing_written):
        ran = nearcopy("cluster", "-", "--out", "out", "--slots", "16", "--threshold", "0.01",
                       stdin=b"not looked at\n")
        assert ran.rc == 2 and "standard input" not in ran.stderr
        nothing_written()


class TestAnExistingResult:
    def test_is_replaced_only_with_force(self, nearcopy, cluster, folder):
        before = cluster(COPIES).bytes_by_name()
        other = jsonl(record("x"), record("y"))
        ran = nearcopy("cluster", "-", "--out", "out", stdin=other)
        assert ran.rc == 2 and "out" in ran.stderr and "--force" in ran.stderr
        assert Result(folder / "out").bytes_by_name() == before
        assert nearcopy("cluster", "-", "--out", "out", "--force", stdin=other).rc == 0
        assert Result(folder / "out").groups == [{"x", "y"}]

    def test_stays_whole_where_the_new_input_is_bad(self, nearcopy, cluster, folder):
        before = cluster(COPIES).bytes_by_name()
        ran = nearcopy("cluster", "-", "--out", "out", "--force", stdin=COPIES + b"bad\n")
        assert ran.rc == 2
        assert Result(folder / "out").bytes_by_name() == before

    def test_keeps_other_files_in_its_folder(self, nearcopy, write, folder):
        write("out/notes.md", b"mine")
        assert nearcopy("cluster", "-", "--out", "out", stdin=COPIES).rc == 0
        assert (folder / "out/notes.md").read_bytes() == b"mine"

    def test_guards_rejected_and_sketches_too(self, nearcopy, write, folder):
        write("old", b"mine")
        for arguments in (["cluster", "--out", "out", "--rejected", "old"],
                          ["sketch", "--out", "old"]):
            ran = nearcopy(*arguments, "-", stdin=COPIES)
            assert ran.rc == 2 and "old is already there; --force" in ran.stderr
        assert (folder / "old").read_bytes() == b"mine" and not (folder / "out").exists()

    def test_is_never_an_input_nor_two_outputs(self, nearcopy, write, folder):
        data = jsonl(record("a"), record("b"))
        path = write("a.jsonl", data)
        (folder / "link").symlink_to(path)
        for arguments in (["sketch", path, "--out", path], ["sketch", path, "--out", "link"],
                          ["cluster", path, "--out", "out", "--rejected", path],
                          ["sketch", path, "--out", "new", "--rejected", "new"]):
            ran = nearcopy(*arguments, "--force")
            assert ran.rc == 2 and arguments[-1] in ran.stderr
        assert (folder / path).read_bytes() == data
        assert sorted(p.name for p in folder.iterdir()) == ["a.jsonl", "link"]


class TestExitCodes:
    def test_fail_on_duplicates_says_1_where_there_is_a_copy(self, nearcopy, folder):
        run = ["cluster", "-", "--fail-on-duplicates"]
        assert nearcopy(*run, "--out", "a", stdin=COPIES).rc == 1
        assert Result(folder / "a").groups == [{"a", "b"}]
        assert nearcopy(*run, "--out", "b", stdin=jsonl(record("a"), record("b", ORCHARD))).rc == 0

    def test_skipped_input_is_said_before_duplicates(self, nearcopy):
        run = ["cluster", "-", "--out", "out", "--fail-on-duplicates", "--on-error", "skip"]
        assert nearcopy(*run, stdin=COPIES + b"bad\n").rc == 3


class TestPrinting:
    def test_a_summary_goes_to_standard_output(self, nearcopy):
        ran = nearcopy("cluster", "-", "--out", "out", stdin=COPIES)
        assert re.search(r"documents +3 ", ran.stdout) and re.search(r"clusters +1\n", ran.stdout)
        assert "out" in ran.stdout

    def test_json_prints_the_summary_alone(self, nearcopy, folder):
        ran = nearcopy("cluster", "-", "--out", "out", "--json", stdin=COPIES)
        printed, written = json.loads(ran.stdout), Result(folder / "out").summary
        for summary in (printed, written):
            for name in ("seconds", "peak_memory"):
                del summary[name]
        assert printed == written

    def test_quiet_prints_warnings_and_errors_alone(self, nearcopy):
        data = COPIES.replace(b"}", b', "published": "2026-01-01"}')
        ran = nearcopy("cluster", "-", "--out", "out", "--quiet", stdin=data)
        assert (ran.rc, ran.stdout, ran.stderr) == (0, "", "")
        ran = nearcopy("cluster", "-", "--out", "more", "--quiet", "--on-error", "skip",
                       stdin=data + b"bad\n")
        assert ran.rc == 3 and ran.stdout == "" and "skipped: invalid_json 1" in ran.stderr

    def test_ids_and_feeds_cannot_command_the_terminal(self, nearcopy):
        evil = "\x1b]0;owned\x07\u009b31m\r"
        ran = nearcopy("cluster", "-", "--out", "out", "--color", "never",
                       stdin=jsonl(record(evil, feed=evil), record("b", feed=evil)))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", ran.stdout)
        ran = nearcopy("cluster", "-", "--out", "more", stdin=jsonl(record(evil), record(evil)))
        assert ran.rc == 2 and not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", ran.stderr)

    def test_a_closed_or_full_standard_output_is_an_error(self, program, folder):
        for more in ([], ["--json"]):
            with open("/dev/full", "wb") as full:
                ran = subprocess.run(
                    [program, "cluster", "-", "--out", "out", "--force", *more], input=COPIES,
                    stdout=full, stderr=subprocess.PIPE, cwd=folder)
            assert ran.returncode == 2 and b"standard output" in ran.stderr


class TestColor:
    def test_is_off_where_there_is_no_terminal(self, nearcopy):
        ran = nearcopy("cluster", "-", "--out", "out", stdin=COPIES)
        assert "\x1b" not in ran.stdout + ran.stderr

    def test_can_be_asked_for(self, nearcopy):
        ran = nearcopy("cluster", "-", "--out", "out", "--color", "always", stdin=COPIES)
        assert "\x1b[1m" in ran.stdout and "\x1b[33mwarning:" in ran.stderr

    def on_a_terminal(self, program, folder, *options, **env):
        here, there = pty.openpty()
        data = folder / "a.jsonl"
        data.write_bytes(COPIES)
        child = subprocess.Popen(
            [program, "cluster", "a.jsonl", "--out", "out", "--force", *options], cwd=folder,
            stdin=subprocess.DEVNULL, stdout=there, stderr=there,
            env=environment(TERM="xterm", **env))
        os.close(there)
        shown = b""
        try:
            while chunk := os.read(here, 4096):
                shown += chunk
        except OSError:
            pass  # the other end is closed
        os.close(here)
        assert child.wait() == 0
        return shown.replace(b"\r\x1b[K", b"")  # the progress line, wiped

    def test_is_on_at_a_terminal(self, program, folder):
        shown = self.on_a_terminal(program, folder)
        assert b"\x1b[1m" in shown and b"\x1b[33m" in shown

    def test_is_off_with_no_color_or_never(self, program, folder):
        assert b"\x1b[" not in self.on_a_terminal(program, folder, NO_COLOR="1")
        assert b"\x1b[" not in self.on_a_terminal(program, folder, "--color", "never")
        assert b"\x1b[1m" in self.on_a_terminal(program, folder, "--color", "always", NO_COLOR="1")


class TestSketch:
    def test_gives_a_header_and_a_line_a_document_in_the_order_of_the_input(self, nearcopy):
        ran = nearcopy("sketch", "-", "--out", "-", "--quiet", stdin=COPIES + jsonl(record("d", "x")))
        assert ran.rc == 0
        head, *lines = map(json.loads, ran.stdout.splitlines())
        assert head == {"nearcopy_sketch": 2, "kind": "fastsim", "slots": 128,
                        "shingle": "words:5", "min_words": 5, "seed": 1}
        assert [x["id"] for x in lines] == ["a", "b", "c", "d"]
        assert lines[0]["words"] == len(HARBOUR.split()) and lines[3]["words"] == 1
        assert lines[0]["sketch"] == lines[1]["sketch"] != lines[2]["sketch"]
        assert re.fullmatch("[0-9a-f]{512}", lines[0]["sketch"]) and lines[3]["sketch"] is None

    @pytest.mark.parametrize("kind", ["fastsim", "minhash"])
    def test_slots_that_agree_estimate_the_similarity(self, nearcopy, kind):
        text = prose(1, 1000)
        near = " ".join(text.split()[:800] + prose(2, 200).split())
        ran = nearcopy("sketch", "-", "--out", "-", "--sketch", kind, "--slots", 1024,
                       stdin=jsonl(record("a", text), record("b", near)))
        a, b = (json.loads(x)["sketch"] for x in ran.stdout.splitlines()[1:])
        agree = sum(a[i:i + 4] == b[i:i + 4] for i in range(0, 4096, 4)) / 1024
        assert abs(agree - 2 / 3) < 0.1

    @pytest.mark.parametrize("kind, slots, sketches", [
        ("fastsim", 16, ["2114723b25fd5c72145c23bc40b0c767f4f72bc73bc7de581145e580ebf5bc76",
                         "ba5cc0f8b91be01db72fc50572fc9c5091bacd75055cc89a9d9cd9c5c928a5c9"]),
        ("minhash", 16, ["70b52cc8a14f75bbf8a15336a393bf4422c8b4f44421953ee9de845883227160",
                         "1f55eba4d3d5b450e903a4a61b5a47338acb35d2f01d392c7c1166966d8ce159"]),
        ("simhash", 64, ["f39a3f57181d61e8", "80167a56a4431755"]),
    ])
    def test_is_the_same_for_ever(self, nearcopy, kind, slots, sketches):
        """Stored sketches rest on these values: a change of any needs a new version of the hashes."""
        data = jsonl(record("a", "The ferry to Istle runs again from Monday, the harbour said."),
                     record("b", "\u041f\u0430\u0440\u043e\u043c \u6771\u4eac na\u00efve caf\u00e9 7 times"))
        ran = nearcopy("sketch", "-", "--out", "-", "--sketch", kind, "--slots", slots, stdin=data)
        header, *lines = [json.loads(line) for line in ran.stdout.splitlines()]
        assert header["nearcopy_sketch"] == 2
        assert [line["sketch"] for line in lines] == sketches

    @pytest.mark.parametrize("bits", [64, 128])
    def test_simhash_has_so_many_bits(self, nearcopy, bits):
        near = with_word(HARBOUR, 40, "surgery")
        ran = nearcopy("sketch", "-", "--out", "-", "--sketch", "simhash", "--slots", bits,
                       stdin=jsonl(record("a"), record("b", near), record("c", ORCHARD)))
        a, b, c = (int(json.loads(x)["sketch"], 16) for x in ran.stdout.splitlines()[1:])
        assert max(a, b, c) < 1 << bits
        assert (a ^ b).bit_count() < (a ^ c).bit_count()
