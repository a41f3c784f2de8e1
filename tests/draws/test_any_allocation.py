"""Whatever is asked of an allocation, it keeps the hard rules and says what it could not do."""

import os
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.method.allocation import (
    Allocation,
    Auditor,
    Case,
    Question,
    allocation,
    families,
    solved,
)
from goldenthread.method.allocation.desk import Desk

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
many = settings(max_examples=10_000 if IS_THOROUGH else 500)
KEYS = ["Ama", "Ben", "Cy"]
KINDS = ["cp", "cla"]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Up to seven cases in up to four families, three auditors with every sort of limit."""
    cases = [
        Case(
            f"case {n}", draw(st.sampled_from(["", "f", "g"])), draw(st.sampled_from(KINDS)),
            draw(st.sampled_from([60, 90, 120])), draw(st.sampled_from(["", "V", "W"])),
            draw(st.sampled_from(["", "", "", "external", "internal"])),
        )
        for n in range(draw(st.integers(0, 7)))
    ]  # fmt: skip
    auditors = [
        Auditor(
            key, draw(st.sampled_from([None, 0, 1, 2, 4])), draw(st.sampled_from([None, 90, 240])),
            draw(st.sampled_from([1000, 1000, 500, 0])), draw(st.booleans()),
            dict.fromkeys(draw(st.lists(st.sampled_from(KINDS), max_size=1)), 0), 1,
        )
        for key in KEYS
    ]  # fmt: skip
    keys = [case.key for case in cases]
    if not keys:
        return Question(cases, auditors)
    pairs = st.tuples(st.sampled_from(KEYS), st.sampled_from(keys))
    barred = dict.fromkeys(draw(st.lists(pairs, max_size=6)), "barred")
    locked = draw(
        st.dictionaries(st.sampled_from(keys), st.sampled_from([*KEYS, "Zoe"]), max_size=2)
    )
    return Question(cases, auditors, barred, locked)


def broken_rules(question: Question, done: Allocation) -> list[str]:
    """Worked out from the question alone, in the plainest way."""
    cases = {case.key: case for case in question.cases}
    auditors = {auditor.key: auditor for auditor in question.auditors}
    new = {key: who for key, who in done.assigned.items() if key not in question.locked}
    broken = [
        f"{who} is barred from {key}" for key, who in new.items() if (who, key) in question.barred
    ]
    for key, who in new.items():
        wrong = "internal" if auditors[who].is_external else "external"
        broken += [f"{key} is not for {who}"] * (cases[key].only == wrong)
        broken += [f"{who} is away"] * (not auditors[who].presence)
    for who in set(new.values()):
        has = [cases[key] for key, given in done.assigned.items() if given == who]
        most = auditors[who]
        broken += [f"{who} has too many"] * (most.audits is not None and len(has) > most.audits)
        minutes = sum(case.minutes for case in has)
        broken += [f"{who} has too much"] * (most.minutes is not None and minutes > most.minutes)
    for family in families(question.cases):
        together = {new[case.key] for case in family if case.key in new}
        bound = {question.locked[case.key] for case in family if case.key in question.locked}
        broken += ["a family is split"] * (len(together) > 1 or bool(bound and together - bound))
    return broken


def says_all(question: Question, done: Allocation) -> bool:
    """Whether each case is given or said to be left, once, with a reason for every auditor."""
    left = [key for lost in done.unplaced for key in lost.cases]
    told = all(sum(lost.against.values()) == len(question.auditors) for lost in done.unplaced)
    return told and sorted([*done.assigned, *left]) == sorted(case.key for case in question.cases)


def is_kept(question: Question, done: Allocation) -> bool:
    locked = {key: who for key, who in question.locked.items() if done.assigned.get(key) == who}
    return locked == question.locked


@many
@given(questions())
def test_the_fallback_keeps_every_hard_rule(question: Question) -> None:
    done = allocation(question, solver=lambda asked, seconds: None)
    assert broken_rules(question, done) == []
    assert says_all(question, done)
    assert is_kept(question, done)


@many
@given(questions())
def test_the_search_keeps_every_hard_rule_and_is_never_worse(question: Question) -> None:
    done = allocation(question, solver=solved)
    quick = allocation(question, solver=lambda asked, seconds: None)
    assert broken_rules(question, done) == []
    assert says_all(question, done)
    assert is_kept(question, done)
    assert len(done.assigned) >= len(quick.assigned)


def price(question: Question, given_to: dict[str, str]) -> tuple[int, int] | None:
    """Left over and price of one way to place every unit; None where it breaks a rule."""
    desk = Desk(question)
    for n, unit in enumerate(desk.units):
        who = given_to.get(unit.cases[0].key)
        if who is not None:
            if desk.number[who] not in unit.may:
                return None
            desk.give(n, desk.number[who])
    return desk.price()[:2] if desk.keeps_rules() else None


@settings(max_examples=1_000 if IS_THOROUGH else 40)
@given(questions())
def test_the_search_finds_the_best_there_is(question: Question) -> None:
    """By trying everything: nothing leaves fewer over or costs less (a hundredth is not looked for)."""
    firsts = [unit.cases[0].key for unit in Desk(question).units][:5]
    if len(firsts) < len(Desk(question).units):
        return
    ways: Any = product([*KEYS, None], repeat=len(firsts))
    prices = [
        price(question, {k: w for k, w in zip(firsts, way, strict=True) if w}) for way in ways
    ]
    best = min(found for found in prices if found is not None)
    done = allocation(question, solver=solved)
    left, cost = price(question, done.assigned) or (99, 0)
    assert left == best[0]
    assert cost <= best[1] * 1.01 + 1
