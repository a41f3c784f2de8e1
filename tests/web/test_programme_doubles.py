"""The pages about cases audited twice: how many are, what came of them, and what an auditor never sees."""

import pytest
from django.urls import reverse

from goldenthread.actions.models import Action
from goldenthread.audits.changes import share_feedback
from goldenthread.audits.models import Audit
from goldenthread.journal.models import Entry
from goldenthread.programme.models import Round
from goldenthread.programme.queries import cases_to_audit, present_assignment
from tests.cast import Cast
from tests.loop import act, submitted
from tests.rooms.test_second_audits import holders, opened, round_of
from tests.web.asking import signed_in
from tests.web.asking import words as text

pytestmark = pytest.mark.django_db


def page(name: str, round: Round) -> str:
    return reverse(f"programme:{name}", args=[round.ref])


def twice(round: Round, how: str, number: str = "") -> dict[str, str]:
    return {"step": "twice", "how": how, "number": number, "seen": str(round.version)}


def test_set_up_auditors_has_a_share_audited_twice_by_two_people(cast: Cast) -> None:
    client, round = signed_in(cast.pat), round_of(cast, 4)
    address = page("set_up_auditors", round)
    shown = text(client.post(address, twice(round, "percent", "50"), follow=True))
    assert shown.count(", second audit") == 2
    data = {"step": "share", "auditors": [cast.ines.ref, cast.ed.ref]}
    client.post(address, data)
    assert sorted(len(set(two)) for two in holders(round).values()) == [1, 1, 2, 2]
    assert "Audited twice 2 cases, blind" in text(client.get(page("set_up_check", round)))
    assert "6 of 6 audits given out" in text(client.get(page("set_up", round)))


@pytest.mark.parametrize(
    ("how", "number", "words"),
    [
        ("count", "5", "Enter a number up to 4: the round has no more cases"),
        ("percent", "101", "Enter a share from 1 to 100 per cent"),
        ("count", "", "Enter how many cases are audited twice"),
    ],
)
def test_set_up_auditors_says_how_many_can_be(
    cast: Cast, how: str, number: str, words: str
) -> None:
    client, round = signed_in(cast.pat), round_of(cast, 4)
    assert words in text(client.post(page("set_up_auditors", round), twice(round, how, number)))
    assert Round.objects.get().twice == {}


def test_set_up_auditors_refuses_both_audits_for_one_person(cast: Cast) -> None:
    client, round = signed_in(cast.pat), round_of(cast, 1, count=1)
    both = {case.ref: cast.ines.ref for case in cases_to_audit(round)}
    shown = text(client.post(page("set_up_auditors", round), {"step": "give"} | both))
    assert "Ines Vale makes the other audit of this case" in shown
    assert not any(present_assignment(case) for case in cases_to_audit(round))


def test_second_audits_shows_both_and_takes_up_an_action(cast: Cast) -> None:
    first, second = opened(cast)
    submitted(first)
    act(second, "Visit the father")
    submitted(second, grade="outstanding")
    client = signed_in(cast.pat)
    assert "both audits submitted in 1. Overall grade: 0 of 1 the same." in text(
        client.get(page("round", first.round))
    )
    shown = text(client.get(page("second_audits", first.round)))
    assert "The two auditors gave the same grade in 0 of 1 case; 1 was one step apart." in shown
    assert "Visit the father" in shown
    assert Entry.objects.filter(what="second_audits", refs__contains=[second.ref]).exists()
    assert "Choose an action" in text(client.post(page("second_audits", first.round)))
    action = Action.objects.get()
    client.post(page("second_audits", first.round), {"action": action.ref})
    assert first.actions.get().state == "open"
    there = text(client.get(reverse("audits:audit", args=[second.ref])))
    assert "the second of two audits of this case" in there


def test_second_audits_of_a_round_without_any_says_so(cast: Cast) -> None:
    answer = signed_in(cast.pat).get(page("second_audits", round_of(cast, 1)))
    assert "No case of this round is audited twice." in text(answer)


ADDRESSES = (
    "/", "/audits/", "/search/?q=900", "/search/?q=Dana", "/actions/", "/actions/download/",
    "/feedback/", "/moderation/",
)  # fmt: skip


OF_AN_AUDIT = (
    "audits/{}/", "audits/{}/all/", "audits/{}/check/", "audits/{}/people/", "audits/{}/hand-back/",
    "audits/{}/concern/", "audits/{}/moderation/", "audits/{}/moderation/result/", "feedback/{}/",
    "audits/{}/answers/risk.grade/", "audits/{}/sections/risk/",
)  # fmt: skip


@pytest.mark.parametrize("who", ["ines", "ed"])
def test_neither_auditor_finds_the_other_audit_on_any_page(cast: Cast, who: str) -> None:
    first, second = opened(cast)
    act(first, "Tell only the first")
    submitted(first)
    act(second, "Tell only the second")
    submitted(second, grade="outstanding")
    share_feedback(by=cast.pat, audit=Audit.objects.get(id=first.id))
    own, other = (first, second) if who == "ines" else (second, first)
    client = signed_in(getattr(cast, who))
    told = "Tell only the second" if who == "ines" else "Tell only the first"
    for address in (*ADDRESSES, f"/audits/{own.ref}/", f"/audits/{own.ref}/all/"):
        body = client.get(address).content.decode(errors="replace")
        for secret in (
            other.ref,
            other.auditor.name,
            told,
            "Second audit",
            "second audit",
            "audited twice",
        ):  # type: ignore[union-attr]
            assert secret not in body, (address, secret)
    for address in OF_AN_AUDIT:
        for answer in (client.get(f"/{address.format(other.ref)}"), client.post(f"/{address.format(other.ref)}")):  # fmt: skip
            assert answer.status_code in (404, 405), address
    assert client.get(page("second_audits", first.round)).status_code == 404
