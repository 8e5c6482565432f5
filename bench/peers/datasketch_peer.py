#!/usr/bin/env python3
"""datasketch: MinHash of 128 permutations, bands of its own choice, pairs by estimated similarity, joined.

Text by text: it is looked up in the index, what is estimated to be near is kept, and it is put in.
"""
from datasketch import MinHash, MinHashLSH

import python_peer

PERMUTATIONS = 128


def main():
    arguments = python_peer.parse_arguments(__doc__)
    index = MinHashLSH(threshold=arguments.threshold, num_perm=PERMUTATIONS)
    empty = MinHash(num_perm=PERMUTATIONS)
    ids, sketches, pairs = [], [], []
    for i, (key, shingles) in enumerate(python_peer.read_shingles(arguments.docs)):
        sketch = empty.copy()  # without drawing the permutations again
        sketch.update_batch([shingle.encode() for shingle in shingles])
        pairs += [(i, j) for j in index.query(sketch) if sketch.jaccard(sketches[j]) >= arguments.threshold]
        index.insert(i, sketch)
        ids.append(key)
        sketches.append(sketch)
    python_peer.write_found(arguments, ids, pairs)


if __name__ == "__main__":
    main()
