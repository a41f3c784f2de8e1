"""Which cases of the case list may be selected, and which are left out and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower

from goldenthread.cases.models import CaseEntry, CaseList, Status
from goldenthread.cases.queries import case_type_places
from goldenthread.journal.changes import today
from goldenthread.people.models import Team
from goldenthread.programme.models import Outcome, Round, RoundCase
from goldenthread.programme.queries.auditors import auditors, bars
from goldenthread.programme.queries.days import months_before
from goldenthread.programme.queries.plan import is_audited_again

UNKNOWN = "unknown"
OPEN_STATUSES = tuple(s.value for s in Status if s not in (Status.CLOSED, Status.UNKNOWN))

MOST_TEAMS = 40

LEFT_OUT = {
    "closed": "closed",
    "other_status": "of a status not chosen",
    "other_case_type": "of a case type not chosen",
    "no_flag": "without any of the flags chosen",
    "flag": "with a flag that is left out",
    "recently_audited": "audited recently",
    "open_round": "in another round in progress",
    "no_worker": "without a named worker",
    "conflict": "that nobody may audit: the worker or the team is each auditor’s own",
}


# Why the draw itself leaves a case out, and what older selections called two of the reasons.
LEFT_OUT_BY_PLAN = {
    "outside_window": "outside the dates",
    "not_again": "not to be audited again",
    "earlier_wave": "in an earlier wave of the rotation",
    "family": "with a brother or sister who stands for them",
    "status": LEFT_OUT["other_status"],
    "case_type": LEFT_OUT["other_case_type"],
}


Kind = tuple[int | None, int | None]
"""The practitioner and the team of a case: who may audit it follows from them."""

# A team that has teams under it is a service; a team's service is the one right above it.
SERVICE_OF_ENTRY = Case(
    When(Exists(Team.objects.filter(parent=OuterRef("team"))), then=F("team__ref")),
    default=F("team__parent__ref"),
    output_field=CharField(),
)


@dataclass(frozen=True)
class Rules:
    """Which cases may be selected. Empty case types or flags mean any."""

    statuses: tuple[str, ...] = OPEN_STATUSES
    case_types: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    flags_out: tuple[str, ...] = ()
    audited_months: int = 6
    leave_open_round: bool = True
    leave_no_worker: bool = False
    leave_conflict: bool = False


def rules(design: Mapping[str, Any]) -> Rules:
    """The rules that a round's design holds; the usual ones where nobody has said."""
    kept: dict[str, Any] = design.get("exclude", {})
    parts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in kept.items()}
    return Rules(**parts)


def rules_in_force(design: Mapping[str, Any]) -> Rules:
    """The rules, without the one that would leave out every case that is to be audited again."""
    held = rules(design)
    return replace(held, audited_months=0) if is_audited_again(design) else held


def judged(round: Round, by_rules: Rules | None = None) -> QuerySet[Any]:
    """Every entry of the round's case list with `left_out`: a key of LEFT_OUT, or empty.

    Where several reasons hold, the first in the order of LEFT_OUT counts, so that they add up.
    """
    held = by_rules or rules_in_force(round.design)
    return CaseEntry.objects.filter(case_list=round.case_list).annotate(
        left_out=Case(
            *(When(condition, then=Value(reason)) for reason, condition in _whens(round, held)),
            default=Value(""),
            output_field=CharField(),
        ),
        stratum=Coalesce("case_type__code", Value(UNKNOWN)),
    )


def _whens(round: Round, held: Rules) -> list[tuple[str, Q | Exists]]:
    whens: list[tuple[str, Q | Exists]] = []
    if Status.CLOSED.value not in held.statuses:
        whens.append(("closed", Q(status=Status.CLOSED)))
    whens.append(("other_status", ~Q(status__in=held.statuses)))
    if held.case_types:
        types = Q(case_type__code__in=held.case_types)
        whens.append(("other_case_type", ~types | Q(case_type=None)))
    if held.flags:
        whens.append(("no_flag", ~Q(flags__overlap=list(held.flags))))
    if held.flags_out:
        whens.append(("flag", Q(flags__overlap=list(held.flags_out))))
    if held.audited_months:
        since = months_before(today(), held.audited_months)
        # A restricted round leaves no trace in another's selection, not even a count (ADR 12).
        recent = Outcome.objects.filter(
            subject=OuterRef("subject"),
            audited_on__gte=since,
            round__is_restricted=False,
            round__is_training=False,
        )
        whens.append(("recently_audited", Exists(recent)))
    if held.leave_open_round:
        elsewhere = RoundCase.objects.filter(
            subject=OuterRef("subject"), removed_at=None, round__state=Round.State.OPEN,
            round__is_restricted=False,
        ).exclude(round=round)  # fmt: skip
        whens.append(("open_round", Exists(elsewhere)))
    if held.leave_no_worker:
        whens.append(("no_worker", Q(practitioner=None)))
    if held.leave_conflict and (kinds := nobody_s(round)):
        whens.append(("conflict", _of_kinds(kinds)))
    return whens


def nobody_s(round: Round) -> list[Kind]:
    """Kinds of cases of the list that none of those who may be given the round's audits may audit.

    None where nobody audits yet: then it is not known who will.
    """
    barred = bars(list(auditors(round))).values()
    here = [each for each in barred if not each.reason(round.ref, None, ())]
    if not here:
        return []
    paths = ("practitioner", "team", "practitioner__team")
    found = CaseEntry.objects.filter(case_list=round.case_list).order_by()
    return [
        (worker, team)
        for worker, team, other in found.values_list(*paths).distinct()
        if all(each.reason(round.ref, worker, {team, other} - {None}) for each in here)
    ]


