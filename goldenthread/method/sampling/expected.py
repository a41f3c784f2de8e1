"""How many cases to expect of each cell: as near to proportion as the rules allow.

In proportion, a cell that holds N_hp of its type's N_h cases gives n_h N_hp / N_h of the n_h
selected. Minimums and bounds bend that: of all tables that keep the rules the one is taken that is
nearest in the sense of Kullback and Leibler. It is the proportional table with a multiplier for
each type, practitioner, team and service, no cell giving more than it has; the multipliers are
found one rule after another, over and over (iterative proportional fitting, with bounds).

Floating point is used here, but only + - * / and comparisons, in a fixed order: IEEE 754 has one
result for each, so that every machine finds the same table. (The built-in ``sum`` is not used on
floats: since Python 3.12 it adds differently.)
"""

from collections.abc import Sequence
from math import inf

from goldenthread.method.sampling.asked import Asked, Bounds

ROUNDS = 60
CLOSE_ENOUGH = 1e-9
_LEAST, _MOST = 1e-12, 1e12


def expected(asked: Asked) -> list[float]:
    """What to expect of each cell, in the cells' order.

    The rules hold to about a thousand-millionth of a case; where they are tight or contradict each
    other they may not, and ``balance`` mends the table or says what is wrong.
    """
    caps = [float(asked.available[cell]) for cell in sorted(asked.available)]
    fit = _Fit(caps, _proportional(asked))
    rules = [_Rule(of, bounds) for of, bounds in asked.rules()]
    for _ in range(ROUNDS):
        if max([fit.keep(rule) for rule in rules]) < CLOSE_ENOUGH:
            break
    return [min(cap, value) for cap, value in zip(caps, fit.values, strict=True)]


def _proportional(asked: Asked) -> list[float]:
    totals = [0] * len(asked.quotas)
    for (h, _), cases in asked.available.items():
        totals[h] += cases
    return [asked.quotas[h] * asked.available[h, p] / totals[h] for h, p in sorted(asked.available)]


class _Rule:
    """Groups of cells, each with the least and the most that it may give in all."""

    def __init__(self, of: list[int], bounds: Sequence[Bounds]) -> None:
        self.of = of
        self.bounds = [
            (float(fewest), inf if most is None else float(most)) for fewest, most in bounds
        ]
        self.members: list[list[int]] = [[] for _ in bounds]
        for cell, group in enumerate(of):
            self.members[group].append(cell)
        self.multipliers = [1.0] * len(bounds)


class _Fit:
    def __init__(self, caps: list[float], values: list[float]) -> None:
        self.caps = caps
        self.values = values

    def keep(self, rule: _Rule) -> float:
        """Give each group its multiplier, given the others'; how far off the worst one was."""
        worst = 0.0
        values, caps = self.values, self.caps
        for group, members in enumerate(rule.members):
            fewest, most = rule.bounds[group]
            last = rule.multipliers[group]
            now = without = 0.0
            for cell in members:
                value, cap = values[cell], caps[cell]
                now += value if value < cap else cap
                value /= last
                without += value if value < cap else cap
            worst = max(worst, fewest - now, now - most)
            target = min(max(without, fewest), most)
            chosen = 1.0 if target == without else self._multiplier(members, last, target)
            if chosen != last:
                rule.multipliers[group] = chosen
                for cell in members:
                    values[cell] = values[cell] / last * chosen
        return worst

    def _multiplier(self, members: list[int], last: float, target: float) -> float:
        """What makes a group give ``target``: the cells that would give more than they have, all
        they have, and the others in proportion."""
        bases = [(self.values[cell] / last, self.caps[cell]) for cell in members]
        chosen, room = 1.0, target
        while bases:
            weight = 0.0
            for base, _ in bases:
                weight += base
            if weight <= 0:
                break
            chosen = min(max(room / weight, _LEAST), _MOST)
            free = []
            for base, cap in bases:
                if base * chosen >= cap:
                    room -= cap
                else:
                    free.append((base, cap))
            if len(free) == len(bases):
                break
            bases = free
        return chosen
