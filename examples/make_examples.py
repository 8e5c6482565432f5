#!/usr/bin/env python3
"""Makes examples/news from examples/source: original articles, and copies of them as feeds make copies.

Usage: make_examples.py [--out FOLDER] [--truth FILE]

Every feed gets a file FOLDER/<feed>.jsonl (by itself examples/news). The result depends on the sources and on
nothing else, so that it can be compared byte for byte. --truth writes a line a record: id, cluster, how it was
made, with tabs between; the cluster is the id of its earliest member, or - for a record that stands alone.
"""
import argparse
import calendar
import dataclasses
import datetime
import json
import pathlib
import random
import re
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
SEED = 1
MONDAY = datetime.datetime(2025, 10, 6, 5, 0, tzinfo=datetime.timezone.utc)
DAYS = 6
# A copy is changed as long as it stays this much like its original: safely over the default threshold of 0.7.
LEAST_ALIKE = 0.74


@dataclasses.dataclass(frozen=True)
class Feed:
    name: str
    footer: str  # what it puts under every article; "" is nothing
    dateline: str  # where a story comes from, {town} and {day} filled in
    typography: str = "plain"  # or curly, soft
    edits: int = 0  # words it changes, at most
    drops: int = 0  # paragraphs it cuts at the end, at most

    @property
    def domain(self):
        return f"{self.name}.example"


AGENCIES = [
    Feed("harbour-wire", "Follow every tide of the day's events as it turns on Harbour Wire, with bulletins, charts "
         "and live pictures from the quayside around the clock.", "{town}:\n"),
    Feed("quill-agency", "", "{town}, {day} - "),
]
PAPERS = [
    Feed("daily-lantern", "Subscribers of the Daily Lantern read more.", "{town} \N{EM DASH} ", "curly", 2, 0),
    Feed("istle-courier", "\N{COPYRIGHT SIGN} Istle Courier. All rights reserved.", "", "soft", 1, 1),
    Feed("northbank-gazette", "Letters to the Gazette: Quay Street 4.", "({town}) ", "plain", 0, 1),
    Feed("sunday-tide", "The Sunday Tide appears every weekend.", "", "curly", 4, 0),
    Feed("uplands-radio", "Uplands Radio, on the hour.", "{town}. ", "plain", 3, 1),
    Feed("clickmill", "Like this? Click here for ten more!", "", "plain", 6, 0),
]
WORLD = Feed("meridian-monitor", "", "")
KIOSK = Feed("globe-kiosk", "", "")  # an aggregator: it copies word for word
FEEDS = AGENCIES + PAPERS + [WORLD, KIOSK]

# Edits as a sub-editor makes them.
EDITS = [("said", "stated"), ("about", "around"), ("roughly", "some"), ("almost", "nearly"), ("but", "yet"),
         ("because", "since"), ("although", "though"), ("began", "started"), ("only", "just"), ("every", "each"),
         ("until", "till"), ("whether", "if"), ("promised", "pledged"), ("while", "as"), ("more than", "over"),
         ("less than", "under"), ("found", "discovered"), ("told", "informed"), ("near", "close to"),
         ("under", "beneath"), ("built", "constructed"), ("bought", "purchased"), ("largest", "biggest"),
         ("small", "little"), ("has been", "was"), ("have been", "were"), ("nobody", "no one"), ("also", "likewise"),
         ("shows", "reveals"), ("across", "throughout"), ("meanwhile", "in the meantime"), ("which", "and this")]

# Stories that went on: what a later version replaces, and what it adds at the end.
UPDATES = {
    "Storm topples crane": (
        [("151 kilometres an hour", "158 kilometres an hour"), ("take no less than three weeks", "take five weeks")],
        "Late on Sunday the harbour board lowered the first cut section on to a barge. A spokeswoman for the insurers "
        "put the loss at eleven million, not counting the onions."),
    "Burst main leaves Quenby Hill": (
        [("7,300", "7,900"), ("until Wednesday", "until Thursday")],
        "On Monday evening laboratory samples from two kitchens came back clean, and the boil notice may end a day "
        "early."),
    "Four-vote margin": (
        [("discarded six", "discarded seven")],
        "The island magistrate has since received a letter from a voter who wishes to have her paper back."),
    "Ash plume prompts higher alert": (
        [("roughly 900 goats", "roughly 1,100 goats"), ("Her staff of seven", "Her staff of nine")],
        "A second puff at noon on Sunday was smaller. Buses stand ready at the pump room of Bad Morwen all the same."),
    "Hail the size of walnuts": (
        [("90,000", "115,000"), ("a dozen workers", "fifteen workers")],
        "By Friday night the dump had taken in four hundred lorry loads, and the growers asked drivers to stay away."),
    "Empty mill in Tannerby": (
        [("1,312 applications", "1,540 applications")],
        "The housing association has now opened a second list for the weaving shed next door."),
}

