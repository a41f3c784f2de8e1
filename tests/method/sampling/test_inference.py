"""What may be said of all cases from a draw."""

import pytest

from goldenthread.method.sampling.inference import could_be_drawn, estimate_of, evenness_of
from tests.method.sampling.lists import drawn, frame, refs

LIST = frame(
    *(f"{n:02} cin W T S F{n // 2} - {'f' if n % 3 else 'm'}" for n in range(24)),
    *(f"{n} cp W T S - - {'f' if n % 2 else 'm'}" for n in range(24, 30)), "30 closed W T",
    more=("sex",),
)  # fmt: skip
CLOSED = {"statuses": ["closed"]}


def test_cases_are_weighted_by_their_chances() -> None:
    made = drawn(LIST, quotas={"cin": 6, "cp": 3}, named=["00"], exclude=CLOSED)
    found = estimate_of(made, {ref: LIST.rows[int(ref)][1] == "cp" for ref in refs(made)})
    assert could_be_drawn(made) == 29
    assert found.n == 9 and found.unweighted == pytest.approx(1 / 3)
    assert found.weighted == pytest.approx(6 / 29)  # 23 cin and 6 cp, the named one aside
    assert found.shows_both and found.interval


def test_siblings_are_stood_for_and_unknown_answers_left_out() -> None:
    made = drawn(LIST, size=9, family="once", exclude=CLOSED, certain={"person_id": "25"})
    assert could_be_drawn(made) == 30
    known = refs(made)[:4]
    assert estimate_of(made, dict.fromkeys(known, True)).n == 4
    with pytest.raises(ValueError, match="0 cases"):
        estimate_of(made, {})


def test_each_group_stands_beside_what_to_expect() -> None:
    made = drawn(LIST, quotas={"cin": 6, "cp": 3}, exclude=CLOSED, certain={"person_id": "25"})
    parts = {part.group: part for part in evenness_of(made, "sex")}
    assert {group: part.listed for group, part in parts.items()} == {"f": 18, "m": 11}
    sexes = [LIST.rows[int(ref)][7] for ref in refs(made, "selected")]
    assert {group: part.drawn for group, part in parts.items()} == {
        group: sexes.count(group) for group in ("f", "m")
    }
    assert parts["m"].expected == pytest.approx(6 * 8 / 24 + 3 * 3 / 5)
    assert evenness_of(made, "worker") == []
