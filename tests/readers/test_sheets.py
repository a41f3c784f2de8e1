"""A workbook or a CSV file as sheets of rows, however its text was saved."""

from pathlib import Path

import pytest
import xlsxwriter

from goldenthread.readers.guard import FileRefused
from goldenthread.readers.sheets import sheets_of


def rows(folder: Path, data: bytes) -> list[tuple[int, list[object]]]:
    (folder / "upload").write_bytes(data)
    [sheet] = sheets_of(folder / "upload", "Cases May.csv", "csv")
    assert (sheet.name, sheet.is_hidden) == ("Cases May", False)
    return list(sheet.rows)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Zoë €"), ("utf-8-sig", "Zoë €"), ("utf-16", "Zoë €"), ("utf-16-le", "Zoë €"),
        ("utf-16-be", "Zoë €"), ("cp1252", "Zoë €"), ("latin-1", "Zoë \x81"),
    ],
)  # fmt: skip
def test_names_are_read_however_they_were_saved(encoding: str, name: str, tmp_path: Path) -> None:
    text = f"Child,Worker\n1,{name}\n" + "2,A Worker of a name\n" * 9
    found = rows(tmp_path, text.encode(encoding))
    assert found[:2] == [(1, ["Child", "Worker"]), (2, ["1", name])] and len(found) == 11


def test_a_text_with_its_mark_is_read_by_it(tmp_path: Path) -> None:
    assert rows(tmp_path, b"\xfe\xff" + "a,é".encode("utf-16-be")) == [(1, ["a", "é"])]
    assert rows(tmp_path, b"\xff\xfe" + "a,é".encode("utf-16-le")) == [(1, ["a", "é"])]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_columns_are_parted_by_what_stands_in_each_row_alike(sign: str, tmp_path: Path) -> None:
    lines = [["Ref", "Said"], ["1", "well, then; but"], ["2", "x"]]
    data = "\n".join(sign.join(f'"{cell}"' for cell in line) for line in lines)
    assert [row for _, row in rows(tmp_path, data.encode())] == lines


def test_the_sign_that_makes_most_rows_alike_parts_the_columns(tmp_path: Path) -> None:
    assert rows(tmp_path, b"a;b\n1,5;2\n3;4\n") == [
        (1, ["a", "b"]),
        (2, ["1,5", "2"]),
        (3, ["3", "4"]),
    ]
    assert rows(tmp_path, b"a\n1\n") == [(1, ["a"]), (2, ["1"])]


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    assert rows(tmp_path, b'a,b\r\n"1\r\n2",x\r\n\r\n , \r\n3,y\r\n') == [
        (1, ["a", "b"]), (2, ["1\r\n2", "x"]), (5, ["3", "y"]),
    ]  # fmt: skip


def test_a_line_that_is_none_is_refused_with_its_number(tmp_path: Path) -> None:
    again = "Export the list again, or save it as an Excel workbook (.xlsx)."
    for data, reason, what in (
        (b"a,b\n1," + b"x" * 140_000, "Line 2 of the CSV file cannot be read.", again),
        (b"a,b\n\n" + b"1," * 16_384, "Line 3 of the CSV file has 16,385 columns; a list has a few dozen.",
         "Export the list again, one line for each child."),
    ):  # fmt: skip
        with pytest.raises(FileRefused) as caught:
            rows(tmp_path, data)
        error = caught.value
        assert (error.file, error.reason, error.what_to_do) == ("Cases May.csv", reason, what)
    assert len(rows(tmp_path, b"1," * 16_383 + b"1")[0][1]) == 16_384


def test_sheets_come_in_their_order_with_those_that_are_hidden(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for name in ("First", "Second", "Third"):
            sheet = book.add_worksheet(name)
            sheet.write(2, 1, name)
            if name == "Second":
                sheet.hide()
            if name == "Third":
                sheet.very_hidden()
        book.add_chartsheet("Chart").set_chart(_chart(book))
    found = [
        (s.name, s.is_hidden, list(s.rows)) for s in sheets_of(tmp_path / "a.xlsx", "x", "xlsx")
    ]
    assert found == [
        ("First", False, [(3, ["First"])]), ("Second", True, [(3, ["Second"])]), ("Third", True, [(3, ["Third"])]),
    ]  # fmt: skip


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=First!$B$3:$B$3"})
    return chart


def test_a_workbook_that_is_damaged_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\3\4 nothing")
    with pytest.raises(FileRefused) as caught:
        list(sheets_of(tmp_path / "a.xlsx", "May.xlsx", "xlsx"))
    assert str(caught.value) == (
        "May.xlsx: The file is damaged and cannot be opened. Open it in your spreadsheet program, "
        "save it as an Excel workbook (.xlsx), try again."
    )


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_cut_off_in_the_middle_of_a_character_is_read_all_the_same(
    mark: str, encoding: str, tmp_path: Path
) -> None:
    data = f"{mark}Child,Worker\n{'1,A Worker of a name' * 9}".encode(encoding)
    assert rows(tmp_path, data + b"1")[0] == (1, ["Child", "Worker"])
