#!/usr/bin/env python3
"""Makes a day-by-day news corpus of any size, the same bytes for the same seed.

usage: make_corpus.py N OUT.jsonl [--seed S] [--copies 0.3] [--scripts 0.1]

A document is about 3.5 kB of text in paragraphs: id, feed, url, published, lang, title, text. Fresh articles are dealt
from a pool of made sentences, so that no two share more than chance. A part (--copies) are near copies of a recent
article, as feeds make them: another dateline, the feed's own footer, a dropped tail, a sentence more, edited words,
curly quotes, soft hyphens. A part of the fresh ones (--scripts) are of invented words in eight other scripts.

English sentences take their words from examples/source, and rarer ones and names made by rule, with Zipf's frequencies.
A day is 10,000 documents, made from the seed and its number alone: a smaller corpus is the beginning of a larger one.
"""
import argparse
import collections
import datetime
import itertools
import json
import math
import pathlib
import random
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "source"
DAY = 10_000  # documents
FIRST_DAY = datetime.datetime(2026, 1, 1)
RECENT = 2_000  # articles of which copies are made
COPIES, IN_SCRIPTS = .3, .1  # shares
ENGLISH_SENTENCES = 150_000
SCRIPT_SENTENCES = 4_000
FEEDS = [f"{a}-{b}" for a in ("harbour", "lantern", "meridian", "northbank", "uplands")
         for b in ("courier", "gazette", "post", "wire")]
TOWNS = ["Arnmouth", "Belcastle", "Corrie", "Dunholm", "Eastray", "Farlow"]
# What a syllable of a made word begins and ends with.
ONSETS = ["b", "br", "c", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v",
          "w"]
CODAS = ["", "", "", "", "l", "n", "r", "s", "nd", "th"]
# The letters that a script's words are made of, and what stands between words.
SCRIPTS = {
    "ar": ("ابتثجحخدذرزسشصضطظعغفقكلمنهويةى\u064e\u0650\u064f", " "),
    "el": ("αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ", " "),
    "hi": ("अआइईकखगघचछजझटठडतदनपबमयरलवसह\u093e\u093f\u0940\u0941\u0947\u094b\u094d", " "),
    "ja": ("".join(map(chr, range(0x3042, 0x3094))) + "日本国会議員新聞記者東京都", ""),
    "ko": ("".join(chr(0xAC00 + 37 * i) for i in range(250)), " "),
    "ru": ("абвгдежзийклмнопрстуфхцчшщыьэюя", " "),
    "th": ("กขคงจชซดตถทนบปผพฟมยรลวสหอะาเแโ\u0e34\u0e35\u0e38\u0e39\u0e48\u0e49", ""),
    "zh": ("".join(chr(0x4E00 + 17 * i) for i in range(900)), ""),
}


class Zipf:
    """Words by rank, drawn with a probability that falls as one over the rank."""

    def __init__(self, words):
        self.words = words
        self.weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))

    def draw(self, rng, n):
        return rng.choices(self.words, cum_weights=self.weights, k=n)


def spoken(rng, syllables):
    """A made word that can be spoken."""
    return "".join(rng.choice(ONSETS) + rng.choice("aeiou") + rng.choice(CODAS) for _ in range(syllables))


