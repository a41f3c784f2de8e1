"""The letters that tell people of an audit: written, sent, taken away in Word."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest

from goldenthread.audits.changes import hand_back
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.programme.models import Notice
from tests.cast import Cast
from tests.web.asking import signed_in, text
from tests.web.programme_pages import letter_page, open_round_of, page

pytestmark = pytest.mark.django_db


def test_tell_writes_all_letters_and_marks_them_sent(cast: Cast) -> None:
    round = open_round_of(cast, 3)
    client = signed_in(cast.pat)
    client.post(page("tell", round.ref), {"step": "write"})
    assert Notice.objects.count() == 6
    refs = list(Notice.objects.values_list("ref", flat=True))[:2]
    client.post(page("tell", round.ref), {"step": "sent", "notice": refs})
    assert Notice.objects.filter(sent_on=today()).count() == 2
    client.post(page("tell", round.ref), {"step": "all"})
    assert Notice.objects.filter(sent_on=today()).count() == 6


def test_tell_says_where_there_is_no_auditor_yet(cast: Cast) -> None:
    round = open_round_of(cast, 1)
    audit = Audit.objects.get(round=round)
    hand_back(by=audit.auditor, audit=audit, why="I know this family or worker")
    client = signed_in(cast.pat)
    assert "No auditor yet" in text(client.get(page("tell", round.ref)))
    client.post(page("tell", round.ref), {"step": "write"})
    assert "\n\nAn auditor will look at" in Notice.objects.first().words.body


def test_tell_word_holds_every_letter(cast: Cast) -> None:
    round = open_round_of(cast, 3)
    client = signed_in(cast.pat)
    assert client.get(page("tell_word", round.ref)).status_code == 404
    client.post(page("tell", round.ref), {"step": "write"})
    words = docx.Document(BytesIO(client.get(page("tell_word", round.ref)).content))
    headings = [p.text for p in words.paragraphs if p.style.name == "Heading 2"]
    assert len(headings) == 6
    assert "Audit of case S100: worker" in headings


def test_notice_is_edited_with_its_interview_and_sent(cast: Cast) -> None:
    round = open_round_of(cast, 1)
    client, where = signed_in(cast.pat), letter_page(round)
    assert "Write the letter" in text(client.get(where))
    data = {
        "step": "save",
        "subject": "Audit",
        "body": "My words",
        "interview_on": "3/3/2027",
        "interview_time": "2.30pm",
    }
    client.post(where, data)
    written = Notice.objects.get()
    assert f"{written.interview_at:%Y-%m-%d %H:%M}" == "2027-03-03 14:30"
    client.post(where, {"step": "sent", "sent_on": f"{today():%d/%m/%Y}"})
    shown = text(client.get(where))
    assert "Sent on" in shown
    assert "Save the letter" not in shown


@pytest.mark.parametrize("typed", ["noon", "25:00", "14", "13pm"])
def test_notice_refuses_a_time_that_is_none(cast: Cast, typed: str) -> None:
    data = {
        "step": "save",
        "subject": "A",
        "body": "B",
        "interview_on": "3/3/2027",
        "interview_time": typed,
    }
    shown = text(signed_in(cast.pat).post(letter_page(open_round_of(cast, 1)), data))
    assert "Interview time must be a time" in shown


def test_notice_to_a_family_is_sent_only_when_somebody_agreed(cast: Cast) -> None:
    round = open_round_of(cast, 1)
    client, where = signed_in(cast.pat), letter_page(round, "family")
    client.post(where, {"step": "save", "subject": "Hello", "body": "We"})
    sent = {"step": "sent", "sent_on": f"{today():%d/%m/%Y}"}
    assert "who agreed that it is safe" in text(client.post(where, sent))
    client.post(
        where, {"step": "save", "subject": "Hello", "body": "We", "safe_agreed_by": "Al Day"}
    )
    client.post(where, sent)
    assert Notice.objects.get().sent_on == today()


def test_notice_dated_tomorrow_is_refused(cast: Cast) -> None:
    round = open_round_of(cast, 1)
    client, where = signed_in(cast.pat), letter_page(round)
    client.post(where, {"step": "save", "subject": "A", "body": "B"})
    late = f"{today() + timedelta(days=1):%d/%m/%Y}"
    assert "today or in the past" in text(client.post(where, {"step": "sent", "sent_on": late}))


def test_notice_word_is_one_letter(cast: Cast) -> None:
    round = open_round_of(cast, 1)
    client = signed_in(cast.pat)
    client.post(letter_page(round), {"step": "save", "subject": "Audit", "body": "My words"})
    words = docx.Document(BytesIO(client.get(letter_page(round, name="notice_word")).content))
    assert "My words" in [p.text for p in words.paragraphs]
