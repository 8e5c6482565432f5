#!/usr/bin/env python3
"""Measures the figures that nearcopy is to reach, and writes them as one table with the machine.

Kernels, the comparison with other tools, threads, a million documents, memory: all in one run on one machine, on one
core where nothing else is said. figures.sh builds what is measured and calls this; README.md says how each row is
measured. Progress goes to standard error, the table to standard output and to a folder named by day and processor.
"""
import argparse
import filecmp
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peers"))

import figure_rows  # noqa: E402
import make_corpus  # noqa: E402
import measure  # noqa: E402
import report  # noqa: E402
import tools  # noqa: E402

SEED = 1
KERNEL_DOCUMENTS = 10_000  # more than bench_kernels takes of a file
REPETITIONS, KERNEL_SECONDS = 7, .2  # of each kernel; seconds of a repetition at least
MEMORY = "256M"


def say(text):
    print(text, file=sys.stderr, flush=True)


def ascii_share(path):
    data = path.read_bytes()
    return 1 - len(data.translate(None, bytes(range(128)))) / len(data)


def run_kernels(arguments, corpus, pattern, work):
    """Bytes a second of the benchmarks that match."""
    say(f"Kernels over {corpus}")
    out = work / "kernels"
    measure.run([str(arguments.kernel_program), str(corpus), f"--benchmark_filter={pattern}",
                 f"--benchmark_repetitions={REPETITIONS}", f"--benchmark_min_time={KERNEL_SECONDS}",
                 "--benchmark_enable_random_interleaving=true",
                 f"--benchmark_out={out / 'kernels.json'}", "--benchmark_out_format=json"], arguments.cores[:1], out)
    rates = figure_rows.rates(json.loads((out / "kernels.json").read_text(encoding="utf-8")))
    shutil.rmtree(out)
    return rates


def measure_kernels(arguments, of_ascii, work):
    of_scripts = make_corpus.made_file(arguments.into / "corpora", KERNEL_DOCUMENTS, SEED, copies=0, scripts=.5)
    return {"ascii": run_kernels(arguments, of_ascii, "^(simdjson|sketch/.*/latin)$", work),
            "scripts": run_kernels(arguments, of_scripts, "^sketch/.*/(latin|other)$", work)}


def compare_with_peers(arguments, work):
    """Runs the comparison; the folder with its peers.json, peers.md and peers.svg."""
    results = work / "peers"
    subprocess.run([HERE / "peers" / "run.sh", "--into", arguments.into, "--results", results, "--sizes",
                    str(arguments.documents), "--rounds", str(arguments.rounds), "--core", str(arguments.cores[0])],
                   check=True, stdout=subprocess.DEVNULL)
    return next(results.glob("*/peers.json")).parent


def differing_files(a, b):
    """The names of result files that are not in both folders with the same bytes; summary.json tells times."""
    names = {path.name for folder in (a, b) for path in folder.iterdir()} - {"summary.json"}
    return sorted(set().union(*filecmp.cmpfiles(a, b, names, shallow=False)[1:]))


def measure_runs(arguments, small, many, work):
    """`cluster` in interleaved rounds: one thread and two over few documents; one over many, and in bounded memory."""
    core, nearcopy = arguments.cores[:1], arguments.nearcopy
    runs = {"one_thread": (small, core, tools.cluster(nearcopy)),
            "two_threads": (small, arguments.cores, tools.cluster(nearcopy, threads=2)),
            "many": (many, core, tools.cluster(nearcopy)),
            "bounded": (many, core, [*tools.cluster(nearcopy), "--memory", MEMORY])}
    if len(arguments.cores) < 2:
        del runs["two_threads"]
    usages, results = {name: [] for name in runs}, {}
    for number in range(arguments.rounds):
        for name, (corpus, cores, command) in runs.items():
            measure.read_once(corpus)
            out = work / name
            shutil.rmtree(out, ignore_errors=True)
            usages[name].append(measure.run([*command, str(corpus), "--out", str(out / "result")], cores, out))
            say(f"  round {number + 1}: {name} {usages[name][-1].seconds:.2f} s")
    for name, (corpus, _, _) in runs.items():
        summary = json.loads((work / name / "result" / "summary.json").read_text(encoding="utf-8"))
        results[name] = {"documents": summary["counts"]["documents"], "bytes": corpus.stat().st_size,
                         **measure.of_rounds(usages[name]), "last_stages": summary["seconds"]}
    results["bounded"]["differing"] = differing_files(work / "many" / "result", work / "bounded" / "result")
    return results


def measure_repeats(arguments, corpus, work):
    """`repeats` on one core, syncing apart."""
    out, seconds = work / "repeats", []
    for number in range(arguments.rounds):
        measure.read_once(corpus)
        measure.run([str(arguments.nearcopy), "repeats", str(corpus), "--out", "repeats.jsonl", "--threads", "1", "--json"],
                    arguments.cores[:1], out)
        summary = printed_summary(out / "log")
        seconds.append(summary["seconds"])
        shutil.rmtree(out)
        say(f"  round {number + 1}: repeats of {corpus.name} {seconds[-1]:.2f} s")
    return {"documents": summary["counts"]["documents"], "with_repeats": summary["counts"]["with_repeats"],
            "bytes": summary["bytes"]["text"], "seconds": min(seconds), "rounds": seconds}


def printed_summary(log):
    """The summary that a run with --json printed, warnings before it."""
    text = log.read_text(encoding="utf-8")
    return json.loads(text[text.index("{"):])


def stages(summary):
    """Seconds of all stages, without the syncing to disk that follows them."""
    return sum(summary["seconds"].values())


