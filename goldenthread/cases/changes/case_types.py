"""The authority's own case types, their order, and what becomes which of them on import."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.text import slugify

from goldenthread.cases.mapping import FIRST_CASE_TYPES, UNKNOWN, folded
from goldenthread.cases.models import CaseType, CaseTypeRule
from goldenthread.cases.queries.case_types import case_type_version
from goldenthread.journal.changes import change, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.changes import name_code, set_word
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission

# Addresses below the page of case types, where a code would be hidden by them; and no type at all.
NOT_CODES = ("add", "remember", UNKNOWN)


@dataclass(unsafe_hash=True)
class CaseTypeTaken(Exception):
    """There is a case type of this name already."""

    label: str

    def __str__(self) -> str:
        return f"There is already a case type called {self.label}."


@dataclass(unsafe_hash=True)
class CaseTypeChanged(Exception):
    """Somebody saved this case type since the page was opened; `theirs` is what they left."""

    theirs: CaseType

    def __str__(self) -> str:
        return "Somebody else changed this case type since you opened the page."


@change
def ensure_case_types(*, by: Actor) -> None:
    """The case types a new install starts with, each mapped from its status."""
    require(by, Permission.CASES_IMPORT)
    if CaseType.objects.exists():
        return
    for order, status in enumerate(FIRST_CASE_TYPES):
        case_type = CaseType.objects.create(code=status.value, order=order)
        CaseTypeRule.objects.create(case_type=case_type, status=status.value)
    record(by, "ensure_case_types", count=len(FIRST_CASE_TYPES))


@change
def add_case_type(*, by: Actor, label: str) -> CaseType:
    """A case type of the authority's own, last in the order, mapped from nothing yet."""
    require(by, Permission.SETTINGS_CHANGE)
    label = " ".join(label.split())
    code = slugify(label).replace("-", "_")[:34] or "case_type"
    if code in NOT_CODES:
        code = f"{code}_type"
    words = vocabulary()
    known = list(CaseType.objects.values_list("code", flat=True))
    if code in known or any(folded(words("case_type", each)) == folded(label) for each in known):
        raise CaseTypeTaken(label)
    last = CaseType.objects.aggregate(last=Max("order"))["last"] or 0
    case_type = CaseType.objects.create(code=code, order=last + 1)
    set_word(by=by, kind="case_type", code=code, text=label)
    record(by, "add_case_type", case_type=code)
    return case_type


@change
def ensure_named_case_type(*, by: Actor, label: str) -> CaseType:
    """The case type of this name, for past audits: a new one is out of use, so that no case gets it."""
    require(by, Permission.ROUND_RUN)
    words = vocabulary()
    known = {folded(words("case_type", each.code)): each for each in CaseType.objects.all()}
    if folded(label) in known:
        return known[folded(label)]
    code = slugify(label).replace("-", "_")[:34] or "case_type"
    taken = {each.code for each in known.values()} | set(NOT_CODES)
    if code in taken:
        code = next(f"{code}_{n}" for n in range(2, 10_000) if f"{code}_{n}" not in taken)
    last = CaseType.objects.aggregate(last=Max("order"))["last"] or 0
    made = CaseType.objects.create(code=code, order=last + 1, is_in_use=False)
    if words("case_type", code) != label:
        name_code(by=by, kind="case_type", code=code, text=label)
    record(by, "ensure_named_case_type", case_type=code)
    return made


@change
def edit_case_type(
    *,
    by: Actor,
    case_type: CaseType,
    seen: str,
    label: str,
    is_in_use: bool,
    statuses: Sequence[str],
    source_values: Sequence[str],
) -> None:
    """What a case type is called, and what becomes it. What it takes, another one loses.

    `seen` is the version that the page showed. Raises CaseTypeChanged.
    """
    require(by, Permission.SETTINGS_CHANGE)
    current = CaseType.objects.select_for_update().get(id=case_type.id)
    if case_type_version(current) != seen:
        raise CaseTypeChanged(current)
    current.is_in_use = is_in_use
    current.save(update_fields=["is_in_use"])
    current.rules.all().delete()
    for status in statuses:
        _map(current, status=status)
    for value in source_values:
        _map(current, source_value=value)
    if vocabulary()("case_type", current.code) != label:
        set_word(by=by, kind="case_type", code=current.code, text=label)
    record(
        by, "edit_case_type", case_type=current.code, statuses=list(statuses), in_use=is_in_use,
        values=len(source_values),
    )  # fmt: skip


@change
def move_case_type(*, by: Actor, case_type: CaseType, is_up: bool) -> None:
    """One place up or down in the order in which pages and papers print case types."""
    require(by, Permission.SETTINGS_CHANGE)
    ordered = list(CaseType.objects.select_for_update())
    at = ordered.index(case_type)
    to = at - 1 if is_up else at + 1
    if not 0 <= to < len(ordered):
        return
    ordered[at], ordered[to] = ordered[to], ordered[at]
    for order, each in enumerate(ordered):
        each.order = order
    CaseType.objects.bulk_update(ordered, ["order"])
    record(by, "move_case_type", case_type=case_type.code, place=to + 1)


@change
def map_value(
    *, by: Actor, case_type: CaseType, status: str = "", source_value: str = ""
) -> CaseTypeRule:
    """Remember that a status, or a word of the authority's system, means this case type."""
    require(by, Permission.CASES_IMPORT)
    rule = _map(case_type, status="" if source_value else status, source_value=source_value)
    record(by, "map_value", case_type=case_type.code, status=rule.status)
    return rule


def _map(case_type: CaseType, status: str = "", source_value: str = "") -> CaseTypeRule:
    """The rule, taken over from another case type where one had it."""
    source_value = " ".join(source_value.split())
    rules = CaseTypeRule.objects.filter(status=status, source_value__iexact=source_value)
    rules.delete()
    return CaseTypeRule.objects.create(
        case_type=case_type, status=status, source_value=source_value
    )
