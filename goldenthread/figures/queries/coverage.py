"""How much of the work was looked at: audits of open cases, by case type and team, and workers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN, in_teams
from goldenthread.cases.models import CaseEntry, CaseList
from goldenthread.cases.queries import case_type_places
from goldenthread.figures.queries.loop import second_audits
from goldenthread.figures.queries.standing import reach, sees_everything
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import managed_team_ids
from goldenthread.programme.models import Round
from goldenthread.programme.queries.frame import OPEN_STATUSES


@dataclass(frozen=True)
class Covered:
    """A case type or team: cases audited of those that were open on the day of the case list.

    `beside` counts cases audited that were not among them, as one typed by hand.
    """

    code: str
    audited: int
    open: int | None
    beside: int = 0

    @property
    def share(self) -> Share | None:
        """None where it is not known how many were open."""
        if self.open is None or self.audited > self.open:
            return None
        return share(self.audited, self.open, basis=Basis("census"))


@dataclass(frozen=True)
class RoundCoverage:
    """What a round has covered so far. Practitioners are counted, never named.

    `case_list` is None for cases typed by hand: then nobody knows how many were open.
    `handed_in` counts every audit handed in, also of cases that are not on the list. `second` counts
    second audits, which nothing else here does: a case counts once.
    """

    case_list: CaseList | None
    in_round: int
    handed_in: int
    total: Covered
    by_case_type: tuple[Covered, ...]
    by_team: tuple[Covered, ...]
    practitioners: Covered
    second: int = 0


def round_coverage(by: Actor, round: Round) -> RoundCoverage:
    """How much of the open work a round's audits cover."""
    audits = _of_round(by, round)
    handed_in = audits.filter(state__in=HANDED_IN)
    case_list = round.case_list or _list_of(handed_in)
    second = second_audits(by, round) if round.twice else 0
    if case_list is None:
        return replace(_typed_by_hand(audits, handed_in), second=second)
    entries = open_entries(by, case_list)
    listed, beside = _parted(handed_in, entries)
    return RoundCoverage(
        case_list=case_list,
        in_round=audits.count(),
        handed_in=handed_in.count(),
        total=Covered("", listed.count(), entries.count(), beside.count()),
        by_case_type=_in_order(_by("case_type__code", listed, beside, entries)),
        by_team=_by("team__name", listed, beside, entries),
        practitioners=_practitioners(by, case_list, handed_in, entries),
        second=second,
    )


def audits_covered(by: Actor, round: Round, *, listed: bool) -> QuerySet[Audit]:
    """Audits handed in of cases that were open on the day of the case list, or of all the others."""
    handed_in = _of_round(by, round).filter(state__in=HANDED_IN)
    case_list = round.case_list or _list_of(handed_in)
    if case_list is None:
        return handed_in if listed else handed_in.none()
    return _parted(handed_in, open_entries(by, case_list))[0 if listed else 1]


def _of_round(by: Actor, round: Round) -> QuerySet[Audit]:
    return Audit.objects.filter(reach(by, ""), round=round, round_case__removed_at=None)


def _parted(
    handed_in: QuerySet[Audit], entries: QuerySet[CaseEntry]
) -> tuple[QuerySet[Audit], QuerySet[Audit]]:
    is_listed = Q(subject__in=entries.values("subject"))
    return handed_in.filter(is_listed), handed_in.filter(~is_listed)


def _typed_by_hand(audits: QuerySet[Audit], handed_in: QuerySet[Audit]) -> RoundCoverage:
    def by(path: str) -> tuple[Covered, ...]:
        audited = _counts(handed_in.order_by().values(code=F(f"header__{path}")))
        return tuple(Covered(code, n, None) for code, n in sorted(audited.items()))

    n = handed_in.count()
    return RoundCoverage(
        case_list=None,
        in_round=audits.count(),
        handed_in=n,
        total=Covered("", n, None),
        by_case_type=_in_order(by("case_type__code")),
        by_team=by("team__name"),
        practitioners=Covered("practitioners", _workers_of(handed_in), None),
    )


def _list_of(audits: QuerySet[Audit]) -> CaseList | None:
    """The one case list that the cases of a quick round were taken from, if there is one."""
    lists = set(audits.order_by().values_list("header__entry__case_list", flat=True).distinct())
    lists.discard(None)
    return CaseList.objects.get(pk=lists.pop()) if len(lists) == 1 else None


def open_entries(by: Actor, case_list: CaseList) -> QuerySet[CaseEntry]:
    found = CaseEntry.objects.filter(case_list=case_list, status__in=OPEN_STATUSES).order_by()
    if isinstance(by, Person) and not sees_everything(by):
        return found.filter(in_teams(managed_team_ids(by), "team_id"))
    return found


def _practitioners(
    by: Actor, case_list: CaseList, handed_in: QuerySet[Audit], entries: QuerySet[CaseEntry]
) -> Covered:
    """Practitioners with open cases; those beside them had left, or were not on the list.

    A list that was reduced names no worker any more; it says how many it named.
    """
    known = entries.filter(practitioner__isnull=False, is_worker_historic=False)
    listed = handed_in.filter(header__practitioner__in=known.values("practitioner"))
    audited = _workers_of(listed)
    workers: int | None = known.values("practitioner").distinct().count()
    if case_list.reduced_at:
        sees_all = not isinstance(by, Person) or sees_everything(by)
        workers = case_list.workers if sees_all else None
    return Covered("practitioners", audited, workers, _workers_of(handed_in) - audited)


def _workers_of(audits: QuerySet[Audit]) -> int:
    known = audits.order_by().exclude(header__practitioner=None)
    return known.values("header__practitioner").distinct().count()


def _by(
    path: str, listed: QuerySet[Audit], beside: QuerySet[Audit], entries: QuerySet[CaseEntry]
) -> tuple[Covered, ...]:
    audited = _counts(listed.order_by().values(code=F(f"header__{path}")))
    more = _counts(beside.order_by().values(code=F(f"header__{path}")))
    opened = _counts(entries.values(code=F(path)))
    return tuple(
        Covered(code, audited.get(code, 0), opened.get(code, 0), more.get(code, 0))
        for code in sorted({*audited, *more, *opened})
    )


def _in_order(rows: Iterable[Covered]) -> tuple[Covered, ...]:
    """Rows of case types in the authority's own order."""
    places = case_type_places()
    return tuple(sorted(rows, key=lambda row: places.get(row.code, len(places))))


def _counts(rows: Any) -> dict[str, int]:
    found: Iterable[dict[str, Any]] = rows.annotate(n=Count("id"))
    return {row["code"] or "": row["n"] for row in found}
