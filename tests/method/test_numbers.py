"""Hash numbers and the fingerprint of a case list."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.numbers import csv_line, frame_sha256, number

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def test_hash_numbers_equal_the_published_ones(vector: Callable[[str], Any]) -> None:
    for row in vector("b1_prn")["prn"]:
        assert number(row["seed"], row["frame_hash"], row["purpose"], row["ref"]) == row["prn"]


def test_a_case_list_has_its_published_hash(vector: Callable[[str], Any]) -> None:
    example = vector("b1_prn")["frame_hash_example"]
    assert frame_sha256(example["columns"], example["rows"]) == example["sha256"]


@pytest.mark.parametrize(("frame_hash", "purpose"), [("a|b", "case"), ("a", "case|b")])
def test_no_two_cases_can_share_a_message(frame_hash: str, purpose: str) -> None:
    with pytest.raises(ValueError) as refused:
        number("seed", frame_hash, purpose, "1")
    assert str(refused.value) == f"'|' in {frame_hash!r} or {purpose!r}"


def test_a_case_ref_may_hold_the_separator() -> None:
    assert number("seed", "hash", "case", "1|2") != number("seed", "hash", "case", "1")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_number_is_from_nought_to_below_one(ref: str) -> None:
    assert 0 <= number("seed", "hash", "case", ref) < 1


@given(st.lists(st.tuples(CELL, CELL)), st.randoms())
def test_the_order_of_the_rows_does_not_change_the_hash(
    rows: list[tuple[str, str]], random: Any
) -> None:
    shuffled = random.sample(rows, len(rows))
    assert frame_sha256(["a", "b"], shuffled) == frame_sha256(["a", "b"], rows)


def test_the_header_and_every_cell_count() -> None:
    hashes = {
        frame_sha256(columns, rows)
        for columns, rows in [
            (["a", "b"], [["1", "2"]]),
            (["a", "c"], [["1", "2"]]),
            (["a", "b"], [["1", "3"]]),
            (["a", "b"], [["1,2"]]),
            (["a", "b"], [["1", "2"], ["1", "2"]]),
        ]
    }
    assert len(hashes) == 5


@given(st.lists(CELL, min_size=1))
def test_a_line_reads_back_as_the_same_cells(cells: list[str]) -> None:
    text = io.StringIO(csv_line(cells), newline="")
    assert list(csv.reader(text, strict=True)) == [cells]


def test_only_cells_that_need_it_are_quoted() -> None:
    assert csv_line(["plain", "a,b", 'say "no"', "two\nlines", "a\rb"]) == (
        'plain,"a,b","say ""no""","two\nlines","a\rb"\n'
    )
