#!/usr/bin/env bash
# Builds the program and its benchmarks, measures the figures that nearcopy is to reach, and prints them as one table;
# kept in bench/results with the machine. A full run takes 5 GB of disk. README.md beside this says what each row is.
#   bench/figures.sh [FILE for kernels] [--documents 50000] [--million FILE|N] [--rounds 3] [--cores A,B] [--peers FILE]
#     [--into DIR] [--results DIR]
set -euo pipefail
cd "$(dirname "$0")/.."
case " $* " in *" -h "* | *" --help "*) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit ;; esac
NEARCOPY_BENCH=1 scripts/build.sh --target nearcopy_program bench_kernels >&2
bin=build/${PRESET:-release}/bin
python3 bench/figures.py --nearcopy "$bin/nearcopy" --kernel-program "$bin/bench_kernels" "$@"
