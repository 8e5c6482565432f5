#!/usr/bin/env bash
# Installs what is missing, builds the program, and clusters the example news into build/try, anew at each run.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n== %s\n' "$*"; }

say "Installing what is missing (Debian packages) and building build/release/bin/nearcopy"
PRESET=release scripts/build.sh --target nearcopy_program

say "Clustering $(cat examples/news/*.jsonl | wc -l) articles of $(ls examples/news | wc -l) invented feeds"
rm -rf build/try
command="build/release/bin/nearcopy cluster examples/news --out build/try"
printf '$ %s\n' "$command"
$command

say "The three largest clusters, from build/try/members.tsv: similarity to the kept article, relation, id, title"
# Titles come from the input; clusters stand largest first.
awk -F'\t' '
  FILENAME ~ /\.jsonl$/ {
    match($0, /"id": "[^"]*"/); id = substr($0, RSTART + 7, RLENGTH - 8)
    match($0, /"title": "[^"]*"/); title[id] = substr($0, RSTART + 10, RLENGTH - 11)
    next
  }
  $4 == "kept" { if (++clusters > 3) exit; print "" }
  { printf "  %.3f  %-7s  %-22s  %s\n", $3, $4, $1, title[$1] }
' examples/news/*.jsonl build/try/members.tsv

cat <<'END'

== Where to look next
  build/try/clusters.jsonl   a cluster a line: kept article, members, feeds, first and last time
  build/try/members.tsv      the same, flat: id, cluster, similarity, relation
  build/try/pairs.tsv        the verified pairs that joined the clusters
  build/try/summary.json     parameters and counts
  examples/README.md         how these articles were made
  README.md                  the program, and how it decides

== Commands to try
  build/release/bin/nearcopy cluster examples/news --out build/try --force --link anchor
      the page that chains its versions together comes apart: each copy is now near the article it is a copy of
  build/release/bin/nearcopy cluster examples/news --out build/try --force --within 24h --across feed
      only articles of different feeds, published at most a day apart, are compared
  build/release/bin/nearcopy cluster YOUR.jsonl --out result
      your own articles: a JSON object a line with "id" and "text" (docs/input.md)
  build/release/bin/nearcopy help cluster
      every option
END
