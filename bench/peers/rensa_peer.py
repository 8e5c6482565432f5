#!/usr/bin/env python3
"""rensa: R-MinHash of 128 slots, 16 bands of 8 (its own choice at 0.7), pairs by estimated similarity, joined."""
from rensa import RMinHash, RMinHashLSH

import python_peer

SLOTS = 128
BANDS = 16


def sketch_of(shingles):
    sketch = RMinHash(num_perm=SLOTS, seed=42)
    sketch.update(shingles)
    return sketch


def main():
    arguments = python_peer.parse_arguments(__doc__)
    python_peer.find_copies(arguments, RMinHashLSH(arguments.threshold, SLOTS, BANDS), sketch_of)


if __name__ == "__main__":
    main()
