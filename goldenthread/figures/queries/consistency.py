"""How each auditor's grades compare with their moderators': for a talk about calibration, no league table.

The one figure of named people that there is. The QA lead sees all of them, an auditor their own; nobody
else sees any, and no paper, export or other page has it.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Q

from goldenthread.audits.models import Stage, Standing
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.standing import beside, graded_in, scales_of
from goldenthread.method.leniency import FEWEST, Leniency, panel
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.queries.restricted import open_to
from goldenthread.tools.form import OVERALL

Differences = dict[int, list[float]]


@dataclass(frozen=True)
class OneAuditor:
    """An auditor beside their moderators: `held.estimate` in grades, above nought more lenient."""

    name: str
    ref: str
    held: Leniency

    @property
    def says(self) -> str:
        """The plain sentence: what may be said of so many audits."""
        if self.held.n < FEWEST:
            return "Too few to tell"
        if not self.held.calls_for_talk:
            return "As their moderators, as far as can be told"
        way = "higher" if self.held.estimate > 0 else "lower"
        return f"Grades {way} than their moderators: worth a talk"


@dataclass(frozen=True)
class Consistency:
    """Those auditors that the person may see, by name, and how many moderated audits are behind all."""

    auditors: tuple[OneAuditor, ...]
    audits: int
    is_own: bool

    @property
    def can_tell(self) -> bool:
        """Whether anybody has enough moderated audits for anything to be said."""
        return any(each.held.n >= FEWEST for each in self.auditors)


def consistency(person: Person) -> Consistency | None:
    """What this person may see; None for whoever is neither the QA lead nor an auditor."""
    sees_all = person.may(Permission.CONSISTENCY_SEE)
    if not sees_all and not person.may(Permission.AUDIT_ANSWER):
        return None
    found = _differences(person)
    audits = sum(map(len, found.values()))
    if not audits:
        return Consistency((), 0, not sees_all)
    held = panel({str(auditor): each for auditor, each in found.items()}).auditors
    shown = list(found) if sees_all else [person.pk]
    people = Person.objects.filter(pk__in=shown).order_by("name", "pk")
    rows = [OneAuditor(p.name, p.ref, held[str(p.pk)]) for p in people if str(p.pk) in held]
    return Consistency(tuple(rows), audits, not sees_all)


def _differences(person: Person) -> Differences:
    """By auditor, each moderated audit's grade less the moderator's, in grades of its scale."""
    counts = Q(audit__round__is_training=False, audit__round_case__second_of=None)
    moderated = Standing.objects.filter(
        open_to(person, "audit__round"), counts, section=OVERALL, stage=Stage.MODERATOR,
        audit__auditor__isnull=False, audit__round_case__removed_at=None, audit__state__in=HANDED_IN,
    ).order_by()  # fmt: skip
    after = moderated.values("audit", "grade", of=F("audit__tool_version"), who=F("audit__auditor"))
    before = graded_in(OVERALL, Stage.AUDITOR).values("audit", "grade")
    held = [(who, version, was, now, n) for version, who, now, was, n in beside(after, before)]
    scales = scales_of({row[1] for row in held})
    found: Differences = defaultdict(list)
    for auditor, version, was, now, n in sorted(held, key=lambda row: row[0] or 0):
        keys = scales[version].keys if version in scales else ()
        if auditor and was in keys and now in keys:
            found[auditor] += [float(keys.index(was) - keys.index(now))] * n
    return dict(found)
