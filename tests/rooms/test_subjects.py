"""What a tool's subject and rules ask of the audit: a manager told, consent first, signatures, restriction."""

from collections.abc import Iterator
from typing import Any

import pytest

from goldenthread.actions.changes import DecisionWithoutManager, propose_action, submit_audit
from goldenthread.audits import queries
from goldenthread.audits.changes import (
    AnswerRefused,
    NothingToSign,
    NotSignedOff,
    close_audit,
    save_answer,
    share_feedback,
    sign_off,
)
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.models import Person
from goldenthread.programme.changes import AlwaysRestricted, lift_restriction
from goldenthread.reports import access, build
from goldenthread.reports.build.access import AccessReport, access_document
from goldenthread.reports.kinds import LABELS
from goldenthread.reports.kinds import SUBJECTS as OF_A_SUBJECT
from goldenthread.writers import html
from goldenthread.writers.document import Document
from tests.cast import Cast
from tests.loop import dana, round_of, submitted
from tests.rooms.audit_round import answer_all, open_with

pytestmark = pytest.mark.django_db
REMARK = "Quokka: brisk with the family and late with every note."


def say(audit: Audit, question: str, value: str = "", text: str = "") -> None:
    assert audit.auditor
    version = queries.form_state(audit).answer(question).version
    save_answer(
        by=audit.auditor, audit=audit, question=question, version=version, value=value, text=text
    )


def hand_in(audit: Audit) -> Audit:
    assert audit.auditor
    submit_audit(by=audit.auditor, audit=audit, warnings_why="As it is.")
    return Audit.objects.get(pk=audit.pk)


def decision(cast: Cast, rate: int = 0) -> Audit:
    [audit] = open_with(cast, cast.ines, tool="decision", rate=rate, title="Decisions")
    answer_all(audit)
    say(audit, "judgement.right", "not_right", "History was not read.")
    return Audit.objects.get(pk=audit.pk)


def give(audit: Audit, **owner: Any) -> None:
    assert audit.auditor
    propose_action(
        by=audit.auditor, audit=audit, what="Look at the decision again, and say what you decide.",
        due_on=owner.pop("due_on", today()), **owner,
    )  # fmt: skip


def test_a_decision_that_was_not_right_needs_a_named_manager_today(cast: Cast) -> None:
    audit = decision(cast)
    give(audit, owner_practitioner=dana())
    with pytest.raises(DecisionWithoutManager, match="goes to a manager today"):
        hand_in(audit)
    give(audit, owner=cast.tariq)
    assert hand_in(audit).state == "submitted"


def test_the_manager_has_it_the_same_day_whoever_moderates(cast: Cast) -> None:
    audit = decision(cast, rate=100)
    give(audit, owner=cast.tariq)
    give(audit, owner_practitioner=dana())
    held = hand_in(audit)
    assert held.moderation_due
    states = {a.owner: a.state for a in held.actions.all()}
    assert states == {cast.tariq: "open", None: "proposed"}


def test_a_decision_that_was_right_needs_nobody(cast: Cast) -> None:
    [audit] = open_with(cast, cast.ines, tool="decision")
    answer_all(audit)
    assert hand_in(audit).state == "submitted"


@pytest.mark.parametrize("tool", ["observation", "observation_talk"])
def test_nothing_of_an_observation_is_written_before_the_family_has_agreed(
    cast: Cast, tool: str
) -> None:
    [audit] = open_with(cast, cast.ines, tool=tool)
    form = queries.form_state(audit).form
    first = next(q for s in form.sections if s.kind != "header" for q in s.questions)
    with pytest.raises(AnswerRefused, match="has to agree"):
        say(audit, first.key, text="They sat on the floor.")
    say(audit, "header.consent", "no", "Mother said no.")
    with pytest.raises(AnswerRefused, match="has to agree"):
        say(audit, first.key, text="They sat on the floor.")
    agreed = next(v for v, _ in form.options(form.question("header.consent")) if v != "no")  # type: ignore[arg-type]
    say(audit, "header.consent", agreed)
    say(audit, first.key, text="They sat on the floor.")
    assert queries.form_state(audit).answer(first.key).text


def test_a_round_about_a_named_adult_is_restricted_and_stays_so(cast: Cast) -> None:
    [audit] = open_with(cast, cast.ines, tool="lado")
    assert audit.round.is_restricted
    with pytest.raises(AlwaysRestricted):
        lift_restriction(by=cast.pat, round=audit.round, why="Tidying up")
    [other] = open_with(cast, cast.ines, title="Other")
    assert not other.round.is_restricted


def chained(cast: Cast) -> Audit:
    """An audit of a tool that the auditor and then a service manager sign, shared with the worker."""
    [audit] = open_with(cast, cast.ines, tool="journey")
    answer_all(audit)
    share_feedback(by=cast.pat, audit=hand_in(audit), no_strength_why="A test.")
    return Audit.objects.get(pk=audit.pk)


def test_a_tool_with_a_chain_is_signed_in_its_order_before_it_is_closed(cast: Cast) -> None:
    audit = chained(cast)
    labels = [(step.label, bool(step.by)) for step in queries.sign_off_chain(audit)]
    assert labels == [("Auditor", True), ("Service manager", False)]
    with pytest.raises(NotSignedOff, match="Next to sign: Service manager"):
        close_audit(by=cast.pat, audit=audit)
    with pytest.raises(OwnWork):
        sign_off(by=cast.ines, audit=audit, step=2)
    with pytest.raises(NotAllowed):
        sign_off(by=cast.sunita, audit=audit, step=2)
    sign_off(by=cast.sam, audit=audit, step=2)
    with pytest.raises(NothingToSign):
        sign_off(by=cast.pat, audit=audit, step=2)
    close_audit(by=cast.pat, audit=audit)


OF_ANY_ROUND = [kind for kind in LABELS if kind not in OF_A_SUBJECT]


def documents(cast: Cast, audit: Audit, ira: Person) -> Iterator[tuple[str, Document]]:
    """Every document that the product makes with an audit in it."""
    yield "audit record", build.audit_record(audit)
    yield "feedback", build.feedback_sheet(audit)
    gathered = build.gather(cast.pat, audit.round)
    for kind in OF_ANY_ROUND:
        yield kind, build.document_of(kind, gathered, {})
    subject = access.subject(ira, audit.subject.ref)
    assert subject
    found = access.about_subject(subject).entries
    seen = access.by_person(found), access.lines(found), found.count()
    yield "access report", access_document(AccessReport("Access", "Case", subject.ref, *seen))


def test_a_remark_about_the_worker_reaches_no_document_but_the_workers_own(cast: Cast) -> None:
    [audit] = round_of(cast, ["31"])
    say(audit, "overall.for_worker", text=REMARK)
    share_feedback(by=cast.pat, audit=submitted(audit))
    audit = Audit.objects.get(pk=audit.pk)
    papers = {name: html.page(paper) for name, paper in documents(cast, audit, cast.ira)}
    assert len(papers) == 3 + len(OF_ANY_ROUND)
    assert [name for name, paper in papers.items() if "Quokka" in str(paper)] == ["feedback"]
    assert "It is not for the child" in str(papers["feedback"])
