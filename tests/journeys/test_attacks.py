"""A hostile insider: every role, trying by hand what no page offers. Nothing changes and nothing is told."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from goldenthread.actions.changes import mark_done
from goldenthread.actions.models import Action
from goldenthread.audits.models import Answer, Audit, Evidence, Judgement, Moderation
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.changes import give_role, link_practitioner
from goldenthread.people.models import Person, RoleHeld
from goldenthread.people.roles import Role
from goldenthread.reports.queries import AUDIT_PAPERS
from tests.cast import OPERATOR, PASSWORD, Cast
from tests.loop import act, answered, dana, moderated, round_of, submitted
from tests.web.asking import html as body
from tests.web.audit_pages import put
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


def as_(who: Person, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(who)
    return client


@pytest.fixture
def audit(cast: Cast) -> Audit:
    return round_of(cast, ["20301"])[0]


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


# Answers


def test_an_officer_enters_words_but_no_grade(cast: Cast, audit: Audit) -> None:
    client = as_(cast.olive)
    graded = put(client, audit, version=0, value="good")
    assert (graded.status_code, "Only the auditor gives grades" in body(graded)) == (422, True)
    address = reverse("audits:section", args=[audit.ref, "risk"])
    client.post(address, {"risk.grade-version": "0", "risk.grade-value": "good"})
    assert not Answer.objects.filter(audit=audit).exclude(value="").exists()
    left_out = reverse("audits:not_applicable", args=[audit.ref, "education"])
    client.post(left_out, {"why": "Not of school age"})
    assert not Answer.objects.filter(audit=audit).exclude(value="").exists()
    assert put(client, audit, version=0, text="As Ines told me.").status_code == 200


def test_nobody_writes_in_an_audit_of_another(cast: Cast, audit: Audit) -> None:
    for person in (cast.sunita, cast.tariq, cast.ed, cast.mo, cast.dana, cast.pat, cast.ada):
        assert put(as_(person), audit, version=0, text="Mine now.").status_code == 404, person.name
    assert Answer.objects.count() == 0


def test_what_is_not_in_the_tool_is_refused_and_kept_nowhere(cast: Cast, audit: Audit) -> None:
    client = as_(cast.ines)
    for question, value in (
        ("risk.nothing", "good"), ("risk.grade", "excellent"), ("risk.grade", "<script>"),
        ("overall.grade", "na"), ("' OR 1=1 --", "good"),
    ):  # fmt: skip
        assert put(client, audit, question, version=0, value=value).status_code in (404, 422), value
    section = reverse("audits:section", args=[audit.ref, "risk"])
    client.post(section, {"overall.grade-version": "0", "overall.grade-value": "good"})
    client.post(section, {"risk.grade-version": "0", "risk.grade-value": "excellent"})
    assert client.post(section.replace("risk", "nothing"), {}).status_code == 404
    assert not Answer.objects.exclude(value="").exists()


@pytest.mark.parametrize(
    "version", [999, -1, "x", None, [], 10**400, float("inf"), float("nan"), {"a": 1}]
)
def test_a_version_made_up_overwrites_nothing(cast: Cast, audit: Audit, version: Any) -> None:
    client = as_(cast.ines)
    put(client, audit, version=0, text="First.")
    assert put(client, audit, version=version, text="Second.").status_code in (409, 422)
    address = reverse("audits:section", args=[audit.ref, "risk"])
    again = client.post(address, {"risk.grade-version": str(version), "risk.grade-text": "Second."})
    assert (again.status_code, "Second." in body(again)) == (200, True)
    assert str(Answer.objects.get(audit=audit, question="risk.grade").words) == "First."


@pytest.mark.parametrize(
    "sent",
    [b"", b"[]", b"null", b"7", b'{"version": 1e999}', b"[" * 100_000, b"\xff\xfe", b'{"version"'],
    ids=lambda sent: repr(sent[:12]),
)
def test_what_is_no_answer_is_refused_in_words(cast: Cast, audit: Audit, sent: bytes) -> None:
    address = reverse("audits:answer", args=[audit.ref, "risk.grade"])
    answer = as_(cast.ines).put(address, sent, content_type="application/json")
    assert (answer.status_code, "could not be read" in body(answer)) == (422, True)


def test_a_text_without_end_is_refused_in_words(cast: Cast, audit: Audit) -> None:
    client = as_(cast.ines)
    long = put(client, audit, version=0, text="x" * 1_000_000)
    assert (long.status_code, "Keep this to 20,000 characters" in body(long)) == (422, True)
    address = reverse("audits:section", args=[audit.ref, "risk"])
    posted = client.post(address, {"risk.grade-version": "0", "risk.grade-text": "y" * 1_000_000})
    assert (posted.status_code, "Keep this to 20,000 characters" in body(posted)) == (200, True)
    assert "y" * 1_000_000 in body(posted)  # long, but not lost
    huge = put(client, audit, version=0, text="x" * 3_000_000)
    assert huge.status_code in (400, 413, 422)
    assert not Answer.objects.filter(audit=audit).exists()


def test_nul_is_left_out_and_nothing_else(cast: Cast, audit: Audit) -> None:
    assert put(as_(cast.ines), audit, version=0, text="Se\x00en \ud83d alone").status_code == 200
    assert str(Answer.objects.get(audit=audit).words) == "Seen  alone"


def test_nothing_is_written_after_submission(cast: Cast, audit: Audit) -> None:
    submitted(audit)
    before = list(Answer.objects.values_list("id", "version"))
    client, section = as_(cast.ines), reverse("audits:section", args=[audit.ref, "risk"])
    assert put(client, audit, version=1, value="outstanding").status_code == 404
    late = {"risk.grade-version": "1", "risk.grade-text": "On second thoughts."}
    origin = {"HTTP_ORIGIN": "http://testserver"}
    answer = client.post(section, late, **origin)
    assert (answer.status_code, "On second thoughts." in body(answer)) == (404, True)
    for page, sent in (
        ("people", {"worker_changes": "3"}), ("check", {"why": "Again"}),
        ("hand_back", {"go": "knows"}),
    ):  # fmt: skip
        assert client.post(reverse(f"audits:{page}", args=[audit.ref]), sent).status_code == 404
    evidence = reverse("audits:evidence", args=[audit.ref, "risk.grade"])
    assert client.post(evidence, {"source": "record", "what": "Late"}).status_code == 404
    assert list(Answer.objects.values_list("id", "version")) == before
    assert not Evidence.objects.filter(audit=audit).exists()


def test_nobody_submits_the_audit_of_another(cast: Cast, audit: Audit) -> None:
    answered(audit)
    check = reverse("audits:check", args=[audit.ref])
    for person in (cast.pat, cast.olive, cast.sunita, cast.tariq, cast.mo):
        assert as_(person).post(check, {"why": "Now"}).status_code == 404, person.name
    audit.refresh_from_db()
    assert (audit.state, Judgement.objects.count()) == ("in_progress", 0)


def test_things_of_another_audit_cannot_be_taken_away_through_ones_own(cast: Cast) -> None:
    theirs, mine = round_of(cast, ["1"])[0], round_of(cast, ["2"], auditor=cast.ed, title="B")[0]
    as_(cast.ines).post(
        reverse("audits:evidence", args=[theirs.ref, "risk.grade"]),
        {"source": "record", "what": "Visit note"},
    )
    thing = Evidence.objects.get(audit=theirs)
    address = reverse("audits:remove", args=[mine.ref, thing.ref])
    assert as_(cast.ed).post(address).status_code == 404
    thing.refresh_from_db()
    assert thing.removed_at is None


# Moderation, feedback, actions


def test_whoever_gives_themselves_the_role_still_moderates_no_work_of_theirs(cast: Cast) -> None:
    give_role(by=cast.pat, person=cast.pat, role=Role.AUDITOR)
    audit = submitted(round_of(cast, ["20301"], rate=100, auditor=cast.pat)[0])
    client = as_(cast.pat)
    roles = reverse("people:give_role", args=[cast.pat.ref])
    client.post(roles, {"role": "moderator"})
    assert RoleHeld.objects.filter(person=cast.pat, role="moderator").exists()
    moderate = reverse("audits:moderate", args=[audit.ref])
    grades = {"overall-grade": "outstanding", "version": "0", "do": "confirm"}
    assert client.post(moderate, grades).status_code == 404
    client.post(reverse("audits:moderation"), {"ref": audit.ref})
    assert not Moderation.objects.filter(audit=audit).exists()


@pytest.mark.parametrize("who", ["ada", "olive", "ines", "mo", "dana", "ira"])
def test_nobody_else_gives_themselves_a_role(cast: Cast, who: str) -> None:
    person: Person = getattr(cast, who)
    before = RoleHeld.objects.count()
    for role in ("moderator", "qa_lead", "auditor"):
        address = reverse("people:give_role", args=[person.ref])
        assert as_(person).post(address, {"role": role}).status_code in (200, 403, 404)
    assert RoleHeld.objects.count() == before


def test_a_moderation_takes_no_grade_or_section_of_its_own_making(world: World) -> None:
    client, address = as_(world.cast.mo), reverse("audits:moderate", args=[world.submitted.ref])
    views = {"view-child": "yes", "view-parents": "yes", "view-carers": "na"}
    grades = {"overall-grade": "good", "risk-grade": "good"}
    good = {"version": "1", "do": "confirm", "quality": "sound", **grades, **views}
    client.post(address, good | {"version": "0", "do": "save"})
    for tampered in (
        {"overall-grade": "excellent"}, {"risk-grade": "<script>"}, {"version": "99"},
        {"version": "x"}, {"view-child": "maybe"}, {"overall-grade": ""}, {"quality": "splendid"},
    ):  # fmt: skip
        assert client.post(address, good | tampered).status_code == 200, tampered
    assert not Judgement.objects.filter(audit=world.submitted, stage="moderator").exists()
    confirmed = client.post(
        address, good | {"nonsense-grade": "good", "auditor": world.cast.mo.ref}
    )
    assert confirmed.status_code == 302
    made = Judgement.objects.filter(audit=world.submitted, stage="moderator")
    assert "nonsense" not in set(made.values_list("section", flat=True))


def test_nothing_is_released_before_moderation_that_is_due(world: World) -> None:
    for person in (world.cast.pat, world.cast.olive):
        sent = as_(person).post(reverse("audits:release"), {"ref": world.submitted.ref})
        assert sent.status_code == 404
        begun = as_(person).post(reverse("audits:release"), {"ref": world.begun.ref})
        assert begun.status_code == 404
    assert as_(world.cast.ines).post(reverse("audits:release"), {}).status_code == 404
    assert not Audit.objects.filter(
        ref__in=[world.submitted.ref, world.begun.ref], shared_at__isnull=False
    ).exists()


def test_a_practitioner_reads_nothing_before_release(world: World) -> None:
    client = as_(world.cast.dana)
    for audit in (world.begun, world.submitted):
        for kind in AUDIT_PAPERS:
            address = reverse("reports:audit_document", args=[audit.ref, kind, "docx"])
            assert client.get(address).status_code == 404
            is_there = as_(world.cast.pat).get(address).status_code == 200
            # A letter is written to the practitioner: before the release there is none.
            assert is_there == (audit == world.submitted and kind != "letter")
        assert client.get(reverse("audits:feedback", args=[audit.ref])).status_code == 404
    found = body(client.get(reverse("home:search"), {"q": world.submitted.subject.number}))
    assert world.submitted.ref not in found
    home = body(client.get("/")) + body(client.get("/actions/")) + body(client.get("/feedback/"))
    assert world.submitted.ref not in home and world.action.ref not in home


def test_nobody_closes_what_they_said_was_done(cast: Cast, audit: Audit) -> None:
    give_role(by=OPERATOR, person=cast.dana, role=Role.TEAM_MANAGER, team=cast.north)
    action = act(audit)
    submitted(audit)
    link_practitioner(by=OPERATOR, practitioner=dana(), person=None)
    for person in (cast.pat, cast.tariq):
        action = Action.objects.get(pk=action.pk)
        mark_done(
            by=person, action=action, version=action.version, on=today(), what_was_done="Done."
        )
        action.refresh_from_db()
        check = reverse("actions:check", args=[action.ref])
        sent = {"outcome": "close", "words": "", f"version-{action.ref}": str(action.version)}
        assert as_(person).post(check, sent).status_code in (403, 404)
        action.refresh_from_db()
        assert action.state == "done"
        as_(cast.pat if person != cast.pat else cast.tariq).post(
            check, sent | {"outcome": "send_back", "words": "Not yet."}
        )


def test_an_action_goes_to_nobody_the_page_does_not_offer(cast: Cast, audit: Audit) -> None:
    address = reverse("audits:action", args=[audit.ref])
    sent = {"what": "Update", "due": "5", "section": "risk"}
    for owner in (cast.dee.ref, cast.stranger.ref, cast.ed.ref, "PER-2222222222", audit.ref, "x"):
        assert as_(cast.ines).post(address, sent | {"owner": owner}).status_code == 200
    assert as_(cast.ines).post(address, sent | {"section": "no", "owner": ""}).status_code == 200
    assert not Action.objects.exists()


def test_actions_out_of_reach_are_not_moved_with_ones_own(cast: Cast) -> None:
    mine = round_of(cast, ["1"])[0]
    own = act(mine)
    theirs = act(round_of(cast, ["2"], auditor=cast.ed, title="B")[0])
    sent = {"ref": [own.ref, theirs.ref], "due": "20", "why": "Later"}
    assert as_(cast.ines).post(reverse("actions:change_due"), sent).status_code == 404
    sent = {"ref": [own.ref, theirs.ref], "owner": cast.mo.ref, "why": "Away"}
    assert as_(cast.ines).post(reverse("actions:change_owner"), sent).status_code == 404
    assert {a.due_on for a in Action.objects.all()} == {own.due_on}


# Rounds


@pytest.mark.parametrize("who", ["tariq", "stranger", "mo", "gone", "dee", "pat"])
def test_a_case_goes_to_no_auditor_the_page_does_not_offer(
    cast: Cast, audit: Audit, who: str
) -> None:
    person: Person = getattr(cast, who)
    reassign = reverse("programme:reassign", args=[audit.round.ref])
    query = f"?case={audit.round_case.ref}"
    sent = {"auditor": person.ref, "why": "Ines is away"}
    assert as_(cast.pat).post(reassign + query, sent).status_code == 200
    audit.refresh_from_db()
    assert audit.auditor == cast.ines


def test_cases_of_another_round_are_not_reached_through_ones_own(world: World) -> None:
    client, selected = as_(world.cast.pat), world.selected
    case = world.begun.round_case
    for page in ("swap", "take_out"):
        address = reverse(f"programme:{page}", args=[selected.ref, case.ref])
        assert client.post(address, {"why": "Because"}).status_code == 404
    case.refresh_from_db()
    assert case.removed_at is None


# Requests

CHANGES: list[tuple[str, Callable[[World], str], str]] = [
    ("ines", lambda w: reverse("audits:hand_back", args=[w.begun.ref]), "go=knows"),
    ("mo", lambda w: reverse("audits:return_audit", args=[w.submitted.ref]), "note=Again"),
    ("pat", lambda w: reverse("audits:undo_release", args=[w.shared.ref]), ""),
    ("pat", lambda w: reverse("programme:close", args=[w.round.ref]), ""),
    ("pat", lambda w: reverse("people:disable_person", args=[w.cast.mo.ref]), ""),
    ("pat", lambda w: reverse("people:new_password", args=[w.cast.mo.ref]), ""),
]


def test_no_change_is_made_without_our_token_or_by_another_method(world: World) -> None:
    before = Entry.objects.filter(kind="change").count()
    for who, address, sent in CHANGES:
        client = as_(getattr(world.cast, who), enforce_csrf_checks=True)
        where = address(world)
        form = {"content_type": "application/x-www-form-urlencoded"}
        assert client.post(where, sent, **form).status_code == 403, where
        client.get(f"{where}?{sent}")
        for method in ("put", "patch", "delete", "options", "trace", "head"):
            client.generic(method.upper(), where, sent)
        client.get(where, {"_method": "POST"}, HTTP_X_HTTP_METHOD_OVERRIDE="POST")
    refused = put(as_(world.cast.ines, enforce_csrf_checks=True), world.begun, version=0, text="No")
    assert (refused.status_code, refused.json()) == (403, {"problem": "csrf"})
    client = as_(world.cast.ines)
    address_ = reverse("audits:answer", args=[world.begun.ref, "risk.grade"])
    override = {"_method": "PUT", "version": "0", "text": "No"}
    assert client.post(address_, override, HTTP_X_HTTP_METHOD_OVERRIDE="PUT").status_code == 405
    assert Entry.objects.filter(kind="change").count() == before


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
     "javascript:alert(1)", "/%09/evil.example", "///evil.example", "http:///evil.example", "\x08//evil.example"],
)  # fmt: skip
def test_no_address_leads_to_another_site(cast: Cast, elsewhere: str) -> None:
    typed = {"login": cast.pat.email, "password": PASSWORD, "next": elsewhere}
    for answer in (
        Client().post("/sign-in/", typed),
        as_(cast.pat).post("/sign-out/", {"next": elsewhere}),
        as_(cast.pat).get("/sign-in/", {"next": elsewhere}),
        as_(cast.pat).post(reverse("cases:map_value"), {"case_type": "cin", "back": elsewhere}),
    ):
        assert "evil" not in answer.get("Location", "") or answer["Location"].startswith("/%09/")
        assert not answer.get("Location", "").startswith(("//", "/\\", "javascript:"))


def test_a_host_of_ones_own_making_is_refused_and_not_repeated(cast: Cast) -> None:
    client = as_(cast.pat)
    answer = client.get("/", HTTP_HOST="evil.example")
    assert (answer.status_code, "evil.example" in body(answer)) == (400, False)
    forwarded = client.get("/rounds/", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil.example" not in body(forwarded)


def test_a_session_laid_before_sign_in_is_not_the_one_after_it(cast: Cast) -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    client.get("/sign-in/")
    before = client.cookies["sessionid"].value
    client.post("/sign-in/", {"login": cast.pat.email, "password": PASSWORD})
    after = client.cookies["sessionid"].value
    assert after not in (before, "a" * 32)
    assert client.get("/account/").status_code == 200
    assert not Session.objects.filter(session_key="a" * 32).exists()
    client.post("/sign-out/")
    assert not Session.objects.filter(session_key=after).exists()
    stolen = Client()
    stolen.cookies["sessionid"] = after
    assert stolen.get("/account/").status_code == 302


def test_the_journal_page_tells_who_and_what_but_no_content(world: World) -> None:
    moderated(world.cast, world.submitted)
    client = as_(world.cast.ira)
    pages, older = [], "/set-up/access-log/"
    while older:
        pages.append(body(client.get(older)))
        link = re.search(r'href="([^"]+)">Older entries', pages[-1])
        older = "/set-up/access-log/" + html.unescape(link[1]) if link else ""
    for secret in (
        "The child was found alone.", "Seen alone.", "Update the chronology", "The date.",
        "Visit note", "seen on the record", world.begun.subject.number, "Visit at once",
    ):  # fmt: skip
        assert not any(secret in page for page in pages), secret
    assert any(world.concern.ref in page for page in pages)
    for address in ("/audits/", "/rounds/", "/actions/", "/insights/", "/set-up/people/"):
        assert client.get(address).status_code == 404
