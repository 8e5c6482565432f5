"""Writes the results of compare.py as Markdown: in full, and as the short table of README.md."""
import math
import re

MISSING = "–"
OTHER_WORDS = {"text-dedup"}  # tools that cut other words even from texts that truth.py calls alike


def run_name(machine):
    """The folder of a run: its day and its processor."""
    return f"{machine['date']}-{re.sub(r'[^a-z0-9]+', '-', machine['cpu'].lower()).strip('-')}"


def machine_line(machine):
    return (f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, {machine['memory_bytes'] / 1e9:.0f} GB of "
            f"memory, {machine['kernel']}, {machine['compiler'] or 'no compiler'}, {machine['rustc'] or 'no rustc'}, "
            f"Python {machine['python']}")


def table(head, rows):
    """Markdown; the first column to the left, figures to the right."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def seconds(value):
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def megabytes(value):
    return f"{value / 1e6:,.1f} MB" if value < 1e7 else f"{value / 1e6:,.0f} MB"


def rate(size, name):
    """Documents a second of a tool."""
    return size["documents"] / size["tools"][name]["seconds"]


def ratio(value, rounded=math.floor):
    """A ratio, rounded to the side that does not flatter: down, or up where less is better."""
    digits = 2 if value < 10 else 1
    steps = rounded(round(value * 10 ** digits, 6))  # 0.29 × 100 is less than 29
    return f"{steps / 10 ** digits:.{digits}f}"


def times(size, name):
    """How many times nearcopy's time a tool takes."""
    ours = size["tools"].get("nearcopy")
    return ratio(size["tools"][name]["seconds"] / ours["seconds"]) if ours else MISSING


def share(figures, *path):
    """A share of what was judged, never rounded up to 1."""
    for key in path:
        figures = figures.get(key) if figures else None
    return MISSING if figures is None else f"{int(figures * 10_000) / 10_000:.4f}"


def seen_alike(tools):
    """Which texts those are that truth.py calls alike."""
    names = [tool["name"] for tool in tools if tool["name"] not in OTHER_WORDS]
    return f"texts in which {', '.join(names[:-1])} and {names[-1]} see the same words"


def share_alike(tool, figures, what):
    """The recall of what is alike; of a tool that cuts other words it would not be that of the sketches."""
    value = share(figures, what, "recall_alike")
    return f"{MISSING}¹" if tool["name"] in OTHER_WORDS and value != MISSING else value


def footnote(size, tools):
    """What ¹ in a table of this size means; nothing where it is not there."""
    return [f"¹ {tool['name']} {tool['version']} sees other words there: its recall would not be that of its sketches."
            for tool in tools if share_alike(tool, size["tools"].get(tool["name"]), "clusters").endswith("¹")]


def largest(sizes, wanted):
    """The largest size that is wanted, or None."""
    return max(filter(wanted, sizes), key=lambda size: size["documents"], default=None)


def with_peers(sizes):
    """The largest size that peers ran over too; where none did, the largest."""
    return largest(sizes, lambda size: len(size["tools"]) > 1) or largest(sizes, lambda size: True)


def judged(sizes):
    return largest(sizes, lambda size: any("clusters" in figures for figures in size["tools"].values()))


def took(size, tools):
    head = ["", "seconds", "to start", "documents/s", "times nearcopy's time", "peak memory", "written", "left on disk"]
    rows = []
    for tool in tools:
        figures = size["tools"].get(tool["name"])
        if figures:
            rows.append([f"{tool['name']} {tool['version']}", seconds(figures["seconds"]),
                         seconds(figures["starting_seconds"]), f"{rate(size, tool['name']):,.0f}",
                         times(size, tool["name"]),
                         *(megabytes(figures[key]) for key in ("peak_bytes", "written_bytes", "left_bytes"))])
    return table(head, rows)


def found(size, tools):
    head = ["", "checked by", "pairs", "precision", "recall", "recall, words alike", "clusters: precision", "recall",
            "recall, words alike"]
    rows = []
    for tool in tools:
        figures = size["tools"].get(tool["name"], {})
        if "clusters" in figures:
            pairs = figures["pairs"]
            rows.append([f"{tool['name']} {tool['version']}", tool["checks"],
                         f"{pairs['found']:,}" if pairs else MISSING,
                         *(cell for what in ("pairs", "clusters") for cell in (
                             share(figures, what, "precision"), share(figures, what, "recall"),
                             share_alike(tool, figures, what)))])
    return table(head, rows)


def absent(tools, sizes):
    """What is left out, and why: a tool altogether, or from the size on at which it failed."""
    lines = []
    for tool in (tool for tool in tools if tool["missing"]):
        without = [f"{size['documents']:,}" for size in sizes if tool["name"] not in size["tools"]]
        where = f" over {' and '.join(without)} documents" if len(without) < len(sizes) else ""
        lines.append(f"\n{tool['name']} {tool['version']} is left out{where}: {tool['missing']}\n")
    return "".join(lines)


def markdown(results):
    settings = results["settings"]
    parts = [
        "# nearcopy and its peers",
        f"{machine_line(results['machine'])}; nearcopy at commit {results['commit']}.",
        (f"Every tool on core {settings['core']} alone, from JSON lines to clusters; shingles of 5 words, threshold "
         f"{settings['threshold']}; the least of {settings['rounds']} interleaved rounds. bench/peers/README.md says "
         "what each tool runs and how it is judged."),
        "![chart](peers.svg)",
    ]
    for size in results["sizes"]:
        parts += [f"## {size['documents']:,} documents, {size['bytes'] / 1e6:,.0f} MB", took(size, results["tools"])]
        if judged([size]):
            true = next(figures["clusters"] for figures in size["tools"].values())
            parts += [found(size, results["tools"]), *footnote(size, results["tools"]),
                      f"Clusters of the truth join {true['true']:,} pairs of documents; {true['true_alike']:,} where words "
                      f"are alike, that is of {seen_alike(results['tools'])}."]
    return "\n\n".join(parts) + "\n" + absent(results["tools"], results["sizes"])


def readme_block(results, link):
    """The short table, of the largest size that was compared; link is the path of peers.md as README.md sees it."""
    size, accuracy = with_peers(results["sizes"]), judged(results["sizes"])
    rows = []
    for tool in results["tools"]:
        figures = size["tools"].get(tool["name"])
        if figures:
            shares = accuracy["tools"].get(tool["name"], {}) if accuracy else {}
            rows.append([f"{tool['name']} {tool['version']}", f"{rate(size, tool['name']):,.0f}",
                         times(size, tool["name"]), megabytes(figures["peak_bytes"]),
                         share(shares, "pairs", "precision"), share(shares, "pairs", "recall_alike"),
                         share_alike(tool, shares, "clusters")])
    head = ["", "documents/s", "times nearcopy's time", "peak memory", "precision", "recall", "recall of clusters"]
    at = "" if accuracy is None or accuracy is size else f" (precision and recall: {accuracy['documents']:,})"
    notes = "".join(f"{note}\n\n" for note in footnote(accuracy, results["tools"])) if accuracy else ""
    return (f"{table(head, rows)}\n\n{notes}{size['documents']:,} documents of made news{at}, one core of "
            f"{results['machine']['cpu']}, {results['machine']['date']}. Recall is that of "
            f"{seen_alike(results['tools'])}; [all figures]({link}).\n"
            + absent(results["tools"], results["sizes"]))
