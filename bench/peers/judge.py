#!/usr/bin/env python3
"""Compares what a tool found with the truth; prints precision and recall as JSON.

usage: judge.py TRUTH.tsv --clusters F [--pairs F]

TRUTH is what truth.py wrote. The other files have id and cluster, or id and id, in their first two columns.

Pairs: those that the tool names, beside the pairs of the truth. Clusters: every two documents that stand in one cluster,
beside every two that a chain of true pairs joins. This is what there is for all tools, and what a dropped or a wrong link
costs. For both there is also the recall of the true pairs of texts that truth.py calls alike, in which rensa,
datasketch, incrededup and nearcopy see the same words, since a tool that cuts other words finds few of the rest,
however good its sketches are.
"""
import argparse
import collections
import json
import math
import pathlib


def read_columns(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def components(pairs):
    """The component of each document that stands in a pair, named by one of its members."""
    parent = {}

    def find(key):
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for a, b in pairs:
        parent[find(a)] = find(b)
    return {key: find(key) for key in list(parent)}


def ratio(part, whole):
    return part / whole if whole else 1.0


def judge_pairs(truth, found):
    """truth and found: pairs of two ids, the smaller first."""
    return {"true": len(truth), "found": len(found), "precision": ratio(len(found & truth), len(found)),
            "recall": ratio(len(found & truth), len(truth))}


def judge_clusters(truth, found):
    """truth and found: the cluster of each document; one that is missing stands alone."""
    def count_pairs(names):
        return sum(math.comb(n, 2) for n in collections.Counter(names).values())

    both = count_pairs((cluster, found[key]) for key, cluster in truth.items() if key in found)
    together, together_found = count_pairs(truth.values()), count_pairs(found.values())
    return {"true": together, "found": together_found, "precision": ratio(both, together_found),
            "recall": ratio(both, together)}


def judge(truth_path, clusters_path, pairs_path):
    rows = list(read_columns(truth_path))
    truth, alike = {(a, b) for a, b, *_ in rows}, {(a, b) for a, b, _, words in rows if words == "alike"}
    clusters = {row[0]: row[1] for row in read_columns(clusters_path)}
    judged = judge_clusters(components(truth), clusters)
    judged_alike = judge_clusters(components(alike), clusters)
    result = {"pairs": None, "clusters": {**judged, "true_alike": judged_alike["true"],
                                          "recall_alike": judged_alike["recall"]}}
    if pairs_path:
        found = {tuple(sorted(row[:2])) for row in read_columns(pairs_path)}
        result["pairs"] = {**judge_pairs(truth, found), "true_alike": len(alike),
                           "recall_alike": judge_pairs(alike, found)["recall"]}
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("--clusters", type=pathlib.Path, required=True)
    parser.add_argument("--pairs", type=pathlib.Path)
    arguments = parser.parse_args()
    print(json.dumps(judge(arguments.truth, arguments.clusters, arguments.pairs)))


if __name__ == "__main__":
    main()
