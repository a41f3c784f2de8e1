"""The pages of moderation: the queue, side by side, returned to the auditor."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from goldenthread.actions.changes import submit_audit
from goldenthread.audits.changes import return_audit, save_moderation
from goldenthread.audits.models import Audit, Judgement
from goldenthread.audits.queries import Draft, Judged
from goldenthread.journal.models import Entry
from goldenthread.people.changes import give_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from tests.cast import OPERATOR, Cast
from tests.loop import SEEN, dana, moderated, round_of, submitted

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}
PAGES = ["moderate", "return_audit", "moderation_action"]


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def waiting(cast: Cast, number: str = "20321", title: str = "January round") -> Audit:
    return submitted(round_of(cast, [number], rate=100, title=title)[0])


def address(page: str, audit: Audit) -> str:
    return reverse(f"audits:{page}", args=[audit.ref])


def filled(do: str = "confirm", version: int = 0, **more: str) -> dict[str, object]:
    views = {f"view-{view}": answer for view, answer in SEEN.items()}
    return {
        "do": do,
        "version": version,
        "risk-grade": "good",
        "overall-grade": "good",
        "quality": "sound",
        **views,
        **more,
    }


@pytest.mark.parametrize("page", PAGES)
def test_moderate_is_404_for_strangers_and_for_ones_own_work(cast: Cast, page: str) -> None:
    audit = waiting(cast)
    for person in (cast.tariq, cast.dana, cast.ines, cast.sam):
        give_role(by=OPERATOR, person=person, role=Role.MODERATOR)
    for person in (
        cast.stranger,
        cast.pat,
        cast.ed,
        cast.gone,
        cast.tariq,
        cast.dana,
        cast.ines,
        cast.sam,
    ):
        client = as_(person)
        assert client.get(address(page, audit)).status_code == 404
        assert client.post(address(page, audit), filled(note="x")).status_code == 404
    assert not Judgement.objects.filter(stage="moderator").exists()


def test_moderation_is_404_for_those_who_neither_moderate_nor_run_rounds(cast: Cast) -> None:
    for person in (cast.stranger, cast.dana, cast.tariq, cast.ines, cast.gone):
        assert as_(person).get(reverse("audits:moderation")).status_code == 404


def test_moderation_lists_what_waits_and_takes_one_more(cast: Cast) -> None:
    waiting(cast)
    free = submitted(round_of(cast, ["55555"], title="No rule")[0])
    client = as_(cast.mo)
    page = client.get(reverse("audits:moderation")).text
    assert "1 audit waiting for moderation" in page and "Moderate this too" in page
    client.post(reverse("audits:moderation"), {"ref": free.ref})
    assert "2 audits waiting for moderation" in client.get(reverse("audits:moderation")).text


def test_moderation_asks_as_often_for_twenty_as_for_two(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for size, title in ((2, "Small"), (18, "Large")):
        for audit in round_of(cast, [f"{title[0]}{n}" for n in range(size)], rate=100, title=title):
            submitted(audit)
        with django_assert_max_num_queries(40) as asked:
            as_(cast.mo).get(reverse("audits:moderation"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_moderate_shows_grade_and_evidence_and_records_the_read(cast: Cast) -> None:
    audit = waiting(cast)
    page = as_(cast.mo).get(address("moderate", audit)).text
    assert "Agree: Good" in page and "Why risk.grade: seen on the record." in page
    read = Entry.objects.filter(kind="read", what="moderation").latest("seq")
    assert read.refs == [audit.ref, audit.subject.ref]


def test_confirm_goes_to_the_next_that_waits(cast: Cast) -> None:
    first, second = waiting(cast), waiting(cast, "20322", "Second")
    answer = as_(cast.mo).post(address("moderate", first), filled())
    assert answer.headers["Location"] == address("moderate", second)
    first.refresh_from_db()
    assert first.state == "moderated"


def test_confirm_says_what_is_missing_and_keeps_what_was_typed(cast: Cast) -> None:
    audit = waiting(cast)
    form = filled(
        **{
            "risk-grade": "outstanding",
            "overall-grade": "",
            "view-child": "",
            "to_auditor": "Well evidenced.",
        }
    )
    page = as_(cast.mo).post(address("moderate", audit), form).text
    assert "Error: Moderate case 20321" in page
    for words in (
        "Enter why you changed the grade: Risk",
        "Select your grade: Overall grade",
        "Select an answer: Are the child",
    ):
        assert words in page
    assert "Well evidenced." in page


def test_moderate_unfolds_the_other_domains_where_one_is_at_fault(cast: Cast) -> None:
    audit = waiting(cast)
    folded = '<details class="govuk-details">'
    assert folded in as_(cast.mo).get(address("moderate", audit)).text
    page = as_(cast.mo).post(address("moderate", audit), filled(**{"plans-grade": "good"})).text
    assert "Enter why you changed the grade: Plans" in page and folded not in page


def test_moderation_action_is_asked_for_below_the_standard(cast: Cast) -> None:
    audit = waiting(cast)
    form = filled(**{"overall-grade": "inadequate", "overall-why": "Left at risk."})
    assert "Add an action below." in as_(cast.mo).post(address("moderate", audit), form).text
    saved = as_(cast.mo).post(address("moderate", audit), {**form, "do": "moderation_action"})
    assert saved.headers["Location"] == address("moderation_action", audit)
    action = {
        "what": "Hold a strategy discussion",
        "owner": dana().ref,
        "due": "5",
        "section": "risk",
    }
    as_(cast.mo).post(address("moderation_action", audit), action)
    answer = as_(cast.mo).post(address("moderate", audit), {**form, "version": 1})
    assert answer.status_code == 302
    assert audit.actions.get().state == "open"


def test_save_and_leave_keeps_everything(cast: Cast) -> None:
    audit = waiting(cast)
    as_(cast.mo).post(address("moderate", audit), filled("save", to_auditor="Half a thought"))
    assert "Half a thought" in as_(cast.mo).get(address("moderate", audit)).text


def test_an_older_page_shows_both_texts_and_overwrites_neither(cast: Cast) -> None:
    audit = waiting(cast)
    save_moderation(
        by=cast.mo, audit=audit, version=0, draft=Draft({"overall": Judged("good")}, {}, "Theirs")
    )
    page = as_(cast.mo).post(address("moderate", audit), filled("save", to_auditor="Mine")).text
    assert "Theirs" in page and "Mine" in page and "Saved by Mo Lark" in page
    assert "Theirs" in as_(cast.mo).get(address("moderate", audit)).text


def test_return_audit_gives_it_back_with_the_note(cast: Cast) -> None:
    audit = waiting(cast)
    saved = as_(cast.mo).post(address("moderate", audit), filled("return_audit"))
    assert saved.headers["Location"] == address("return_audit", audit)
    assert (
        "Enter what the auditor should look at again"
        in as_(cast.mo).post(address("return_audit", audit), {"note": ""}).text
    )
    as_(cast.mo).post(address("return_audit", audit), {"note": "Say what you saw of the father."})
    assert (
        "Say what you saw of the father."
        in as_(cast.ines).get(reverse("audits:audit", args=[audit.ref])).text
    )


def test_moderate_gives_back_words_that_came_after_somebody_confirmed(cast: Cast) -> None:
    audit = waiting(cast)
    moderated(cast, audit)
    answer = as_(cast.mo).post(
        address("moderate", audit), filled("save", to_auditor="A whole paragraph"), headers=OURS
    )
    assert (answer.status_code, "A whole paragraph" in answer.text) == (404, True)
    assert as_(cast.mo).get(address("moderate", audit)).headers["Location"] == address(
        "moderation_result", audit
    )


def test_moderate_shows_the_note_of_an_earlier_return(cast: Cast) -> None:
    audit = waiting(cast)
    return_audit(by=cast.mo, audit=audit, note="Say what you saw of the father.")
    submit_audit(by=cast.ines, audit=audit, warnings_why="As before.")
    assert "Say what you saw of the father." in as_(cast.mo).get(address("moderate", audit)).text


def test_moderation_result_is_for_the_auditor_the_moderator_and_qa(cast: Cast) -> None:
    audit = moderated(cast, waiting(cast), "outstanding", "More than expected.")
    for person in (cast.ines, cast.mo, cast.pat):
        assert "More than expected." in as_(person).get(address("moderation_result", audit)).text
    for person in (cast.stranger, cast.dana, cast.tariq, cast.ed, cast.gone):
        assert as_(person).get(address("moderation_result", audit)).status_code == 404
