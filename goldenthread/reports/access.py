"""Who saw or changed what of one case, and what one person looked at: from the journal, no content.

A case number becomes references here and nowhere else of the log, for information governance alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet, Value

from goldenthread.actions.models import Action
from goldenthread.audits.models import Audit, Concern
from goldenthread.cases.models import CaseEntry, Subject
from goldenthread.journal.models import Entry
from goldenthread.journal.queries import entries
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.programme.models import RoundCase

# How the kinds of reference that stand for a case lead to it.
LEADS_TO = {
    "SUB": "ref", "RCA": "round_cases__ref", "AUD": "audits__ref", "CON": "audits__concerns__ref",
    "ACT": "audits__actions__ref",
}  # fmt: skip
MOST_SUBJECTS = 25
AN_AUDIT = re.compile(r"\bAUD-\w{10}\b")


@dataclass(frozen=True)
class SomebodysAccess:
    """How often one person saw and changed it, and between when."""

    who: str
    actor: str
    saw: int
    changed: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Line:
    """One entry of the journal, with those of its references that are about what was asked."""

    seq: int
    at: datetime
    who: str
    is_read: bool
    what: str
    refs: tuple[str, ...]


def subjects_found(by: Actor, text: str) -> list[Subject]:
    """The cases with this number, or the case that a reference stands for."""
    asked = text.strip()
    if not by.may(Permission.ACCESS_REPORT) or not asked:
        return []
    lead = LEADS_TO.get(asked[:3].upper()) if asked[3:4] == "-" else None
    if lead:
        by_ref = Subject.objects.filter(**{lead: asked.upper()})
        if found := list(by_ref.distinct()[:1]):
            return found
    exact = list(Subject.objects.filter(number=asked).order_by("id")[:MOST_SUBJECTS])
    loose = Subject.objects.filter(number__iexact=asked).order_by("id")
    return exact or list(loose[:MOST_SUBJECTS])


def subject(by: Actor, ref: str) -> Subject | None:
    if not by.may(Permission.ACCESS_REPORT):
        return None
    return Subject.objects.filter(ref=ref).first()


@dataclass(frozen=True)
class About:
    """The entries about a case, newest first, and the references that stand for it in them."""

    entries: QuerySet[Entry]
    refs: frozenset[str]


def about_subject(subject: Subject) -> About:
    """What was seen or changed of it, and what was done to the case lists it stands in.

    Two statements, however many audits it had.
    """
    own, lists = Value("own"), Value("list")
    audits = Audit.objects.filter(subject=subject)
    rows = RoundCase.objects.filter(subject=subject).values_list("ref", own).union(
        audits.values_list("ref", own),
        Concern.objects.filter(audit__subject=subject).values_list("ref", own),
        Action.objects.filter(audit__subject=subject).values_list("ref", own),
        CaseEntry.objects.filter(subject=subject).values_list("case_list__ref", lists),
    )  # fmt: skip
    kinds = dict(rows)
    refs = [subject.ref, *(ref for ref, kind in kinds.items() if kind == "own")]
    of_lists = [ref for ref, kind in kinds.items() if kind == "list"]
    found = Q(refs__has_any_keys=refs)
    if of_lists:
        # Who looked at a page of the list without this case on it did not see the case.
        found |= Q(kind="change", refs__has_any_keys=of_lists)
    return About(entries().filter(found), frozenset([*refs, *of_lists]))


def about_person(by: Actor, ref: str) -> tuple[Person | None, QuerySet[Entry]]:
    """What somebody saw and changed, newest first."""
    person = None
    if by.may(Permission.ACCESS_REPORT):
        person = Person.objects.filter(ref=ref).first()
    return person, entries().filter(actor=ref) if person else entries().none()


def people_found(by: Actor, text: str) -> list[Person]:
    """Accounts, also those switched off, by a part of the name or e-mail."""
    asked = text.strip()
    if not by.may(Permission.ACCESS_REPORT) or not asked:
        return []
    fits = Q(name__icontains=asked) | Q(email__icontains=asked) | Q(ref=asked.upper())
    return list(Person.objects.filter(fits).order_by("name")[:MOST_SUBJECTS])


def by_person(found: QuerySet[Entry]) -> list[SomebodysAccess]:
    """Everybody with a line, whoever came last first."""
    rows = list(
        found.order_by()
        .values("actor")
        .annotate(
            saw=Count("seq", filter=Q(kind="read")),
            changed=Count("seq", filter=Q(kind="change")),
            first=Min("at"),
            last=Max("at"),
        )
        .order_by("-last")
    )
    who = names(row["actor"] for row in rows)
    return [SomebodysAccess(who=who[row["actor"]], **row) for row in rows]


def lines(found: Iterable[Entry], about: frozenset[str] | None = None) -> list[Line]:
    """Without their codes, since a grade is content; of the references only those `about` a case.

    A list that somebody looked at names the other cases on it too, which are no business of this one.
    """
    held = list(found)
    who = names(entry.actor for entry in held)
    return [
        Line(
            entry.seq, entry.at, who[entry.actor], entry.kind == "read",
            entry.what.replace("_", " ").capitalize(),
            tuple(ref for ref in entry.refs if ref and (about is None or ref in about)),
        )
        for entry in held
    ]  # fmt: skip


def audits_named(paper: str) -> list[str]:
    """The audits that a written paper names: whoever is handed it has seen something of each.

    >>> audits_named("Seen alone (AUD-2222222222, AUD-3333333333), AUD-2222222222")
    ['AUD-2222222222', 'AUD-3333333333']
    """
    return sorted(set(AN_AUDIT.findall(paper)))
