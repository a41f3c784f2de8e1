"""Which sentences are to be read before they are published: every kind has its words, names are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method import telling
from goldenthread.method.narrative import BLIND_TO, Listed, Reader, number_like, sentences
from goldenthread.method.themes import STOP

KNOWN = frozenset(
    [
        "children",
        "are",
        "seen",
        "alone",
        "plans",
        "visits",
        "late",
        "were",
        "will",
        "may",
        "hope",
        "workers",
    ]
)
reader = Reader(
    names={"Dana Reed": "a worker", "North Team": "a team", "Will Hope": "a worker", "Jo Li": "a worker"},
    numbers={"1001", "C-17"}, known=KNOWN, allowed=("Fennmarsh", "Family Safeguarding"),
)  # fmt: skip


def why(sentence: str) -> list[str]:
    return list(reader.reasons(sentence))


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Seen in case 1001.", "a case number: 1001"),
        ("C-17 was late.", "a case number: C-17"),
        ("See AUD-7K3M9QX2TA.", "a reference: AUD-7K3M9QX2TA"),
        ("Known as 4433221.", "a long number: 4433221"),
        ("Dana Reed visited.", "a worker: Dana Reed"),
        ("Visits by dana were late.", "a worker: dana"),
        ("Reed\u2019s visits were late.", "a worker: Reed\u2019s"),
        ("Will Hope was late.", "a worker: Will Hope"),
        ("The north team was late.", "a team: north team"),
        ("A boy aged 7 was seen.", "an age: aged 7"),
        ("The five-year-old was seen.", "an age: five-year-old"),
        ("Her baby was seen.", "an age: baby"),
        ("Seen at her school.", "a school: school"),
        ("He is in year 9.", "a school: year 9"),
        ("They moved to a hostel.", "a place: hostel"),
        ("Their home is in ZE1 0AA.", "a place: ZE1 0AA"),
        ("It was on 3 May.", "a date: 3 May"),
        ("It was on 03/05/2026.", "a date: 03/05/2026"),
        ("It was the day before her birthday.", "a date: birthday"),
        ("A Polish father was left out.", "a nationality, a faith or a language: Polish"),
        ("The mother has epilepsy.", "an illness or a disability: epilepsy"),
        ("One child was not seen.", "fewer than 3 cases: One child"),
        ("Plans were late in one of them.", "fewer than 3 cases: in one"),
        ("This was so in 2 of 12.", "fewer than 3 cases: 2 of 12"),
        ("Both young children were late.", "fewer than 3 cases: Both young children"),
        ("Her sister was seen.", "a sibling: sister"),
        ("Marek was seen.", "a capital letter: Marek"),
        ("They moved to Leeds.", "a capital letter: Leeds"),
        ("Workers are late with Hope.", "a capital letter: Hope"),
        ("His Baby was seen.", "an age: Baby"),
        ("Marek\u2019s plans were late.", "a capital letter: Marek"),
        ("Her half-sister was seen.", "a sibling: half-sister"),
    ],
)
def test_each_kind_is_listed_with_what_was_found(sentence: str, reason: str) -> None:
    assert reason in why(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Children are seen alone.", "Plans were late in Fennmarsh.", "Visits in September 2026 were late.",
        "Family Safeguarding workers are seen.", "Ofsted may visit.", "17 of 20 plans were late.",
        "Children\u2019s plans were late.", "I may visit.", "It will be seen.", "",
        "Late-Seen plans were late.",
    ],
)  # fmt: skip
def test_what_tells_nothing_is_not_listed(sentence: str) -> None:
    assert why(sentence) == []


def test_a_name_is_told_once_and_not_again_for_its_capitals() -> None:
    assert why("Dana Reed was late.") == ["a worker: Dana Reed"]


def test_sentences_keep_their_order_place_and_digest() -> None:
    found = reader.listed("Summary", "Marek was seen. Plans were late.\nSeen in Leeds")
    assert [each.text for each in found] == ["Marek was seen.", "Seen in Leeds"]
    assert found[0].digest == Listed("Summary", "Marek was seen.", ()).digest
    assert found[0].digest != Listed("Conclusion", "Marek was seen.", ()).digest
    assert found[0].digest != Listed("Summary", "Marek was late.", ()).digest


def test_abbreviations_end_no_sentence() -> None:
    assert sentences("Seen e.g. at home. Late!  Why?\n\nNo. 3") == [
        "Seen e.g. at home.", "Late!", "Why?", "No. 3",
    ]  # fmt: skip


@given(st.text(max_size=300))
def test_no_word_of_a_text_is_lost_between_sentences(text: str) -> None:
    def letters(each: str) -> str:
        return "".join(filter(str.isalnum, each))

    assert "".join(map(letters, sentences(text))) == letters(text)


@given(
    st.text(max_size=200),
    st.sampled_from(["Dana Reed", "north team", "1001", "Marek", "epilepsy", "sister"]),
)
def test_what_is_telling_is_found_whatever_stands_around_it(text: str, telling_word: str) -> None:
    found = reader.listed("x", f"{text}\n\n{telling_word} was so.")
    assert any(telling_word in why for each in found for why in each.why)


@given(st.lists(st.sampled_from(sorted(KNOWN - telling.NAMES)), min_size=1, max_size=8))
def test_words_of_the_field_in_small_letters_are_never_listed(words: list[str]) -> None:
    assert why(" ".join(words)) == []


def test_numbers_are_words_with_a_digit() -> None:
    assert number_like("Case 1001/A, then C-17.") == ["1001/A", "C-17"]


def test_lists_are_in_small_letters_and_say_what_they_miss() -> None:
    lists = (
        telling.AGES, telling.PLACES_OF_LEARNING, telling.PLACES, telling.DAYS, telling.ORIGINS,
        telling.ILLNESSES, telling.SIBLINGS, telling.COUNTED, telling.COMMON, tuple(telling.NAMES),
    )  # fmt: skip
    assert all(word == word.lower() for each in lists for word in each)
    assert all(len(set(each)) == len(each) for each in lists)
    assert len(BLIND_TO) >= 4 and not telling.NAMES & STOP - {"will"}
