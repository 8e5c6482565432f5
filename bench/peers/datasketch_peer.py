#!/usr/bin/env python3
"""datasketch: MinHash of 128 permutations, bands of its own choice, pairs by estimated similarity, joined."""
from datasketch import MinHash, MinHashLSH

import python_peer

PERMUTATIONS = 128


def main():
    arguments = python_peer.parse_arguments(__doc__)
    index = MinHashLSH(threshold=arguments.threshold, num_perm=PERMUTATIONS)
    first = MinHash(num_perm=PERMUTATIONS)
    ids, sketches, pairs, clusters = [], [], [], python_peer.Clusters()
    for i, (key, shingles) in enumerate(python_peer.read_shingles(arguments.docs)):
        sketch = first.copy()  # without drawing the permutations again
        sketch.update_batch([shingle.encode() for shingle in shingles])
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