def english_words():
    """The lower-case words of the example articles, most frequent first."""
    counts = collections.Counter()
    for path in sorted(SOURCE.glob("english-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for paragraph in json.loads(line)["paragraphs"]:
                counts.update(re.findall(r"\b[a-z]+\b", paragraph))
    return [word for word, _ in counts.most_common()]


def english_sentences(rng, n):
    words = Zipf(english_words() + [spoken(rng, rng.randint(2, 4)) for _ in range(20_000)])
    names = Zipf([spoken(rng, rng.randint(2, 3)).capitalize() for _ in range(5_000)])
    sentences = []
    for _ in range(n):
        sentence = words.draw(rng, max(5, int(rng.gauss(21, 7))))
        for i in range(1, len(sentence)):
            dice = rng.random()
            if dice < .06:
                sentence[i] = names.draw(rng, 1)[0]
            elif dice < .09:
                sentence[i] = f"{rng.randint(2, 9_999):,}"
            elif dice < .11:
                sentence[i] += "'s"
            elif dice < .16:
                sentence[i] += ","
        if rng.random() < .15:  # a quotation
            end = rng.randint(2, len(sentence) - 2)
            sentence[0], sentence[end] = '"' + sentence[0].capitalize(), sentence[end].rstrip(",") + ',"'
        sentences.append(" ".join(sentence)[0].upper() + " ".join(sentence)[1:].rstrip(",") + ".")
    return sentences


def script_sentences(rng, letters, space):
    words = Zipf(["".join(rng.choices(letters, k=rng.randint(2, 7))) for _ in range(3_000)])
    return [space.join(words.draw(rng, rng.randint(9, 22))) + "." for _ in range(SCRIPT_SENTENCES)]


def fresh_article(rng, sentences):
    paragraphs = max(3, int(rng.lognormvariate(2.2, .5)))
    return [" ".join(rng.choices(sentences, k=rng.randint(1, 4))) for _ in range(paragraphs)]


def footer(rng, feed):
    return rng.choice([f"Track the latest news live on {feed}.example and get updates from around the world.",
                       f"(c) {feed} 2026. All rights reserved. Follow us for more stories like this one."])


def edit_words(rng, paragraphs, sentences, share):
    """Puts the first word of another sentence in the place of a share of the words."""
    words = [paragraph.split(" ") for paragraph in paragraphs]
    for _ in range(math.ceil(share * sum(map(len, words)))):
        line = rng.choice(words)
        line[rng.randrange(len(line))] = rng.choice(sentences).split(" ", 1)[0]
    return [" ".join(line) for line in words]


def curl(text):
    """Typographic quotation marks in the place of straight ones."""
    return re.sub(r'(^| )"', "\\1\u201c", text).replace('"', "\u201d").replace("'", "\u2019")


def copy_of(rng, paragraphs, sentences):
    """What another feed makes of an article; now and then nothing, but for the footer."""
    if rng.random() < .4 and len(paragraphs) > 4:
        paragraphs = paragraphs[:max(3, int(len(paragraphs) * rng.uniform(.6, .95)))]
    if rng.random() < .6:
        paragraphs = [f"{rng.choice(TOWNS)}:", *paragraphs]
    if rng.random() < .3:
        at = rng.randrange(len(paragraphs))
        paragraphs = paragraphs[:at] + [rng.choice(sentences)] + paragraphs[at:]
    if rng.random() < .4:
        paragraphs = edit_words(rng, paragraphs, sentences, rng.choice([.005, .01, .02, .04]))
    if rng.random() < .3:
        paragraphs = [curl(paragraph) for paragraph in paragraphs]
    if rng.random() < .1:
        paragraphs = [re.sub(r"\b([a-z]{4})([a-z]{5,})\b", "\\1\u00ad\\2", p) for p in paragraphs]
    return paragraphs


def make_day(seed, day, n, pools, copies, scripts):
    """The first n documents of a day."""
    rng, recent = random.Random(f"{seed} day {day}"), []
    for i in range(n):
        feed, key = rng.choice(FEEDS), day * DAY + i
        if recent and rng.random() < copies:
            lang, article = rng.choice(recent)
            body = copy_of(rng, article, pools[lang])
        else:
            lang = rng.choice(list(SCRIPTS)) if rng.random() < scripts else "en"
            body = fresh_article(rng, pools[lang])
            if len(recent) < RECENT:
                recent.append((lang, body))
            else:
                recent[rng.randrange(RECENT)] = (lang, body)
        published = FIRST_DAY + datetime.timedelta(days=day, seconds=i * 86_400 // DAY)
        yield {"id": f"a{key:08d}", "feed": feed, "url": f"https://{feed}.example/2026/{key}",
               "published": published.isoformat() + "Z", "lang": lang, "title": body[0][:80],
               "text": "\n".join(body + [footer(rng, feed)])}


def make_corpus(n, seed, copies=COPIES, scripts=IN_SCRIPTS):
    """The first n documents of the corpus of a seed, as dictionaries."""
    rng = random.Random(f"{seed} sentences")
    pools = {lang: script_sentences(rng, *alphabet) for lang, alphabet in SCRIPTS.items()}
    pools["en"] = english_sentences(rng, ENGLISH_SENTENCES)
    for day in range(math.ceil(n / DAY)):
        yield from make_day(seed, day, min(DAY, n - day * DAY), pools, copies, scripts)


def write_corpus(path, n, seed, copies, scripts):
    """Whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as out:
        for document in make_corpus(n, seed, copies, scripts):
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
    part.rename(path)


def made_file(folder, n, seed, copies=COPIES, scripts=IN_SCRIPTS):
    """The file of a corpus in a folder: made, unless it is there and newer than all that it is made from."""
    path = folder / f"made-{n}-seed-{seed}-copies-{copies}-scripts-{scripts}.jsonl"
    changed = max(source.stat().st_mtime for source in [pathlib.Path(__file__), *SOURCE.glob("*.jsonl")])
    if not path.exists() or path.stat().st_mtime < changed:
        print(f"Making {path}", file=sys.stderr, flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        write_corpus(path, n, seed, copies, scripts)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copies", type=float, default=COPIES)
    parser.add_argument("--scripts", type=float, default=IN_SCRIPTS)
    arguments = parser.parse_args()
    write_corpus(arguments.out, arguments.n, arguments.seed, arguments.copies, arguments.scripts)


if __name__ == "__main__":
    main()
