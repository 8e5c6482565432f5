"""The figures that nearcopy is to reach: how they are computed of what was measured, and what the table says of them."""
import copy
import json
import pathlib
import sys

import pytest

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
sys.path[:0] = [str(BENCH), str(BENCH / "peers")]

import figure_rows  # noqa: E402
import figures  # noqa: E402


def kernels(rates):
    """Rates by way of Google Benchmark's JSON: of two repetitions each, the first disturbed, and what sums them up."""
    runs = []
    for index, (name, rate) in enumerate(rates.items()):
        run = {"run_name": name, "family_index": index}
        runs += [{**run, "run_type": "iteration", "bytes_per_second": rate / 3},
                 {**run, "run_type": "iteration", "bytes_per_second": rate},
                 {**run, "run_type": "aggregate", "bytes_per_second": rate * 9}]
    return figure_rows.rates({"benchmarks": runs[::-1]})


def run(documents, seconds, **more):
    return {"documents": documents, "bytes": documents * 3_500, "seconds": seconds, "peak_bytes": 600_000_000,
            "rounds": [seconds], **more}


MEASURED = {
    "machine": {"cpu": "Quill 9000", "cores": 2, "memory_bytes": 8_000_000_000, "kernel": "Linux 6.1",
                "compiler": "c++ 12", "rustc": None, "python": "3.11.2", "date": "2026-01-02"},
    "commit": "abc",
    "settings": {"documents": 50_000, "rounds": 3, "cores": [1, 0], "repetitions": 7, "kernels": "news.jsonl"},
    "kernels": {
        "ascii": kernels({"simdjson": 4e9, "sketch/avx3_dl/latin": 2e9, "sketch/avx3/latin": 1e9, "sketch/avx2/latin": 1e9,
                          "sketch/scalar/latin": 1e8}),
        "scripts": kernels({"sketch/avx3_dl/latin": 2e9, "sketch/avx3_dl/other": .49e9, "sketch/avx2/latin": 1e9,
                            "sketch/avx2/other": .9e9}),
    },
    "peers": {
        "commit": "abc", "settings": {"rounds": 3},
        "tools": [{"name": name, "version": "1", "missing": None if name != "incrededup" else "no cargo"}
                  for name in ("nearcopy", "rensa", "datasketch", "text-dedup", "incrededup")],
        "sizes": [
            {"documents": 10_000, "tools": {"nearcopy": {"seconds": .1}}},
            {"documents": 50_000, "tools": {
                "nearcopy": {"seconds": .5, "pairs": {"true": 9_000, "recall": .99949, "precision": 1.0}},
                "rensa": {"seconds": 25.0}, "datasketch": {"seconds": 24.9}, "text-dedup": {"seconds": 29.9}}},
        ],
    },
    "runs": {"one_thread": run(50_000, .5), "two_threads": run(50_000, .25), "many": run(1_000_000, 12.5),
             "bounded": run(1_000_000, 20, differing=[])},
    "dedup": [{"documents": 50_000, "dedup": .52, "cluster": .4, "copy": .1},
              {"documents": 1_000_000, "dedup": 11, "cluster": 8, "copy": 2}],
    "repeats": {"documents": 50_000, "with_repeats": 1_300, "bytes": 174_000_000, "seconds": .75},
}


def changed(change):
    measured = copy.deepcopy(MEASURED)
    change(measured)
    return {row["what"]: row for row in figure_rows.rows(measured)}


def test_every_figure_is_computed_and_judged():
    rows = figure_rows.rows(MEASURED)
    # The best repetition of the best instructions counts; what is reached is judged before it is rounded.
    assert [(row["shown"], row["needed"], row["aim"], row["held"]) for row in rows] == [
        ("0.50 ×", "0.33 ×", "0.50 ×", "aim"),
        ("0.25 ×", "0.20 ×", "0.30 ×", "yes"),
        ("0.24 ×", "0.25 ×", "0.50 ×", "no"),
        ("50.0 ×", "30.0 ×", "50.0 ×", "aim"),
        ("49.8 ×", "30.0 ×", "50.0 ×", "yes"),
        ("59.8 ×", "60.0 ×", "100.0 ×", "no"),
        ("–", "15.0 ×", "25.0 ×", "not measured"),
        ("2.00 ×", "1.70 ×", "1.90 ×", "aim"),
        ("1.25 ×", "1.50 ×", "1.20 ×", "yes"),
        ("0.9994", "0.9990", "0.9995", "yes"),
        ("600 MB", "1,000 MB", "600 MB", "aim"),
        ("the same bytes", "the same bytes", "–", "yes"),
        ("1.04 ×", "1.30 ×", "1.10 ×", "aim"),
        ("1.10 ×", "1.30 ×", "1.10 ×", "aim"),
        ("232 MB/s", "150 MB/s", "300 MB/s", "yes"),
    ]
    assert rows[6]["of"] == "no cargo"
    text = figure_rows.markdown(MEASURED, rows)
    assert all(f"| {row['what']} | {row['shown']} |" in text for row in rows)
    assert "Quill 9000" in text and "trial" not in text


