"""Suggested themes: how often the theme that a reader chose is among the three suggested.

The sentences are findings of the published reports beside `seed-figures`. The shipped themes and their
cues were committed before anybody read those reports for them, and are not changed by what this finds:
every sentence is held out. One reader chose one theme for each; bench/themes.csv keeps that choice by
report and by the SHA-256 of the sentence, so that no sentence is copied into this repository.
"""

import csv
import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldenthread.learning.shipped import SHIPPED
from goldenthread.method import meaning
from goldenthread.method.proportions import wilson
from goldenthread.method.themes import MOST, Suggester, Theme

REPORTS = Path(__file__).parents[2] / "shared" / "reports"
CHOSEN = Path(__file__).with_suffix(".csv")
NUMBER = re.compile(r"^\s*(?:[-\u2022*]\s*)?(?:\d+(?:\.\d+)*\.?\s+)?")
END = re.compile(r"(?<=[.;])\s+(?=[A-Z\u2018\u201c'(])")


@dataclass(frozen=True)
class Chosen:
    """A sentence of a report and the theme that the reader chose for it."""

    report: str
    text: str
    theme: str


@dataclass(frozen=True)
class HitRate:
    """In how many of `n` sentences the chosen theme was among the first `most` suggested."""

    hits: int
    n: int
    most: int

    @property
    def text(self) -> str:
        low, high = wilson(self.hits, self.n)
        return (
            f"{self.hits} of {self.n} ({100 * self.hits / self.n:.0f}%, "
            f"95% interval {100 * low:.0f} to {100 * high:.0f}%)"
        )


def sentences(report: Path) -> Iterator[str]:
    """The sentences of a report's lines, without the numbers and bullets that lead them."""
    for line in report.read_text().splitlines():
        for sentence in END.split(NUMBER.sub("", line)):
            plain = " ".join(sentence.split())
            if len(plain) > 20:
                yield plain


def digest(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]


def chosen() -> list[Chosen]:
    """The reader's choices with their sentences. Raises LookupError where a sentence is not there."""
    with CHOSEN.open(newline="") as file:
        rows = list(csv.DictReader(file))
    found = {
        (report.name[:3], digest(text)): text
        for report in REPORTS.glob("*.txt")
        for text in sentences(report)
    }
    return [
        Chosen(row["report"], found[row["report"], row["sha256"]], row["theme"]) for row in rows
    ]


def shipped(nearness: Callable[[str, Sequence[str]], Sequence[float]] | None = None) -> Suggester:
    return Suggester([Theme(s.code, s.name, s.about, s.cue_list) for s in SHIPPED], nearness)


def hit_rate(rows: list[Chosen], suggester: Suggester, most: int = MOST) -> HitRate:
    hits = sum(
        row.theme in [each.key for each in suggester.suggestions(row.text, most)] for row in rows
    )
    return HitRate(hits, len(rows), most)


def told() -> str:
    """What `make bench` prints of it."""
    if not REPORTS.exists():
        return "Suggested themes: the published reports are not on this machine."
    rows = chosen()
    ways = {"cues and likeness": shipped()}
    if meaning.is_installed():
        ways["with goldenthread[semantic]"] = shipped(meaning.likeness)
    return (
        f"Suggested themes, {len(SHIPPED)} themes, findings of published reports not used to write the "
        "cues, one reader, nothing asked over the network:"
        + "".join(f"\n  {way}: {_measured(rows, suggester)}" for way, suggester in ways.items())
    )


def _measured(rows: list[Chosen], suggester: Suggester) -> str:
    suggester.suggestions(rows[0].text)
    began = time.process_time()
    first, three = hit_rate(rows, suggester, 1), hit_rate(rows, suggester)
    each = 1000 * (time.process_time() - began) / (2 * len(rows))
    return (
        f"among the first three {three.text}; first {first.text}; {each:.2f} ms of CPU a sentence"
    )


if __name__ == "__main__":
    print(told())
