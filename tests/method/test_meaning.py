"""Nearness in meaning: word pieces as the model was taught with, a known model, nothing of the words kept."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.learning.shipped import SHIPPED
from goldenthread.method import meaning
from goldenthread.method.themes import Suggester, Theme

ABOUT = ["The child's wishes and feelings", "Time limits of visits", "Management oversight"]
SHIPPED_THEMES = [Theme(s.code, s.name, s.about, s.cue_list) for s in SHIPPED]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [101, 102]),
        ("Caf\u00e9, na\u00efve.", [101, 7668, 1010, 15743, 1012, 102]),
        ("co-operate \u2013 50%", [101, 2522, 1011, 5452, 1516, 2753, 1003, 102]),
        ("a\u200b b\u00a0c\td", [101, 1037, 1038, 1039, 1040, 102]),
        ("x" * 101, [101, 100, 102]),
        ("\U0001f642", [101, 100, 102]),
    ],
)
def test_pieces_are_those_the_model_was_taught_with(text: str, numbers: list[int]) -> None:
    assert meaning.pieces(text) == numbers


@given(st.text(max_size=400))
def test_any_words_have_pieces_between_two_marks(text: str) -> None:
    found = meaning.pieces(text)
    assert (found[0], found[-1]) == (101, 102) and len(found) <= meaning.PIECES
    assert all(0 < each < 30522 for each in found)


def test_a_long_text_fills_every_piece_there_is_room_for() -> None:
    assert len(meaning.pieces("child " * 300)) == meaning.PIECES
    assert len(meaning.pieces("child " * (meaning.PIECES - 3))) == meaning.PIECES - 1


def test_a_sentence_is_nearest_to_what_it_is_about_without_sharing_a_word() -> None:
    near = meaning.likeness("Nobody asked this little boy how he felt or what he wanted.", ABOUT)
    assert near[0] == max(near) > meaning.likeness("The printer is out of ink.", ABOUT)[0]


def test_a_vector_has_length_one_and_is_the_same_each_time() -> None:
    first = meaning.vector("Supervision was late.")
    meaning._vectors.clear()
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(first, meaning.vector("Supervision was late."))


def test_what_was_computed_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = meaning.vector("Plans were late.")
    monkeypatch.setattr(meaning, "_computed", lambda sentence: pytest.fail("computed again"))
    assert meaning.vector("Plans were late.") is first


@pytest.mark.parametrize("missing", [meaning.PACKAGE, "onnxruntime"])
def test_both_parts_of_the_extra_are_needed(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        meaning.importlib.util, "find_spec", lambda name: None if name == missing else object()
    )
    assert not meaning.is_installed()
    monkeypatch.setattr(
        meaning.importlib.util, "find_spec",
        lambda name: object() if name in (meaning.PACKAGE, "onnxruntime") else None,
    )  # fmt: skip
    assert meaning.is_installed()


def test_no_words_are_kept_and_not_more_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning._vectors.clear()
    monkeypatch.setattr(meaning, "KEPT", 2)
    for sentence in ("One.", "Two.", "Three."):
        meaning.vector(sentence)
    assert len(meaning._vectors) == 1
    assert all(isinstance(key, bytes) and len(key) == 32 for key in meaning._vectors)


def test_another_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not the model")
    fake = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(meaning.importlib.util, "find_spec", lambda name: fake)
    with pytest.raises(ValueError, match="not the one this version knows"):
        meaning._session.__wrapped__()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning.importlib.util, "find_spec", lambda name: None)
    assert not meaning.is_installed()
    with pytest.raises(ImportError, match=r"goldenthread\[semantic\]"):
        meaning._session.__wrapped__()


def test_meaning_brings_a_theme_that_no_word_brings() -> None:
    text = "The youngster's opinions went unheard."
    assert Suggester(SHIPPED_THEMES).suggestions(text) == []
    found = Suggester(SHIPPED_THEMES, meaning.likeness).suggestions(text)
    assert "voice" in [each.key for each in found]
    assert all(0 < each.score <= 1 for each in found)
