#!/usr/bin/env python3
"""text-dedup: its own program text_dedup.minhash as it is, from JSON lines to the documents that stay.

128 permutations, bands of its own choice for the threshold, the faster of its hashes, one process. What shares a band
is joined; no similarity is estimated, so it has clusters and no pairs.
"""
import argparse
import json
import pathlib

from text_dedup import minhash


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=pathlib.Path)
    parser.add_argument("--threshold", type=float, default=.7)
    parser.add_argument("--clusters", type=pathlib.Path, required=True, help="file for the clusters: document, cluster")
    arguments = parser.parse_args()
    folder = arguments.clusters.parent
    minhash.main(["--path", "json", "--data_files", str(arguments.docs), "--split", "train", "--column", "text",
                  "--idx_column", "id", "--cache_dir", str(folder / "cache"), "--output", str(folder / "kept"),
                  "--threshold", str(arguments.threshold), "--ngram", "5", "--num_perm", "128", "--hash_func", "xxh3",
                  "--num_proc", "1"], standalone_mode=False)
    write_clusters(arguments)


def write_clusters(arguments):
    with open(arguments.docs, encoding="utf-8") as lines:
        ids = [json.loads(line)["id"] for line in lines]
    with open(arguments.clusters, "w", encoding="utf-8") as out:
        out.writelines(f"{key}\t{ids[minhash.uf.find(i)]}\n" for i, key in enumerate(ids))


if __name__ == "__main__":
    main()
