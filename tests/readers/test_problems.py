"""What was wrong with the rows is told once, in words, without a child's details."""

from dataclasses import dataclass

from goldenthread.readers.problems import LISTED, Problems
from goldenthread.readers.reading import Problem


@dataclass(frozen=True)
class Column:
    name: str
    key: str = ""


def test_a_rejected_row_says_why_in_a_sentence() -> None:
    found = Problems()
    found.reject("List 6", 3, "Id", "x" * 90, "is not a number")
    found.reject("List 6", 4, "Id", "y", "is not a number.")
    found.reject("List 6", 5, "Id", "", "No number.")
    assert found.listed() == (
        Problem("List 6", 3, "Id", "x" * 80, f"“{'x' * 80}” is not a number.", True),
        Problem("List 6", 4, "Id", "y", "“y” is not a number.", True),
        Problem("List 6", 5, "Id", "", "No number.", True),
    )


def test_cells_are_noted_after_the_rejected_rows_and_births_are_hidden() -> None:
    found = Problems()
    found.note("A", 2, Column("Born", "date_of_birth"), "31/02/2015", "is no date")
    found.note("A", 2, Column("Age"), " 9" + "y" * 90, "is no age")
    found.note_sheet("B", "has no rows.")
    found.reject("A", 3, "Id", "1", "is twice")
    assert [(p.sheet, p.row, p.column, p.value, p.problem, p.is_rejected) for p in found.listed()] == [
        ("A", 3, "Id", "1", "“1” is twice.", True),
        ("A", 2, "Born", "##/##/####", "“##/##/####” is no date.", False),
        ("A", 2, "Age", "9" + "y" * 79, f"“9{'y' * 79}” is no age.", False),
        ("B", 0, "", "", "has no rows.", False),
    ]  # fmt: skip


def test_where_many_are_alike_the_rest_are_counted() -> None:
    found = Problems()
    for row in range(LISTED):
        found.note("A", row, Column("Age"), "old", "is no age")
    assert len(found.listed()) == LISTED == 200
    for row in range(1_001):
        found.note("A", row, Column("Age"), "old", "is no age")
    found.note("A", 1, Column("Sex"), "old", "is no age")
    assert len(found.listed()) == LISTED + 2
    assert found.listed()[-1] == Problem(
        "A", 0, "Age", "", "1,001 more cells of this column: is no age."
    )
