#!/usr/bin/env bash
# Installs nearcopy's peers at pinned versions into a folder of their own, and runs all over the same made corpora, on one
# core. Prints the table and writes it, with a chart and all figures, to bench/results.
#   bench/peers/run.sh [--into DIR] [options of compare.py: --sizes 10000,50000 --rounds 3 --results DIR]
# A peer that cannot be installed is left out, and the table says so. README.md beside this says what is compared.
set -euo pipefail
cd "$(dirname "$0")/../.."
into=build/peers results=bench/results options=()
while [ $# -gt 0 ]; do
  case $1 in
    --into | --results)
      [ $# -gt 1 ] || { echo "run.sh: $1 wants a folder" >&2; exit 2; }
      [ "$1" = --into ] && into=$2 || results=$2
      shift 2
      ;;
    -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit ;;
    *) options+=("$1"); shift ;;
  esac
done
mkdir -p "$into/missing"
into=$(cd "$into" && pwd)

# A virtual environment for each set of requirements, made again when the file has changed.
install_python() {
  local name=$1 requirements=bench/peers/requirements/$1.txt
  shift
  cmp -s "$requirements" "$into/$name/installed.txt" && return
  rm -rf "${into:?}/$name"
  python3 -m venv "$into/$name" &&
    "$into/$name/bin/pip" install --quiet --disable-pip-version-check "$@" -r "$requirements" &&
    cp "$requirements" "$into/$name/installed.txt"
}

install_rust() {
  command -v cargo >/dev/null || { echo "cargo is not installed" >&2; return 1; }
  cargo build --quiet --release --locked --manifest-path bench/peers/incrededup_peer/Cargo.toml \
    --target-dir "$into/incrededup"
}

# Runs an installation; where it fails, the last line of what it said is the reason that the table gives.
peer() {
  local name=$1
  shift
  echo "Installing $name" >&2
  if "$@" 2>"$into/log"; then
    rm -f "$into/missing/$name"
  else
    tail -n 1 "$into/log" | tee "$into/missing/$name" >&2
  fi
}

scripts/build.sh --target nearcopy_program >&2
echo "Installing numpy for the truth" >&2
install_python truth
peer rensa install_python rensa
peer datasketch install_python datasketch
peer text-dedup install_python text-dedup --no-deps
peer incrededup install_rust
python3 bench/peers/compare.py --nearcopy "build/${PRESET:-release}/bin/nearcopy" --into "$into" --results "$results" \
  "${options[@]}"
