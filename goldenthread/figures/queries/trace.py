"""From a number to the audits it counts, those it leaves out and why, its definition and its design.

Every case of the rounds that a figure is of is either counted or left out for one reason, the first
that holds: so what is counted and what is left out always make the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from goldenthread import __version__
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN, in_teams, not_blind
from goldenthread.figures.queries.alike import spelt_out
from goldenthread.figures.queries.counted import counted_by
from goldenthread.figures.queries.definitions import DEFINITIONS, definition_of
from goldenthread.figures.queries.design import Design, designs
from goldenthread.figures.queries.figure import Figure
from goldenthread.figures.queries.of_a_year import Counted
from goldenthread.figures.queries.rounds import counted_rounds
from goldenthread.figures.queries.standing import (
    DIMENSIONS,
    FLAG,
    described,
    having,
    sees_everything,
)
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import managed_team_ids
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries.restricted import open_to

COUNTED = ""
# Why a case of the round is not behind a figure; an audit is named with the first that holds.
LEFT_OUT = {
    "removed": "Taken out of the round",
    "second": "A second audit of a case: a case counts once, by its first audit",
    "not_begun": "Not audited: no auditor has begun it",
    "not_handed_in": "Not handed in yet, or returned to the auditor",
    "case_type": "Of another case type",
    "team": "Of another team",
    "service": "Of another service",
    "auditor_kind": "Audited by another kind of auditor",
    "month": "Handed in in another month",
    "came": "Came into the round another way",
    "la": "Of another authority",
    "audit_type": "Of another type of audit",
    "flag": "Without this flag",
    "not_moderated": "Not moderated",
    "not_closed": "Not closed yet, so without a final grade",
    "no_grade": "Without such a grade, or not applicable",
    "other_grade": "With another grade",
    "other_change": "Graded both times, and changed otherwise",
    "not_twice": "Of a case that was not graded both times",
    "not_met": "Graded, and did not meet the standard",
    "other_voice": "With something else said of this",
    "other_move": "Moderated with another result",
    "handed_in": "Handed in",
    "first": "The first audit of its case",
    "other_auditor": "Audited by another kind of auditor",
    "listed": "Of a case that was open on the day of the case list",
    "beside": "Of a case that was not open on the day of the case list",
    "no_worker": "Of a case whose practitioner is not known",
    "no_concern": "Without such a concern",
    "not_heard": "Without a child, parent or carer heard this way",
    "no_action": "Without such an action",
    "no_finding": "Without such a finding",
    "no_family": "Of a case whose family is not known",
    "no_section": "Without a graded section",
    "other_profile": "With other grades in its sections",
    "other_child": "Of a child of another group, or not on the case list",
    "no_activity": "Of a round of no such activity",
    "other_answer": "With another answer to this question",
    "not_asked": "Not asked this question in this way, or without an answer",
    "no_such_answer": "With another answer, or not asked",
    "not_selected": "Not by the selection",
    "not_tested": "Not behind this test",
}
OTHERWISE = {
    "coverage.beside": "listed", "coverage.share": "beside", "coverage.open": "beside",
    "coverage.practitioners": "no_worker", "coverage.waiting": "handed_in",
    "coverage.second": "first", "coverage.named": "came", "coverage.internal": "other_auditor",
    "coverage.external": "other_auditor", "concerns": "no_concern", "voices": "not_heard",
    "actions": "no_action", "ledger": "no_finding", "findings": "no_finding",
    "themes": "no_finding", "programme": "no_activity", "reaudit": "not_twice", "stands": "no_grade",
    "moderation": "not_moderated", "timeliness": "not_asked", "ages": "not_asked",
    "children": "other_child", "coverage.families": "no_family", "profiles": "no_section",
    "answers": "no_such_answer", "selection": "not_selected", "tests": "not_tested",
}  # fmt: skip
OTHER = {
    "grades": "other_grade", "connections": "other_grade", "timeliness": "other_answer",
    "ages": "other_answer", "profiles": "other_profile", "reaudit": "other_change", "stands": "not_met",
}  # fmt: skip
NARROWING = ("case_type", "team", "came", "la", "audit_type", "service", "auditor_kind", "month")
AT_NO_STAGE = {"auditor": "no_grade", "moderated": "not_moderated", "final": "not_closed"}


@dataclass(frozen=True)
class Trace:
    """A figure taken apart. `n` of `unit` is what it says now; `left_out` counts cases by reason.

    `cases` are those of its rounds that the actor may know of, each with its `reason`, empty
    for what is counted; `behind` are the audits counted.
    """

    figure: Figure
    definition: str
    n: int | None
    unit: str
    counted: int
    left_out: Mapping[str, int]
    cases: QuerySet[Any, Any]
    behind: QuerySet[Audit]
    designs: tuple[Design, ...]
    software: str = __version__

    @property
    def meaning(self) -> str:
        return DEFINITIONS[self.definition]

    def audits(self, why: str = COUNTED) -> QuerySet[Audit]:
        """The audits counted, or those left out for one reason, whoever may open them."""
        if why == COUNTED:  # no need to ask of each case why it would be left out
            return self.behind
        return Audit.objects.filter(round_case__in=self.cases.filter(reason=why).values("pk"))


def trace(by: Actor, figure: Figure) -> Trace:
    """A figure as it stands now, for one actor. Raises UnknownRound, UnknownFigure."""
    asked = spelt_out(by, figure)
    held = counted_by(by, asked)
    known = _cases(by, asked)
    cases = known.annotate(reason=_why(asked, held))
    rows = dict(cases.order_by().values_list("reason").annotate(n=Count("pk")))
    return Trace(
        figure=figure,
        definition=definition_of(figure),
        n=held.n,
        unit=held.unit,
        counted=rows.pop(COUNTED, 0),
        left_out={why: rows[why] for why in LEFT_OUT if why in rows},
        cases=cases,
        behind=held.audits.filter(round_case__in=known.order_by().values("pk")),
        designs=designs(by, asked.where.get("round", "")),
    )


def trace_json(found: Trace) -> dict[str, Any]:
    """The same with the reference of every audit; cases without an audit are counted alone."""
    refs: dict[str, list[str]] = {}
    for why, ref in found.cases.order_by("audit__ref").values_list("reason", "audit__ref"):
        refs.setdefault(why, []).extend([ref] if ref else [])
    return {
        "figure": found.figure.text,
        "n": found.n,
        "unit": found.unit,
        "definition": {"id": found.definition, "text": found.meaning},
        "counted": refs.get(COUNTED, []),
        "left_out": [
            {"why": why, "text": LEFT_OUT[why], "n": n, "audits": refs.get(why, [])}
            for why, n in found.left_out.items()
        ],
        "designs": [each.plain for each in found.designs],
        "software": found.software,
    }


def _cases(by: Actor, figure: Figure) -> QuerySet[RoundCase]:
    """The cases of the rounds that a figure is of, as far as the actor's figures reach."""
    opened = Q(round__is_training=False) & ~Q(round__state=Round.State.SETTING_UP)
    found = RoundCase.objects.filter(open_to(by), opened, not_blind(by, "audit__"))
    if figure.measure == "reported":
        return found.none()
    found = described(found, figure.where)
    if isinstance(by, Person) and not sees_everything(by):
        found = found.filter(in_teams(managed_team_ids(by), "header__team_id"))
    if "round" in figure.where:
        return found.filter(having("round__code", "round", figure.where["round"]))
    return found.filter(round__in=counted_rounds(by).order_by().values("pk"))