TOO_SHORT = ["", "", "Video", "Photo gallery", "Live stream ended", "Live stream ended", "   ", "See the printed page"]


def words(text):
    """The words of a text, as docs/input.md defines them."""
    text = text.replace("\N{SOFT HYPHEN}", "")
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    out, run = [], ""
    for c in text:
        letter = unicodedata.category(c)[0] in "LMN"
        alone = letter and re.match("[\u0e00-\u0eff\u3005-\u30ff\u3400-\u9fff]", c)
        if (alone or not letter) and run:
            out.append(run)
            run = ""
        if alone:
            out.append(c)
        elif letter:
            run += c
    return out + [run] if run else out


def shingles(text):
    run = words(text)
    return {tuple(run[i:i + 5]) for i in range(len(run) - 4)}


def similarity(a, b):
    a, b = shingles(a), shingles(b)
    return len(a & b) / len(a | b) if a | b else 0.0


@dataclasses.dataclass
class Article:
    lang: str
    title: str
    paragraphs: list[str]


@dataclasses.dataclass
class Record:
    feed: Feed
    published: datetime.datetime
    lang: str
    title: str
    text: str
    how: str
    cluster: int  # records of one number belong together; -1 stands alone
    id: str = ""


def read_articles(name):
    with open(HERE / "source" / f"{name}.jsonl", encoding="utf-8") as file:
        return [Article(**json.loads(line)) for line in file]


def town_of(article):
    """The first place that headline or text seem to name, or None."""
    no_place = "|".join([*calendar.day_name, *calendar.month_name[1:]])
    place = re.compile(rf"\b(?:in|at|of|to|near|off|from) (?!{no_place})((?:[A-Z][\w'-]+ ?)+)")
    found = place.search(article.title) or place.search("\n".join(article.paragraphs))
    return found and found[1].strip()


def curly(text):
    text = re.sub(r'(^|[\s(])"', "\\1\N{LEFT DOUBLE QUOTATION MARK}", text, flags=re.M)
    text = text.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def soft(text):
    return re.sub(r"\b([a-z]{4,5})([a-z]{5,})\b", "\\1\N{SOFT HYPHEN}\\2", text)


TYPOGRAPHY = {"plain": str, "curly": curly, "soft": soft}


def page(feed, article, paragraphs, published):
    """What a feed makes of an article, or of some of its paragraphs."""
    body = list(paragraphs)
    if article.lang == "en":
        if town := town_of(article):
            body[0] = feed.dateline.format(town=town.upper(), day=f"{published:%b} {published.day}") + body[0]
        body += [feed.footer] if feed.footer else []
    return TYPOGRAPHY[feed.typography]("\n".join(body))


def edit(rng, paragraphs):
    """One word changed, or the same paragraphs where no word is known."""
    where = [(p, old, new) for p, text in enumerate(paragraphs) for old, new in EDITS
             if re.search(rf"\b{old}\b", text)]
    if not where:
        return paragraphs
    p, old, new = rng.choice(where)
    return [re.sub(rf"\b{old}\b", new, text, count=1) if i == p else text for i, text in enumerate(paragraphs)]


