"""The tools that are compared: where they are, how they are run, what to say of them."""
import dataclasses
import pathlib

import measure

HERE = pathlib.Path(__file__).resolve().parent
THRESHOLD = "0.7"


@dataclasses.dataclass(frozen=True)
class Tool:
    name: str
    version: str
    checks: str  # what becomes of a candidate pair before it is reported
    command: list  # but for corpus and outputs
    gives_pairs: bool = True

    def invocation(self, docs, out, for_judging):
        """The command line over a corpus; results go to the folder out. All pairs are written for judging alone."""
        if self.name == "nearcopy":
            all_pairs = ["--pairs", "all"] if for_judging else []
            return [*self.command, str(docs), "--out", str(out / "result"), *all_pairs]
        pairs = ["--pairs", str(out / "pairs.tsv")] if for_judging and self.gives_pairs else []
        return [*self.command, str(docs), "--threshold", THRESHOLD, "--clusters", str(out / "clusters.tsv"), *pairs]

    def results(self, out):
        """The files of clusters and of pairs (or None) after a run for judging."""
        if self.name == "nearcopy":
            return out / "result" / "members.tsv", out / "result" / "pairs.tsv"
        return out / "clusters.tsv", out / "pairs.tsv" if self.gives_pairs else None


def pinned(requirements, package):
    """The version of a package in a file of requirements/."""
    for line in (HERE / "requirements" / requirements).read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("==")
        if name == package:
            return version
    raise LookupError(f"{package} is not in requirements/{requirements}")


def locked(crate):
    """The version of a crate in the lock file of the Rust peer."""
    lines = (HERE / "incrededup_peer" / "Cargo.lock").read_text(encoding="utf-8").splitlines()
    return lines[lines.index(f'name = "{crate}"') + 1].split('"')[1]


def cluster(nearcopy, threads=1):
    """The command line of nearcopy, but for corpus and outputs."""
    return [str(nearcopy), "cluster", "--threshold", THRESHOLD, "--threads", str(threads), "--quiet", "--no-report"]


def python_peer(into, package, checks, **more):
    script = HERE / f"{package.replace('-', '_')}_peer.py"
    return Tool(package, pinned(f"{package}.txt", package), checks,
                [str(into / package / "bin" / "python"), str(script)], **more)


def all_tools(nearcopy, into):
    """nearcopy first, then the peers; into is the folder that run.sh installs them into."""
    return [
        Tool("nearcopy", (measure.first_line(nearcopy, "--version") or "unknown").removeprefix("nearcopy "),
             "exact similarity", cluster(nearcopy)),
        python_peer(into, "rensa", "estimate"),
        python_peer(into, "datasketch", "estimate"),
        python_peer(into, "text-dedup", "none", gives_pairs=False),
        Tool("incrededup", locked("incrededup"), "estimate",
             [str(into / "incrededup" / "release" / "incrededup_peer")]),
    ]
