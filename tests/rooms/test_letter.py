"""The letter to the practitioner: after the release, praise first, one page whatever was written."""

from dataclasses import replace
from io import BytesIO
from itertools import cycle
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import audit_form, sheet
from goldenthread.audits.queries.feedback import Graded
from goldenthread.people.models import FeedbackLevel
from goldenthread.reports import build
from goldenthread.reports.build import letter
from goldenthread.reports.queries import audit_for_paper
from goldenthread.writers import html, pdf
from goldenthread.writers.document import Document
from tests.cast import Cast
from tests.loop import round_of, shared

SEEN = "You saw Child A alone at each visit."
pytestmark = [pytest.mark.django_db]

LONG = "The worker knew this child well and wrote down what was seen and heard at each visit. " * 8


@pytest.fixture
def audit(cast: Cast) -> Audit:
    """Handed in and released, with a strength."""
    return shared(cast, round_of(cast, ["1"])[0])


def longest(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> Document:
    """More of everything than any audit has, each as long as a box holds."""
    held = sheet(audit)
    grades = cycle(("good", "outstanding", "requires_improvement", "inadequate", "na"))
    graded = [
        Graded(replace(section, title=f"{section.title} and why"), grade, "")
        for section, grade in zip(audit_form(audit).sections, grades, strict=False)
    ]
    full = replace(
        held, strengths=[LONG] * 9, improvements=[LONG] * 9, grades=[*held.grades, *graded]
    )
    action = SimpleNamespace(what=SimpleNamespace(body=LONG), due_on=audit.due_on)
    wrong = SimpleNamespace(correction=SimpleNamespace(body=LONG))
    audit.worker_may, audit.closed_at = FeedbackLevel.REPLY, None
    monkeypatch.setattr(letter, "sheet", lambda _: full)
    monkeypatch.setattr(letter, "actions_of", lambda _: [action] * 9)
    monkeypatch.setattr(letter, "owner_name", lambda _: "A worker with a long name")
    monkeypatch.setattr(letter, "corrections", lambda _: [wrong] * 9)
    return build.feedback_letter(audit)


def pages(data: bytes) -> int:
    return len(PdfReader(BytesIO(data)).pages)


def test_the_letter_thanks_and_praises_before_it_asks_for_more(audit: Audit) -> None:
    words = html.fragment(build.feedback_letter(audit))
    parts = (
        "Thank you for the work", "What went well", SEEN,
        "What would make it stronger", "Grades", "What happens next", "a fact is wrong",
        "Who sees this",
    )  # fmt: skip
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_the_longest_letter_is_one_page(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    made = longest(audit, monkeypatch)
    assert pages(pdf.pdf(made)) == 1
    more = "6 more strengths, 6 more points to make stronger and 6 more actions"
    assert f"The feedback sheet has {more}." in html.fragment(made)


def test_it_says_how_to_answer_as_far_as_the_release_opened_that(audit: Audit) -> None:
    audit.closed_at, audit.worker_may = None, FeedbackLevel.REPLY
    assert "open My feedback" in html.fragment(build.feedback_letter(audit))
    audit.worker_may = FeedbackLevel.VIEW
    assert "speak to your manager" in html.fragment(build.feedback_letter(audit))


def test_nobody_has_it_before_it_is_released_to_the_worker(cast: Cast, audit: Audit) -> None:
    readers = [cast.pat, cast.olive, cast.ines, cast.tariq, cast.dana]
    assert {audit_for_paper(who, audit.ref, "letter") for who in readers} == {audit}
    strangers = [cast.stranger, cast.sunita, cast.ed, cast.dee, cast.ira]
    assert {audit_for_paper(who, audit.ref, "letter") for who in strangers} == {None}
    Audit.objects.filter(pk=audit.pk).update(worker_may=FeedbackLevel.NONE)
    assert audit_for_paper(cast.pat, audit.ref, "letter") is None
    waiting = {"worker_may": FeedbackLevel.REPLY, "state": Audit.State.SUBMITTED, "shared_at": None}
    Audit.objects.filter(pk=audit.pk).update(**waiting)
    assert audit_for_paper(cast.pat, audit.ref, "letter") is None
    assert audit_for_paper(cast.pat, audit.ref, "feedback") == audit
