#!/usr/bin/env python3
"""rensa: R-MinHash of 128 slots, 16 bands of 8 (its own choice at 0.7), pairs by estimated similarity, joined."""
from rensa import RMinHash, RMinHashLSH

import python_peer

SLOTS = 128
BANDS = 16


def main():
    arguments = python_peer.parse_arguments(__doc__)
    index = RMinHashLSH(arguments.threshold, SLOTS, BANDS)
    ids, sketches, pairs, clusters = [], [], [], python_peer.Clusters()
    for i, (key, shingles) in enumerate(python_peer.read_shingles(arguments.docs)):
        sketch = RMinHash(num_perm=SLOTS, seed=42)
        sketch.update(shingles)
        clusters.add()
        for j in index.query(sketch):
            if sketch.jaccard(sketches[j]) >= arguments.threshold:
                pairs.append((i, j))
                clusters.join(i, j)
        index.insert(i, sketch)
        ids.append(key)
        sketches.append(sketch)
    python_peer.write_results(arguments, ids, clusters, pairs)


if __name__ == "__main__":
    main()
