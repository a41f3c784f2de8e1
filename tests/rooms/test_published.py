"""The public edition: rows of grades with few people behind them are combined, never blanked."""

import pytest

from goldenthread.figures.queries import GradeRow, StandsBehind
from goldenthread.method.proportions import Basis
from goldenthread.reports.build.published import combined
from goldenthread.tools.form import Scale

SCALE = Scale("met", "met", ())


def row(code: str, *audits: str) -> GradeRow:
    counts = {"not_met": 1, "met": len(audits) - 1}
    return GradeRow({"case_type": code}, SCALE, len(audits), counts, Basis("purposive"), audits)


def people(**behind: tuple[int | None, str]) -> StandsBehind:
    """The practitioner and family behind each audit."""
    return StandsBehind(
        {a: w for a, (w, _) in behind.items()}, {a: f for a, (_, f) in behind.items()}
    )


EVERYBODY = people(
    a=(1, "f1"), b=(2, "f2"), c=(3, "f3"), d=(4, "f4"), e=(4, "f5"), f=(5, "f6"), g=(6, "f7"),
    h=(7, "f8"), i=(8, "f9"), j=(None, "f10"), k=(None, "f11"), l=(None, "f12"),
)  # fmt: skip


def printed(*rows: GradeRow) -> list[tuple[str, int]]:
    return [(r.group["case_type"], r.n) for r in combined("case_type", rows, EVERYBODY)]


def test_rows_with_three_practitioners_and_three_families_stay_as_they_are() -> None:
    assert printed(row("cp", "a", "b", "c"), row("cin", "e", "f", "g")) == [("cp", 3), ("cin", 3)]


def test_small_rows_are_joined_and_nothing_is_lost() -> None:
    made = combined(
        "case_type",
        (row("cp", "a", "b", "c"), row("cin", "d", "e"), row("eh", "f", "g")),
        EVERYBODY,
    )
    assert [r.group["case_type"] for r in made] == ["cp", "cin+eh"]
    assert (made[1].n, made[1].counts) == (4, {"not_met": 2, "met": 2})
    assert set(made[1].audits) == {"d", "e", "f", "g"}


def test_a_small_row_alone_takes_the_smallest_other_so_that_no_total_gives_it_away() -> None:
    rows = row("cp", "a", "b", "c"), row("cin", "d", "e"), row("eh", "f", "g", "h", "i")
    assert printed(*rows) == [("eh", 4), ("cp+cin", 5)]


@pytest.mark.parametrize(
    "rows",
    [
        (row("cin", "d", "e"), row("eh", "f")),
        (row("cp", "a", "b", "c"), row("cin", "d", "e")),
        (row("cin", "j", "k", "l"),),
    ],
)
def test_where_rows_cannot_be_combined_only_the_total_is_printed(
    rows: tuple[GradeRow, ...],
) -> None:
    assert printed(*rows) == []


def test_one_family_behind_many_audits_is_too_few() -> None:
    behind = people(a=(1, "f1"), b=(2, "f1"), c=(3, "f1"))
    assert combined("case_type", [row("cp", "a", "b", "c")], behind) == ()
