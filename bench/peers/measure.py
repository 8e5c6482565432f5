"""What a program takes on given cores, and what machine this is."""
import dataclasses
import datetime
import os
import pathlib
import platform
import subprocess
import sys

LAUNCH = pathlib.Path(__file__).resolve().parent / "launch.py"
# What a library might start threads by; one thread is what is compared.
ONE_THREAD = dict.fromkeys(["MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"], "1")


@dataclasses.dataclass(frozen=True)
class Usage:
    seconds: float  # from start to exit
    peak_bytes: int  # resident, of the largest process of the run
    written_bytes: int  # given to the file system, temporary files too
    left_bytes: int  # in the output folder at the end


class Failed(Exception):
    """A program ended with an error; says the last of what it printed."""


def run(command, cores, folder):
    """Runs a command in an empty environment, on these cores; its outputs and its log go to the folder, which is new."""
    folder.mkdir(parents=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8",
                   "PYTHONDONTWRITEBYTECODE": "1", "HF_HUB_OFFLINE": "1", **ONE_THREAD}
    log = folder / "log"
    launched = subprocess.run([sys.executable, "-I", "-S", LAUNCH, ",".join(map(str, cores)), log, *command],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd=folder, env=environment)
    if launched.returncode != 0:
        raise Failed(launched.stderr.strip().splitlines()[-1])
    seconds, exit_code, peak, blocks = launched.stdout.split()
    if exit_code != "0":
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["no message"]
        raise Failed(f"exit code {exit_code}: {lines[-1]}")
    left = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path != log)
    return Usage(float(seconds), int(peak) * 1024, int(blocks) * 512, left)


def least(usages):
    """The least of each figure: what else the machine did can only add."""
    return Usage(*(min(figures) for figures in zip(*map(dataclasses.astuple, usages))))


def of_rounds(usages):
    """The least of each figure, and the seconds of every round."""
    return {**dataclasses.asdict(least(usages)), "rounds": [usage.seconds for usage in usages]}


def read_once(path):
    """Reads a file into the page cache, so that the first run finds it there as the others do."""
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass


def first_line(*command):
    """The first line that a command prints, or None where there is no such program."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0].strip()
    except (OSError, subprocess.CalledProcessError, IndexError):
        return None


def field(path, name):
    """The value of the first line `name: value` of a file of /proc, or None."""
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return None


def describe_commit():
    return first_line("git", "-C", str(LAUNCH.parent), "describe", "--always", "--dirty")


def describe_machine():
    return {
        "cpu": field("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": os.cpu_count(),
        "memory_bytes": int(field("/proc/meminfo", "MemTotal").split()[0]) * 1024,
        "kernel": f"{platform.system()} {platform.release()}",
        "compiler": first_line(os.environ.get("CXX", "c++"), "--version"),
        "rustc": first_line("rustc", "--version"),
        "python": platform.python_version(),
        "date": datetime.date.today().isoformat(),
    }
