"""Actions by the words in them, among those that a person may see."""

from typing import Any

from django.db.models import F, QuerySet, Value

from goldenthread.actions.models import Action
from goldenthread.actions.queries.standing import visible_actions
from goldenthread.journal.queries import has_words
from goldenthread.people import kept
from goldenthread.people.models import Person

STAND_IN = "what is asked for"
# The order of the key, but not its index's: where few rows have the words, all would be read for them.
NEWEST = F("id") + Value(0)


def found_actions(person: Person, asked: str, most: int) -> list[Any]:
    """The latest actions with these words, those withdrawn left out."""

    def write() -> QuerySet[Action, Any]:
        found = has_words(visible_actions(person).select_related(None), "what", STAND_IN)
        return (
            found.exclude(state=Action.State.WITHDRAWN)
            .order_by(NEWEST.desc())
            .values(
                "ref", "state", "due_on", body=F("what__body"),
                subject_ref=F("audit__subject__ref"), number=F("audit__subject__number"),
            )[:most]
        )  # fmt: skip

    return kept.rows(person, ("actions with", most), write, {STAND_IN: asked})
