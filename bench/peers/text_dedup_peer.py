#!/usr/bin/env python3
"""text-dedup: its own program text_dedup.minhash as it is, from JSON lines to the documents that stay.

128 permutations, bands of its own choice for the threshold, the faster of its hashes, one process. What shares a band
is joined; no similarity is estimated, so it has clusters and no pairs.
"""
import json
import pathlib

from text_dedup import minhash

import python_peer


def main():
    arguments = python_peer.parse_arguments(__doc__, gives_pairs=False)
    folder = pathlib.Path(arguments.clusters).parent
    minhash.main(["--path", "json", "--data_files", arguments.docs, "--split", "train", "--column", "text",
                  "--idx_column", "id", "--cache_dir", str(folder / "cache"), "--output", str(folder / "kept"),
                  "--threshold", str(arguments.threshold), "--ngram", "5", "--num_perm", "128", "--hash_func", "xxh3",
                  "--num_proc", "1"], standalone_mode=False)
    with open(arguments.docs, encoding="utf-8") as lines:
        ids = [json.loads(line)["id"] for line in lines]
    python_peer.write_clusters(arguments.clusters, ids, minhash.uf)


if __name__ == "__main__":
    main()
