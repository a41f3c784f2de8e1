"""Whose supervision to audit next, because audits of cases raised an issue: for choosing, never a figure."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.audits.models import Audit, Finding, Stage, Standing
from goldenthread.audits.queries import HANDED_IN, visible_audits
from goldenthread.journal.changes import today
from goldenthread.learning.models import Tag
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.programme.queries.restricted import open_to
from goldenthread.tools.queries import form

LOOK_BACK = timedelta(days=365)
# Themes whose areas for improvement are about how the work was led.
THEMES = ("supervision", "oversight")
FILE = "supervision_file"


@dataclass(frozen=True)
class Raised:
    """A worker whose supervision file may be chosen, and why: codes, the audits, no count and no order."""

    worker: str
    team: str
    reasons: tuple[str, ...]
    audits: tuple[str, ...]
    subjects: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reason as a selection keeps it, with the references of the audits."""
        said = " and ".join(REASONS[each] for each in self.reasons)
        return f"An audit of a case {said} ({', '.join(self.audits)})."


REASONS = {
    "theme": "found something about supervision or management oversight to improve",
    "grade": "was graded below the standard",
}


def raised_by_case_audits(person: Person) -> list[Raised]:
    """Workers by name, of audits of the last year that the person may see; nobody's but who runs rounds.

    A named worker is a unit of choosing here: they are neither counted nor put in an order.
    """
    if not person.may(Permission.ROUND_RUN):
        return []
    tagged = Tag.objects.filter(
        finding__audit=OuterRef("pk"), finding__removed_at=None, removed_at=None,
        finding__kind=Finding.Kind.IMPROVEMENT, theme__code__in=THEMES,
    )  # fmt: skip
    audits = (
        visible_audits(person)
        .filter(
            state__in=HANDED_IN, round__is_training=False, round__is_restricted=False,
            round_case__second_of=None, submitted_at__date__gte=today() - LOOK_BACK,
            header__practitioner__isnull=False,
        )
        .annotate(has_theme=Exists(tagged), is_below=Exists(_below().filter(pk=OuterRef("pk"))))
        .filter(Q(has_theme=True) | Q(is_below=True))
        .order_by("header__practitioner__name", "id")
    )  # fmt: skip
    found: dict[int, list[Audit]] = {}
    for audit in audits:
        found.setdefault(audit.header.practitioner_id or 0, []).append(audit)
    return [_raised(those) for those in found.values()]


def _raised(audits: list[Audit]) -> Raised:
    worker = audits[0].header.practitioner
    assert worker
    reasons = {"grade" for a in audits if a.is_below}  # type: ignore[attr-defined]
    reasons |= {"theme" for a in audits if a.has_theme}  # type: ignore[attr-defined]
    return Raised(
        worker.name, audits[0].header.team.name if audits[0].header.team else "",
        tuple(sorted(reasons)), tuple(a.ref for a in audits), tuple(a.subject.ref for a in audits),
    )  # fmt: skip


def _below() -> QuerySet[Audit]:
    """Audits whose standing overall grade is below the standard of its scale."""
    wanted = Q(pk__in=[])
    for version, grades in _grades_below().items():
        wanted |= Q(tool_version=version, standing__grade__in=grades)
    moderated = Standing.objects.filter(
        audit=OuterRef("pk"), section="overall", stage=Stage.MODERATOR
    )
    stands = Q(standing__stage=Stage.MODERATOR) | ~Q(Exists(moderated))
    return Audit.objects.filter(wanted & stands, standing__section="overall").distinct()


def _grades_below() -> dict[int, list[str]]:
    since = today() - LOOK_BACK
    found = {}
    for round in Round.objects.filter(due_on__gte=since).select_related("tool_version"):
        version = round.tool_version
        scale = form(version).scale if version.pk not in found else None
        if scale:
            found[version.pk] = [key for key in scale.keys if not scale.meets_standard(key)]
    return found


def supervision_rounds(person: Person) -> list[Round]:
    """Rounds of supervision files that are being set up, in which a case can still be named."""
    if not person.may(Permission.ROUND_RUN):
        return []
    found = Round.objects.filter(
        open_to(person, "pk"), state=Round.State.SETTING_UP, way=Round.Way.SELECTED,
        tool_version__body__subject=FILE,
    )  # fmt: skip
    return list(found)
