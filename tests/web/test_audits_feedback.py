"""The pages of feedback: released, read, answered, replied to, closed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import submit_audit
from goldenthread.audits.changes import answer_feedback
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import now, today
from goldenthread.people.changes import set_authority
from goldenthread.people.models import Person
from goldenthread.people.queries import authority
from tests.cast import Cast
from tests.loop import act, answered, round_of, shared, submitted

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}  # as a browser says it of a form of our own page
PAGES = ["feedback", "undo_release", "discussion", "feedback_dates", "close_audit"]


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(page: str, audit: Audit, *more: object) -> str:
    return reverse(f"audits:{page}", args=[audit.ref, *more])


@pytest.mark.parametrize("page", PAGES)
def test_feedback_is_404_before_release_and_for_strangers_after_it(cast: Cast, page: str) -> None:
    audit = submitted(round_of(cast, ["20388"])[0])
    before = (cast.dana, cast.tariq, cast.sam, cast.pat, cast.stranger)
    assert {as_(p).get(address(page, audit)).status_code for p in before} == {404}
    shared(cast, round_of(cast, ["1"], title="Another")[0])
    as_(cast.pat).post(reverse("audits:release"), {"ref": audit.ref})
    after = (cast.stranger, cast.sunita, cast.ed, cast.gone, cast.mo, cast.dee, cast.ada)
    assert {as_(p).get(address(page, audit)).status_code for p in after} == {404}
    assert as_(cast.pat).get(address(page, audit)).status_code == 200


def test_feedback_opens_with_what_went_well(cast: Cast) -> None:
    audit = round_of(cast, ["20388"])[0]
    act(audit)
    page = as_(cast.dana).get(address("feedback", shared(cast, audit))).text
    order = [
        page.index(words)
        for words in (
            "What went well",
            "You saw Child A alone",
            "What would make it stronger",
            "Grades",
            "Update the chronology",
            "Your response",
        )
    ]
    assert order == sorted(order)


def test_feedback_is_answered_by_the_worker(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["20388"])[0])
    client = as_(cast.dana)
    assert "Select your response" in client.post(address("feedback", audit), {"kind": ""}).text
    assert (
        "Enter what you think is factually wrong"
        in client.post(address("feedback", audit), {"kind": "wrong"}).text
    )
    client.post(address("feedback", audit), {"kind": "read", "text": "Helpful."})
    assert "Helpful." in as_(cast.ines).get(address("feedback", audit)).text
    assert as_(cast.pat).post(address("feedback", audit), {"kind": "read"}).status_code == 404


def test_feedback_list_shows_what_needs_a_reply_until_it_has_one(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["20388"])[0])
    answer_feedback(by=cast.dana, audit=audit, kind="wrong", text="I did visit on 3 May.")
    for person in (cast.pat, cast.ines):
        assert "I did visit on 3 May." in as_(person).get(reverse("audits:feedback_list")).text
    as_(cast.ines).post(
        address("reply", audit, 1),
        {"text": "Thank you.", "decision": "corrected", "correction": "Seen on 3 May."},
    )
    assert "Needs a reply" not in as_(cast.pat).get(reverse("audits:feedback_list")).text
    page = as_(cast.dana).get(address("feedback", audit)).text
    assert (
        page.index("Corrected since") < page.index("Seen on 3 May.") < page.index("What went well")
    )
    assert "Seen on 3 May." in as_(cast.ines).get(address("whole", audit)).text


def test_reply_is_404_for_those_it_does_not_wait_for(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["20388"])[0])
    answer_feedback(by=cast.dana, audit=audit, kind="wrong", text="I did visit.")
    for person in (cast.dana, cast.tariq, cast.stranger, cast.ed):
        assert as_(person).post(address("reply", audit, 1), {"text": "x"}).status_code == 404
    assert as_(cast.pat).get(address("reply", audit, 2)).status_code == 404


def test_feedback_list_and_release_are_404_without_a_use_for_them(cast: Cast) -> None:
    assert {
        as_(p).get(reverse("audits:feedback_list")).status_code
        for p in (cast.stranger, cast.ada, cast.ira)
    } == {404}
    assert {
        as_(p).get(reverse("audits:release")).status_code
        for p in (cast.stranger, cast.ines, cast.tariq, cast.dana)
    } == {404}


def test_feedback_list_asks_as_often_for_ten_as_for_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    as_(cast.tariq).get(reverse("audits:feedback_list"))  # writes the statements that are kept
    counts = []
    for size, title in ((1, "Small"), (10, "Large")):
        for audit in round_of(cast, [f"{title[0]}{n}" for n in range(size)], title=title):
            shared(cast, audit)
        with django_assert_max_num_queries(40) as asked:
            as_(cast.tariq).get(reverse("audits:feedback_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_release_takes_many_at_once_and_asks_for_at_least_one(cast: Cast) -> None:
    audits = [submitted(audit) for audit in round_of(cast, ["1", "2", "3"])]
    client = as_(cast.pat)
    assert "Select at least one audit" in client.post(reverse("audits:release"), {}).text
    client.post(reverse("audits:release"), {"ref": [audit.ref for audit in audits[:2]]})
    assert sorted(Audit.objects.values_list("state", flat=True)) == [
        "shared",
        "shared",
        "submitted",
    ]


def test_release_asks_why_no_strength_was_found(cast: Cast) -> None:
    audit = answered(round_of(cast, ["20388"])[0])
    submit_audit(by=cast.ines, audit=audit, warnings_why="The record was all there was to see.")
    client, page = as_(cast.pat), reverse("audits:release")
    assert "Case 20388: none found, because" in client.get(page).text
    refused = client.post(page, {"ref": audit.ref}).text
    assert "Case 20388 has no strength" in refused and " checked" in refused
    client.post(page, {"ref": audit.ref, f"{audit.ref}-why": "Open for two days only."})
    assert "Open for two days only." in as_(cast.dana).get(address("feedback", audit)).text


def test_release_gives_the_reason_back_where_it_came_too_late(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    sent = {"ref": audit.ref, f"{audit.ref}-why": "Typed at length."}
    answer = as_(cast.pat).post(reverse("audits:release"), sent, headers=OURS)
    assert (answer.status_code, "Typed at length." in answer.text) == (404, True)


def test_feedback_on_a_closed_audit_says_whom_to_speak_to(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    as_(cast.pat).post(address("close_audit", audit))
    page = as_(cast.dana).get(address("feedback", audit)).text
    assert "can no longer be answered here" in page and "speak to your manager" in page
    assert "Send response" not in page
    sent = {"kind": "read", "text": "Too late."}
    late = as_(cast.dana).post(address("feedback", audit), sent, headers=OURS)
    assert (late.status_code, "Too late." in late.text) == (404, True)
    assert not audit.responses.exists()


def test_undo_release_within_ten_minutes(cast: Cast, time_machine: TimeMachineFixture) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    time_machine.move_to(now() + timedelta(minutes=11))
    client = as_(cast.pat)
    assert "within 10 minutes" in client.post(address("undo_release", audit)).text
    time_machine.move_to(now() - timedelta(minutes=8))
    client = as_(cast.pat)
    client.post(address("undo_release", audit))
    assert as_(cast.dana).get(address("feedback", audit)).status_code == 404


def test_feedback_dates_are_written_down_and_not_ahead(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    ahead = (today() + timedelta(days=1)).isoformat()
    assert (
        "must be today or in the past"
        in as_(cast.tariq).post(address("feedback_dates", audit), {"recorded": ahead}).text
    )
    as_(cast.tariq).post(address("feedback_dates", audit), {"recorded": today().isoformat()})
    audit.refresh_from_db()
    assert (audit.discussed_on, audit.recorded_on_file_on) == (None, today())


def test_discussion_is_noted_and_read_with_the_feedback(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    said = {"on": today().isoformat(), "is_supervision": "yes", "worker_view": "I see it so too."}
    tariq = as_(cast.tariq)
    assert "Enter who was there" in tariq.post(address("discussion", audit), said).text
    assert "Not yet: to be discussed by" in tariq.get(address("feedback", audit)).text
    tariq.post(address("discussion", audit), {**said, "present": "Dana and Tariq"})
    page = as_(cast.dana).get(address("feedback", audit)).text
    assert "I see it so too." in page and "There: Dana and Tariq." in page
    assert as_(cast.dana).get(address("discussion", audit)).status_code == 404


def test_feedback_list_shows_what_was_not_discussed(
    cast: Cast, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(now(), tick=False)
    audit = shared(cast, round_of(cast, ["20388"])[0])
    lists = reverse("audits:feedback_list")
    assert "20388" in as_(cast.tariq).get(f"{lists}?show=not_discussed").text
    assert "20388" not in as_(cast.tariq).get(f"{lists}?show=late").text
    time_machine.move_to(now() + timedelta(days=30), tick=False)
    assert "20388" in as_(cast.tariq).get(f"{lists}?show=late").text
    assert "Discuss feedback in supervision" in as_(cast.tariq).get("/").text
    assert "20388" in as_(cast.pat).get(f"{lists}?show=nothing").text
    assert audit.discussed_on is None


def test_feedback_that_may_only_be_read_has_no_form(cast: Cast) -> None:
    set_authority(by=cast.pat, seen=authority().version, feedback_worker="view")
    audit = shared(cast, round_of(cast, ["1"])[0])
    client = as_(cast.dana)
    assert "This feedback is for reading." in client.get(address("feedback", audit)).text
    assert client.post(address("feedback", audit), {"kind": "read"}).status_code == 404


def test_close_audit_waits_for_the_reply(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    answer_feedback(by=cast.dana, audit=audit, kind="wrong", text="I did visit.")
    client = as_(cast.pat)
    assert "Reply first" in client.post(address("close_audit", audit)).text
    client.post(address("reply", audit, 1), {"text": "Noted.", "decision": "stands"})
    client.post(address("close_audit", audit))
    audit.refresh_from_db()
    assert audit.state == "closed"


def test_feedback_links_to_the_documents_that_each_may_have(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    for person, kinds in (
        (cast.dana, ["feedback", "letter"]),
        (cast.pat, ["feedback", "letter", "record"]),
    ):
        client = as_(person)
        page = client.get(address("feedback", audit)).text
        links = re.findall(rf"/audits/{audit.ref}/documents/[\w.]+", page)
        assert sorted(links) == [
            f"/audits/{audit.ref}/documents/{kind}.{form}"
            for kind in kinds
            for form in ("docx", "pdf")
        ]
        assert {client.get(link).status_code for link in links} == {200}
