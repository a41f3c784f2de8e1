"""Each row of the product that the guide has to show has its page, its picture and its test."""

import shutil
import struct
from pathlib import Path

import pytest

from goldenthread.cli.invented.playing import Played
from goldenthread.cli.management.commands.demo import sign_ins
from goldenthread.people.roles import Role
from pictures import guide
from pictures.demo import demo_of
from pictures.listed import PICTURES

LISTED = {picture.name: picture.alt for picture in PICTURES}
SEEN = "A list of cases with their grades."
LINE = "| R4 | Voices | [Heard](voices.md#what-a-child-said) | [heard](pictures/heard.png) | `tests/test_it.py::test_it` |"


def test_every_row_has_its_page_its_picture_and_its_test() -> None:
    assert guide.faults(LISTED) == []


def test_no_picture_is_listed_twice() -> None:
    assert len(LISTED) == len(PICTURES)


def test_whoever_sees_a_picture_has_a_sign_in_of_the_demo() -> None:
    people = tuple((role.value.label, f"{role.code}@fennmarsh.example") for role in Role)
    demo = demo_of(sign_ins(Played("four-words-in-one", people)), "http://127.0.0.1:1")
    assert (demo.password, demo.people) == ("four-words-in-one", dict(people))
    assert {picture.who for picture in PICTURES} <= demo.people.keys()


def png(width: int = 800, height: int = 400, size: int = 5000) -> bytes:
    head = guide.PNG + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height)
    return head.ljust(size, b"\0")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guide of one row, with nothing wrong."""
    monkeypatch.setattr(guide, "ROWS", ("R4",))
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "heard.png").write_bytes(png())
    (tmp_path / "README.md").write_text(f"# Guide\n\n{LINE}\n")
    (tmp_path / "voices.md").write_text(
        f"# Voices\n\n## What a child said\n\n![{SEEN}](pictures/heard.png)\n"
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text("\n\ndef test_it() -> None: ...\n")
    return tmp_path


def faults(folder: Path, listed: dict[str, str] | None = None) -> list[str]:
    return guide.faults({"heard": SEEN} if listed is None else listed, folder, folder)


def test_a_guide_with_nothing_wrong_is_passed(small: Path) -> None:
    assert faults(small) == []


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("| R4 |", "| R5 |", "R4: has no row"),
        (LINE, f"{LINE}\n{LINE}", "R4: stands twice"),
        (
            "#what-a-child-said",
            "#what-nobody-said",
            "R4: voices.md has no heading what-nobody-said",
        ),
        ("voices.md#", "gone.md#", "R4: gone.md has no heading what-a-child-said"),
        ("pictures/heard", "pictures/other", "R4: other is on none of its pages"),
        ("::test_it`", "::test_other`", "R4: tests/test_it.py has no test_other"),
        ("test_it.py", "test_gone.py", "R4: tests/test_gone.py has no test_it"),
        ("`tests/test_it.py::test_it`", "", "R4: no test"),
        ("[heard](pictures/heard.png)", "", "R4: no picture"),
    ],
)
def test_a_table_that_is_not_true_is_seen(small: Path, was: str, becomes: str, fault: str) -> None:
    table = small / "README.md"
    table.write_text(table.read_text().replace(was, becomes))
    assert fault in faults(small)


def test_a_page_that_the_index_leaves_out_or_invents_is_seen(small: Path) -> None:
    (small / "alone.md").write_text("# Alone")
    table = small / "README.md"
    table.write_text(table.read_text() + "\n[Gone](gone.md)\n")
    assert faults(small) == [
        "alone.md: is not in the index",
        "gone.md: the index names it and it is not there",
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"GIF89a".ljust(5000), "heard.png: is no PNG"),
        (png(width=200), "heard.png: 200 pixels, not 500 to 1280"),
        (png(height=4000), "heard.png: 4000 pixels, not 100 to 1500"),
        (png(size=60_001), "heard.png: 60,001 bytes, more than 60,000"),
    ],
)
def test_a_picture_of_no_sensible_size_is_seen(small: Path, data: bytes, fault: str) -> None:
    (small / "pictures" / "heard.png").write_bytes(data)
    assert faults(small) == [fault]


def test_a_picture_that_is_not_used_not_there_or_not_known_is_seen(small: Path) -> None:
    assert faults(small, {}) == ["heard: pictures/listed.py does not know it"]
    both = {"heard": SEEN, "other": "Another page with other words on it."}
    assert faults(small, both) == [
        "other: is on no page", "other: is not there: make pictures",
    ]  # fmt: skip
    shutil.copy(small / "voices.md", small / "again.md")
    assert "heard: is on two pages" in faults(small)


def test_an_alternative_text_that_says_too_little_or_something_else_is_seen(small: Path) -> None:
    assert faults(small, {"heard": "Something else than the page says here."}) == [
        "heard: another alternative text than pictures/listed.py has"
    ]
    page = small / "voices.md"
    page.write_text(page.read_text().replace(SEEN, "A picture"))
    assert faults(small, {"heard": "A picture"}) == [
        "heard: no alternative text of its own that says what is seen"
    ]


def test_pictures_that_are_too_large_together_are_seen(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guide, "LARGEST_TOGETHER", 4999)
    assert faults(small) == ["the pictures together are larger than 4,999 bytes"]