def _why(figure: Figure, held: Counted) -> Case:
    whens = [
        When(audit__in=held.audits.order_by().values("pk"), then=Value(COUNTED)),
        When(removed_at__isnull=False, then=Value("removed")),
        When(second_of__isnull=False, then=Value("second")),
        When(audit__isnull=True, then=Value("not_begun")),
        When(~Q(audit__state__in=HANDED_IN), then=Value("not_handed_in")),
    ]
    for name in NARROWING:
        if name in figure.where:
            is_of = having(DIMENSIONS[name], name, figure.where[name])
            whens.append(When(~is_of, then=Value(name)))
    if FLAG in figure.where:
        is_flagged = Q(audit__header__flags__contains=[figure.where[FLAG]])
        whens.append(When(~is_flagged, then=Value(FLAG)))
    if held.among is not None:
        other = OTHER.get(figure.measure, "other_move")
        whens.append(When(audit__in=held.among.order_by().values("pk"), then=Value(other)))
    return Case(*whens, default=Value(_otherwise(figure)), output_field=CharField())


def _otherwise(figure: Figure) -> str:
    if figure.measure == "grades":
        return AT_NO_STAGE[figure.stage]
    if {"source", "view"} & set(figure.asked):
        return "other_voice"
    return OTHERWISE.get(definition_of(figure)) or OTHERWISE.get(figure.measure, "no_grade")
