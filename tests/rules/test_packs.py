"""What the packs say of the product is held to the product, and each rule is seen to fail when broken."""

from dataclasses import replace
from pathlib import Path

import pytest

from packs import asvs, data_items, paths

# The security table


def test_every_requirement_has_one_row_with_evidence_that_is_there() -> None:
    assert len(asvs.required()) == 253
    assert asvs.faults(asvs.rows()) == []


def test_a_row_that_says_too_much_is_seen() -> None:
    sound = asvs.Row("V1.1.1", "2", "What is asked", "met", ("packs/asvs.py",), "")
    assert asvs.faults([sound]) == [
        "the identifiers are not those of the standard, each once and in order"
    ]
    for broken in (
        replace(sound, evidence=()),
        replace(sound, evidence=("tests/rules/test_packs.py::test_that_is_not_there",)),
        replace(sound, state="nearly"),
        replace(sound, state="not met", why=""),
    ):
        assert len(asvs.faults([broken])) > 1


def test_the_readable_table_says_what_the_rows_say() -> None:
    written = asvs.TABLE.with_suffix(".md").read_text()
    assert written == asvs.markdown(asvs.rows()), "run: make packs"


# What is held


def test_every_table_says_about_whom_it_is_how_long_it_is_kept_and_who_sees_it() -> None:
    assert data_items.faults(data_items.rows(), set(data_items.columns())) == []


def test_a_table_that_nothing_is_said_of_is_seen() -> None:
    found = [data_items.Row("people_person", "nobody", "for ever", "names", "everybody")]
    assert data_items.faults(found * 2, {"audits_audit"}) == [
        "audits_audit: nothing is said of it in data-items.csv",
        "people_person: there is no such table",
        "people_person: there is no such table",
        "people_person: stands twice",
    ]


def test_the_readable_list_names_every_column_there_is() -> None:
    written = data_items.TABLE.with_suffix(".md").read_text()
    expected = data_items.markdown(data_items.rows(), data_items.columns())
    assert written == expected, "run: make packs"


# Paths


@pytest.mark.parametrize("document", paths.documents(), ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    assert paths.missing(document) == []


def test_a_file_that_is_not_there_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("See `README.md`, `beside.md` and `docs/packs/gone.md`.")
    (tmp_path / "beside.md").touch()
    assert paths.missing(page) == ["docs/packs/gone.md"]
