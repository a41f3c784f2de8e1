"""What is missing, how grades are counted, and how they move."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.grading import (
    Answer,
    Change,
    Missing,
    Question,
    Scale,
    Section,
    UnknownGrade,
    direction,
    matrix,
    meeting_standard,
    missing,
    moves,
    tally,
)

OFSTED = Scale(
    ("inadequate", "requires_improvement", "good", "outstanding"),
    frozenset({"good", "outstanding"}),
)
GRADES = st.sampled_from([*OFSTED.grades, "na", None])
GRADE = Question(
    "risk.grade",
    allowed=frozenset(OFSTED.grades),
    needs_words=True,
    is_grade=True,
    may_be_not_applicable=True,
)
TEXT = Question("risk.difference")
RISK = Section("risk", (GRADE, TEXT))


def lacking(**answers: Answer) -> list[tuple[str, str]]:
    by_key = {f"risk.{key}": answer for key, answer in answers.items()}
    return [(lack.question, lack.what) for lack in missing([RISK], by_key)]


def test_an_untouched_audit_lacks_every_required_answer_in_order() -> None:
    assert missing([RISK, Section("overall", (Question("overall.grade"),))], {}) == [
        Missing("risk", "risk.grade", "answer"),
        Missing("risk", "risk.difference", "answer"),
        Missing("overall", "overall.grade", "answer"),
    ]


def test_a_complete_audit_lacks_nothing() -> None:
    assert lacking(grade=Answer("good", "Visits, 3 May"), difference=Answer(words="Safer")) == []


def test_a_grade_needs_its_why() -> None:
    difference = Answer(words="Safer")
    assert lacking(grade=Answer("good", " \n"), difference=difference) == [("risk.grade", "words")]


def test_words_are_no_grade() -> None:
    difference = Answer(words="Safer")
    for value in ("", "brilliant"):
        answers = {"grade": Answer(value, "Because"), "difference": difference}
        assert lacking(**answers) == [("risk.grade", "answer")]


@pytest.mark.parametrize("answer", [Answer("2026-05-03"), Answer(words="Yes")])
def test_a_value_or_words_answer_an_open_question(answer: Answer) -> None:
    assert missing([Section("s", (Question("q"),))], {"q": answer}) == []


def test_blanks_are_no_answer() -> None:
    assert missing([Section("s", (Question("q"),))], {"q": Answer(" ", "\t")}) == [
        Missing("s", "q", "answer")
    ]


def test_a_section_that_is_not_applicable_asks_nothing_more() -> None:
    assert lacking(grade=Answer("na")) == []


def test_not_applicable_is_no_answer_where_it_may_not_be_given() -> None:
    question = Question("q", allowed=frozenset({"yes"}), is_grade=True)
    assert missing([Section("s", (question,))], {"q": Answer("na")}) == [
        Missing("s", "q", "answer")
    ]


def test_an_ordinary_question_that_is_not_applicable_leaves_the_others_asked() -> None:
    visits = Question("visits", frozenset({"yes"}), may_be_not_applicable=True, needs_words=True)
    found = missing([Section("facts", (visits, TEXT))], {"visits": Answer("na")})
    assert found == [Missing("facts", "risk.difference", "answer")]


def test_what_is_not_required_is_never_missing() -> None:
    question = Question("q", frozenset({"yes"}), is_required=False, needs_words=True)
    assert missing([Section("s", (question,))], {"q": Answer("yes")}) == []


def test_grades_are_counted_in_scale_order_with_noughts() -> None:
    counts = tally(["good", "inadequate", "na", None, "good"], OFSTED)
    assert list(counts.items()) == [
        ("inadequate", 1),
        ("requires_improvement", 0),
        ("good", 2),
        ("outstanding", 0),
    ]


@given(st.lists(GRADES))
def test_not_applicable_is_never_counted(grades: list[str | None]) -> None:
    counted = [grade for grade in grades if grade in OFSTED.grades]
    assert sum(tally(grades, OFSTED).values()) == len(counted)
    good = counted.count("good") + counted.count("outstanding")
    assert meeting_standard(grades, OFSTED) == (good, len(counted))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("good", "good", Change("same", 0)),
        ("good", "outstanding", Change("up", 1)),
        ("outstanding", "inadequate", Change("down", 3)),
        ("inadequate", "good", Change("up", 2)),
        ("na", "good", None),
        ("good", None, None),
    ],
)
def test_a_grade_moves_up_down_or_not(before: str, after: str, change: Change | None) -> None:
    assert direction(before, after, OFSTED) == change


def test_a_grade_from_another_scale_is_refused() -> None:
    with pytest.raises(UnknownGrade) as refused:
        tally(["good", "meets_good"], OFSTED)
    assert refused.value.grade == "meets_good"
    assert refused.value.args == ("meets_good",)


@given(st.lists(st.tuples(GRADES, GRADES)))
def test_the_matrix_counts_every_pair_of_grades_once(
    pairs: list[tuple[str | None, str | None]],
) -> None:
    counts = matrix(pairs, OFSTED)
    for before in OFSTED.grades:
        for after in OFSTED.grades:
            assert counts[before][after] == pairs.count((before, after))
    changes = [c for before, after in pairs if (c := direction(before, after, OFSTED))]
    assert moves(counts, OFSTED) == {
        way: [c.direction for c in changes].count(way) for way in ("up", "down", "same")
    }


def test_the_published_moderation_of_nine_moved_three_down(vector: Callable[[str], Any]) -> None:
    """Coventry's looked-after children: 4 met and 5 did not, then 1 and 8, all moved down."""
    published = vector("moderation_feasible_ranges")["same, down only"]
    scale = Scale(("does_not", "meets", "exceeds"), frozenset({"meets", "exceeds"}))
    pairs = [("meets", "meets")] + [("meets", "does_not")] * 3 + [("does_not", "does_not")] * 5
    assert moves(matrix(pairs, scale), scale)["down"] == published["changed_min"]
    assert moves(matrix(pairs, scale), scale)["up"] == published["up_max"]
