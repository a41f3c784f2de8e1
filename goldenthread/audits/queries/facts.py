"""What surrounds an audit's answers: sources, evidence, findings and who worked the case."""

from django.db.models import QuerySet

from goldenthread.audits.models import Audit, Evidence, Finding, Source, SourceKind, Worked
from goldenthread.config.statements import written_once
from goldenthread.people.models import Practitioner

SOURCES = SourceKind.choices
SOURCE_STATES = Source.State.choices


def sources(audit: Audit) -> list[Source]:
    """The five sources in their fixed order."""
    order = [kind for kind, _ in SOURCES]
    rows = Source.objects.filter(audit=audit).select_related(
        "present", "said", "disagreement", "why"
    )
    return sorted(rows, key=lambda row: order.index(row.kind))


def sources_said(audit: Audit) -> tuple[int, int]:
    """Of how many sources something is said, and how many there are."""
    states = _source_states(audit.pk)
    return sum(1 for state in states if state != Source.State.NOT_SAID), len(states)


@written_once
def _source_states(audit: int) -> QuerySet[Source, str]:
    return Source.objects.filter(audit=audit).values_list("state", flat=True)


def source(audit: Audit, kind: str) -> Source | None:
    return next((row for row in sources(audit) if row.kind == kind), None)


def evidence(audit: Audit) -> list[Evidence]:
    """References to what was seen, in the order they were added."""
    return _evidence(audit.pk)


@written_once
def _evidence(audit: int) -> QuerySet[Evidence]:
    rows = Evidence.objects.filter(audit=audit, removed_at=None).select_related("words")
    return rows.order_by("id")


def evidence_by_ref(audit: Audit, ref: str) -> Evidence | None:
    """Also one that was taken away, so that this can be undone."""
    return Evidence.objects.select_related("words").filter(audit=audit, ref=ref).first()


def findings(audit: Audit) -> list[Finding]:
    return _findings(audit.pk)


@written_once
def _findings(audit: int) -> QuerySet[Finding]:
    return Finding.objects.filter(audit=audit, removed_at=None).select_related("words")


def finding_by_ref(audit: Audit, ref: str) -> Finding | None:
    return Finding.objects.select_related("words").filter(audit=audit, ref=ref).first()


def worked(audit: Audit) -> QuerySet[Worked]:
    """Who worked and who supervised the case in the period, workers first."""
    rows = Worked.objects.filter(audit=audit, removed_at=None)
    return rows.select_related("practitioner__team").order_by("-role", "from_on", "id")


def worked_by_ref(audit: Audit, ref: str) -> Worked | None:
    return Worked.objects.select_related("practitioner").filter(audit=audit, ref=ref).first()


def practitioner_names(audit: Audit) -> list[str]:
    """Names the case list knows in this case's team, to choose from while typing."""
    known = Practitioner.objects.filter(team=audit.header.team_id) if audit.header.team_id else None
    return list(known.values_list("name", flat=True)[:200]) if known is not None else []


def standing_grades(audit: Audit) -> dict[tuple[str, str], str]:
    """The grade that stands for each section at each stage: {(section, stage): grade}."""
    rows = audit.standing.values_list("section", "stage", "grade")
    return {(section, stage): grade for section, stage, grade in rows}
