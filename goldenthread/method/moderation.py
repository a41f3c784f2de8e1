"""Which audits a moderator must see, and what may be said of figures that were moderated in part."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from goldenthread.method.numbers import lowest

PURPOSE = "moderation"

Reason = Literal["grade", "first", "rate"]


@dataclass(frozen=True)
class Rule:
    """``rate`` per cent of a round's audits, and every audit given one of ``grades``; with
    ``firsts`` the first so many audits of every new auditor too."""

    rate: int = 0
    grades: tuple[str, ...] = ()
    firsts: int = 0


class Submission(NamedTuple):
    """An audit of the round. ``grade`` is the auditor's overall grade, None where there is none."""

    ref: str
    grade: str | None = None
    is_submitted: bool = True
    is_first: bool = False


@dataclass(frozen=True)
class Due:
    """A submitted audit that is due for moderation: for its grade, as an auditor's first, or drawn by
    the rate."""

    ref: str
    reason: Reason


@dataclass(frozen=True)
class Coverage:
    """How far a set of audits was moderated, and how those moderated were chosen."""

    moderated: int
    audits: int
    chosen_by: str

    @property
    def is_complete(self) -> bool:
        """Whether figures may be headed "after moderation": every audit was moderated."""
        return self.moderated == self.audits > 0

    @property
    def text(self) -> str:
        return f"{self.moderated} of {self.audits} moderated, chosen by: {self.chosen_by}"


def due_for_moderation(audits: Collection[Submission], rule: Rule, seed: str) -> list[Due]:
    """The submitted audits that are due for moderation, in the order of their refs.

    The rate is drawn from all ``audits``, submitted or not, by the lowest hash numbers, exact in
    size and rounded up, so that a promised rate is kept. Hand in the whole round: what one
    submission decides then never changes with the next. An audit due for several reasons is listed
    for its grade, else as a first one. Both come on top of the rate, as certainties.

    Raises ValueError for a rate outside 0 to 100.

    >>> audits = [Submission("A", "good"), Submission("B", "inadequate"), Submission("C", "good")]
    >>> due_for_moderation(audits, Rule(rate=30, grades=("inadequate",)), "seed")
    [Due(ref='A', reason='rate'), Due(ref='B', reason='grade')]
    """
    drawn = _drawn({audit.ref for audit in audits}, rule.rate, seed)
    due = []
    for audit in sorted(audits):  # by ref, which is unique
        reasons: dict[Reason, bool] = {
            "grade": audit.grade in rule.grades,
            "first": rule.firsts > 0 and audit.is_first,
            "rate": audit.ref in drawn,
        }
        if audit.is_submitted and (reason := next((r for r in reasons if reasons[r]), None)):
            due.append(Due(audit.ref, reason))
    return due


def coverage(moderated: int, audits: int, rule: Rule, labels: Mapping[str, str]) -> Coverage:
    """What to print beside figures: how many were moderated, and by what rule.

    ``labels``: the grades' printed names, by key.

    >>> coverage(3, 21, Rule(10, ("inadequate",)), {"inadequate": "Inadequate"}).text
    '3 of 21 moderated, chosen by: 10% at random and every audit graded Inadequate'
    """
    return Coverage(moderated, audits, _in_words(rule, labels))


def _drawn(refs: Iterable[str], rate: int, seed: str) -> frozenset[str]:
    if not 0 <= rate <= 100:
        raise ValueError(f"rate {rate}%")
    every = frozenset(refs)
    return lowest(every, -(-rate * len(every) // 100), seed, PURPOSE)


def _in_words(rule: Rule, labels: Mapping[str, str]) -> str:
    if rule.rate == 100:
        return "every audit"
    parts = [f"{rule.rate}% at random"] if rule.rate else []
    if rule.grades:
        parts.append(f"every audit graded {' or '.join(labels[key] for key in rule.grades)}")
    if rule.firsts:
        first = "first audit" if rule.firsts == 1 else f"first {rule.firsts} audits"
        parts.append(f"every new auditor's {first}")
    return " and ".join(parts) or "no rule"
