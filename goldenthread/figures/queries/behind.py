"""The audits behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.coverage import audits_covered
from goldenthread.figures.queries.grades import grades
from goldenthread.figures.queries.rounds import counted_rounds
from goldenthread.figures.queries.standing import check, described, narrowed, reach, standing, whose
from goldenthread.people.actors import Actor
from goldenthread.tools.form import OVERALL

MEETING = "meeting"
KINDS = ("grades", "audited", "covered", "beside", "moderated")


@dataclass(frozen=True)
class Number:
    """One number of a page or paper: what it counts, at which stage, of what.

    `what`: audits with a grade, audits handed in, those of them whose case was open on the day of
    the round's case list (covered) or was not (beside), or audits moderated. `grade` is a key, "meeting"
    (the standard) or empty for every grade; `before` is the auditor's grade of a moderated audit.
    """

    what: str = "grades"
    stage: str = "auditor"
    where: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    before: str = ""


def audits_behind(by: Actor, number: Number) -> QuerySet[Audit]:
    """The audits that a number counts, whoever may open them. Raises UnknownDimension, UnknownStage."""
    check((), number.where, number.stage)
    if number.what in ("audited", "covered", "beside"):
        return _audited(by, number)
    stage = "moderated" if number.what == "moderated" else number.stage
    found = standing(by, stage, number.where)
    if "domain" not in number.where:
        found = found.filter(section=OVERALL)
    if number.grade == MEETING:
        found = found.filter(grade__in=_meeting(by, number))
    elif number.grade:
        found = found.filter(grade=number.grade)
    if number.before:
        was = Standing.objects.filter(
            audit=OuterRef("audit"), section=OVERALL, stage=Stage.AUDITOR, grade=number.before
        )
        found = found.filter(Exists(was))
    return Audit.objects.filter(pk__in=found.values("audit"))


def _meeting(by: Actor, number: Number) -> list[str]:
    rows = grades(by, (), stage=number.stage, where=number.where)
    return [key for row in rows for key in row.counts if row.scale.meets_standard(key)]


def _audited(by: Actor, number: Number) -> QuerySet[Audit]:
    found = Audit.objects.filter(reach(by, ""), round_case__removed_at=None, state__in=HANDED_IN)
    if number.what != "audited":
        round = counted_rounds(by).filter(code=number.where.get("round", "")).first()
        if round is None:
            return found.none()
        found = audits_covered(by, round, listed=number.what == "covered")
    found = found.filter(whose((), number.where, ""))
    where = {name: value for name, value in number.where.items() if name != "domain"}
    return narrowed(described(found, where, ""), where, "")
