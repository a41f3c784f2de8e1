"""The authority's case types and what becomes which of them."""

import hashlib
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from goldenthread.cases.mapping import UNKNOWN
from goldenthread.cases.models import CaseEntry, CaseList, CaseType, CaseTypeRule, Status
from goldenthread.cases.report import Kind

__all__ = [
    "CaseType",
    "CaseTypeUse",
    "case_type_by_code",
    "case_type_places",
    "case_type_version",
    "case_types",
    "case_types_in_use",
    "statuses",
    "unmapped_kinds",
]


@dataclass(frozen=True)
class CaseTypeUse:
    """A case type, what becomes it, and how many cases of the current list it has."""

    case_type: CaseType
    statuses: tuple[str, ...]
    source_values: tuple[str, ...]
    cases: int


def statuses() -> list[str]:
    """The statuses from which a case type may follow. A closed case keeps its last open one."""
    return [s.value for s in Status if s not in (Status.CLOSED, Status.LISTED)]


def case_types_in_use() -> QuerySet[CaseType]:
    return CaseType.objects.filter(is_in_use=True)


def case_type_by_code(code: str) -> CaseType | None:
    return CaseType.objects.filter(code=code).first()


def case_type_places() -> dict[str, int]:
    """The place of each case type, by code, in the authority's own order; unknown ones come last."""
    codes = [*CaseType.objects.values_list("code", flat=True), UNKNOWN, ""]
    return {code: place for place, code in enumerate(codes)}


def case_types(case_list: CaseList | None) -> list[CaseTypeUse]:
    """All case types in their order, with the cases that each has in a case list."""
    counts: dict[int | None, int] = {}
    if case_list is not None:
        found = CaseEntry.objects.filter(case_list=case_list).order_by()
        counts = dict(found.values_list("case_type").annotate(n=Count("id")))
    return [
        CaseTypeUse(each, *_rules(each), counts.get(each.id, 0))
        for each in CaseType.objects.prefetch_related("rules")
    ]


def _rules(case_type: CaseType) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rules: list[CaseTypeRule] = sorted(case_type.rules.all(), key=lambda rule: rule.id)
    by_status = tuple(rule.status for rule in rules if not rule.source_value)
    return by_status, tuple(rule.source_value for rule in rules if rule.source_value)


def case_type_version(case_type: CaseType) -> str:
    """What an edit page shows of a case type, as one short text: the version it saw."""
    by_status, values = _rules(case_type)
    shown = "\n".join([str(case_type.is_in_use), *sorted(by_status), "-", *sorted(values)])
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def unmapped_kinds(case_list: CaseList | None) -> list[Kind]:
    """Cases of a case list that got no case type when it was read, by what the list called them."""
    kept = case_list.report.get("unmapped", []) if case_list else []
    return [Kind(k["status"], tuple(k["source_values"]), k["count"]) for k in kept]
