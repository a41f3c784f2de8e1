"""How much of the work was looked at: audits of open cases, by case type and team, and workers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN, in_teams
from goldenthread.cases.models import CaseEntry, CaseList
from goldenthread.figures.queries.standing import reach, sees_everything
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import managed_team_ids
from goldenthread.programme.models import Round
from goldenthread.programme.queries.frame import OPEN_STATUSES


@dataclass(frozen=True)
class Covered:
    """A case type or team: audits handed in, and the cases open on the day of the case list."""

    code: str
    audited: int
    open: int | None

    @property
    def share(self) -> Share | None:
        """None where it is not known how many were open, or more were audited than were."""
        if self.open is None or self.audited > self.open:
            return None
        return share(self.audited, self.open, basis=Basis("census"))


@dataclass(frozen=True)
class RoundCoverage:
    """What a round has covered so far. Practitioners are counted, never named.

    `case_list` is None for cases typed by hand: then nobody knows how many were open.
    """

    case_list: CaseList | None
    in_round: int
    total: Covered
    by_case_type: tuple[Covered, ...]
    by_team: tuple[Covered, ...]
    practitioners: Covered


def round_coverage(by: Actor, round: Round) -> RoundCoverage:
    """How much of the open work a round's audits cover."""
    audits = Audit.objects.filter(reach(by, ""), round=round, round_case__removed_at=None)
    handed_in = audits.filter(state__in=HANDED_IN)
    case_list = round.case_list or _list_of(handed_in)
    entries = _open_entries(by, case_list) if case_list else None
    workers = handed_in.order_by().values("header__practitioner")
    return RoundCoverage(
        case_list=case_list,
        in_round=audits.count(),
        total=Covered("", handed_in.count(), entries.count() if entries is not None else None),
        by_case_type=_by("case_type__code", handed_in, entries),
        by_team=_by("team__name", handed_in, entries),
        practitioners=Covered(
            "practitioners",
            workers.exclude(header__practitioner=None).distinct().count(),
            _workers(entries) if entries is not None else None,
        ),
    )


def _list_of(audits: QuerySet[Audit]) -> CaseList | None:
    """The one case list that every case of a quick round was taken from."""
    lists = set(audits.order_by().values_list("header__entry__case_list", flat=True).distinct())
    return CaseList.objects.get(pk=lists.pop()) if len(lists) == 1 and None not in lists else None


def _open_entries(by: Actor, case_list: CaseList) -> QuerySet[CaseEntry]:
    found = CaseEntry.objects.filter(case_list=case_list, status__in=OPEN_STATUSES).order_by()
    if isinstance(by, Person) and not sees_everything(by):
        return found.filter(in_teams(managed_team_ids(by), "team_id"))
    return found


def _workers(entries: QuerySet[CaseEntry]) -> int:
    known = entries.filter(practitioner__isnull=False, is_worker_historic=False)
    return known.values("practitioner").distinct().count()


def _by(
    path: str, audits: QuerySet[Audit], entries: QuerySet[CaseEntry] | None
) -> tuple[Covered, ...]:
    audited = _counts(audits.order_by().values(code=F(f"header__{path}")))
    if entries is None:
        return tuple(Covered(code, n, None) for code, n in sorted(audited.items()))
    opened = _counts(entries.values(code=F(path)))
    codes = sorted({*audited, *opened})
    return tuple(Covered(code, audited.get(code, 0), opened.get(code, 0)) for code in codes)


def _counts(rows: Any) -> dict[str, int]:
    found: Iterable[dict[str, Any]] = rows.annotate(n=Count("id"))
    return {row["code"] or "": row["n"] for row in found}
