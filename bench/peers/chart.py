"""Draws the results of compare.py as an SVG: bars of speed, memory and pairs missed, readable on light and on dark ground."""
import math
import xml.sax.saxutils

import report

WIDTH, ROW, LEFT, BAR = 760, 22, 150, 480  # pixels; a bar at its longest
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 14px }
  .note { fill: #59636e }
  .peer { fill: #8c959f }
  .ours { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note { fill: #9198a1 }
    .peer { fill: #6e7681 }
    .ours { fill: #4493f8 }
  }
"""


def text(x, y, content, kind="", anchor="start"):
    kind = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{kind} text-anchor="{anchor}">{xml.sax.saxutils.escape(content)}</text>'


def panel(y, title, note, bars, longest):
    """Bars (name, value or None, label) under a title and a note that may be empty, from y down; the y below them."""
    parts = [text(8, y + 14, title, "title")]
    y += 24
    if note:
        parts.append(text(8, y + 10, note, "note"))
        y += 20
    for name, value, label in bars:
        length = 0 if value is None else max(1, round(BAR * value / longest))
        kind = "ours" if name == "nearcopy" else "peer"
        parts.append(text(LEFT - 8, y + 15, name, anchor="end"))
        if length:
            parts.append(f'<rect class="{kind}" x="{LEFT}" y="{y + 3}" width="{length}" height="{ROW - 6}" rx="2"/>')
        parts.append(text(LEFT + length + 6, y + 15, label, "note"))
        y += ROW
    return parts, y + 14


def missed(pairs):
    """The share of true pairs that a tool missed, and its label, never rounded down; recalls hardly differ as bars."""
    if not pairs:
        return None, "names no pairs"
    share = 1 - pairs["recall_alike"]
    return share, f"{math.ceil(round(share * 10_000, 6)) / 100:.2f} %"


def draw(results):
    size, judged = report.with_peers(results["sizes"]), report.judged(results["sizes"])
    names = [tool["name"] for tool in results["tools"] if tool["name"] in size["tools"]]
    rates = [(name, report.rate(size, name), f"{report.rate(size, name):,.0f}") for name in names]
    peaks = [(name, size["tools"][name]["peak_bytes"], report.megabytes(size["tools"][name]["peak_bytes"]))
             for name in names]
    machine = results["machine"]
    parts, y = [text(8, 20, f"{size['documents']:,} documents of made news, one core of {machine['cpu']}, "
                            f"{machine['date']}", "note")], 36
    panels = [("Documents a second: more is better", "", rates), ("Peak resident memory: less is better", "", peaks)]
    if judged:
        pairs = {name: judged["tools"][name]["pairs"] for name in names if name in judged["tools"]}
        panels.append((f"True pairs missed, of {judged['documents']:,} documents: less is better",
                       f"Of {report.seen_alike(results['tools'])}.", [(name, *missed(pairs[name])) for name in pairs]))
    for title, note, bars in panels:
        more, y = panel(y, title, note, bars, max((value for _, value, _ in bars if value), default=1))
        parts += more
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" '
            f'role="img" aria-label="nearcopy and its peers">\n<style>{STYLE}</style>\n'
            + "\n".join(parts) + "\n</svg>\n")
