"""What dedup has to do, from the definition: documents one by one, in keep order, beside all that stay."""

import json
import sys
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))
import make_examples  # noqa: E402

LENGTH = 5  # words of a shingle


class Article:
    def __init__(self, record, number):
        self.id, self.number = str(record["id"]), number
        self.feed = record.get("feed") or ""
        self.record = record
        self.words = make_examples.words(record["text"])
        self.shingles = {tuple(self.words[i:i + LENGTH]) for i in range(len(self.words) - LENGTH + 1)}
        self.time = None
        if record.get("published"):
            time = datetime.fromisoformat(record["published"].replace("Z", "+00:00"))
            self.time = time.replace(tzinfo=time.tzinfo or timezone.utc).timestamp()

    def in_keep_order(self, keep):
        late = float("inf") if self.time is None else self.time
        name = self.id.encode()
        if keep == "latest":
            return (float("inf") if self.time is None else -self.time, name)
        if keep == "longest":
            return (-len(self.words), late, name)
        if keep == "first":
            return (self.number,)
        if keep.startswith("feeds:"):
            feeds = keep[len("feeds:"):].split(",")
            return (feeds.index(self.feed) if self.feed in feeds else len(feeds), late, name)
        return (late, name)


def copy_of(a, b, threshold, inside=0.9):
    """How a is a copy of b, or stands inside it: (similarity, containment, relation), or None."""
    if len(a.words) < LENGTH or len(b.words) < LENGTH:
        return None
    if a.words == b.words:
        return 1.0, 1.0, "exact"
    both = len(a.shingles & b.shingles)
    similarity = both / (len(a.shingles) + len(b.shingles) - both)
    containment = both / len(a.shingles)
    if similarity < threshold and containment < inside:
        return None
    return similarity, containment, "near" if similarity >= threshold else "contained"


def articles(data):
    return [Article(json.loads(line), i) for i, line in enumerate(data.split(b"\n")) if line.strip()]


def greedy(data, keep="earliest", threshold=0.7, remove=("exact", "near"), against=None, protect=(), within=None,
           across=None):
    """The reasons of the lines that go, in the order of the input."""
    anchors = [] if against is None else sorted(articles(against), key=lambda a: a.in_keep_order(keep))
    gone = {}
    for a in sorted(articles(data), key=lambda a: a.in_keep_order(keep)):
        best = None
        for b in anchors if a.id not in protect else []:
            if across and a.record.get(across) == b.record.get(across):
                continue
            if within is not None and None not in (a.time, b.time) and abs(a.time - b.time) > within:
                continue
            found = copy_of(a, b, threshold)
            if found and found[2] in remove and (best is None or found[0] > best[1][0]):
                best = b, found
        if best:
            b, (similarity, containment, relation) = best
            gone[a.number] = {"id": a.id, "of": b.id, "similarity": round(similarity, 6),
                              "containment": round(containment, 6), "relation": relation}
        elif against is None:
            anchors.append(a)
    return [gone[number] for number in sorted(gone)]
