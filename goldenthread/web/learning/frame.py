"""The tabs of Learning that somebody has a use for."""

from django.urls import reverse

from goldenthread.learning.queries import READS_BRIEFINGS, READS_EXEMPLARS
from goldenthread.people.roles import Permission
from goldenthread.web.guards import Person

TABS = (
    ("Themes", "themes", (Permission.FIGURES_SEE,)),
    ("Recommendations", "recommendations", (Permission.FIGURES_SEE, Permission.TEAM_SEE)),
    ("Improvement plans", "plans", (Permission.FIGURES_SEE,)),
    ("Briefings", "briefings", READS_BRIEFINGS),
    ("Exemplars", "exemplars", READS_EXEMPLARS),
    ("Log", "log", (Permission.FIGURES_SEE,)),
)


def tabs_of(person: Person, here: str) -> list[dict[str, object]]:
    return [
        {"text": text, "href": reverse(f"learning:{page}"), "current": page == here}
        for text, page, permissions in TABS
        if any(person.may(each) for each in permissions)
    ]
