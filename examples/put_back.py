#!/usr/bin/env python3
"""Puts what `nearcopy repeats --strip` or `nearcopy boilerplate --strip` cut back into the documents.

usage: put_back.py STRIPPED.jsonl CUTS.jsonl [TEXT_FIELD] > OLD.jsonl
"""
import json
import sys

with open(sys.argv[2], encoding="utf-8") as lines:
    cuts = {line["id"]: line["cuts"] for line in map(json.loads, lines)}
field = sys.argv[3] if len(sys.argv) > 3 else "text"
with open(sys.argv[1], encoding="utf-8") as lines:
    for record in map(json.loads, lines):
        text = record[field].encode()
        for cut in cuts.get(str(record["id"]), []):  # in their order, so that each offset is right by then
            text = text[:cut["begin"]] + cut["text"].encode() + text[cut["begin"]:]
        print(json.dumps({**record, field: text.decode()}, ensure_ascii=False))
