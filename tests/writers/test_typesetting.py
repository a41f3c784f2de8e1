"""What the typesetter is asked, and what happens where it cannot draw a character."""

import json
import time
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import typst

from goldenthread.writers import typesetting
from goldenthread.writers.typesetting import _beyond_latin, _bytes, _undrawable, _without

DAY = date(2026, 3, 29)


class NotDrawn(typst.TypstError):
    """As the typesetter says it of some characters."""

    def __init__(self, *named: str) -> None:
        self.diagnostic = "".join(
            f'error: the text `"{each}"` could not be displayed\n' for each in named
        )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of a typesetter that is not started."""
    heard: list[Any] = []

    def compiler(**given: Any) -> Any:
        heard.append(given)
        return SimpleNamespace(compile=lambda **how: heard.append(how) or b"made")

    monkeypatch.setattr(typst, "Compiler", compiler)
    monkeypatch.setattr(typesetting, "_fonts", lambda: "fonts")
    return heard


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server whose clock is nine hours ahead."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_a_paper_is_asked_for_with_its_data_and_dated_at_noon(asked: list[Any]) -> None:
    assert typesetting.pdf("paper.typ", {"title": "é"}, DAY) == b"made"
    [given, how] = asked
    assert given["input"].startswith(b"//") or b"sys.inputs" in given["input"]
    assert (given["font_paths"], list(given["sys_inputs"])) == ("fonts", ["data"])
    assert json.loads(given["sys_inputs"]["data"]) == {"title": "é"}
    assert how == {"format": "pdf", "pdf_standards": ["ua-1"], "timestamp": 1_774_785_600}


def test_a_picture_is_asked_for_as_fine_as_wanted(asked: list[Any]) -> None:
    assert typesetting.png("<svg/>", 144) == b"made"
    assert json.loads(asked[0]["sys_inputs"]["data"]) == {"svg": "<svg/>"}
    assert asked[1] == {"format": "png", "ppi": 144}


def tried(monkeypatch: pytest.MonkeyPatch, *errors: Exception) -> tuple[bytes | None, list[Any]]:
    """The data of each try, where the first ones end in these errors."""
    left, seen = list(errors), []

    def attempt(template: str, data: Any, dated: date) -> bytes:
        assert (template, dated) == ("paper.typ", DAY)
        seen.append(data)
        if left:
            raise left.pop(0)
        return b"made"

    monkeypatch.setattr(typesetting, "_compile", attempt)
    return typesetting.pdf("paper.typ", {"a": "x漢é…☂", "n": [1, ("漢",)]}, DAY), seen


def test_what_cannot_be_drawn_is_counted_and_printed_as_a_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, seen = tried(monkeypatch, NotDrawn("漢"), NotDrawn("a☂"))
    assert made == b"made"
    assert seen == [
        {"a": "x漢é…☂", "n": [1, ("漢",)]},
        {"a": "x[?]é…☂", "n": [1, ["[?]"]], "unshown": 1},
        {"a": "x[?]é…[?]", "n": [1, ["[?]"]], "unshown": 2},
    ]


@pytest.mark.parametrize("errors", [[NotDrawn()], [NotDrawn("é")] * 4])
def test_after_some_tries_what_is_latin_is_kept(
    errors: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, seen = tried(monkeypatch, *errors)
    assert made == b"made" and len(seen) == len(errors) + 1
    e = "é" if len(errors) == 1 else "[?]"
    assert seen[-1] == {"a": f"x[?]{e}…[?]", "n": [1, ["[?]"]], "unshown": 2 + (e != "é")}


def test_an_error_of_another_kind_comes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotDrawn):
        tried(monkeypatch, NotDrawn(), NotDrawn())


def test_characters_are_read_from_what_the_typesetter_says() -> None:
    error: Any = NotDrawn("漢~\x7fa", r"\u{1f9ff}\u{feff}")
    assert _undrawable(error) == {"漢", "\x7f", "\U0001f9ff", "\ufeff"}
    assert _beyond_latin({"ſż": ["ƀ", "‘’“”–—…•"]}) == {"ƀ"}
    assert _without({"a": 1}, set()) == {"a": 1}


def test_pages_come_as_one_and_nothing_as_nothing() -> None:
    assert (_bytes(b"x"), _bytes([b"a", b"b"]), _bytes(None)) == (b"x", b"ab", b"")


def test_the_first_font_that_there_is_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = (
        "Arial", "Liberation Sans", "Arimo", "Helvetica Neue", "Helvetica", "Noto Sans", "DejaVu Sans",
        "Libertinus Serif",
    )  # fmt: skip
    for n, name in enumerate(wanted):
        found = SimpleNamespace(families=lambda n=n: ["Other", *wanted[n:]])
        monkeypatch.setattr(typesetting, "_fonts", lambda found=found: found)
        assert typesetting.font.__wrapped__() == name