def test_values_are_rounded_to_the_side_that_does_not_flatter():
    assert figure_rows.times(.3299) == "0.32 ×"
    assert figure_rows.times(.29) == "0.29 ×"
    assert figure_rows.at_most_times(1.5001) == "1.51 ×"
    assert figure_rows.megabytes(1_000_000_001) == "1,001 MB"


def test_other_sizes_are_a_trial_whatever_they_reach():
    def shrink(measured):
        measured["settings"]["documents"] = measured["peers"]["sizes"][1]["documents"] = 2_000
        for one in [*measured["runs"].values(), *measured["dedup"], measured["repeats"]]:
            one["documents"] //= 25

    rows = list(changed(shrink).values())
    assert {row["held"] for row in rows[3:]} == {"trial", "not measured"}
    assert [row["held"] for row in rows[:3]] == ["aim", "yes", "no"]  # kernels do not depend on sizes
    assert "**A trial**" in figure_rows.markdown(MEASURED, rows)


def test_what_the_machine_lacks_is_not_measured():
    def take_away(measured):
        for rates in measured["kernels"].values():
            for name in [name for name in rates if "avx3" in name]:
                del rates[name]
        del measured["runs"]["two_threads"]

    rows = list(changed(take_away).values())
    assert [rows[i]["held"] for i in (0, 1, 2, 7)] == ["not measured", "yes", "aim", "not measured"]


def test_a_file_that_differs_is_named():
    rows = changed(lambda measured: measured["runs"]["bounded"].update(differing=["pairs.tsv"]))
    row = rows["Its result files with `--memory 256M`"]
    assert (row["shown"], row["held"]) == ("differ: pairs.tsv", "no")


def test_a_comparison_over_other_numbers_of_documents_is_refused():
    with pytest.raises(LookupError, match="3,000"):
        changed(lambda measured: measured["settings"].update(documents=3_000))


def test_a_comparison_of_another_machine_or_commit_is_refused(tmp_path):
    path = tmp_path / "peers.json"

    def read(commit="abc", **machine):
        peers = {**MEASURED["peers"], "machine": {**MEASURED["machine"], **machine}, "commit": commit}
        path.write_text(json.dumps(peers))
        return figures.read_peers(path, MEASURED["machine"], "abc", 50_000)

    assert read(date="2026-01-01")["commit"] == "abc"
    for other in ({"cpu": "Quill 9001"}, {"cores": 64}, {"memory_bytes": 4_000_000_000}, {"kernel": "Linux 6.2"}):
        with pytest.raises(LookupError, match=f"another machine: {next(iter(other))} is"):
            read(**other)
    with pytest.raises(LookupError, match="is of commit abd, and abc is what is measured"):
        read("abd")


def test_seconds_of_a_summary_are_those_of_its_stages(tmp_path):
    summary = json.dumps({"seconds": {"read": .25, "verify": .5, "write": 1}, "counts": {}}, indent=2)
    (tmp_path / "log").write_text(f"warning: something\n{summary}\n")
    assert figures.stages(figures.printed_summary(tmp_path / "log")) == 1.75


def test_results_are_the_same_only_byte_by_byte(tmp_path):
    for folder, pairs in (("a", "x\ty\n"), ("b", "x\tz\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "clusters.jsonl").write_text("{}\n")
        (tmp_path / folder / "pairs.tsv").write_text(pairs)
        (tmp_path / folder / "summary.json").write_text(folder)
    assert figures.differing_files(tmp_path / "a", tmp_path / "b") == ["pairs.tsv"]
    (tmp_path / "b" / "pairs.tsv").write_text("x\ty\n")
    assert figures.differing_files(tmp_path / "a", tmp_path / "b") == []
    (tmp_path / "b" / "extra.tsv").touch()
    assert figures.differing_files(tmp_path / "a", tmp_path / "b") == ["extra.tsv"]
