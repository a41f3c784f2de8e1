"""Rounds that were made like one: only their figures stand on one line, or are added together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.figures.queries.comparable import case_types_of, differences, properties
from goldenthread.figures.queries.figure import Figure
from goldenthread.figures.queries.rounds import counted_rounds, newest_round, round_by_code
from goldenthread.figures.queries.standing import JOIN
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round

MOST = 120  # rounds that are looked at: the newest, ten years of one a month
MODERATED = "the rule for moderation"


@dataclass(frozen=True)
class Alike:
    """The rounds made like `like`, the oldest first and it among them; of each other round of the same
    authority in what it differs."""

    like: Round
    rounds: tuple[Round, ...]
    others: tuple[tuple[Round, tuple[str, ...]], ...]

    @property
    def codes(self) -> str:
        return JOIN.join(each.code for each in self.rounds)


def rounds_alike(by: Actor, like: Round, *, stage: str = "auditor", case_type: str = "") -> Alike:
    """The rounds whose own properties are the same, as far as figures at this stage depend on them.

    Where one case type alone is counted, which others a round audited makes no difference.
    """
    known = counted_rounds(by).filter(authority=like.authority)
    rounds = sorted({*known[:MOST], like}, key=lambda each: (each.period_to, each.pk))
    types = None if case_type else case_types_of(by, rounds)
    found: dict[tuple[Any, ...], tuple[str, ...]] = {}
    alike, others = [], []
    for each in rounds:
        made = (*properties(each, types), *_moderation(each, stage))
        if made not in found:
            found[made] = _differ(like, each, types, stage)
        differ = () if each.pk == like.pk else found[made]
        if differ:
            others.append((each, differ))
        else:
            alike.append(each)
    return Alike(like, tuple(alike), tuple(others))


def newest_followed(by: Actor) -> Round | None:
    """The newest round with audits that another was made like, or else the newest there is: what a page of
    rounds made alike begins with."""
    ours = list(counted_rounds(by).exclude(way=Round.Way.IMPORTED)[:MOST])
    types = case_types_of(by, ours)
    known = [each for each in ours if each.pk in types]
    made = [(each.authority, *properties(each, types)) for each in known]
    times = Counter(made)
    found = (each for each, how in zip(known, made, strict=True) if times[how] > 1)
    return next(found, None) or newest_round(by)


def spelt_out(by: Actor, figure: Figure) -> Figure:
    """A figure that says `like` with the rounds that are meant. Raises UnknownRound."""
    if "like" not in figure.asked:
        return figure
    like = round_by_code(by, figure.asked["like"])
    case_type = figure.where.get("case_type", "")
    alike = rounds_alike(by, like, stage=figure.stage, case_type=case_type)
    asked = {name: value for name, value in figure.asked.items() if name != "like"}
    return Figure(figure.measure, {**asked, "round": alike.codes})


def _moderation(round: Round, stage: str) -> tuple[str, ...]:
    """Which audits are moderated decides what is counted after moderation, and nothing else."""
    return () if stage == "auditor" else (repr(sorted(round.moderation_rule.items())),)


def _differ(
    like: Round, other: Round, types: Mapping[int, frozenset[str]] | None, stage: str
) -> tuple[str, ...]:
    found = differences(like, other, types)
    is_same = _moderation(like, stage) == _moderation(other, stage)
    return found if is_same else (*found, MODERATED)
