"""The audits behind the tables of voices, of re-audits, and of two sections graded beside each other."""

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from goldenthread.audits.models import Audit, Moderation, Source, Stage, Standing
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.reaudit import reaudit
from goldenthread.figures.queries.standing import reach, scales_of
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL

Audits = QuerySet[Audit]
State = Source.State
# What came of asking a source, as the page's columns have it.
SOUGHT = {
    "part": ~Q(state=State.NOT_PART), "obtained": Q(state=State.OBTAINED),
    "declined": Q(state=State.DECLINED), "sought": Q(state=State.SOUGHT),
    "unsuitable": Q(state=State.UNSUITABLE), "unsaid": Q(state=State.NOT_SAID),
}  # fmt: skip
STEPS = {"better": 1, "worse": -1, "same": 0}


def asked_of(audits: Audits, source: str, came: str) -> Audits:
    """Those of the audits of which asking this source came to this."""
    there = Source.objects.filter(SOUGHT[came], audit=OuterRef("pk"), kind=source)
    return audits.filter(Exists(there))


def answered(by: Actor, round: Round, view: str, answer: str) -> Audits:
    """The audits of which the moderator answered so whether these views are in them."""
    said = Moderation.objects.filter(
        audit=OuterRef("pk"), ending=Moderation.Ending.CONFIRMED, **{f"{view}_views": answer}
    )
    there = Q(round=round, round_case__removed_at=None)
    return Audit.objects.filter(reach(by, ""), there).filter(Exists(said))


def graded_twice(by: Actor, round: Round, of: str) -> tuple[Audits, Audits]:
    """The follow-ups of cases graded both times that changed so, and all of them."""
    held = reaudit(by, round)
    pairs = held.pairs if held else ()
    wanted = [p.after for p in pairs if of == "pairs" or (p.step > 0) - (p.step < 0) == STEPS[of]]
    return (
        Audit.objects.filter(pk__in=wanted),
        Audit.objects.filter(pk__in=[pair.after for pair in pairs]),
    )


def stands(by: Actor, round: Round, section: str, of: str) -> tuple[Audits, Audits]:
    """The audits whose grade that stands - the moderator's, else the auditor's - meets the standard, or
    any that stands; and those with any."""
    section = section or OVERALL
    latest = Standing.objects.filter(audit=OuterRef("pk"), section=section)
    latest = latest.exclude(grade=NOT_APPLICABLE)
    # The moderator's comes first where there is one.
    moderators = Case(When(stage=Stage.MODERATOR, then=Value(0)), default=Value(1))
    latest = latest.order_by(moderators)
    here = Audit.objects.filter(
        reach(by, ""), round=round, round_case__removed_at=None, state__in=HANDED_IN
    )
    graded = here.annotate(stands=Subquery(latest.values("grade")[:1])).exclude(stands=None)
    if of == "graded":
        return graded, graded
    scale = scales_of([round.tool_version_id]).get(round.tool_version_id)
    met = [key for key in scale.keys if scale.meets_standard(key)] if scale else []
    return graded.filter(stands__in=met), graded


def in_both(other: QuerySet[Standing], both: QuerySet[Standing], of: str) -> QuerySet[Standing]:
    """Of audits graded in both sections: those with one grade in both; those that met the standard in
    the first and in the second; or those that met it in the second alone."""
    if of == "same":
        return both.filter(Exists(other.filter(grade=OuterRef("grade"))))
    versions = both.order_by().values_list("audit__tool_version", flat=True).distinct()
    met = Q(pk__in=[])
    for version, scale in scales_of(versions).items():
        keys = [key for key in scale.keys if scale.meets_standard(key)]
        met |= Q(audit__tool_version=version, grade__in=keys)
    second = Exists(other.filter(met))
    return both.filter(met if of == "met" else ~met).filter(second)
