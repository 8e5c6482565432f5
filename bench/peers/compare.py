#!/usr/bin/env python3
"""Runs nearcopy and its peers over the same made corpora, and writes what they took and found.

Rounds are interleaved: every tool once, then every tool again; the least of a figure's rounds counts. Pairs are written
in a run of their own that is not timed. A peer that is missing or fails stands in the results with the reason. run.sh
installs the peers and calls this.
"""
import argparse
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys

import chart
import make_corpus
import measure
import report
import tools

HERE = pathlib.Path(__file__).resolve().parent
STARTING = 10  # documents of the run that shows what starting takes
MAX_TRUTH = 50_000  # documents; what is exact takes about two minutes there


def say(text):
    print(text, file=sys.stderr, flush=True)


def find_truth(into, corpus):
    path = corpus.with_suffix(".truth.tsv")
    say(f"Finding the true pairs of {corpus}")
    subprocess.run([into / "truth" / "bin" / "python", HERE / "truth.py", corpus, path,
                    "--threshold", tools.THRESHOLD], check=True)
    return path


def time_tools(present, corpus, documents, rounds, core, work, missing):
    """The figures of each tool over a corpus; one that fails goes into missing."""
    starting = work / "starting.jsonl"
    with corpus.open("rb") as lines:
        starting.write_bytes(b"".join(itertools.islice(lines, STARTING)))
    measure.read_once(corpus)
    usages, starts = {}, {}
    for number in range(rounds):
        for tool in [tool for tool in present if tool.name not in missing]:
            try:
                for docs, kept in ((starting, starts), (corpus, usages)):
                    out = work / "out"
                    kept.setdefault(tool.name, []).append(measure.run(tool.invocation(docs, out, False), [core], out))
                    shutil.rmtree(out)
                say(f"  {documents} documents, round {number + 1}: {tool.name} {usages[tool.name][-1].seconds:.2f} s")
            except measure.Failed as error:
                missing[tool.name] = str(error)
                shutil.rmtree(work / "out")
    return {name: {**measure.of_rounds(kept), "starting_seconds": measure.least(starts[name]).seconds}
            for name, kept in usages.items() if name not in missing}


def judge(tool, corpus, truth, core, work):
    out = work / "judged"
    measure.run(tool.invocation(corpus, out, True), [core], out)
    clusters, pairs = tool.results(out)
    answer = subprocess.run([sys.executable, HERE / "judge.py", truth, "--clusters", clusters,
                             *(["--pairs", pairs] if pairs else [])], check=True, capture_output=True, text=True)
    shutil.rmtree(out)
    return json.loads(answer.stdout)


def judge_tools(present, figures, corpus, truth, core, work, missing):
    """Adds what each tool found to its figures; one that fails loses them, and goes into missing."""
    for tool in [tool for tool in present if tool.name in figures]:
        try:
            figures[tool.name].update(judge(tool, corpus, truth, core, work))
        except measure.Failed as error:
            missing[tool.name] = str(error)
            del figures[tool.name]
            shutil.rmtree(work / "judged")


def compare(arguments, present, missing):
    """A table of results for each size: {documents, bytes, tools: {name: figures}}."""
    work = arguments.into / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    sizes = []
    for documents in arguments.sizes:
        corpus = make_corpus.made_file(arguments.into / "corpora", documents, arguments.seed)
        figures = time_tools(present, corpus, documents, arguments.rounds, arguments.core, work, missing)
        if documents <= MAX_TRUTH:
            truth = find_truth(arguments.into, corpus)
            judge_tools(present, figures, corpus, truth, arguments.core, work, missing)
        sizes.append({"documents": documents, "bytes": corpus.stat().st_size, "tools": figures})
    shutil.rmtree(work)
    return sizes


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nearcopy", type=pathlib.Path, required=True)
    parser.add_argument("--into", type=pathlib.Path, required=True, help="folder of the peers that run.sh installed")
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[10_000, 50_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    arguments.into = arguments.into.resolve()
    present = tools.all_tools(arguments.nearcopy.resolve(), arguments.into)
    missing = {path.name: path.read_text(encoding="utf-8").strip() for path in arguments.into.glob("missing/*")}
    sizes = compare(arguments, present, missing)
    results = {
        "machine": measure.describe_machine(),
        "commit": measure.describe_commit(),
        "settings": {"threshold": float(tools.THRESHOLD), "shingle": "words:5", "rounds": arguments.rounds,
                     "core": arguments.core, "seed": arguments.seed},
        "tools": [{"name": tool.name, "version": tool.version, "checks": tool.checks,
                   "missing": missing.get(tool.name)} for tool in present],
        "sizes": sizes,
    }
    folder = arguments.results / report.run_name(results["machine"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peers.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (folder / "peers.md").write_text(report.markdown(results), encoding="utf-8")
    (folder / "peers.svg").write_text(chart.draw(results), encoding="utf-8")
    print(report.markdown(results))
    say(f"Written to {folder}")
    if "nearcopy" in missing:
        sys.exit(f"nearcopy: {missing['nearcopy']}")


if __name__ == "__main__":
    main()
