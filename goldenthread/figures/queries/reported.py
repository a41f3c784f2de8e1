"""Percentages that old reports printed without their counts: which counts they allow, and which bases."""

from dataclasses import dataclass
from typing import Any

from goldenthread.audits.models import PastPercent
from goldenthread.audits.queries.past import past_percents
from goldenthread.method.grim import bases_for, counts_for
from goldenthread.people.actors import Actor
from goldenthread.people.queries import authority

# Beyond so many audits nearly every number is a possible base, so that no more are listed.
MOST = 100


@dataclass(frozen=True)
class Reported:
    """A percentage as it was printed. With its base, `counts` are those it allows; without, none is said,
    and `bases` are the numbers of audits that every percentage of its group allows."""

    la: str
    cohort: str
    what: str
    percent: str
    n: int | None
    counts: tuple[int, ...]
    bases: tuple[int, ...]
    source: str = ""
    row: int = 0

    @property
    def text(self) -> str:
        """
        >>> Reported("", "1st cohort", "Seen", "56", 123, (69,), ()).text
        'printed as 56%: 69 of 123'
        """
        if self.n is None:
            return f"printed as {self.percent}%, without how many audits it is of"
        counts = " or ".join(map(str, self.counts))
        return f"printed as {self.percent}%: {counts} of {self.n}"


def reported(by: Actor) -> list[Reported]:
    """Every imported percentage, in the order of its file. They are never added to any figure."""
    found = list(past_percents(by))
    together: dict[tuple[str, str], list[str]] = {}
    for each in found:
        if each.n is None:
            together.setdefault(_group(each), []).append(each.percent)
    bases = {group: tuple(bases_for(percents, MOST)) for group, percents in together.items()}
    own = authority().name
    return [
        Reported(
            each.authority or own, each.cohort, each.what, each.percent, each.n,
            tuple(counts_for(each.percent, each.n)) if each.n else (),
            bases[_group(each)] if each.n is None else (),
            each.source.ref, each.row,
        )
        for each in found
    ]  # fmt: skip


def _group(each: PastPercent) -> tuple[str, str]:
    return each.authority, each.cohort


def reported_json(rows: list[Reported]) -> list[dict[str, Any]]:
    return [
        {
            "la": row.la, "cohort": row.cohort, "what": row.what, "percent": row.percent, "n": row.n,
            "possible_counts": list(row.counts), "possible_bases_up_to_100": list(row.bases),
            "text": row.text,
        }
        for row in rows
    ]  # fmt: skip