def _of_kinds(kinds: list[Kind]) -> Q:
    """Cases of these kinds, as two parameters however many there are."""
    pairs = [(worker or 0, team or 0) for worker, team in kinds]
    is_one = RawSQL(
        "(COALESCE(cases_caseentry.practitioner_id, 0), COALESCE(cases_caseentry.team_id, 0)) IN "
        "(SELECT * FROM unnest(%s::bigint[], %s::bigint[]))",
        [[worker for worker, _ in pairs], [team for _, team in pairs]],
        output_field=BooleanField(),
    )
    return Q(is_one)


def eligible(round: Round, by_rules: Rules | None = None) -> QuerySet[Any]:
    return judged(round, by_rules).filter(left_out="")


def left_out_counts(round: Round, by_rules: Rules | None = None) -> dict[str, int]:
    """How many cases each reason leaves out, in the order of LEFT_OUT; eligible ones under ''."""
    found = dict(judged(round, by_rules).order_by().values_list("left_out").annotate(n=Count("id")))
    return {reason: found[reason] for reason in ["", *LEFT_OUT] if reason in found}


def available(round: Round) -> dict[str, int]:
    """How many cases may be selected from each case type, in the authority's order, without named ones."""
    named = round.cases.filter(removed_at=None, came=RoundCase.Came.NAMED).values("subject")
    found = eligible(round).exclude(subject__in=named).order_by()
    counts = dict(found.values_list("stratum").annotate(n=Count("id")))
    return {stratum: counts[stratum] for stratum in in_case_type_order(counts)}


def teams_to_bound(round: Round) -> list[tuple[str, str, int]]:
    """Reference, name and number of cases of each team with cases that may be selected.

    None where there are more teams than anybody would type numbers for.
    """
    found = eligible(round).exclude(team=None).order_by("team__name")
    teams = found.values_list("team__ref", "team__name").annotate(n=Count("id"))[: MOST_TEAMS + 1]
    return list(teams) if len(teams) <= MOST_TEAMS else []


def services_to_bound(round: Round) -> list[tuple[str, str, int]]:
    """As teams_to_bound, of services; none where all cases are of one."""
    found = eligible(round).annotate(service=SERVICE_OF_ENTRY).exclude(service=None).order_by()
    counts = dict(found.values_list("service").annotate(n=Count("id")))
    names = Team.objects.filter(ref__in=list(counts)[: MOST_TEAMS + 1]).order_by("name")
    services = [(ref, name, counts[ref]) for ref, name in names.values_list("ref", "name")]
    return services if 1 < len(counts) <= MOST_TEAMS else []


def in_case_type_order(strata: Iterable[str]) -> list[str]:
    """Case types in the authority's own order, the unknown last."""
    places = case_type_places()
    return sorted(strata, key=lambda stratum: (places.get(stratum, len(places)), stratum))


def counts_by_status(case_list: CaseList) -> dict[str, int]:
    found = dict(case_list.entries.order_by().values_list("status").annotate(n=Count("id")))
    return {s.value: found[s.value] for s in Status if s.value in found}


def counts_by_case_type(case_list: CaseList) -> dict[str, int]:
    stratum = Coalesce("case_type__code", Value(UNKNOWN))
    found = case_list.entries.order_by().annotate(stratum=stratum).values_list("stratum")
    return dict(found.annotate(n=Count("id")).order_by("case_type__order", "stratum"))


def counts_by_flag(case_list: CaseList) -> dict[str, int]:
    """How many cases carry each flag; a case with two flags counts in both."""
    each = Func(F("flags"), function="unnest", output_field=CharField())
    found = case_list.entries.order_by().annotate(flag=each).values_list("flag")
    return dict(found.annotate(n=Count("id")).order_by("flag"))


def entry_by_number(case_list: CaseList | None, number: str) -> CaseEntry | None:
    if case_list is None:
        return None
    return entries_of(case_list).filter(subject__number__iexact=number.strip()).first()


def entries_of(case_list: CaseList) -> QuerySet[CaseEntry]:
    return CaseEntry.objects.filter(case_list=case_list).select_related(
        "case_list", "subject", "case_type", "practitioner", "team"
    )


def entries_in(case_lists: Sequence[CaseList], numbers: list[str]) -> dict[str, CaseEntry]:
    """The same from several lists; what stands on an earlier one of them wins."""
    found: dict[str, CaseEntry] = {}
    for each in case_lists:
        found = entries_by_number(each, numbers) | found
    return found


def entries_by_number(case_list: CaseList | None, numbers: list[str]) -> dict[str, CaseEntry]:
    """Entries of these case numbers, by the number in lower case.

    One array parameter, however many numbers are pasted.
    """
    if case_list is None or not numbers:
        return {}
    wanted = any_of_texts([number.lower() for number in numbers])
    found = entries_of(case_list).alias(lower=Lower("subject__number")).filter(lower__in=wanted)
    return {entry.subject.number.lower(): entry for entry in found}


def any_of_texts(texts: list[str]) -> RawSQL:
    """Texts to look among, as one parameter however many they are."""
    return RawSQL("SELECT unnest(%s::text[])", [texts])
