"""Findings are put to themes by a person, many at once; a tag is taken back, never edited."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from goldenthread.audits.models import Finding
from goldenthread.journal.changes import change, now, record
from goldenthread.learning.models import Tag, Theme
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission


@dataclass(unsafe_hash=True)
class NoThemeFits(Exception):
    """A finding was put to a theme, and at once said to fit none."""

    finding: str

    def __str__(self) -> str:
        return "Choose themes, or say that none fits, not both"


@dataclass(frozen=True)
class Tagged:
    """What a person decided of one finding. `places`: theme's code -> its place in the suggestions."""

    finding: Finding
    themes: Sequence[Theme] = ()
    none_fits: bool = False
    places: dict[str, int] = field(default_factory=dict)


@change
def put_to_themes(*, by: Actor, tagged: Sequence[Tagged]) -> int:
    """Several findings together, all of them or none; how many tags are new. Raises NoThemeFits.

    What a finding has already stays. A theme retired meanwhile is left out. Whoever finds a theme takes
    back that none fits.
    """
    require(by, Permission.LEARNING_RUN)
    made = 0
    for each in tagged:
        if each.none_fits and each.themes:
            raise NoThemeFits(each.finding.ref)
        Finding.objects.select_for_update(of=("self",)).get(pk=each.finding.pk)
        standing = {
            tag.theme_id: tag for tag in Tag.objects.filter(finding=each.finding, removed_at=None)
        }
        made += _none_fits(by, each, standing) if each.none_fits else _themed(by, each, standing)
    return made


def _none_fits(by: Actor, each: Tagged, standing: dict[int | None, Tag]) -> int:
    if standing:
        return 0
    tag = Tag.objects.create(finding=each.finding, added_by=by.actor_label)
    record(by, "no_theme_fits", each.finding.ref, tag.ref)
    return 1


def _themed(by: Actor, each: Tagged, standing: dict[int | None, Tag]) -> int:
    fresh = [t for t in each.themes if t.pk not in standing and t.retired_at is None]
    if fresh and None in standing:
        _take_back(by, standing[None])
    for theme in fresh:
        place = each.places.get(theme.code)
        tag = Tag.objects.create(
            finding=each.finding, theme=theme, place=place, added_by=by.actor_label
        )
        record(by, "put_to_theme", each.finding.ref, theme.ref, tag.ref, place=place)
    return len(fresh)


@change
def remove_tag(*, by: Actor, tag: Tag) -> None:
    """The finding is not about this theme after all."""
    require(by, Permission.LEARNING_RUN)
    held = Tag.objects.select_for_update(of=("self",)).get(pk=tag.pk)
    if held.removed_at is None:
        _take_back(by, held)


def _take_back(by: Actor, tag: Tag) -> None:
    tag.removed_at, tag.removed_by = now(), by.actor_label
    tag.save(update_fields=["removed_at", "removed_by"])
    record(by, "remove_tag", tag.finding.ref, tag.ref)
