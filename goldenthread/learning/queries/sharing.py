"""Briefings and exemplars: who reads which, and what must not stand in them."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from goldenthread.cases.models import Subject
from goldenthread.learning.models import Briefing, BriefingUse, Exemplar, Objective, Recommendation
from goldenthread.people.models import Person, Practitioner, Team
from goldenthread.people.queries import managed_team_ids, teams_below
from goldenthread.people.roles import Permission

# The parts of a seven-minute briefing, in their order.
PARTS = (
    "Background", "Why it matters", "First finding", "Second finding", "Third finding",
    "What to remember", "What to do now",
)  # fmt: skip
# So many characters in seven parts are one page with what stands below them.
MOST_OF_A_PAGE = 2_100
# What a team asks itself when it has read one.
QUESTIONS = (
    "What of this do we know from our own work?",
    "What do we already do well, and for which child did it matter?",
    "What will each of us do differently from this week on?",
)
READS_EXEMPLARS = (
    Permission.AUDIT_ANSWER, Permission.AUDIT_MODERATE, Permission.FEEDBACK_ANSWER,
    Permission.TEAM_SEE, Permission.FIGURES_SEE,
)  # fmt: skip
READS_BRIEFINGS = (Permission.FEEDBACK_ANSWER, Permission.TEAM_SEE, Permission.FIGURES_SEE)
WORD = re.compile(r"[\w'\u2019-]+")


def briefings(person: Person) -> QuerySet[Briefing]:
    """All for whoever keeps them; sent ones for whoever sees figures; else those sent to one's teams."""
    found = Briefing.objects.select_related("theme").annotate(
        teams=Count("uses"), used=Count("uses", filter=Q(uses__answered_at__isnull=False))
    )
    found = found.order_by(F("sent_at").desc(nulls_first=True), "-id")
    if person.may(Permission.LEARNING_RUN):
        return found
    found = found.filter(sent_at__isnull=False)
    if person.may(Permission.FIGURES_SEE):
        return found
    sent_here = BriefingUse.objects.filter(team__in=_teams(person)).values("briefing")
    return found.filter(pk__in=sent_here)


def _teams(person: Person) -> list[int]:
    """Teams that somebody manages, works in or belongs to, with those below them."""
    if not any(person.may(permission) for permission in READS_BRIEFINGS):
        return []
    own = {held.team_id for held in person.held if held.team_id is not None}
    own |= {t for t in person.practitioners.values_list("team_id", flat=True) if t is not None}
    return sorted(teams_below(own)) if own else []


def briefing_by_ref(person: Person, ref: str) -> Briefing | None:
    return briefings(person).filter(ref=ref).first()


def parts_of(briefing: Briefing) -> dict[int, str]:
    """The words of each part that has any, by its number."""
    return {part.number: str(part.words) for part in briefing.parts.select_related("words")}


def uses_of(briefing: Briefing) -> QuerySet[BriefingUse]:
    """The teams it was sent to, with what they said."""
    return briefing.uses.select_related("team", "how")


def may_say_used(person: Person, use: BriefingUse) -> bool:
    """Its manager, or whoever keeps briefings, shown as entered by them; once."""
    if use.answered_at:
        return False
    is_manager = person.may(Permission.TEAM_SEE) and use.team_id in managed_team_ids(person)
    return is_manager or person.may(Permission.LEARNING_RUN)


def uses_to_answer(person: Person) -> QuerySet[BriefingUse]:
    """Briefings sent to teams that this person manages, of which nobody has said how they were used."""
    if not person.may(Permission.TEAM_SEE):
        return BriefingUse.objects.none()
    waiting = BriefingUse.objects.filter(
        answered_at=None, team__in=sorted(managed_team_ids(person))
    )
    return waiting.select_related("briefing", "team").order_by("sent_at", "id")


def use_of(briefing: Briefing, team: str) -> BriefingUse | None:
    return uses_of(briefing).filter(team__ref=team).first()


def teams_to_send_to(briefing: Briefing) -> list[Team]:
    """Every team that it was not sent to yet."""
    return list(Team.objects.exclude(briefings__briefing=briefing).order_by("name"))


def exemplars(person: Person) -> QuerySet[Exemplar]:
    """All for whoever keeps them, those that wait first; for others those that are shown."""
    found = Exemplar.objects.select_related("theme", "words", "why_good", "withdrawn_why")
    if person.may(Permission.LEARNING_RUN):
        return found.order_by("-state", "-id")
    return found.filter(state=Exemplar.State.SHOWN)


def exemplars_to_check(person: Person) -> QuerySet[Exemplar]:
    """Those that wait for a second reader, for whoever keeps them and did not write them."""
    if not person.may(Permission.LEARNING_RUN):
        return Exemplar.objects.none()
    found = Exemplar.objects.filter(state=Exemplar.State.WAITING)
    return found.exclude(written_by=person.actor_label).order_by("id")


def exemplar_by_ref(person: Person, ref: str) -> Exemplar | None:
    return exemplars(person).filter(ref=ref).first()


def identifiers_in(*texts: str) -> list[str]:
    """Case numbers and names of workers and of accounts that stand in texts meant to have none."""
    found: set[str] = set()
    for text in texts:
        words = WORD.findall(text.replace("\u2019", "'"))
        runs = {" ".join(words[n : n + size]) for n in range(len(words)) for size in (1, 2, 3)}
        found |= set(Subject.objects.filter(number__in=words).values_list("number", flat=True))
        named = [run for run in runs if " " in run]
        found |= set(Practitioner.objects.filter(name__in=named).values_list("name", flat=True))
        found |= set(Person.objects.filter(name__in=named).values_list("name", flat=True))
    return sorted(found)


@dataclass(frozen=True)
class Learnt:
    """One line of the learning log."""

    on: datetime
    kind: str
    what: str
    page: str
    ref: str


def learning_log(person: Person, most: int = 100) -> list[Learnt]:
    """What was learnt and shared, the newest first: answers, briefings, exemplars, objectives achieved."""
    if not person.may(Permission.FIGURES_SEE):
        return []
    answered = Recommendation.objects.filter(state=Recommendation.State.ACCEPTED)
    sent = Briefing.objects.filter(sent_at__isnull=False)
    shown = Exemplar.objects.filter(state=Exemplar.State.SHOWN)
    achieved = Objective.objects.filter(state=Objective.State.ACHIEVED).prefetch_related("progress")
    rows = [
        *((r.answered_at, "Recommendation accepted", str(r.what), "recommendation", r.ref)
          for r in answered.select_related("what").order_by("-answered_at")[:most]),
        *((b.sent_at, "Briefing sent", b.title, "briefing", b.ref)
          for b in sent.order_by("-sent_at")[:most]),
        *((e.checked_at, "Exemplar shown", e.title, "exemplar", e.ref)
          for e in shown.order_by("-checked_at")[:most]),
        *((o.progress.all()[0].said_at, "Objective achieved", str(o.what), "objective", o.ref)
          for o in achieved.select_related("what").order_by("-id")[:most] if o.progress.all()),
    ]  # fmt: skip
    found = [Learnt(at, kind, what, page, ref) for at, kind, what, page, ref in rows if at]
    return sorted(found, key=lambda each: each.on, reverse=True)[:most]