def measure_dedup(arguments, corpora, work):
    """`dedup` beside `cluster` and a plain copy of the input, in interleaved rounds on one core, syncing apart."""
    core, nearcopy, measured = arguments.cores[:1], str(arguments.nearcopy), []
    for corpus in corpora:
        seconds = {"cluster": [], "copy": [], "dedup": []}
        for number in range(arguments.rounds):
            measure.read_once(corpus)
            for name, run in seconds.items():
                out = work / "dedup"
                files = {"cluster": ["--out", "result", "--no-report", "--containment", "off"],
                         "dedup": ["--out", "kept.jsonl", "--removed", "removed.jsonl"]}.get(name)
                command = ([nearcopy, name, str(corpus), *files, "--threads", "1", "--json"] if files
                           else [shutil.which("cp"), str(corpus), "copy.jsonl"])
                usage = measure.run(command, core, out)
                if files:
                    summary = printed_summary(out / "log")
                run.append(stages(summary) if files else usage.seconds)
                shutil.rmtree(out)
                say(f"  round {number + 1}: {name} of {corpus.name} {run[-1]:.2f} s")
        measured.append({"documents": summary["counts"]["documents"],
                         **{name: min(run) for name, run in seconds.items()}, "rounds": seconds})
    return measured


def read_peers(path, machine, commit, documents):
    """A peers.json, if it is of this machine, this commit and that many documents; else LookupError."""
    peers = json.loads(path.read_text(encoding="utf-8"))
    for key in ("cpu", "cores", "memory_bytes", "kernel"):
        if peers["machine"][key] != machine[key]:
            raise LookupError(f"{path}: is of another machine: {key} is {peers['machine'][key]}, here {machine[key]}")
    if peers["commit"] != commit:
        raise LookupError(f"{path}: is of commit {peers['commit']}, and {commit} is what is measured")
    figure_rows.compared_size(peers, documents)
    return peers


def keep(folder, peers_folder, measured, rows):
    """Writes figures.json and figures.md, and puts the comparison beside them where it is of this run."""
    folder.mkdir(parents=True, exist_ok=True)
    if peers_folder:
        shutil.copytree(peers_folder, folder, dirs_exist_ok=True)
    (folder / "figures.json").write_text(json.dumps({**measured, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    (folder / "figures.md").write_text(figure_rows.markdown(measured, rows), encoding="utf-8")


def measure_all(arguments):
    """Everything that figures.json keeps but the rows, and the folder of the comparison if that ran, too."""
    corpora, work = arguments.into / "corpora", arguments.into / "figures"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    machine, commit = measure.describe_machine(), measure.describe_commit()
    peers = read_peers(arguments.peers, machine, commit, arguments.documents) if arguments.peers else None
    of_ascii = arguments.kernels or make_corpus.made_file(corpora, KERNEL_DOCUMENTS, SEED, copies=0, scripts=0)
    kernels = measure_kernels(arguments, of_ascii, work)
    peers_folder = None if peers else compare_with_peers(arguments, work)
    peers = peers or read_peers(peers_folder / "peers.json", machine, commit, arguments.documents)
    small = make_corpus.made_file(corpora, arguments.documents, SEED)
    many = (make_corpus.made_file(corpora, int(arguments.million), SEED) if arguments.million.isdecimal()
            else pathlib.Path(arguments.million).resolve())
    say(f"nearcopy cluster over {small} and {many}")
    return {"machine": machine, "commit": commit,
            "settings": {"documents": arguments.documents, "rounds": arguments.rounds, "cores": arguments.cores,
                         "seed": SEED, "repetitions": REPETITIONS, "memory": MEMORY,
                         "kernels": f"{of_ascii.name}, {100 * ascii_share(of_ascii):.2f} % of it ASCII"},
            "kernels": kernels, "peers": peers, "runs": measure_runs(arguments, small, many, work),
            "dedup": measure_dedup(arguments, (small, many), work),
            "repeats": measure_repeats(arguments, small, work)}, peers_folder


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kernels", type=pathlib.Path, nargs="?", metavar="FILE",
                        help="JSON lines of ASCII news for the kernels; by itself made ones")
    parser.add_argument("--nearcopy", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--kernel-program", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--documents", type=int, default=figure_rows.DOCUMENTS)
    parser.add_argument("--million", default=str(figure_rows.MILLION), metavar="FILE|N",
                        help="JSON lines that are there, or how many documents to make (4 GB by itself)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cores", type=lambda text: [int(core) for core in text.split(",")],
                        default=sorted(os.sched_getaffinity(0))[:-3:-1],
                        help="A,B: one core is A; by itself the last two")
    parser.add_argument("--peers", type=pathlib.Path, metavar="FILE",
                        help="peers.json of a comparison of this commit on this machine; by itself one is made")
    parser.add_argument("--into", type=pathlib.Path, default="build/peers", metavar="DIR",
                        help="folder of corpora, of what other tools need, and of what runs write")
    parser.add_argument("--results", type=pathlib.Path, default="bench/results", metavar="DIR")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    for name in ("into", "nearcopy", "kernel_program", "kernels"):  # programs run in folders of their own
        if getattr(arguments, name):
            setattr(arguments, name, getattr(arguments, name).resolve())
    try:
        measured, peers_folder = measure_all(arguments)
        rows = figure_rows.rows(measured)
    except (LookupError, OSError, measure.Failed, subprocess.CalledProcessError) as error:
        sys.exit(f"figures.py: {error}")
    folder = arguments.results / report.run_name(measured["machine"])
    keep(folder, peers_folder, measured, rows)
    shutil.rmtree(arguments.into / "figures")
    print(figure_rows.markdown(measured, rows))
    say(f"Written to {folder}")


if __name__ == "__main__":
    main()
