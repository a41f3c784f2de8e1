"""The children audited beside those of the case list: ethnic group, disability, sex and age."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Left

from goldenthread.figures.queries.coverage import audits_covered, open_entries
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round
from goldenthread.tools.form.subjects import CASE_FILE

CHARACTERISTICS = {
    "ethnicity": "Ethnic group", "disability": "Disability", "sex": "Sex", "age_band": "Age",
}  # fmt: skip
# Main groups of the ethnicity codes of the statistical returns ("WBRI", "MWBC").
ETHNIC_GROUPS = {
    "W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "C": "Chinese", "O": "Other group",
}  # fmt: skip
A_CODE = rf"^[{''.join(ETHNIC_GROUPS)}][A-Z]{{3}}$"


@dataclass(frozen=True)
class ChildGroup:
    """Children of one group: those audited and those on the case list; `key` is empty for not known."""

    key: str
    audited: int
    listed: int


@dataclass(frozen=True)
class Children:
    """By characteristic its groups, the largest first; the references of the cases audited of the list.

    Empty where there is no list of children, where it says nothing of them, or was reduced since.
    """

    groups: Mapping[str, tuple[ChildGroup, ...]] = field(default_factory=dict)
    audited: frozenset[str] = frozenset()


def children(by: Actor, round: Round) -> Children:
    """The children audited beside those of the round's case list."""
    held = round.case_list
    if held is None or held.reduced_at or held.kind != CASE_FILE:
        return Children()
    covered = audits_covered(by, round, listed=True).order_by().values("subject")
    is_audited = Q(subject__in=covered)
    found = {}
    for name in CHARACTERISTICS:
        rows = entries_by(by, round, name).values("group")
        counted = rows.annotate(listed=Count("pk"), audited=Count("pk", filter=is_audited))
        groups = [ChildGroup(r["group"], r["audited"], r["listed"]) for r in counted]
        found[name] = tuple(sorted(groups, key=lambda g: (not g.key, -g.listed, g.key)))
    told = {name: groups for name, groups in found.items() if any(g.key for g in groups)}
    refs = audits_covered(by, round, listed=True).order_by().values_list("subject__ref", flat=True)
    return Children(told, frozenset(refs) if told else frozenset())


def entries_by(by: Actor, round: Round, name: str) -> QuerySet[Any, Any]:
    """The open cases of a round's list, each with its `group` of a characteristic."""
    assert round.case_list
    group: Case | F = F(name)
    if name == "ethnicity":
        code = When(ethnicity__regex=A_CODE, then=Left("ethnicity", 1))
        unknown = When(ethnicity__regex=r"^[A-Z]{4}$", then=Value(""))
        group = Case(code, unknown, default=F("ethnicity"), output_field=CharField())
    return open_entries(by, round.case_list).annotate(group=group)
