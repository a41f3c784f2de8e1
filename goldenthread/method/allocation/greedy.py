"""Placed one after another, the largest first, and then moved while that makes it better.

It always comes to an end and keeps every hard rule. Where nobody who may take a unit has room, a
chain of moves makes some, if there is one: an augmenting path (Berge, 1957, Two theorems in graph
theory), so that of cases of one size as many are placed as can be.
"""

from collections import deque

from goldenthread.method.allocation.desk import Desk

PASSES = 20
LONGEST_SEARCH = 20_000  # units looked at for one chain


def place_all(desk: Desk) -> None:
    """Give every unit a place where there is one."""
    order = sorted(
        range(len(desk.units)),
        key=lambda n: (-desk.units[n].size, -desk.units[n].minutes, len(desk.units[n].may)),
    )
    for unit in order:
        open_to = [place for place in desk.units[unit].may if desk.fits(unit, place)]
        if open_to:
            desk.give(unit, min(open_to, key=lambda place: desk.price_of(unit, place)))
        else:
            make_room(desk, unit)


def make_room(desk: Desk, unit: int) -> None:
    """Place a unit by the shortest chain of moves that ends where there is room."""
    came: dict[int, tuple[int, int | None]] = dict.fromkeys(desk.units[unit].may, (unit, None))
    queue, looked = deque(came), 0
    while queue and looked < LONGEST_SEARCH:
        place = queue.popleft()
        newcomer = came[place][0]
        if desk.fits(newcomer, place):
            _move_along(desk, came, place)
            return
        for leaving in _could_leave(desk, place, newcomer):
            looked += 1
            for after in desk.units[leaving].may:
                if after not in came:
                    came[after] = (leaving, place)
                    queue.append(after)


def _could_leave(desk: Desk, place: int, newcomer: int) -> list[int]:
    """Units whose going makes room enough for the newcomer."""
    desk_, new = desk.places[place], desk.units[newcomer]
    return [
        n
        for n in desk.held[place]
        if desk_.has_room(new.size - desk.units[n].size, new.minutes - desk.units[n].minutes)
    ]


def _move_along(desk: Desk, came: dict[int, tuple[int, int | None]], end: int) -> None:
    step: int | None = end
    while step is not None:
        unit, giver = came[step]
        if unit in desk.holder:
            desk.take(unit)
        desk.give(unit, step)
        step = giver


def improve(desk: Desk) -> None:
    """Move single units for as long as that lowers the price, or evens the loads at no price."""
    for _ in range(PASSES):
        if not sum(_moved(desk, unit) for unit in list(desk.holder)):
            return


def _moved(desk: Desk, unit: int) -> bool:
    before = desk.take(unit)
    open_to = [place for place in desk.units[unit].may if desk.fits(unit, place)]
    # Whoever is locked above their most may keep what they have, and is given nothing.
    best = min([before, *open_to], key=lambda place: (desk.price_of(unit, place), place != before))
    desk.give(unit, best)
    return best != before
