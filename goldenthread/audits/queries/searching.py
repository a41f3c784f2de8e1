"""Findings by the words in them, among the audits and the feedback that a person may read."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from goldenthread.audits.models import Audit, Finding
from goldenthread.audits.queries.feedback import own_feedback
from goldenthread.audits.queries.visible import visible_audits
from goldenthread.journal.queries import has_words
from goldenthread.people import kept
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission

# What the statement is written with, in the place of what is asked for.
STAND_IN = "what is asked for"
# The order of the key, but not its index's: where few rows have the words, all would be read for them.
NEWEST = F("id") + Value(0)


def readable_audits(person: Person) -> QuerySet[Audit]:
    """Audits whose findings a search may show: a moderator reads those they are still to moderate on
    their own page only, in its order."""
    seen = visible_audits(person)
    if person.may(Permission.AUDITS_ALL):
        return seen
    return seen.filter(~Q(state=Audit.State.SUBMITTED) | Q(auditor=person))


def found_findings(person: Person, asked: str, most: int) -> list[Any]:
    """The latest findings with these words in audits that the person may read."""
    return _found(person, asked, most, readable_audits)


def found_in_feedback(person: Person, asked: str, most: int) -> list[Any]:
    """The same in released feedback on the person's own work."""
    return _found(person, asked, most, own_feedback)


def _found(
    person: Person, asked: str, most: int, seen: Callable[[Person], QuerySet[Audit]]
) -> list[Any]:
    def write() -> QuerySet[Finding, Any]:
        audits = seen(person).select_related(None).defer(None).order_by()
        found = has_words(Finding.objects.filter(removed_at=None), "words", STAND_IN)
        return (
            found.filter(audit__in=audits.values("pk"))
            .order_by(NEWEST.desc())
            .values(
                "kind", body=F("words__body"), audit_ref=F("audit__ref"),
                number=F("audit__subject__number"), title=F("audit__round__title"),
            )[:most]
        )  # fmt: skip

    return kept.rows(person, ("findings with", seen, most), write, {STAND_IN: asked})
