"""What a plan would bring, before anything is selected: the same draw, but for the seed.

The seed of the round stays out of it, so that no page can show who would be selected.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from goldenthread.method.sampling.design import design_of
from goldenthread.method.sampling.detecting import size_to_detect
from goldenthread.method.sampling.drawing import Draw, Rotation, draw
from goldenthread.method.sampling.remarks import remarks
from goldenthread.people.models import Practitioner, Team
from goldenthread.programme.models import Outcome, Round
from goldenthread.programme.queries.frame import any_of_texts, in_case_type_order
from goldenthread.programme.queries.listing import Listing, listing, named_references
from goldenthread.programme.queries.plan import Plan, is_again, sample_of

RATES = (20, 10, 5)  # per cent: would a sample have seen something this common?
REFERENCES = re.compile(r"\b(?:PRA|TEA)-[0-9A-Z]+\b")


@dataclass(frozen=True)
class OfType:
    """A case type: cases that can be selected, and how many would be."""

    code: str
    open: int
    target: int

    @property
    def percent(self) -> int:
        return round(100 * self.target / self.open) if self.open else 0


@dataclass(frozen=True)
class Effect:
    """`to_see`: of something true of so many per cent of cases, how many show it with near certainty.

    `not_listed`: cases of the earlier round to be audited again that are not on this case list.
    """

    size: int
    named: int
    available: int
    by_case_type: tuple[OfType, ...]
    left_out: Mapping[str, int]
    to_see: tuple[tuple[int, int], ...]
    rotation: Rotation | None
    remarks: tuple[str, ...]
    not_listed: int = 0


def effect(round: Round, design: Plan) -> Effect:
    """What `design` would select for the round. Raises one of the method's refusals."""
    listed = listing(round, design)
    named = named_references(round, listed.entries)
    tree = {**listed.tree, "named": named} if named else listed.tree
    made = draw(listed.frame, design_of(tree), "effect")
    by_type = _by_type(made)
    available = sum(each.open for each in by_type)
    return Effect(
        size=sum(each.target for each in by_type),
        named=len(named),
        available=available,
        by_case_type=by_type,
        left_out=made.exclusions,
        to_see=tuple((p, size_to_detect(available, Fraction(p))) for p in RATES if available),
        rotation=made.rotation,
        remarks=tuple(map(with_names, remarks(made))),
        not_listed=_not_listed(round, design, listed),
    )


def _by_type(made: Draw) -> tuple[OfType, ...]:
    strata = made.frame.column(made.design.strata)
    taken = Counter(strata[each.row] for each in made.rows if each.reason != "named")
    left = Counter(strata[each.row] for each in made.reserves)
    return tuple(
        OfType(code, taken[code] + left[code], taken[code])
        for code in in_case_type_order(taken | left)
    )


def _not_listed(round: Round, design: Plan, listed: Listing) -> int:
    if not is_again(sample_of(design)) or round.follows_id is None:
        return 0
    grades = [grade for how in ("all", "share") for grade in design["again"][how]]
    found = Outcome.objects.filter(
        round=round.follows_id,
        round__is_restricted=False,
        grade__in=grades,
        round_case__second_of=None,
    ).count()
    return found - sum(bool(each.mark) for each in listed.entries.values())


def with_names(text: str) -> str:
    """A sentence of the method, with the names of the practitioners and teams it speaks of."""
    refs = set(REFERENCES.findall(text))
    if not refs:
        return text
    wanted = any_of_texts(sorted(refs))
    names = dict(Practitioner.objects.filter(ref__in=wanted).values_list("ref", "name"))
    names |= dict(Team.objects.filter(ref__in=wanted).values_list("ref", "name"))
    return REFERENCES.sub(lambda found: names.get(found[0], found[0]), text)
