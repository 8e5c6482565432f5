"""What the Python peers do alike: read a corpus, cut it into shingles, join pairs, write what was found.

The words are what a user of these libraries would write in a line, and the fastest of the ways that were tried: runs of
\\w after case folding. So marks of Devanagari or Thai end a word, and a run of Han is one word, unlike in nearcopy.
"""
import argparse
import json
import re

SHINGLE = 5  # words
WORD = re.compile(r"\w+")


def parse_arguments(description, gives_pairs=True):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", help="JSON lines with id and text")
    parser.add_argument("--threshold", type=float, default=.7)
    parser.add_argument("--clusters", required=True, help="file for the clusters: document, cluster")
    if gives_pairs:
        parser.add_argument("--pairs", help="file for the pairs too; not where time is taken")
    return parser.parse_args()


def read_shingles(path):
    """The id and the shingles, as strings, of each document; a text of fewer words is one shingle."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            words = WORD.findall(document["text"].casefold())
            yield document["id"], list(map(" ".join, zip(*(words[i:] for i in range(SHINGLE))))) or [" ".join(words)]


class Clusters:
    """Components of documents, by number (union-find)."""

    def __init__(self, documents):
        self.parent = list(range(documents))

    def find(self, document):
        while self.parent[document] != document:
            self.parent[document] = self.parent[self.parent[document]]
            document = self.parent[document]
        return document

    def join(self, a, b):
        self.parent[self.find(a)] = self.find(b)


def write_clusters(path, ids, clusters):
    """Every document with its cluster; clusters know the first document, by number, of another's (find)."""
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(f"{key}\t{ids[clusters.find(i)]}\n" for i, key in enumerate(ids))


def write_found(arguments, ids, pairs):
    """The clusters that pairs of documents, by number, join; and the pairs, where they are asked for."""
    clusters = Clusters(len(ids))
    for a, b in pairs:
        clusters.join(a, b)
    write_clusters(arguments.clusters, ids, clusters)
    if arguments.pairs:
        with open(arguments.pairs, "w", encoding="utf-8") as out:
            out.writelines(f"{ids[a]}\t{ids[b]}\n" for a, b in pairs)
