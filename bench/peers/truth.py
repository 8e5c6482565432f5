#!/usr/bin/env python3
"""Finds every pair of documents whose exact Jaccard similarity reaches a threshold: what the tools are judged against.

usage: truth.py DOCS.jsonl OUT.tsv [--threshold 0.7]        OUT: id, id (smaller first), similarity, words; sorted

Words is "alike" where both texts have the same words by the plain rule of rensa, datasketch and incrededup (runs of \\w
after case folding), else "differ": a soft hyphen cuts a word there, and a run of Han is one.

Similarity is that of docs/cluster.md: shared over all distinct runs of 5 words; a text of fewer words is like nothing.
It is written from that definition alone, apart from the library: no hash and no sample is involved. Candidates come
from prefix filtering (Chaudhuri, Ganti, Kaushik, ICDE 2006), which loses none. Needs numpy; words are those of this
Python's Unicode tables.
"""
import argparse
import json
import re
import sys
import unicodedata

import numpy as np

SHINGLE = 5  # words
# Scripts without spaces, of which each character is a word of its own: Thai, Lao, Myanmar, Khmer, Han, Kana.
ALONE = [(0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2EFF), (0x3005, 0x3007), (0x3040, 0x30FF),
         (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)]
# Default_Ignorable_Code_Point of the Unicode Character Database; these are dropped.
IGNORABLE = [(0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
             (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
             (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)]


def points_of(ranges):
    return {point for first, last in ranges for point in range(first, last + 1)}


def character_class(points):
    """The inside of a regular expression's brackets for these code points, as runs of them."""
    runs = []
    for point in sorted(points):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs)


IN_WORDS = {point for point in range(sys.maxunicode + 1) if unicodedata.category(chr(point))[0] in "LMN"}
WORD = re.compile(f"[{character_class(IN_WORDS & points_of(ALONE))}]|[{character_class(IN_WORDS - points_of(ALONE))}]+")
ASCII_WORD = re.compile("[a-z0-9]+")
PLAIN_WORD = re.compile(r"\w+")
IGNORED = re.compile(f"[{character_class(points_of(IGNORABLE))}]")


def words(text):
    if text.isascii():  # the same words, sooner
        return ASCII_WORD.findall(text.lower())
    text = unicodedata.normalize("NFKC", IGNORED.sub("", text)).casefold()
    return WORD.findall(unicodedata.normalize("NFKC", text))


def read(path):
    """Ids, whether a plain rule finds the same words, and the words as numbers, equal for equal words."""
    ids, alike, texts, numbers = [], [], [], {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            found = words(document["text"])
            ids.append(document["id"])
            alike.append(found == PLAIN_WORD.findall(document["text"].casefold()))
            texts.append(np.array([numbers.setdefault(w, len(numbers)) for w in found], np.int64))
    return ids, alike, texts


def number_pairs(first, second):
    """A number for each pair, equal for equal pairs and for no others."""
    return np.unique(first << 32 | second, return_inverse=True)[1]


def shingle_sets(texts):
    """The documents and shingles of all memberships, without repeats, sorted by document; then shingle numbers."""
    flat = np.concatenate(texts)
    lengths = np.array([len(text) for text in texts])
    owner = np.repeat(np.arange(len(texts)), lengths)
    # Two words, four, five: each a pair of what stands before.
    twos = number_pairs(flat[:-1], flat[1:])
    fours = number_pairs(twos[:-2], twos[2:])
    fives = number_pairs(fours[:-1], flat[SHINGLE - 1:])
    inside = owner[:1 - SHINGLE] == owner[SHINGLE - 1:]
    members = np.unique(owner[:1 - SHINGLE][inside] << 32 | fives[inside])
    return members >> 32, members & 0xFFFFFFFF


def candidates(owner, shingle, n, threshold):
    """Pairs of documents that share one of the rarest shingles of each, of so many that similar ones have to."""
    frequency = np.bincount(shingle)
    sizes = np.bincount(owner, minlength=n)
    order = np.lexsort((shingle, frequency[shingle], owner))
    place = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    least_shared = np.ceil(threshold * sizes - 1e-9).astype(np.int64)
    rare = order[place < np.repeat(sizes - least_shared + 1, sizes)]
    rare = rare[np.lexsort((owner[rare], shingle[rare]))]
    owner, shingle, found = owner[rare], shingle[rare], [np.empty(0, np.int64)]
    for step in range(1, len(rare)):
        same = shingle[step:] == shingle[:-step]
        if not same.any():
            break
        a, b = owner[:-step][same], owner[step:][same]
        alike = np.minimum(sizes[a], sizes[b]) >= threshold * np.maximum(sizes[a], sizes[b]) - 1e-9
        found.append(np.unique(a[alike] << 32 | b[alike]))
    pairs = np.unique(np.concatenate(found))
    return zip((pairs >> 32).tolist(), (pairs & 0xFFFFFFFF).tolist())


def similar_pairs(texts, threshold):
    """All pairs (earlier, later document, similarity) at the threshold or above."""
    owner, shingle = shingle_sets(texts)
    starts = np.searchsorted(owner, np.arange(len(texts) + 1))
    for a, b in candidates(owner, shingle, len(texts), threshold):
        first, second = shingle[starts[a]:starts[a + 1]], shingle[starts[b]:starts[b + 1]]
        shared = np.intersect1d(first, second, assume_unique=True).size
        similarity = shared / (first.size + second.size - shared)
        if similarity >= threshold:
            yield a, b, similarity


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs")
    parser.add_argument("out")
    parser.add_argument("--threshold", type=float, default=.7)
    arguments = parser.parse_args()
    ids, alike, texts = read(arguments.docs)
    rows = sorted((*sorted((ids[a], ids[b])), f"{similarity:.6f}", "alike" if alike[a] and alike[b] else "differ")
                  for a, b, similarity in similar_pairs(texts, arguments.threshold))
    with open(arguments.out, "w", encoding="utf-8") as out:
        out.writelines("\t".join(row) + "\n" for row in rows)


if __name__ == "__main__":
    main()