class Maker:
    def __init__(self):
        self.rng = random.Random(SEED)
        self.records = []
        self.clusters = 0
        self.english = [a for n in (1, 2, 3) for a in read_articles(f"english-{n}")]
        self.world = read_articles("world")
        (self.twice,) = read_articles("twice")
        # The last articles of each list serve as other text alone: no record is theirs.
        self.ticker = [p for i in (27, 57, 87) for p in self.english[i].paragraphs]
        self.notes = [p for i in (28, 29, 58, 59, 88, 89) for p in self.english[i].paragraphs]
        for i in sorted((27, 28, 29, 57, 58, 59, 87, 88, 89), reverse=True):
            del self.english[i]

    def new_cluster(self):
        self.clusters += 1
        return self.clusters

    def add(self, feed, published, article, text, how, cluster=-1):
        record = Record(feed, published, article.lang, article.title, text, how, cluster)
        self.records.append(record)
        return record

    def start(self):
        """A minute of the week, in the working hours of a news desk."""
        day = datetime.timedelta(days=self.rng.randrange(DAYS), minutes=self.rng.randrange(16 * 60))
        return MONDAY + day

    def later(self, published, hours=36):
        return published + datetime.timedelta(minutes=self.rng.randrange(7, hours * 60))

    def original(self, feed, article):
        published = self.start()
        text = page(feed, article, article.paragraphs, published)
        return self.add(feed, published, article, text, "original", self.new_cluster())

    def word_for_word(self, feed, original, article):
        """The whole record of another feed. What is typography alone leaves the words as they are."""
        return self.add(feed, self.later(original.published), article, TYPOGRAPHY[feed.typography](original.text),
                        "word for word", original.cluster)

    def copy(self, feed, original, article):
        """A wire copy: the feed's dateline, footer and typography, and its cuts, edits and notes within bounds."""
        published = self.later(original.published)
        paragraphs, done = article.paragraphs, []

        def attempt(changed, what):
            nonlocal paragraphs
            text = page(feed, article, changed, published)
            if changed != paragraphs and similarity(text, original.text) >= LEAST_ALIKE:
                paragraphs = changed
                done.append(what)

        for _ in range(self.rng.randint(0, feed.drops)):
            attempt(paragraphs[:-1], "tail dropped")
        if article.lang == "en":
            for _ in range(self.rng.randint(0, feed.edits)):
                attempt(edit(self.rng, paragraphs), "edit")
            if feed.name == "sunday-tide" and self.notes:
                note = "Also noted: " + self.notes.pop(0)
                attempt(paragraphs + [note], "paragraph added")
        text = page(feed, article, paragraphs, published)
        how = ", ".join(dict.fromkeys(["copy", *done]))
        return self.add(feed, published, article, text, how, original.cluster)

    def update(self, original, article):
        """The feed's own later version."""
        for start, (changes, more) in UPDATES.items():
            if article.title.startswith(start):
                paragraphs = article.paragraphs
                for change in changes:
                    paragraphs = [p.replace(*change[-2:]) for p in paragraphs]
                published = self.later(original.published, 12)
                text = page(original.feed, article, paragraphs + [more], published)
                titled = dataclasses.replace(article, title=f"UPDATE {article.title}")
                self.add(original.feed, published, titled, text, "updated version", original.cluster)

    def english_stories(self, articles):
        for number, article in enumerate(articles):
            agency = AGENCIES[number % 2]
            # Every sixth story is a paper's own, and nobody else has it.
            alone = number % 6 == 5
            original = self.original(self.rng.choice(PAPERS) if alone else agency, article)
            self.update(original, article)
            if alone:
                continue
            for feed in self.rng.sample(PAPERS, self.rng.choice((0, 1, 1, 2, 2, 3, 4))):
                self.copy(feed, original, article)
            if self.rng.random() < 0.4:
                self.word_for_word(KIOSK, original, article)
            if number % 9 == 4:
                feed = self.rng.choice([f for f in PAPERS if f.typography != "plain"])
                self.word_for_word(feed, original, article)

    def world_stories(self):
        for article in self.world:
            original = self.original(WORLD, article)
            if self.rng.random() < 0.4:
                self.word_for_word(KIOSK, original, article)
            if self.rng.random() < 0.5:
                self.copy(self.rng.choice([f for f in PAPERS if f.drops]), original, article)

    def chain(self, article):
        """A copy, and a copy of the copy that is no longer near the original."""
        first = self.original(AGENCIES[1], article)
        middle_feed, last_feed = PAPERS[2], PAPERS[5]
        at = self.later(first.published, 6)
        kept = article.paragraphs[:-1]
        middle = page(middle_feed, article, kept, at)
        self.add(middle_feed, at, article, middle, "copy, tail dropped", first.cluster)
        at = self.later(at, 6)
        text = middle
        while similarity(text, first.text) > 0.66:
            kept = edit(self.rng, kept)
            text = page(last_feed, article, kept, at)
        self.add(last_feed, at, article, text, "copy of a copy", first.cluster)

    def brief(self, article):
        """A short story, and the long one that has all of it: contained, not near."""
        long = self.original(AGENCIES[1], article)
        at = long.published - datetime.timedelta(hours=2)
        self.add(PAPERS[4], at, article, "\n".join(article.paragraphs[:2]), "brief, inside a longer story")

    def ticker_page(self):
        """A page that loses its oldest item with each new one: each version is near the one before it alone."""
        feed, shown, cluster = PAPERS[4], 11, self.new_cluster()
        at = MONDAY + datetime.timedelta(days=1, hours=1)
        for number in range(len(self.ticker) - shown + 1):
            article = Article("en", f"Morning ticker, version {number + 1}", self.ticker[number:number + shown])
            text = "\n".join([*reversed(article.paragraphs), feed.footer])
            self.add(feed, at, article, text, "rolling page", cluster)
            at += datetime.timedelta(minutes=40)

    def story_twice(self):
        """An article that came out of the wire with its body standing twice, and what three feeds made of it."""
        article = self.twice
        body = article.paragraphs[2:16]
        at = MONDAY + datetime.timedelta(days=2, hours=4)
        original = self.add(AGENCIES[0], at, article, "\n".join(article.paragraphs), "body twice", self.new_cluster())
        for feed, paragraphs, how in (
                (PAPERS[0], article.paragraphs[2:-1], "copy, body twice"),
                (PAPERS[2], body, "copy, body once"),
                (PAPERS[5], edit(self.rng, edit(self.rng, body)), "copy, body once, edit")):
            at = self.later(original.published, 10)
            self.add(feed, at, article, page(feed, article, paragraphs, at), how, original.cluster)

    def short_records(self):
        for text in TOO_SHORT:
            self.add(self.rng.choice(PAPERS), self.start(), Article("en", "Pictures of the day", []), text, "too short")

    def make(self):
        self.story_twice()
        self.ticker_page()
        for article in self.english[:3]:
            self.chain(article)
        for article in self.english[27:30]:
            self.brief(article)
        self.english_stories(self.english[3:27] + self.english[30:])
        self.world_stories()
        self.short_records()
        self.records.sort(key=lambda r: (r.published, r.feed.name, r.title))
        counts = dict.fromkeys((f.name for f in FEEDS), 0)
        for record in self.records:
            counts[record.feed.name] += 1
            record.id = f"{record.feed.name}-{counts[record.feed.name]:03}"
        return self.records


