"""What the packs say of the product is held to the product, and each rule is seen to fail when broken."""

from dataclasses import replace

from packs import asvs

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
