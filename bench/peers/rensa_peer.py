#!/usr/bin/env python3
"""rensa: R-MinHash of 128 slots, 16 bands of 8 (its own choice at 0.7), pairs by estimated similarity, joined.

By its calls for many texts: a chunk is sketched, put into the index, and looked up there. Texts stream into the first
of these calls: to hold the shingles of a chunk takes longer, and more memory.
"""
import itertools

from rensa import RMinHash, RMinHashLSH

import python_peer

SLOTS = 128
BANDS = 16
SEED = 42
CHUNK = 500  # texts; 100 to 1,000 differ by 2 %


def main():
    arguments = python_peer.parse_arguments(__doc__)
    index = RMinHashLSH(arguments.threshold, SLOTS, BANDS)
    documents = python_peer.read_shingles(arguments.docs)
    ids, sketches, pairs = [], [], []

    def next_chunk():
        for key, shingles in itertools.islice(documents, CHUNK):
            ids.append(key)
            yield shingles

    while made := RMinHash.from_token_sets(next_chunk(), SLOTS, SEED):
        first = len(sketches)
        sketches += made
        index.insert_many(made, first)
        for i, found in enumerate(index.query_all(made), first):
            pairs += [(i, j) for j in found if j < i and sketches[i].jaccard(sketches[j]) >= arguments.threshold]
    python_peer.write_found(arguments, ids, pairs)


if __name__ == "__main__":
    main()
