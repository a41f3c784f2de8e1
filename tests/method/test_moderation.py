"""Which audits are due for moderation, and what is said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.moderation import Due, Rule, Submission, coverage, due_for_moderation
from goldenthread.method.numbers import number

ROUND = [Submission(f"AUD-{n:03}", "good") for n in range(120)]
LABELS = {"inadequate": "Inadequate", "outstanding": "Outstanding"}


@pytest.mark.parametrize(
    ("rate", "audits", "size"),
    [(10, 40, 4), (100, 120, 120), (10, 21, 3), (10, 1, 1), (0, 40, 0), (100, 7, 7), (50, 0, 0)],
)
def test_the_rate_is_exact_and_rounded_up(rate: int, audits: int, size: int) -> None:
    assert len(due_for_moderation(ROUND[:audits], Rule(rate), "seed")) == size


def test_the_lowest_numbers_are_drawn() -> None:
    refs = sorted(
        (audit.ref for audit in ROUND), key=lambda ref: number("seed", "", "moderation", ref)
    )
    due = due_for_moderation(ROUND, Rule(10), "seed")
    assert due == [Due(ref, "rate") for ref in sorted(refs[:12])]


def test_every_audit_in_a_chosen_grade_is_due_on_top_of_the_rate() -> None:
    drawn = {due.ref for due in due_for_moderation(ROUND, Rule(10), "seed")}
    others = [audit.ref for audit in ROUND if audit.ref not in drawn]
    audits = [
        audit._replace(grade="inadequate" if audit.ref in others[:2] else "good") for audit in ROUND
    ]
    due = due_for_moderation(audits, Rule(10, ("inadequate",)), "seed")
    assert {d.ref for d in due if d.reason == "rate"} == drawn
    assert {d.ref for d in due if d.reason == "grade"} == set(others[:2])


def test_an_audit_due_for_both_reasons_is_due_for_its_grade() -> None:
    due = due_for_moderation([Submission("A", "inadequate")], Rule(100, ("inadequate",)), "seed")
    assert due == [Due("A", "grade")]


def test_an_audit_without_a_grade_is_due_only_by_the_rate() -> None:
    audits = [Submission("A"), Submission("B")]
    assert due_for_moderation(audits, Rule(0, ("inadequate",)), "seed") == []
    assert len(due_for_moderation(audits, Rule(50, ("inadequate",)), "seed")) == 1


@given(st.sets(st.sampled_from([audit.ref for audit in ROUND])), st.integers(0, 100))
def test_a_later_submission_never_changes_what_an_earlier_one_decided(
    submitted: set[str], rate: int
) -> None:
    so_far = [audit._replace(is_submitted=audit.ref in submitted) for audit in ROUND]
    in_the_end = due_for_moderation(ROUND, Rule(rate), "seed")
    expected = [due for due in in_the_end if due.ref in submitted]
    assert due_for_moderation(so_far, Rule(rate), "seed") == expected


@given(st.permutations(ROUND))
def test_the_order_of_the_audits_decides_nothing(shuffled: list[Submission]) -> None:
    assert due_for_moderation(shuffled, Rule(25), "s") == due_for_moderation(ROUND, Rule(25), "s")


def test_another_seed_draws_other_audits() -> None:
    assert due_for_moderation(ROUND, Rule(25), "s") != due_for_moderation(ROUND, Rule(25), "t")


@pytest.mark.parametrize("rate", [-1, 101])
def test_a_rate_is_from_nought_to_a_hundred(rate: int) -> None:
    with pytest.raises(ValueError) as refused:
        due_for_moderation(ROUND, Rule(rate), "seed")
    assert str(refused.value) == f"rate {rate}%"


@pytest.mark.parametrize(
    ("rule", "chosen_by"),
    [
        (Rule(), "no rule"),
        (Rule(10), "10% at random"),
        (Rule(100, ("inadequate",)), "every audit"),
        (Rule(0, ("inadequate", "outstanding")), "every audit graded Inadequate or Outstanding"),
        (Rule(10, ("inadequate",)), "10% at random and every audit graded Inadequate"),
        (Rule(10, firsts=1), "10% at random and every new auditor's first audit"),
        (Rule(10, firsts=3), "10% at random and every new auditor's first 3 audits"),
    ],
)
def test_the_sentence_says_how_many_and_by_what_rule(rule: Rule, chosen_by: str) -> None:
    made = coverage(3, 21, rule, LABELS)
    assert made.chosen_by == chosen_by
    assert made.text == f"3 of 21 moderated, chosen by: {chosen_by}"


def test_after_moderation_may_be_said_only_where_all_were() -> None:
    complete = [
        coverage(*n, Rule(100), LABELS).is_complete for n in ((21, 21), (20, 21), (0, 0), (1, 1))
    ]
    assert complete == [True, False, False, True]


def test_a_new_auditors_first_audit_is_due_where_the_rule_says_so() -> None:
    audits = [
        Submission("A", "good", is_first=True),
        Submission("B", "inadequate", is_first=True),
        Submission("C", "good", is_submitted=False, is_first=True),
        Submission("D", "good"),
    ]
    rule = Rule(grades=("inadequate",), firsts=1)
    assert due_for_moderation(audits, rule, "seed") == [Due("A", "first"), Due("B", "grade")]
    assert due_for_moderation(audits, Rule(grades=("inadequate",)), "seed") == [Due("B", "grade")]