def line_of(record):
    number = record.id.rpartition("-")[2]
    slug = re.sub("[^a-z0-9]+", "-", record.title.lower()).strip("-") if record.title.isascii() else number
    return json.dumps({
        "id": record.id, "feed": record.feed.domain, "url": f"https://{record.feed.domain}/{slug}",
        "published": f"{record.published:%Y-%m-%dT%H:%M:%SZ}", "lang": record.lang, "title": record.title,
        "text": record.text}, ensure_ascii=False) + "\n"


def truth_of(records):
    """A line a record: id, cluster, how it was made."""
    first, size = {}, {}
    for r in records:
        first.setdefault(r.cluster, r.id)
        size[r.cluster] = size.get(r.cluster, 0) + 1
    return "".join(f"{r.id}\t{first[r.cluster] if r.cluster >= 0 and size[r.cluster] > 1 else '-'}\t{r.how}\n"
                   for r in sorted(records, key=lambda r: r.id))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "news", help="folder for the feeds' files")
    parser.add_argument("--truth", type=pathlib.Path, help="file for the intended clusters")
    args = parser.parse_args()
    records = Maker().make()
    args.out.mkdir(parents=True, exist_ok=True)
    for feed in FEEDS:
        lines = [line_of(r) for r in records if r.feed is feed]
        (args.out / f"{feed.name}.jsonl").write_bytes("".join(lines).encode())
    if args.truth:
        args.truth.write_bytes(truth_of(records).encode())


if __name__ == "__main__":
    main()
