"""Two rounds as dots on lines in a committee report: which domains, joined when, with which figures."""

from dataclasses import replace

import pytest

from goldenthread.reports import build
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.published import published
from goldenthread.reports.build.tables import domain_pairs
from tests.rooms.test_reports import World, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def twice(g: Gathered, differences: tuple[str, ...] = ()) -> Gathered:
    """The round before beside itself: domains of twelve audits each."""
    assert g.following is not None
    pairs = tuple((was, was) for was, _ in g.following.domains)
    return replace(g, following=replace(g.following, domains=pairs, differences=differences))


def test_domains_of_few_audits_are_not_drawn(world: World) -> None:
    g = build.gather(world.cast.pat, world.second)
    assert g.following is not None
    assert {(was.n, now.n) for was, now in g.following.domains} == {(12, 4)}
    assert domain_pairs(g, g.following, 2) is None


def test_domains_on_one_basis_are_joined_and_carry_the_keys_of_both_rounds(world: World) -> None:
    g = twice(build.gather(world.cast.pat, world.second))
    assert g.following is not None
    drawn = domain_pairs(g, g.following, 2)
    assert drawn is not None and drawn.is_joined and len(drawn.rows) == len(g.following.domains)
    assert "0 got better and 0 worse" in drawn.title_finding
    row, (was, _) = drawn.rows[0], g.following.domains[0]
    assert row.before == (was.meeting.count, 12)
    assert row.keys[0].startswith("grades?") and f"round={world.first.code}" in row.keys[0]
    assert row.keys[0].endswith("grade=meeting")


def test_domains_on_another_basis_are_not_joined_and_nothing_is_said_of_a_change(
    world: World,
) -> None:
    g = twice(build.gather(world.cast.pat, world.second), ("how the cases were chosen",))
    assert g.following is not None
    drawn = domain_pairs(g, g.following, 2)
    assert drawn is not None and not drawn.is_joined
    assert (
        "no change is read from them" in drawn.title_finding and "better" not in drawn.title_finding
    )


def test_a_public_paper_leaves_out_domains_with_few_people_behind_them(world: World) -> None:
    g = twice(build.gather(world.cast.pat, world.second))
    assert g.following is not None
    (was, now), *others = g.following.domains
    few = ((replace(was, audits=was.audits[:1]), now), *others)
    shown = published(replace(g, following=replace(g.following, domains=few))).following
    assert shown is not None and shown.rows == g.following.rows and shown.domains == ()
    whole = published(g).following
    assert whole is not None and whole.domains == g.following.domains
