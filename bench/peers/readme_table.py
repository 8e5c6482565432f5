#!/usr/bin/env python3
"""Puts the short table of a run into README.md, between the comments <!-- peers --> and <!-- /peers -->.

usage: readme_table.py RESULTS/peers.json [README.md]
"""
import argparse
import json
import os
import pathlib
import sys

import report

BEGIN, END = "<!-- peers -->", "<!-- /peers -->"
ROOT = pathlib.Path(__file__).resolve().parents[2]


def replace_block(text, block):
    """The text with the block between the comments. ValueError where they do not stand there once each, in order."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(END) < text.index(BEGIN):
        raise ValueError(f"{BEGIN} and {END} have to stand there once each, in this order")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{block}{END}{rest.split(END)[1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("readme", type=pathlib.Path, nargs="?", default=ROOT / "README.md")
    arguments = parser.parse_args()
    results = json.loads(arguments.results.read_text(encoding="utf-8"))
    link = os.path.relpath(arguments.results.with_suffix(".md"), arguments.readme.parent)
    try:
        text = replace_block(arguments.readme.read_text(encoding="utf-8"), report.readme_block(results, link))
    except ValueError as error:
        sys.exit(f"{arguments.readme}: {error}")
    arguments.readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
