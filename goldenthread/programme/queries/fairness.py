"""Is a selection a fair picture of the case list? Each group in it, beside what was to be expected."""

from collections.abc import Iterator
from dataclasses import dataclass

from goldenthread.method.evenness import OTHERS, Part
from goldenthread.method.sampling.drawing import Draw
from goldenthread.method.sampling.fairness import evenness_of
from goldenthread.people.queries import vocabulary
from goldenthread.programme.models import Selection
from goldenthread.programme.queries.effect import with_names
from goldenthread.programme.queries.listing import reference_of
from goldenthread.programme.queries.record import selection_record

UNLIKELY = 0.05  # one draw in twenty is at least as uneven by chance alone
ETHNIC_GROUPS = {
    "W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "C": "Chinese", "O": "Other group",
}  # fmt: skip
ABOUT = {
    "entry__sex": "Sex", "entry__ethnicity": "Ethnic group", "entry__disability": "Disability",
    "entry__age_band": "Age",
}  # fmt: skip
PLACES = {"case_type": "Case type", "team": "Team", "worker": "Practitioner"}
NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Group:
    """`chance` is that of a selection in which the group's number is at least as far from expected."""

    label: str
    listed: int
    chosen: int
    expected: float
    chance: float

    @property
    def stands_out(self) -> bool:
        return self.chance < UNLIKELY


@dataclass(frozen=True)
class Characteristic:
    title: str
    groups: tuple[Group, ...]


def fairness(selection: Selection) -> list[Characteristic] | None:
    """Every characteristic with groups large enough to show; None where case numbers have gone."""
    kept = selection_record(selection)
    if kept is None:
        return None
    made = kept.record.draw
    return [each for each in _characteristics(selection, made) if each.groups]


def _characteristics(selection: Selection, made: Draw) -> Iterator[Characteristic]:
    paths = ("entry__subject__id_scheme", "entry__subject__number", *ABOUT)
    found = selection.rows.order_by().values_list(*paths)
    about = {reference_of(scheme, number): texts for scheme, number, *texts in found}
    for place, title in enumerate(ABOUT.values()):
        yield _of(made, title, [about[ref][place] for ref in made.frame.refs])
    for column, title in PLACES.items():
        yield _of(made, title, made.frame.column(column))


def _of(made: Draw, title: str, groups: "list[str] | tuple[str, ...]") -> Characteristic:
    words = vocabulary() if title == "Case type" else None
    labels = {g: words("case_type", g) if words else _label(title, g) for g in set(groups)}
    parts = evenness_of(made, [labels[group] for group in groups])
    named = with_names("\n".join(part.group for part in parts)).split("\n")
    return Characteristic(title, tuple(map(_group, parts, named)))


def _label(title: str, group: str) -> str:
    if title == "Ethnic group" and len(group) == 4 and group.isupper():
        return ETHNIC_GROUPS.get(group[0], NOT_KNOWN)
    return group or NOT_KNOWN


def _group(part: Part, label: str) -> Group:
    shown = "Smaller groups together" if part.group == OTHERS else label
    return Group(shown, part.listed, part.drawn, part.expected, part.chance)
