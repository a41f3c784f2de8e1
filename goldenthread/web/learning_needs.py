"""What of learning needs this person: objectives, recommendations, briefings, exemplars to check."""

from collections.abc import Iterator

from django.urls import reverse

from goldenthread.learning import queries
from goldenthread.web.guards import Person
from goldenthread.web.needs import SHOWN, Need


def of_learning(person: Person) -> list[Need]:
    """At most SHOWN of a kind. Nothing of it names a case."""
    return [*_own(person), *_asked(person), *_briefings(person), *_to_check(person)]


def _own(person: Person) -> Iterator[Need]:
    for each in queries.objectives_to_say(person)[:SHOWN]:
        yield Need(
            "Say where your objective stands", _at("objective", each.ref),
            f"{each.what} {each.get_state_display()} in {each.plan.title}.", each.due_on,
        )  # fmt: skip


def _asked(person: Person) -> Iterator[Need]:
    for each in queries.recommendations_to_answer(person)[:SHOWN]:
        yield Need(
            "Answer a recommendation", _at("recommendation", each.ref),
            f"{each.what} Made to you on {each.made_at:%-d %B %Y}.",
        )  # fmt: skip


def _briefings(person: Person) -> Iterator[Need]:
    for each in queries.uses_to_answer(person)[:SHOWN]:
        yield Need(
            f"How did {each.team.name} use a briefing?",
            reverse("learning:use_briefing", args=[each.briefing.ref, each.team.ref]),
            f"“{each.briefing.title}” was sent on {each.sent_at:%-d %B %Y}.",
        )  # fmt: skip


def _to_check(person: Person) -> Iterator[Need]:
    for each in queries.objectives_to_check(person)[:SHOWN]:
        yield Need(
            "Was an objective achieved?", _at("objective", each.ref),
            f"{each.what} Its owner says that it is done. Look at what shows it.", each.due_on,
        )  # fmt: skip
    for example in queries.exemplars_to_check(person)[:SHOWN]:
        yield Need(
            "Check an exemplar", _at("check_exemplar", example.ref),
            f"“{example.title}” is shown once a second person has read it.",
        )  # fmt: skip


def _at(page: str, ref: str) -> str:
    return reverse(f"learning:{page}", args=[ref])
