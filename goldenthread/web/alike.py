"""What pages share that follow rounds made alike: the filter, which rounds are meant, which are left out."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from goldenthread.figures import queries
from goldenthread.people.queries import authority
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.web.figure_panels import FilterForm
from goldenthread.web.guards import Person


class AlikeForm(FilterForm):
    """The filter of pages of figures, with the round that others have to be made like."""

    like = forms.ChoiceField(label="Rounds made like", required=False)

    def __init__(self, data: QueryDict, person: Person, words: Vocabulary) -> None:
        super().__init__(data, person, words)
        rounds = queries.counted_rounds(person)
        self._offer("like", rounds.values_list("code", "title"))
        self.full_clean()
        code = self.asked("like")
        if not code and (newest := queries.newest_followed(person)):
            code = newest.code
        self.chosen = rounds.filter(code=code).first() if code else None
        # What is shown stands in the filter too, also where nothing was asked for.
        self.data = data.copy()
        self.data["like"] = code

    @property
    def where(self) -> dict[str, str]:
        return {name: value for name, value in super().where.items() if name != "round"}


def left_out(alike: Any) -> list[str]:
    """Each round that was made otherwise, with in what it differs; the newest first."""
    found = []
    for round, differ in reversed(alike.others):
        *most, last = differ
        found.append(f"{round.title}: {', '.join(most)} and {last}" if most else f"{round.title}: {last}")  # fmt: skip
    return found


def shows_method(request: HttpRequest) -> bool:
    """Whether ranges and limits stand on the page: behind Method, or as the authority chose."""
    return "method" in request.GET or authority().shows_ranges
