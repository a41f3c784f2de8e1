"""Suggested themes: the same list for the same words, cues and likeness, and nothing from anywhere else."""

import socket
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.learning.shipped import SHIPPED
from goldenthread.method import meaning
from goldenthread.method.themes import Suggester, Theme, stem, stems

THEMES = (
    Theme("voice", "Voice of the child", "What the child says", ("wishes and feelings", "voice")),
    Theme("plans", "Plans", "Who does what by when", ("smart plan", "contingency plan")),
    Theme("fathers", "Fathers", "Men in the home", ("father", "dad")),
)
SENTENCES = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ("the", "child", "father", "plans", "voice", "wishes", "and", "feelings", "no")
    ),
    max_size=12,
).map(" ".join)
few = Suggester(THEMES)
shipped = Suggester([Theme(s.code, s.name, s.about, s.cue_list) for s in SHIPPED])


def keys(text: str, suggester: Suggester = few) -> list[str]:
    return [each.key for each in suggester.suggestions(text)]


@given(SENTENCES)
def test_a_list_is_short_in_order_and_the_same_each_time(text: str) -> None:
    found = shipped.suggestions(text)
    assert len(found) <= 3 and len({each.key for each in found}) == len(found)
    assert all(0 < each.score <= 1 for each in found)
    assert [each.score for each in found] == sorted((e.score for e in found), reverse=True)
    assert found == Suggester(shipped.themes).suggestions(text)


@given(SENTENCES, st.permutations(THEMES))
def test_the_order_of_the_themes_does_not_change_their_scores(
    text: str, themes: list[Theme]
) -> None:
    scores = {each.key: each.score for each in Suggester(THEMES).suggestions(text)}
    others = {each.key: each.score for each in Suggester(themes).suggestions(text)}
    assert others == pytest.approx(scores)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", min_size=1, max_size=30))
def test_a_stem_is_never_empty_and_never_longer(word: str) -> None:
    if word.strip("'"):
        assert len(stem(word.strip("'"))) <= len(word)
        assert stem(word.strip("'"))


@pytest.mark.parametrize(
    "text", ["Dad was not asked.", "FATHERS were not asked", "The father\u2019s view is missing."]
)
def test_a_cue_is_found_however_it_is_written(text: str) -> None:
    assert keys(text)[0] == "fathers"


def test_a_phrase_counts_only_as_a_whole_and_says_which_it_was() -> None:
    first = Suggester(THEMES).suggestions("Her wishes and feelings were sought.")[0]
    assert (first.key, first.cues) == ("voice", ("wishes and feelings",))
    assert Suggester(THEMES).suggestions("Feelings, and wishes.")[0].cues == ()


def test_what_speaks_for_no_theme_has_no_suggestion() -> None:
    assert keys("Zzyzx qwerty.") == keys("") == []


def test_a_cue_of_one_theme_is_worth_more_than_one_of_several() -> None:
    shared = Suggester([Theme("a", "A", cues=("plan", "chair")), Theme("b", "B", cues=("plan",))])
    scores = {e.key: e.score for e in shared.suggestions("A plan and a chair")}
    assert scores["a"] > scores["b"]


def test_what_people_put_to_a_theme_leads_to_it_from_then_on() -> None:
    text = "Sibling time was arranged at weekends."
    learnt = [*THEMES[:2], Theme("fathers", "Fathers", accepted=("Time with siblings arranged",))]
    assert keys(text) == [] and keys(text, Suggester(learnt)) == ["fathers"]


def test_stems_keep_the_order_of_a_sentence() -> None:
    assert stems("Plans planned, visits visited") == ("plan", "plan", "visit", "visit")


@pytest.mark.parametrize("near", [None, meaning.likeness])
def test_nothing_leaves_the_building(near: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("a connection was asked for")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    fresh = Suggester([Theme(s.code, s.name, s.about, s.cue_list) for s in SHIPPED], near)
    assert fresh.suggestions("The supervision record was not uploaded.")[0].key == "supervision"


def test_the_shipped_themes_have_names_and_cues_of_their_own() -> None:
    assert len({s.code for s in SHIPPED}) == len({s.name for s in SHIPPED}) == len(SHIPPED)
    assert all(len(set(s.cue_list)) == len(s.cue_list) >= 7 and s.about for s in SHIPPED)


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [("add", "add"), ("stopped", "stop"), ("fell", "fell"), ("see", "see"), ("use", "use"),
     ("make", "mak"), ("child's", "child"), ("pull", "pull"), ("buzz", "buz")],
)  # fmt: skip
def test_short_words_and_doubled_vowels_keep_their_ending(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_single_letters_say_nothing() -> None:
    themes = [Theme("a", "Letter q x"), Theme("b", "Plans")]
    assert Suggester(themes).suggestions("q x") == []


def test_one_cue_alone_scores_a_third_of_itself_more_the_rarer_it_is() -> None:
    (found,) = Suggester([Theme("a", "Zebra", cues=("stripe",))]).suggestions("stripe")
    # Worth 1 of 1 theme: 1 / 3; its likeness to the two words of the theme: the root of a half.
    assert found.score == pytest.approx((1 / 3 + 2**-0.5) / 2)
