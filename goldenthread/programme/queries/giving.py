"""Cases shared out between auditors: all of a round while it is set up, some of them while it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from goldenthread.journal.changes import today
from goldenthread.method.allocation import Allocation as SharedOut
from goldenthread.method.allocation import Question, allocation
from goldenthread.people.models import Person
from goldenthread.programme.models import Assignment, Outcome, Round, RoundCase
from goldenthread.programme.queries.auditors import Bars, bars
from goldenthread.programme.queries.frame import any_of_texts
from goldenthread.programme.queries.rounds import cases_to_audit, present_assignment
from goldenthread.programme.queries.sharing import (
    SECOND_OF,
    USUAL_DAYS,
    Placing,
    capacities,
    placing,
    why_words,
)
from goldenthread.tools.form.subjects import CASE_FILE, fits

WAYS = ("at_once", "search", "greedy")  # the surest first


def shared_out(
    cases: Sequence[Placing], people: Sequence[Person], round: Round | None = None,
    locked: Mapping[str, str] | None = None, second_of: Mapping[str, str] | None = None,
    *, more_against: Mapping[tuple[str, str], str] | None = None, subject: str = CASE_FILE,
) -> SharedOut:  # fmt: skip
    """Cases given to people (by ref) as levelly as the rules allow; a family goes to one auditor.

    `second_of`: the first row of each second one. The two never go to one auditor: second audits
    are shared out once the first have their places, as levelly as what is there then allows.
    `more_against`: further bars, as a question has them. `subject`: what cases without a round are.
    """
    barred, kept, pairs = bars(people), dict(locked or {}), dict(second_of or {})
    against = _barred(cases, people, barred, round) | _kept_from(cases, round, subject)
    against |= more_against or {}
    blind = {*pairs, *pairs.values()}
    against |= {(p.ref, key): "sees_all" for p in people if barred[p.id].sees_all for key in blind}
    against |= {
        (kept[second], first): "other_audit" for second, first in pairs.items() if second in kept
    }
    asked = _question(cases, people, round, against)
    firsts = [each for each in asked.cases if each.key not in pairs]
    first_kept = {key: person for key, person in kept.items() if key not in pairs}
    done = allocation(replace(asked, cases=firsts, locked=first_kept))
    if not pairs:
        return done
    apart = {
        (done.assigned[first], second): "other_audit"
        for second, first in pairs.items()
        if first in done.assigned
    }
    placed = [each for each in asked.cases if each.key in pairs or each.key in done.assigned]
    again = allocation(
        replace(asked, cases=placed, barred=against | apart, locked=kept | done.assigned)
    )
    return _joined(done, again, pairs)


def not_placed(made: SharedOut) -> dict[str, str]:
    """Why each case that is left over is, in words, by its key."""
    return {
        key: why_words({"why": each.why, "against": each.against})
        for each in made.unplaced
        for key in each.cases
    }


def _joined(first: SharedOut, both: SharedOut, pairs: Mapping[str, str]) -> SharedOut:
    """Two allocations as one: of the second, made with the first in its places, the second audits."""
    broken = (*first.locked_against_rules, *both.locked_against_rules)
    return replace(
        both, unplaced=(*first.unplaced, *both.unplaced),
        locked_against_rules=tuple(dict.fromkeys(broken)),
        poor_fits=(*first.poor_fits, *(key for key in both.poor_fits if key in pairs)),
        way=max(first.way, both.way, key=WAYS.index),
    )  # fmt: skip


def _question(
    cases: Sequence[Placing], people: Sequence[Person], round: Round | None,
    against: Mapping[tuple[str, str], str],
) -> Question:  # fmt: skip
    can = capacities(round)
    due_on = round.due_on if round else today() + timedelta(USUAL_DAYS)
    return Question(
        cases=[can.case(each) for each in cases],
        auditors=[can.auditor(person, due_on) for person in people],
        barred=against,
    )


def _barred(
    cases: Sequence[Placing], people: Sequence[Person], barred: Mapping[int, Bars],
    round: Round | None,
) -> dict[tuple[str, str], str]:  # fmt: skip
    ref = round.ref if round else ""
    return {
        (person.ref, case.key): why
        for person in people
        for case in cases
        if (why := barred[person.id].reason(ref, case.practitioner_id, case.team_ids))
    }


def _kept_from(
    cases: Sequence[Placing], round: Round | None, subject: str
) -> dict[tuple[str, str], str]:
    """Who audited the case last time, and who handed back a case of the family in this round."""
    if round is None:
        by_number = last_auditors_by_number([case.key for case in cases], subject)
        return {(who, key): "last_time" for key, found in by_number.items() for who in found}
    last = last_auditors(round)
    found = {
        (auditor, case.key): "last_time"
        for case in cases
        for auditor in last.get(case.subject_id or 0, ())
    }
    handed_back: dict[str, set[str]] = {}
    for auditor, family, ref in Assignment.objects.filter(
        round_case__round=round, ending=Assignment.Ending.HANDED_BACK
    ).values_list("auditor__ref", "round_case__header__family", "round_case__ref"):
        for key in {family, ref} - {""}:
            handed_back.setdefault(key, set()).add(auditor)
    for case in cases:
        family = case.family.removeprefix(SECOND_OF)
        for auditor in handed_back.get(family, set()) | handed_back.get(case.key, set()):
            found[auditor, case.key] = "handed_back"
    return found


def last_auditors(round: Round) -> dict[int, frozenset[str]]:
    """Who audited each subject of the round the last time, in another round, by the subject's key.

    Two where it was audited twice. A restricted round leaves no trace, as in selecting (ADR 12).
    """
    there = Outcome.objects.filter(
        subject__round_cases__round=round, subject__round_cases__removed_at=None
    ).exclude(round=round)
    return _latest(there, "subject_id")


def last_auditors_by_number(numbers: Sequence[str], subject: str) -> dict[str, frozenset[str]]:
    """The same of cases that are not in a round yet, by their number; also as cases of children where
    the subject may be audited by those."""
    kinds = [kind for kind in {subject, CASE_FILE} if fits(subject, kind)]
    there = Outcome.objects.filter(
        subject__kind__in=kinds, subject__number__in=any_of_texts(list(numbers))
    )
    return _latest(there, "subject__number")


def _latest(outcomes: QuerySet[Outcome], key: str) -> dict[Any, frozenset[str]]:
    """The auditors of each subject's latest round, by a column of the subject."""
    known = outcomes.filter(round__is_restricted=False)
    last = known.order_by("subject", "-audited_on", "-id").distinct("subject")
    of_round = dict(last.values_list("subject_id", "round_id"))
    found: dict[Any, set[str]] = {}
    rows = known.order_by().values_list("subject_id", "round_id", key, "auditor__ref")
    for subject, round, name, auditor in rows:
        if of_round[subject] == round:
            found.setdefault(name, set()).add(auditor)
    return {name: frozenset(auditors) for name, auditors in found.items()}


def moved(round: Round, cases: Sequence[RoundCase], people: Sequence[Person]) -> SharedOut:
    """Cases of a running round given to others of these people, by the same rules as a sharing out.

    Everything else in the round stays where it is and counts towards what each can take; a brother or
    sister that stays binds nobody. Nobody is given what they have already.
    """
    moving = {case.ref for case in cases}
    every = list(cases_to_audit(round).select_related("round", "second_of"))
    given = {case.ref: here.auditor.ref for case in every if (here := present_assignment(case))}
    barred = bars(people)
    against = {(given[ref], ref): "has_it" for ref in moving if ref in given}
    against |= {
        (person.ref, case.ref): barred[person.id].pairs[case.id]
        for person in people
        for case in every
        if case.ref in moving and case.id in barred[person.id].pairs
    }
    there = [placing(case) for case in every]
    return shared_out(
        [each if each.key in moving else replace(each, family="") for each in there], people, round,
        {ref: auditor for ref, auditor in given.items() if ref not in moving},
        {c.ref: c.second_of.ref for c in every if c.second_of and {c.ref, c.second_of.ref} <= moving},
        more_against=against,
    )  # fmt: skip
