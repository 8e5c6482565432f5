"""The figures that nearcopy is to reach: computed from what figures.py measured, and written as one table."""
import math

import report

DOCUMENTS, MILLION = 50_000, 1_000_000  # of the corpora that the figures are defined for
PEERS = {"rensa": (30, 50), "datasketch": (30, 50), "incrededup": (15, 25), "text-dedup": (60, 100)}  # needed, aim


def times(value, rounded=math.floor):
    return f"{report.ratio(value, rounded)} ×"


def at_most_times(value):
    return times(value, math.ceil)


def ten_thousandths(value):
    return report.share({"": value}, "")


def megabytes(value):
    return f"{math.ceil(value / 1e6):,} MB"


def judge(what, value, needed, aim, of, *, show=times, at_most=False, trial=False):
    """A row of the table; `of` says what the value was computed of, trial that it is of other sizes than is asked."""
    def reaches(limit):
        return value <= limit if at_most else value >= limit

    held = "trial" if trial else "aim" if reaches(aim) else "yes" if reaches(needed) else "no"
    return {"what": what, "measured": value, "shown": show(value), "needed": show(needed), "aim": show(aim),
            "held": held, "of": of}


def not_measured(what, needed, aim, why, show=times):
    return {"what": what, "measured": None, "shown": report.MISSING, "needed": show(needed), "aim": show(aim),
            "held": "not measured", "of": why}


def rates(benchmarks):
    """Bytes a second of each benchmark in Google Benchmark's JSON: the best repetition, since other load only slows.

    In the order of bench_kernels, best instructions first; the JSON has the random one in which they ran.
    """
    best = {}
    for run in sorted(benchmarks["benchmarks"], key=lambda run: run["family_index"]):
        if run["run_type"] == "iteration":
            best[run["run_name"]] = max(best.get(run["run_name"], 0), run["bytes_per_second"])
    return best


def of_rates(a, b):
    return f"{a / 1e9:.2f} of {b / 1e9:.2f} GB/s"


def sketch_row(what, ascii_rates, prefix, needed, aim):
    """Text to sketch with the best target of a prefix, beside simdjson over the same file."""
    names = [name for name in ascii_rates if name.startswith(f"sketch/{prefix}") and name.endswith("/latin")]
    if not names:
        return not_measured(what, needed, aim, "this machine has no such instructions")
    rate, parsed = ascii_rates[names[0]], ascii_rates["simdjson"]
    return judge(what, rate / parsed, needed, aim, f"{of_rates(rate, parsed)}, {names[0].split('/')[1]}")


def kernel_rows(kernels):
    """Of the rates over ASCII news, and over texts half Latin, half in other scripts; best instructions come first."""
    of_ascii, of_scripts = kernels["ascii"], kernels["scripts"]
    other = next(name for name in of_scripts if name.endswith("/other"))
    rate, latin = of_scripts[other], of_scripts[other.replace("/other", "/latin")]
    return [
        sketch_row("Text to sketch with AVX-512, ASCII news, to simdjson's parse rate of the file", of_ascii, "avx3",
                   .33, .5),
        sketch_row("The same with AVX2", of_ascii, "avx2", .2, .3),
        judge("Text to sketch, other scripts to Latin", rate / latin, .25, .5,
              f"{of_rates(rate, latin)}, {other.split('/')[1]}"),
    ]


def compared_size(peers, documents):
    """The results of peers.json for that many documents. LookupError where it has none."""
    for size in peers["sizes"]:
        if size["documents"] == documents and "nearcopy" in size["tools"]:
            return size
    raise LookupError(f"the comparison has nothing of nearcopy over {documents:,} documents")


def peer_rows(peers, size):
    ours, rows = size["tools"]["nearcopy"]["seconds"], []
    for tool in (tool for tool in peers["tools"] if tool["name"] in PEERS):
        what = f"`cluster`, {size['documents']:,} documents, one core, to {tool['name']} {tool['version']}"
        theirs = size["tools"].get(tool["name"])
        rows.append(judge(what, theirs["seconds"] / ours, *PEERS[tool["name"]],
                          f"{report.seconds(theirs['seconds'])} s, {ours:.3f} s", trial=size["documents"] != DOCUMENTS)
                    if theirs else not_measured(what, *PEERS[tool["name"]], tool["missing"]))
    return rows


