"""Running the program, and reading what it wrote."""

import gzip
import json
import os
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

HANG = 300  # seconds until a test gives up; nothing is ever measured by it
SANITIZED = os.environ.get("NEARCOPY_SANITIZED") == "1"
MEGABYTE = 1 << 20


@dataclass
class Ran:
    """How a run ended."""

    rc: int  # the exit code; -N where signal N ended it
    stdout: str
    stderr: str
    peak: int  # bytes of memory at its largest


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    return {**kept, "LC_ALL": "C", **more}


def start(program, *args, **popen):
    popen.setdefault("env", environment())
    return subprocess.Popen(
        [program, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **popen
    )


def _feed(pipe, chunks):
    try:
        for chunk in chunks:
            pipe.write(chunk)
        pipe.close()
    except BrokenPipeError:
        pass  # the program has seen enough


def _collect(pipe, into):
    into.append(pipe.read())
    pipe.close()


def run(program, *args, stdin=None, env=None, cwd=None, preexec_fn=None):
    """Runs to the end. `stdin` is bytes, or an iterable of them that is streamed."""
    child = start(
        program,
        *args,
        stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
        env=environment(**(env or {})),
        cwd=cwd,
        preexec_fn=preexec_fn,
    )
    out, err = [], []
    threads = [
        threading.Thread(target=_collect, args=(child.stdout, out), daemon=True),
        threading.Thread(target=_collect, args=(child.stderr, err), daemon=True),
    ]
    if stdin is not None:
        chunks = [stdin] if isinstance(stdin, bytes) else stdin
        threads.append(threading.Thread(target=_feed, args=(child.stdin, chunks), daemon=True))
    hang = threading.Timer(HANG, child.kill)
    hang.start()
    for thread in threads:
        thread.start()
    _, status, usage = os.wait4(child.pid, 0)
    hang.cancel()
    for thread in threads:
        thread.join(HANG)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Ran(
        child.returncode,
        out[0].decode("utf-8", "surrogateescape"),
        err[0].decode("utf-8", "surrogateescape"),
        usage.ru_maxrss * 1024,
    )


class Result:
    """The files of a `cluster` run."""

    FILES = ["clusters.jsonl", "contained.tsv", "members.tsv", "pairs.tsv", "summary.json"]

    def __init__(self, folder):
        self.folder = Path(folder)

    @property
    def summary(self):
        return json.loads((self.folder / "summary.json").read_bytes())

    @property
    def counts(self):
        return self.summary["counts"]

    @property
    def clusters(self):
        lines = (self.folder / "clusters.jsonl").read_bytes().decode().split("\n")
        assert lines.pop() == ""
        return [json.loads(line) for line in lines]

    @property
    def groups(self):
        """The ids of each cluster, as sets."""
        return [{m["id"] for m in c["members"]} for c in self.clusters]

    def rows(self, name):
        lines = (self.folder / name).read_bytes().decode().split("\n")
        assert lines.pop() == ""
        return [tuple(line.split("\t")) for line in lines]

    def bytes_by_name(self):
        return {p.name: p.read_bytes() for p in sorted(self.folder.iterdir())}

    def corpus_bytes(self):
        """Everything that must not depend on threads, instruction set and machine."""
        files = self.bytes_by_name()
        summary = json.loads(files.pop("summary.json"))
        for name in ("seconds", "threads", "simd", "peak_memory", "inputs"):
            del summary[name]
        del summary["counts"]["verified"]
        return files, summary


def compressed(data, packing):
    """The bytes as a plain, gz or zst file has them."""
    if packing == "gz":
        return gzip.compress(data, 6, mtime=0)
    if packing == "zst":
        return zstd(data)
    return data


def zstd(data, *options):
    done = subprocess.run(
        ["zstd", "-q", "-c", *options], input=data, stdout=subprocess.PIPE, check=True
    )
    return done.stdout


ENDINGS = {"plain": "", "gz": ".gz", "zst": ".zst"}
