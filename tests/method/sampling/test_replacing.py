"""Who takes the place of a case that dropped out."""

from goldenthread.method.sampling.drawing import Draw
from goldenthread.method.sampling.replacing import replacements
from tests.method.sampling.lists import drawn, frame

LIST = frame(
    *(f"{n:02} cin W1 A S" for n in range(6)), *(f"{n:02} cin W2 A S" for n in range(6, 10)),
    *(f"{n} cin W3 B S" for n in range(10, 14)), *(f"{n} cp W1 A S" for n in range(14, 18)),
    "18 cin W1 A Z",
)  # fmt: skip
MADE = drawn(LIST, quotas={"cin": 6, "cp": 2})
LOST = next(r.row for r in MADE.rows if LIST.rows[r.row][1:5] == ["cin", "W1", "A", "S"])


def levels(made: Draw, row: int, *used: int) -> list[tuple[str, str]]:
    return [(LIST.refs[each.row], each.level) for each in replacements(made, row, used)]


def test_the_nearest_come_first_and_then_the_lowest_number() -> None:
    found = levels(MADE, LOST)
    order = [LIST.refs[each.row] for each in MADE.reserves]
    left = [ref for ref in order if LIST.rows[int(ref)][1] == "cin"]
    places = {ref: LIST.rows[int(ref)][2:5] for ref in left}
    assert found == [
        *((ref, "same_cell") for ref in left if places[ref] == ["W1", "A", "S"]),
        *((ref, "same_team") for ref in left if places[ref] == ["W2", "A", "S"]),
        *((ref, "same_type") for ref in left if places[ref][2] == "Z" or places[ref][1] == "B"),
    ]
    assert {level for _, level in found} == {"same_cell", "same_team", "same_type"}


def test_nobody_takes_two_places() -> None:
    first, second, *_ = levels(MADE, LOST)
    assert levels(MADE, LOST, int(first[0]))[0] == second