def recall_row(size):
    what = f"Recall of pairs, threshold 0.7, {size['documents']:,} documents"
    pairs = size["tools"]["nearcopy"].get("pairs")
    if not pairs:
        return not_measured(what, .999, .9995, "too many documents to find the truth of", ten_thousandths)
    return judge(what, pairs["recall"], .999, .9995,
                 f"{pairs['true']:,} true pairs, precision {ten_thousandths(pairs['precision'])}", show=ten_thousandths,
                 trial=size["documents"] != DOCUMENTS)


def scaling_rows(runs):
    one, two, many = runs["one_thread"], runs.get("two_threads"), runs["many"]
    each, each_of_many = (run["seconds"] / run["documents"] for run in (one, many))
    what = f"2 threads to 1, {one['documents']:,} documents"
    return [
        judge(what, one["seconds"] / two["seconds"], 1.7, 1.9, f"{one['seconds']:.3f} s, {two['seconds']:.3f} s",
              trial=one["documents"] != DOCUMENTS)
        if two else not_measured(what, 1.7, 1.9, "one core alone was given"),
        judge(f"Time a document, {many['documents']:,} documents to {one['documents']:,}", each_of_many / each, 1.5, 1.2,
              f"{each_of_many * 1e6:.2f} µs, {each * 1e6:.2f} µs", show=at_most_times, at_most=True,
              trial=(many["documents"], one["documents"]) != (MILLION, DOCUMENTS)),
    ]


def memory_rows(many, bounded):
    trial = many["documents"] != MILLION
    same = not bounded["differing"]
    return [
        judge(f"Peak resident memory, `cluster` of {many['documents']:,} documents", many["peak_bytes"], 1e9, 600e6,
              f"{many['bytes'] / 1e9:.2f} GB of JSON lines, {report.seconds(many['seconds'])} s", show=megabytes,
              at_most=True, trial=trial),
        {"what": "Its result files with `--memory 256M`", "measured": same,
         "shown": "the same bytes" if same else "differ: " + ", ".join(bounded["differing"]), "needed": "the same bytes",
         "aim": report.MISSING, "held": "no" if not same else "trial" if trial else "yes",
         "of": f"peak {megabytes(bounded['peak_bytes'])}, {report.seconds(bounded['seconds'])} s"},
    ]


def dedup_rows(runs):
    """dedup against cluster and a plain copy of the input, syncing apart."""
    return [judge(f"`dedup` to `cluster` and a copy, {run['documents']:,} documents", run["dedup"] / (run["cluster"] + run["copy"]),
                  1.3, 1.1, f"{run['dedup']:.3f} s, {run['cluster']:.3f} s and {run['copy']:.3f} s, syncing apart",
                  show=at_most_times, at_most=True, trial=run["documents"] not in (DOCUMENTS, MILLION)) for run in runs]


def repeats_row(run):
    return judge(f"`repeats`, {run['documents']:,} documents, one core", run["bytes"] / run["seconds"], 150e6, 300e6,
                 f"{run['bytes'] / 1e6:,.0f} MB of text in {run['seconds']:.3f} s, {run['with_repeats']:,} documents have repeats",
                 show=lambda value: f"{math.floor(value / 1e6):,} MB/s", trial=run["documents"] != DOCUMENTS)


def rows(measured):
    """All rows of what figures.py measured. LookupError where peers.json is of other sizes."""
    runs, size = measured["runs"], compared_size(measured["peers"], measured["settings"]["documents"])
    return [*kernel_rows(measured["kernels"]), *peer_rows(measured["peers"], size), *scaling_rows(runs),
            recall_row(size), *memory_rows(runs["many"], runs["bounded"]), *dedup_rows(measured["dedup"]),
            repeats_row(measured["repeats"])]


def markdown(measured, computed):
    settings = measured["settings"]
    cores = ", ".join(map(str, settings["cores"]))
    lines = [[row[key] for key in ("what", "shown", "needed", "aim", "held", "of")] for row in computed]
    trial = (["**A trial**: rows that say so are of other sizes than the figures are defined for."]
             if any(row["held"] == "trial" for row in computed) else [])
    return "\n\n".join([
        "# Figures of nearcopy",
        f"{report.machine_line(measured['machine'])}; nearcopy at commit {measured['commit']}.",
        (f"The least of {settings['rounds']} interleaved rounds, of kernels the best of {settings['repetitions']} "
         f"repetitions; one core is core {settings['cores'][0]}, two threads ran on {cores}. Kernels: "
         f"{settings['kernels']}. Other tools: {measured['peers']['settings']['rounds']} rounds at commit "
         f"{measured['peers']['commit']}. bench/README.md says how each row is measured."),
        *trial,
        report.table(["", "measured", "needed", "aim", "held", "of"], lines),
    ]) + "\n"
