"""Whether a draw is a fair picture of its frame."""

import pytest

from goldenthread.method.estimates import Case, estimate
from goldenthread.method.sampling.fairness import evenness_of
from tests.method.sampling.lists import drawn, frame, refs

LIST = frame(
    *(f"{n:02} cin W T S F{n // 2} - {'f' if n % 3 else 'm'}" for n in range(24)),
    *(f"{n} cp W T S - - {'f' if n % 2 else 'm'}" for n in range(24, 30)), "30 closed W T",
    more=("sex",),
)  # fmt: skip
CLOSED = {"statuses": ["closed"]}


def test_cases_are_weighted_by_their_chances() -> None:
    made = drawn(LIST, quotas={"cin": 6, "cp": 3}, named=["00"], exclude=CLOSED)
    found = estimate(
        (
            Case(LIST.rows[each.row][1] == "cp", float(each.weight))
            for each in made.rows
            if each.reason == "selected"
        ),
        29,
    )
    assert found.n == 9 and found.unweighted == pytest.approx(1 / 3)
    assert found.weighted == pytest.approx(6 / 29)  # 23 cin and 6 cp, the named one aside
    assert found.shows_both and found.interval


def test_each_group_stands_beside_what_to_expect() -> None:
    made = drawn(LIST, quotas={"cin": 6, "cp": 3}, exclude=CLOSED, certain={"person_id": "25"})
    parts = {part.group: part for part in evenness_of(made, made.frame.column("sex"))}
    assert {group: part.listed for group, part in parts.items()} == {"f": 18, "m": 11}
    sexes = [LIST.rows[int(ref)][7] for ref in refs(made, "selected")]
    assert {group: part.drawn for group, part in parts.items()} == {
        group: sexes.count(group) for group in ("f", "m")
    }
    assert parts["m"].expected == pytest.approx(6 * 8 / 24 + 3 * 3 / 5)
    assert evenness_of(made, made.frame.column("worker")) == []
