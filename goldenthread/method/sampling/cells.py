"""From cases and a design to what a draw must keep, by numbers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from goldenthread.method.sampling.asked import Asked, Bounds
from goldenthread.method.sampling.design import Design, DesignRefused
from goldenthread.method.sampling.frame import Frame
from goldenthread.method.sampling.refusing import Refused, counted, listed
from goldenthread.method.sampling.rounding import Cell

FREE: Bounds = (0, None)


class DrawImpossible(Refused):
    """No selection keeps every rule of the design; the message names the rules and by how many."""


class Post(NamedTuple):
    """Where a practitioner works. Somebody with cases in two teams has two posts."""

    worker: str
    team: str
    service: str


@dataclass(frozen=True)
class Places:
    """The case types, posts, teams and services of a case list, each in its order.

    A team's place is with its service: two services may each have a team of the same name.
    """

    strata: tuple[str, ...]
    posts: tuple[Post, ...]
    teams: tuple[tuple[str, str], ...]
    services: tuple[str, ...]
    of: tuple[Cell, ...]

    @cached_property
    def parents(self) -> list[list[int]]:
        team = {name: place for place, name in enumerate(self.teams)}
        service = {name: place for place, name in enumerate(self.services)}
        return [
            [team[post.service, post.team] for post in self.posts],
            [service[name] for name, _ in self.teams],
        ]


def places(frame: Frame, strata: str) -> Places:
    """Every row's cell, and what the cells' numbers mean."""
    workers, teams = frame.column("worker"), frame.column("team")
    services, types = frame.column("service"), frame.column(strata)
    rows = list(zip(workers, teams, services, strict=True))
    posts, names = sorted(set(rows)), sorted(set(types))
    post = {each: place for place, each in enumerate(posts)}
    stratum = {each: place for place, each in enumerate(names)}
    return Places(
        strata=tuple(names),
        posts=tuple(map(Post._make, posts)),
        teams=tuple(sorted({(service, team) for _, team, service in posts})),
        services=tuple(sorted(set(services))),
        of=tuple((stratum[h], post[each]) for h, each in zip(types, rows, strict=True)),
    )


def asked_of(
    held: Places,
    available: Mapping[Cell, int],
    taken: Sequence[int],
    quotas: Mapping[str, int],
    design: Design,
) -> Asked:
    """What a draw must keep. ``available``: how much each cell has.

    ``taken``: rows that are in the selection already; they count towards minimums and bounds.

    Raises DesignRefused for a team or service that is not there, DrawImpossible.
    """
    return Asked(
        available=available,
        quotas=[quotas[name] for name in held.strata],
        bounds=[
            _least(held, available, taken, design.minimum_per_worker),
            _bounds(held, taken, design, "team", [team for _, team in held.teams]),
            _bounds(held, taken, design, "service", list(held.services)),
        ],
        parents=held.parents,
    )


def _least(
    held: Places, available: Mapping[Cell, int], taken: Sequence[int], minimum: int
) -> list[Bounds]:
    """Each practitioner's minimum, at the post with most cases first; nobody's without cases."""
    if not minimum:
        return [FREE] * len(held.posts)
    cases = [0] * len(held.posts)
    for (_, post), n in available.items():
        cases[post] += n
    posts = defaultdict(list)
    for post in sorted(range(len(cases)), key=lambda post: -cases[post]):
        if cases[post] and held.posts[post].worker:
            posts[held.posts[post].worker].append(post)
    have = Counter(held.posts[held.of[row][1]].worker for row in taken)
    least = [0] * len(held.posts)
    for worker, theirs in posts.items():
        needed = max(0, minimum - have[worker])
        for post in theirs:
            least[post] = min(needed, cases[post])
            needed -= least[post]
        least[theirs[0]] += needed
    return [(n, None) for n in least]


def _bounds(
    held: Places, taken: Sequence[int], design: Design, level: str, names: list[str]
) -> list[Bounds]:
    asked = design.bounds.get(level, {})
    if strangers := sorted(set(asked) - set(names)):
        raise DesignRefused(f"bounds: there is no {level} {listed(strangers)} in the case list.")
    have = Counter(getattr(held.posts[held.of[row][1]], level) for row in taken)
    found: list[Bounds] = []
    for name in names:
        if name not in asked:
            found.append(FREE)
            continue
        if names.count(name) > 1:
            raise DesignRefused(f"bounds: the {level} {name} stands in more than one service.")
        fewest, most = (n - have[name] for n in asked[name])
        if most < 0:
            raise DrawImpossible(
                f"At most {asked[name][1]} may come from the {level} {name}, but "
                f"{counted(have[name], 'case')} of it must be in the selection."
            )
        found.append((max(0, fewest), most))
    return found
