"""Typed numbers that contradict the figures are named; what speaks of something else is left alone."""

import pytest

from goldenthread.cli.invented.papers import BOXES
from goldenthread.method.printed import Known, contradictions
from goldenthread.reports.build import KINDS
from tests.missing import REPORTS, published_reason

KNOWN = {
    "audited": Known((17, 16)), "moderated": Known((9,)), "changed": Known((3,)),
    "concerns": Known((1,)), "actions": Known((12,)), "actions_open": Known((5,)),
    "actions_overdue": Known((2,)), "actions_closed": Known((7,)), "practitioners": Known((11,)),
    "good_or_better": Known((12, 5), (17, 9)),
}  # fmt: skip
TIMES = "Autumn round October 2026"

WRONG = [
    ("In October 2026 we audited 18 cases.", "audited", "audited 18 cases"),
    ("Eighteen cases were audited.", "audited", "Eighteen cases were audited"),
    ("We audited 18 of 40 open cases.", "audited", "audited 18 of 40 open cases"),
    ("In all, ten audits were moderated.", "moderated", "ten audits were moderated"),
    ("Moderators changed 4 overall grades.", "changed", "Moderators changed 4"),
    ("No immediate safeguarding concerns were raised.", "concerns", "No immediate safeguarding concerns"),
    ("12 immediate concerns were raised.", "concerns", "12 immediate concerns"),
    ("13 actions were agreed.", "actions", "13 actions were agreed"),
    ("6 actions are still open.", "actions_open", "6 actions are still open"),
    ("There are 3 overdue actions.", "actions_overdue", "3 overdue actions"),
    ("No actions are closed.", "actions_closed", "No actions are closed"),
    ("We saw the work of 10 social workers.", "practitioners", "work of 10 social workers"),
    ("14 of 17 (82%) met the standard.", "good_or_better", "14 of 17 (82%) met the standard"),
    ("80% of cases were good or better.", "good_or_better", "80% of cases were good or better"),
]  # fmt: skip
RIGHT = [
    "We audited 17 cases.", "Sixteen cases were audited.", "12 of 17 (71%) met the standard.",
    "71% of audits met the standard.", "56% were good or better.", "12 actions were agreed.",
]  # fmt: skip
OF_SOMETHING_ELSE = [
    "Last year we audited 18 cases.", "In 2019 we audited 18 cases.", "In March 18 cases were audited.",
    "Of these, 4 cases were audited.", "We will audit 18 cases.", "About 18 cases were audited.",
    "8 Care leavers cases were audited.", "At least 6 actions are open.", "We audited 18 families.",
    "For the section Plans, 40% were good or better.", "Auditors saw 18 cases of good work.",
    "The 18 standards were agreed.", "Each team audited 2 cases.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "thing", "quote"), WRONG)
def test_a_typed_number_that_the_figures_say_otherwise_is_named(
    text: str, thing: str, quote: str
) -> None:
    found = contradictions(text, KNOWN, times=TIMES)
    assert [(each.thing, each.quote, each.says) for each in found] == [
        (thing, quote, KNOWN[thing].says)
    ]


@pytest.mark.parametrize("text", [*RIGHT, *OF_SOMETHING_ELSE])
def test_what_is_right_or_of_something_else_is_left_alone(text: str) -> None:
    assert contradictions(text, KNOWN, groups=["Care leavers"], times=TIMES) == []


def test_each_is_said_once_and_only_of_what_is_known() -> None:
    text = "We audited 18 cases. We audited 18 cases!\n6 actions are open"
    assert len(contradictions(text, KNOWN)) == 2
    assert contradictions(text, {}) == []


def test_the_words_of_the_demo_and_of_the_boxes_raise_no_alarm() -> None:
    for text in (*BOXES.values(), *(box.default for kind in KINDS.values() for box in kind.boxes)):
        assert contradictions(text, KNOWN, times=TIMES) == []


# What the figures of each paper's own rounds say; how much is found where every one of them is off by one.
PAPERS = {
    "000": ({"audited": (31,)}, 1),
    "001": ({"audited": (19,)}, 0),
    "002": ({"audited": (12, 24)}, 1),
    "003": ({"audited": (9, 19, 21, 15, 12, 4, 7)}, 0),
    "004": ({"audited": (123, 70)}, 0),
}  # fmt: skip


@pytest.mark.skipif(bool(published_reason()), reason=str(published_reason()))
@pytest.mark.parametrize("paper", PAPERS)
def test_five_published_papers_raise_no_alarm_beside_their_own_figures(paper: str) -> None:
    (file,) = REPORTS.glob(f"{paper}_*.txt")
    held, slips = PAPERS[paper]
    text, times = file.read_text(), "2016 2017 2018 2019 2020 2021 October December July"
    assert contradictions(text, {k: Known(v) for k, v in held.items()}, times=times) == []
    off = {thing: Known((counts[0] + 1000,)) for thing, counts in held.items()}
    assert len(contradictions(text, off, times=times)) == slips
