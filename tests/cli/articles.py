"""Articles for the tests: real prose, and as much of it as a test wants."""

import json
import random
import re

HARBOUR = (
    "The harbour council voted on Tuesday night to keep the old ferry running for another two years, "
    "after islanders filled the public benches and said that the new bridge would not reach the "
    "clinic, the school or the fish market before the winter after next. The mayor, who had asked for "
    "the line to be closed in spring, told the meeting that the figures had changed since then and "
    "that nobody should have to row to a dentist. Tickets will cost a little more from October, and "
    "the last boat on Fridays will wait for the evening train from the city."
)

ORCHARD = (
    "Growers in the river valley expect the smallest apple harvest in eleven years because a late "
    "frost in May burned the blossom on the lower slopes. Orchards above the church were spared, and "
    "their owners have agreed to share the cold store with neighbours who lost everything. A cider "
    "maker said that she would buy fruit with marks at the usual price, since nobody looks at an "
    "apple once it has been pressed."
)

WORDS = re.findall(r"[a-z]+", (HARBOUR + " " + ORCHARD).lower())


def prose(seed, words):
    """A text of so many words that no other seed gives."""
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(words))


def with_word(text, place, word):
    """The text with another word at this place."""
    words = text.split()
    words[place] = word
    return " ".join(words)


def shingles(text, length=5):
    """The runs of `length` words of a text of plain ASCII."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[i:i + length]) for i in range(len(words) - length + 1)}


def similarity(a, b, length=5):
    x, y = shingles(a, length), shingles(b, length)
    return len(x & y) / len(x | y)


def record(id, text=HARBOUR, **fields):
    """A line of JSONL without its LF."""
    return json.dumps({"id": id, "text": text, **fields}, ensure_ascii=False).encode()


def jsonl(*records):
    return b"".join(r + b"\n" for r in records)
