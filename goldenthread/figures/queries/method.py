"""What stands behind a round's figures: how its cases were selected, and what tests say of its grades."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max, Min, Q, QuerySet

from goldenthread.audits.models import Audit
from goldenthread.figures.queries.moderation import moderation
from goldenthread.figures.queries.reaudit import Reaudit, reaudit
from goldenthread.figures.queries.standing import reach
from goldenthread.method.agreement import Moved, moved
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round, RoundCase, Selection

DRAWN = ("selected", "certain", "family")
OF_MODERATION = ("changed_limits", "moved_p", "ac2", "kappa")
CAME = (RoundCase.Came.SELECTED, RoundCase.Came.SWAPPED)


@dataclass(frozen=True)
class Selected:
    """The latest selection of a round in numbers.

    `could` and `drawn` are cases by case type, `left_out` by reason; `chance` are the lowest and the
    highest by case type, None where none was drawn; `swapped` cases by reason; `draws` selections made.
    """

    selection: Selection
    listed: int
    could: Mapping[str, int]
    drawn: Mapping[str, int]
    left_out: Mapping[str, int]
    chance: Mapping[str, tuple[float, float]]
    swapped: Mapping[str, int]
    draws: int


def selected(round: Round) -> Selected | None:
    """None where cases were named by people, or the round is of past audits."""
    made = Selection.objects.filter(round=round).order_by("number").last()
    if made is None:
        return None
    drawn = made.rows.filter(reason__in=DRAWN).order_by().values_list("stratum")
    ends = {code: (low, high) for code, low, high in drawn.annotate(
        low=Min("probability"), high=Max("probability"))}  # fmt: skip
    counts = dict.fromkeys(made.counts, 0)
    for (code,) in drawn:
        counts[code] = counts.get(code, 0) + 1
    swapped: dict[str, int] = {}
    for why in _swapped(round).values_list("because", flat=True):
        swapped[why] = swapped.get(why, 0) + 1
    return Selected(
        selection=made,
        listed=made.rows.count(),
        could={code: of["open"] for code, of in made.counts.items()},
        drawn=counts,
        left_out=made.exclusions,
        chance=ends,
        swapped=swapped,
        draws=Selection.objects.filter(round=round).count(),
    )


def _swapped(round: Round) -> QuerySet[RoundCase]:
    return round.cases.filter(removed_at=None, came=RoundCase.Came.SWAPPED).order_by("pk")


def selection_number(round: Round, of: str, code: str | None, why: str | None) -> int | None:
    """A number of the latest selection; None for a chance or a weight, which counts nothing."""
    held = selected(round)
    if held is None or of in ("chance", "weight"):
        return None
    whole = {"listed": held.listed, "draws": held.draws}
    if of in whole:
        return whole[of]
    parts = {
        "could": held.could,
        "drawn": held.drawn,
        "left_out": held.left_out,
        "swapped": held.swapped,
    }
    asked = code if code is not None else why
    return sum(parts[of].values()) if asked is None else parts[of].get(asked, 0)


def audits_selected(by: Actor, round: Round, of: str) -> QuerySet[Audit]:
    """The audits of cases that a selection brought into the round; of swapped ones those alone."""
    came = [RoundCase.Came.SWAPPED] if of == "swapped" else CAME
    there = Q(round=round, round_case__removed_at=None, round_case__came__in=came)
    return Audit.objects.filter(reach(by, ""), there)


@dataclass(frozen=True)
class Tests:
    """What tests say: of the cases audited in the round before too, and of the moderated audits.

    `twice` is None where there is no such case, or where the two rounds' basis differs; `pairs` are
    the references of its audits in this round.
    """

    twice: Reaudit | None
    moved: Moved | None
    pairs: tuple[str, ...] = ()


def tests(by: Actor, round: Round) -> Tests:
    """The paired test against the round that this one follows, and what moderation moved."""
    held, found = moderation(by, round), reaudit(by, round)
    is_compared = found is not None and found.test is not None and not found.differences
    twice = found if found and is_compared and found.pairs else None
    keys = [each.after for each in twice.pairs] if twice else []
    refs = Audit.objects.filter(pk__in=keys).order_by("pk").values_list("ref", flat=True)
    return Tests(twice, moved(held.matrix) if held.n else None, tuple(refs))


def tests_number(by: Actor, round: Round, of: str) -> int | None:
    """How many cases got better or worse or stayed as they were; None for what is no count."""
    twice = tests(by, round).twice
    if twice is None or twice.test is None:
        return None
    counts = {
        "pairs": len(twice.pairs), "up": twice.test.up, "down": twice.test.down, "same": twice.same,
    }  # fmt: skip
    return counts.get(of)


def audits_tested(by: Actor, round: Round, of: str) -> QuerySet[Audit]:
    """The audits of this round that a test stands on."""
    if of in OF_MODERATION:
        return Audit.objects.filter(reach(by, ""), round=round, moderated_at__isnull=False)
    twice = tests(by, round).twice
    steps = {"up": (1,), "down": (-1,), "same": (0,)}.get(of, (-1, 0, 1))
    pairs = twice.pairs if twice else ()
    keys = [each.after for each in pairs if (each.step > 0) - (each.step < 0) in steps]
    return Audit.objects.filter(pk__in=keys)
