"""Cases audited twice, blind: which rows are second audits, and who may not learn of the other one."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Value

from goldenthread.config import home
from goldenthread.method.doubles import Twice, chosen_twice
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Assignment, Round, RoundCase


def twice(round: Round) -> Twice:
    return Twice(**round.twice)


def wanted_twice(round: Round) -> frozenset[str]:
    """The refs of the cases that the round's plan has audited twice, as its cases stand now.

    The seed is a secret of this home: an auditor must not be able to work out whose case it is.
    """
    first = round.cases.filter(removed_at=None, second_of=None).order_by()
    seed = f"{home.key('moderation_key')}|{round.ref}"
    return chosen_twice(first.values_list("ref", flat=True), twice(round), seed)


def second_audits(round: Round) -> QuerySet[RoundCase]:
    """The second rows of the round's cases that are audited twice."""
    return round.cases.filter(removed_at=None, second_of__isnull=False)


def _has_it(to_case: str = "") -> Q:
    """Assignments that stand, or stood when the round was open; those of its set-up nobody saw."""
    given = f"{to_case}assignments__ended_at"
    return Q(**{given: None}) | Q(**{f"{given}__gte": F("round__opened_at")})


def others_of_pairs(person: Person, *, unfinished: bool = False, key: str = "round_case") -> Q:
    """Rows, by their case, of which this person has or had the other audit of the pair.

    `unfinished`: only while the person's own is not handed in.
    """
    seconds = RoundCase.objects.filter(second_of__isnull=False).order_by()
    theirs = Q(assignments__auditor=person) & _has_it()
    firsts_theirs = Q(second_of__assignments__auditor=person) & _has_it("second_of__")
    if unfinished:
        theirs &= Q(outcome=None)
        firsts_theirs &= Q(second_of__outcome=None)
    first = seconds.filter(theirs).values("second_of")
    second = seconds.filter(firsts_theirs).values("pk")
    return Q(**{f"{key}__in": first}) | Q(**{f"{key}__in": second})


def kept_blind(by: Actor) -> Q:
    """Audits that are not the other one of a case this actor audits: neither may learn of the other.

    Whoever sees every audit and audits none is not asked: nobody who sees all is given one of a pair.
    """
    if not isinstance(by, Person) or (
        by.may(Permission.AUDITS_ALL) and not by.may(Permission.AUDIT_ANSWER)
    ):
        return Q()
    return ~others_of_pairs(by)


EVERYBODY = Value(None, BigIntegerField())


def pair_bars(ids: Sequence[int], seeing_all: Collection[int]) -> dict[int, dict[int, str]]:
    """Why which of these people may not have which row of a pair, by person and row.

    Nobody has both; `seeing_all` are those who see every audit, and so could not audit blind.
    """
    had = Assignment.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=F("round_case__round__opened_at")),
        auditor__in=ids, round_case__removed_at=None,
    ).order_by()  # fmt: skip
    first = had.filter(round_case__second_of__isnull=False)
    second = had.filter(round_case__seconds__removed_at=None, round_case__seconds__isnull=False)
    running = RoundCase.objects.filter(removed_at=None, second_of__isnull=False).order_by()
    running = running.exclude(round__state=Round.State.CLOSED).annotate(nobody=EVERYBODY)
    rows: Any = first.values_list("auditor", "round_case__second_of").union(
        second.values_list("auditor", "round_case__seconds"),
        running.values_list("nobody", "id"), running.values_list("nobody", "second_of"),
    )  # fmt: skip
    found: dict[int, dict[int, str]] = {person: {} for person in ids}
    for person, case in rows:
        if person:
            found[person][case] = "other_audit"
        for each in () if person else seeing_all:
            found[each].setdefault(case, "sees_all")
    return found
