#!/usr/bin/env python3
"""datasketch: MinHash of 128 permutations, bands of its own choice, pairs by estimated similarity, joined."""
from datasketch import MinHash, MinHashLSH

import python_peer

PERMUTATIONS = 128


def main():
    arguments = python_peer.parse_arguments(__doc__)
    empty = MinHash(num_perm=PERMUTATIONS)

    def sketch_of(shingles):
        sketch = empty.copy()  # without drawing the permutations again
        sketch.update_batch([shingle.encode() for shingle in shingles])
        return sketch

    python_peer.find_copies(arguments, MinHashLSH(threshold=arguments.threshold, num_perm=PERMUTATIONS), sketch_of)


if __name__ == "__main__":
    main()
