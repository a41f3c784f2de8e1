"""Rotations: rounds that take every open case once between them, wave by wave."""

from dataclasses import dataclass
from typing import Any

from goldenthread.people.models import Person
from goldenthread.programme.models import Round, Selection
from goldenthread.programme.queries.plan import rotation_of, wave_of
from goldenthread.programme.queries.rounds import rounds


@dataclass(frozen=True)
class Wave:
    """One wave: its round, and of its case list how many cases earlier waves had, this one has,
    later ones are to have, and left before any had them. `standing` is None before its selection."""

    round: Round
    number: int
    standing: dict[str, int] | None


@dataclass(frozen=True)
class Rotation:
    """A cycle of waves, the one that began it first."""

    ref: str
    title: str
    count: int
    waves: tuple[Wave, ...]

    @property
    def next_wave(self) -> int | None:
        """The wave to be selected next; None when all have been."""
        drawn = max((w.number for w in self.waves if w.standing), default=0)
        return drawn + 1 if drawn < self.count else None


def rotations(person: Person) -> list[Rotation]:
    """Every rotation whose first round the person may see, the newest first.

    A restricted round leaves no trace in another's selection, so it is no wave of a rotation.
    """
    of_waves = rounds(person).filter(design__sample__waves__count__gte=2, is_restricted=False)
    found: dict[str, list[Round]] = {}
    for each in of_waves.order_by("id"):
        found.setdefault(rotation_of(each.design), []).append(each)
    standing = _standing()
    made = [_rotation(ref, every, standing) for ref, every in found.items()]
    return [each for each in reversed(made) if each.waves[0].round.ref == each.ref]


def rotation_by_ref(person: Person, ref: str) -> Rotation | None:
    return next((each for each in rotations(person) if each.ref == ref), None)


def rotations_to_go_on(person: Person, round: Round) -> list[Rotation]:
    """Rotations with a wave still to be selected that this round can be."""
    return [each for each in rotations(person) if each.next_wave and each.ref != round.ref]


def _standing() -> dict[int, Any]:
    """What the newest selection of each wave said of its rotation, by its round's id."""
    rows = Selection.objects.filter(round__design__sample__waves__count__gte=2).order_by("number")
    return {made.round_id: made.design.get("rotation") for made in rows}


def _rotation(ref: str, every: list[Round], standing: dict[int, Any]) -> Rotation:
    waves = [Wave(each, _number(each), standing.get(each.id)) for each in every]
    waves.sort(key=lambda wave: wave.number)
    held = wave_of(waves[0].round.design)
    return Rotation(ref, waves[0].round.title, held[1] if held else 0, tuple(waves))


def _number(round: Round) -> int:
    held = wave_of(round.design)
    return held[0] if held else 0
