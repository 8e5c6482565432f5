"""The words of a text are those of the definition: default-ignorable code points dropped, NFKC, case
folding, NFKC; then maximal runs of letters, marks and numbers, where a character of a script that
is written without spaces is a word of its own.

The program prints no words, so each batch of characters is written twice, as it is and as the words
that Python's unicodedata finds in it: the two must be exact copies, and with one word less must not
be. Code points that are not assigned in unicodedata's version of Unicode are free."""

import itertools
import unicodedata

import pytest
from articles import jsonl, record

ALONE = [  # East Asian and South-East Asian scripts without spaces
    range(0x2E80, 0x2F00), range(0x3005, 0x3008), range(0x3040, 0x3100), range(0x31F0, 0x3200),
    range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00),
    range(0x0E00, 0x0E80), range(0x0E80, 0x0F00),  # Thai, Lao
    range(0x1000, 0x10A0), range(0x1780, 0x1800),  # Myanmar, Khmer
    range(0x20000, 0x40000),
]
IGNORED = {
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0,
    *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F),
    *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000),
}
ASSIGNED = [c for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")]
BATCH = 200


def normal_form(text):
    kept = "".join(c for c in text if ord(c) not in IGNORED)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", kept).casefold())


def words(text):
    found, run = [], ""
    for c in normal_form(text) + " ":
        alone = any(ord(c) in block for block in ALONE)
        inside = unicodedata.category(c)[0] in "LMN"
        if inside and not alone:
            run += c
            continue
        if run:
            found.append(run)
        run = ""
        if inside:
            found.append(c)
    return found


def batches(points):
    points = iter(points)
    while batch := list(itertools.islice(points, BATCH)):
        yield batch


def check(cluster, texts):
    """Each text is an exact copy of its words, and of these with one more is not."""
    records = []
    for i, text in enumerate(texts):
        text = f"batch {i} of many: {text}"  # some have no words of their own
        expected = words(text)
        records.append(record(f"{i} text", text))
        records.append(record(f"{i} words", " ".join(expected)))
        records.append(record(f"{i} more", " ".join([*expected, "surplus"])))
    result = cluster(jsonl(*records), "--pairs", "all", "--min-words", "1", "--shingle", "words:2")
    exact = {row[:2] for row in result.rows("pairs.tsv") if row[3] == "exact"}
    wrong = [i for i in range(len(texts)) if (f"{i} text", f"{i} words") not in exact]
    assert not wrong, [ascii(texts[i]) for i in wrong[:3]]
    more = [pair for pair in exact if any(x.endswith("more") for x in pair)]
    assert not more


def test_every_character_by_itself(cluster):
    check(cluster, ["begin " + " ".join(map(chr, b)) + " end" for b in batches(ASSIGNED)])


def test_every_character_inside_a_word(cluster):
    check(cluster, ["begin " + " ".join(f"mid{chr(c)}dle" for c in b) for b in batches(ASSIGNED)])


def test_every_character_beside_accents_and_letters_that_compose(cluster):
    # Marks that NFKC reorders and composes, and a final sigma.
    check(cluster, ["begin " + " ".join(f"A{chr(c)}\u0301\u0323 {chr(c)}\u0345\u0308 \u03a3{chr(c)}"
                                        for c in b) for b in batches(ASSIGNED)])


def test_characters_side_by_side(cluster):
    # Far ones are neighbours, so that scripts meet.
    apart = [ASSIGNED[i] for start in range(997) for i in range(start, len(ASSIGNED), 997)]
    check(cluster, ["begin " + "".join(map(chr, b)) for b in batches(apart)])


ALIKE = {
    "composed and decomposed": ("Él pidió más café", "E\u0301l pidio\u0301 ma\u0301s cafe\u0301"),
    "case": ("THE STRASSE", "the straße"),
    "final sigma": ("ΟΔΟΣ ΟΔΥΣΣΕΑΣ", "οδος οδυσσεας"),
    "ligatures": ("the ﬁnal oﬃce", "the final office"),
    "full width": ("ＡＢＣ １２３", "abc 123"),
    "half-width kana": ("ｶﾞﾗｽ", "ガラス"),
    "Hangul": ("한국어 뉴스", unicodedata.normalize("NFD", "한국어 뉴스")),
    "soft hyphen": ("news\u00adpaper", "newspaper"),
    "zero-width space and joiners": ("new\u200bs \u200cpa\u200dper", "news paper"),
    "variation selector": ("a\ufe0f b\U000e0100", "a b"),
    "punctuation": ("“Well,” she said – “no…”", "well she said no"),
    "superscripts": ("x² H₂O", "x2 h2o"),
    "Roman numeral": ("Chapter Ⅳ", "chapter iv"),
    "spaces": ("a\u00a0b\u2003c\u3000d\ne\tf", "a b c d e f"),
    "Han characters are words": ("港口議會決定", "港 口 議 會 決 定"),
    "Thai characters are words": ("ข่าว", " ".join("ข่าว")),
}
UNLIKE = {
    "accents count": ("el pidio mas cafe", "él pidió más café"),
    "joined words": ("news paper today", "newspaper today"),
    "numbers count": ("page 1 of 2", "page 1 of 3"),
    "Greek and Latin letters of one look": ("A B C", "Α Β C"),
    "dotless i": ("kapı", "kapi"),
    "a Cyrillic letter with its mark": ("й", "и"),
    "order": ("dog bites man", "man bites dog"),
    "Latin words are not cut": ("harbour", "h a r b o u r"),
}


@pytest.mark.parametrize("a, b", ALIKE.values(), ids=list(ALIKE))
def test_texts_that_differ_only_in_writing_are_exact_copies(cluster, a, b):
    result = cluster(jsonl(record("a", a), record("b", b)), "--min-words", "1")
    assert [row[3] for row in result.rows("pairs.tsv")] == ["exact"]


@pytest.mark.parametrize("a, b", UNLIKE.values(), ids=list(UNLIKE))
def test_texts_of_other_words_are_not(cluster, a, b):
    result = cluster(jsonl(record("a", a), record("b", b)), "--min-words", "1")
    assert result.rows("pairs.tsv") == []


@pytest.mark.parametrize("simd", ["auto", "scalar"])
def test_texts_do_not_need_to_end_where_the_machine_likes(cluster, simd):
    # Every length around the 64 bytes that are taken at a time, in ASCII and beyond.
    records = []
    for n in range(1, 200):
        for k, letter in enumerate(("x", "é", "字", "\U0001d4d0")):
            text = "start of it all " + letter * n
            records.append(record(f"{n} {k} text", text))
            records.append(record(f"{n} {k} words", ", ".join(words(text))))
    result = cluster(jsonl(*records), "--min-words", "1", "--simd", simd, "--pairs", "all")
    exact = [row[:2] for row in result.rows("pairs.tsv") if row[3] == "exact"]
    assert len(exact) == 199 * 4
    assert all(a.rsplit(" ", 1)[0] == b.rsplit(" ", 1)[0] for a, b in exact)
