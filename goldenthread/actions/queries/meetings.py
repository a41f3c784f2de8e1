"""Meetings that went through actions, and what was minuted of each."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.actions.models import Action, Meeting, Step
from goldenthread.actions.queries.standing import may_meet, visible_actions
from goldenthread.people.models import Person


def meetings(person: Person) -> QuerySet[Meeting]:
    """The meetings this person minuted, or which said something of an action they may see."""
    if not may_meet(person):
        return Meeting.objects.none()
    seen = visible_actions(person).select_related(None).filter(pk=OuterRef("action")).order_by()
    said = Step.objects.filter(Exists(seen), meeting=OuterRef("pk"))
    return Meeting.objects.filter(Q(noted_by=person.ref) | Q(Exists(said)))


def meeting_by_ref(person: Person, ref: str) -> Meeting | None:
    return meetings(person).filter(ref=ref).select_related("present").first()


def minutes_of(person: Person, meeting: Meeting) -> list[tuple[Action, list[Step]]]:
    """What the meeting said of each action that this person may see, in the order it was gone through."""
    steps = list(meeting.steps.select_related("words", "evidence").order_by("id"))
    actions = visible_actions(person).filter(pk__in=meeting.steps.values("action"))
    found = {action.pk: action for action in actions}
    gone: dict[int, list[Step]] = {}
    for step in steps:
        if step.action_id in found:
            gone.setdefault(step.action_id, []).append(step)
    return [(found[key], said) for key, said in gone.items()]
