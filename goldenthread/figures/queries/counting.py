"""What the audits behind figures are of: cases, or contacts, carers and homes, each counted once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from goldenthread.cases.models import Subject
from goldenthread.cases.queries import children
from goldenthread.figures.queries.behind import Number, audits_behind
from goldenthread.people.actors import Actor
from goldenthread.tools.form.subjects import CASE_FILE, SUBJECTS

OTHER_KINDS = [kind for kind in SUBJECTS if kind != CASE_FILE]


@dataclass(frozen=True)
class CountedSubject:
    """Audits of one kind of subject, and how many different children their lists name."""

    kind: str
    audits: int
    children: int = 0

    @property
    def text(self) -> str:
        said = f"{SUBJECTS[self.kind].plural}: {self.audits:,}"
        if self.children:
            said += (
                ", each counted once however many children it is about "
                f"(their lists name {self.children:,})"
            )
        return said


def counted_subjects(by: Actor, number: Number) -> tuple[CountedSubject, ...]:
    """Of what the audits are that a number counts, most first; nothing where all are children's cases."""
    if not Subject.objects.filter(kind__in=OTHER_KINDS).exists():
        return ()
    behind = audits_behind(by, number).order_by()
    counts = dict(behind.values_list("subject__kind").annotate(n=Count("id")))
    if not set(counts) - {CASE_FILE}:
        return ()
    named: dict[str, set[str]] = {}
    listed = behind.exclude(header__particulars={})
    for kind, held in listed.values_list("subject__kind", "header__particulars"):
        named.setdefault(kind, set()).update(children(held))
    found = (CountedSubject(kind, n, len(named.get(kind, ()))) for kind, n in counts.items())
    return tuple(sorted(found, key=lambda each: (-each.audits, each.kind)))


def counted_in_words(found: Sequence[CountedSubject]) -> str:
    """The same as a sentence; empty where all are children's cases.

    >>> counted_in_words([CountedSubject("foster_carer", 4)])
    'What is counted: foster carers: 4.'
    """
    return f"What is counted: {'; '.join(each.text for each in found)}." if found else ""
