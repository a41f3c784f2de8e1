"""The case list that is drawn from."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.sampling.frame import FrameRefused, frame_from_csv, frame_of, row_written

GOOD = b'person_id,status\n2,cp\n1,"a,b"\n'


def test_the_published_fingerprint(vector: Callable[[str], Any]) -> None:
    example = vector("b1_prn")["frame_hash_example"]
    columns = ["person_id", *example["columns"][1:]]
    made = frame_of(columns, example["rows"])
    assert made.sha256 != example["sha256"]  # its first column has another name there
    text = "case_ref,case_type\n" + "".join(f"{','.join(row)}\n" for row in made.rows)
    import hashlib

    assert hashlib.sha256(text.encode()).hexdigest() == example["sha256"]


def test_rows_stand_in_the_order_of_their_ids() -> None:
    made = frame_from_csv(GOOD)
    assert made.rows == (["1", "a,b"], ["2", "cp"])
    assert made.columns == ("person_id", "status")
    assert made.column("status") == ("a,b", "cp")
    assert made.column("nowhere") == ("", "")


@given(st.permutations(["3,a", "1,b", "2,c", "10,d"]))
def test_the_order_of_the_rows_changes_nothing(rows: list[str]) -> None:
    made = frame_from_csv("\n".join(["person_id,x", *rows]).encode())
    assert made.sha256 == frame_from_csv(b"person_id,x\r\n1,b\r\n10,d\r\n2,c\r\n3,a").sha256


def test_a_mark_at_the_beginning_and_empty_lines_change_nothing() -> None:
    made = frame_from_csv(b'\xef\xbb\xbfperson_id,status\n\n2,cp\n1,"a,b"\n\n')
    assert made == frame_from_csv(GOOD)
    assert made.sha256 == frame_from_csv(GOOD).sha256


@pytest.mark.parametrize("place", range(len(GOOD)))
@pytest.mark.parametrize("byte", [b"x", b"\n", b"\r", b"\0", b" ", b"\xff"])
def test_any_other_byte_changes_the_fingerprint_or_is_refused(place: int, byte: bytes) -> None:
    changed = GOOD[:place] + byte + GOOD[place + 1 :]
    if changed == GOOD or place == len(GOOD) - 1 == len(changed.rstrip(b"\n")):
        return
    try:
        made = frame_from_csv(changed)
    except FrameRefused:
        return
    assert made.sha256 != frame_from_csv(GOOD).sha256


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The case list is empty."),
        (b"person_id,status\n", "The case list is empty: it has no rows below its header."),
        (b"id,status\n1,cp\n", "The case list has no column person_id."),
        (b"person_id,a,a\n1,2,3\n", "The case list has more than one column named a."),
        (b"person_id,a\n1,2\n3\n", "Row 3 of the case list has 1 cells, its header 2."),
        (b"person_id,a\n1,2\n,3\n", "Row 3 of the case list has no person_id."),
        (b"person_id\n7\n1\n7\n1\n", "The case list holds 1 and 7 more than once."),
        (b"person_id,a\n1,\xff\n", "Row 2 of the case list is not UTF-8; save it as UTF-8."),
        (b'person_id,a\n1,"2\n', "The case list is not a CSV file (unexpected end of data)."),
        (b"person_id\r1\r", "The case list holds characters that do not belong in a CSV file."),
        (b"person_id\n\0\n", "The case list holds characters that do not belong in a CSV file."),
    ],
)
def test_what_cannot_be_drawn_from_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(FrameRefused) as refused:
        frame_from_csv(data)
    assert str(refused.value) == said


def test_line_ends_within_a_cell_stay_what_they_are() -> None:
    made = frame_from_csv(b'person_id,note\r\n1,"a\r\nb"\r\n')
    assert made.column("note") == ("a\r\nb",)
    assert made.sha256 != frame_from_csv(b'person_id,note\n1,"a\nb"\n').sha256


@given(
    st.lists(st.text(alphabet="'=+-@a1,\"\t\n ", min_size=1, max_size=5), unique=True, min_size=1)
)
def test_no_cell_of_a_written_list_is_a_formula_and_it_is_read_as_it_was(refs: list[str]) -> None:
    frame = frame_of(["person_id", "worker"], [[ref, ref] for ref in refs])
    text = "".join(map(row_written, (frame.columns, *frame.rows)))
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in cells)
    again = frame_from_csv(text.encode())
    assert [list(row) for row in again.rows] == [list(row) for row in frame.rows]
    assert again.sha256 == frame.sha256
