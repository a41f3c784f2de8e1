"""The ledger: one chain of counts, each a part of the one before, with what dropped out listed."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from goldenthread.actions.changes import answer_difference, close_action, mark_done
from goldenthread.actions.models import Action
from goldenthread.audits.changes import record_finding, share_feedback
from goldenthread.audits.models import Audit, Finding
from goldenthread.figures.queries import (
    LEDGER_STAGES,
    UnknownDimension,
    dropped_refs,
    findings_at,
    ledger,
)
from goldenthread.journal.changes import now, today
from goldenthread.programme.changes import restrict_round
from tests.cast import Cast
from tests.loop import act, round_of, submitted

pytestmark = pytest.mark.django_db


def worse(audit: Audit, section: str = "risk") -> Finding:
    assert audit.auditor
    return record_finding(
        by=audit.auditor, audit=audit, section=section, kind="improvement", words="Weigh the risk."
    )


def followed(
    cast: Cast, action: Action, *, as_far_as: str = "difference", answer: str = "yes"
) -> None:
    """Shared, done by Dana, verified by Pat, who says later whether it made a difference."""
    share_feedback(by=cast.pat, audit=Audit.objects.get(pk=action.audit_id))
    for step in ("done", "verified", "difference"):
        held = Action.objects.get(pk=action.pk)
        if step == "done":
            mark_done(
                by=cast.dana, action=held, version=held.version, what_was_done="Done", on=today()
            )
        elif step == "verified":
            close_action(by=cast.pat, action=held, version=held.version)
        else:
            answer_difference(
                by=cast.pat, action=held, version=held.version, answer=answer, words="Seen."
            )
        if step == as_far_as:
            return


def counts(cast: Cast, **where: str) -> list[int]:
    return list(ledger(cast.pat, where).counts.values())


def test_nothing_was_found_and_nothing_dropped_out(cast: Cast) -> None:
    assert counts(cast) == [0] * 7
    assert dropped_refs(cast.pat) == {stage: [] for stage in LEDGER_STAGES[1:]}


def test_each_finding_gets_as_far_as_what_answers_it(cast: Cast) -> None:
    """Four audits: no action, an open one, one verified, one that made a difference."""
    audits = round_of(cast, ["20301", "20302", "20303", "20304"])
    findings = [worse(audit) for audit in audits]
    actions = [act(audit) for audit in audits[1:]]
    for audit in audits:
        submitted(audit)
    followed(cast, actions[1], as_far_as="verified")
    followed(cast, actions[2])
    assert counts(cast) == [4, 3, 2, 2, 1, 0, 0]
    refs = [finding.ref for finding in findings]
    dropped = dropped_refs(cast.pat)
    assert (dropped["actions"], dropped["done"]) == ([refs[0]], [refs[1]])
    assert (dropped["verified"], dropped["difference"]) == ([], [refs[2]])
    assert dropped["reaudited"] == [refs[3]]
    assert [ref for _, ref in findings_at(cast.pat, "verified", dropped=False)] == refs[:1:-1]
    assert [ref for _, ref in findings_at(cast.pat, "actions", dropped=True)] == [refs[0]]


def test_an_action_of_another_section_answers_nothing_unless_it_names_the_finding(
    cast: Cast,
) -> None:
    first, second = round_of(cast, ["20301", "20302"])
    worse(first, "plans"), act(first)
    named = worse(second, "plans")
    action = act(second)
    action.answers.create(finding=named)
    worse(second, "risk")
    for audit in (first, second):
        submitted(audit)
    assert counts(cast)[:2] == [3, 1]
    assert [ref for _, ref in findings_at(cast.pat, "actions", dropped=False)] == [named.ref]


def test_no_difference_is_no_difference(cast: Cast) -> None:
    [audit] = round_of(cast, ["20301"])
    worse(audit)
    action = act(audit)
    submitted(audit)
    followed(cast, action, answer="no")
    assert counts(cast) == [1, 1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("grade", "expected"), [("good", [1, 1]), ("requires_improvement", [1, 0])]
)
def test_a_case_audited_again_afterwards_is_better_or_not(
    cast: Cast, grade: str, expected: list[int]
) -> None:
    [audit] = round_of(cast, ["20301"])
    worse(audit)
    action = act(audit)
    submitted(audit, grade="requires_improvement")
    followed(cast, action)
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        [again] = round_of(cast, ["20301"], title="Summer round")
        assert counts(cast)[5:] == [0, 0]
        act(again), submitted(again, grade=grade)
        assert counts(cast)[5:] == expected


def test_an_audit_before_the_action_helped_is_no_reaudit(cast: Cast) -> None:
    [audit] = round_of(cast, ["20301"])
    worse(audit)
    action = act(audit)
    submitted(audit, grade="requires_improvement")
    submitted(*round_of(cast, ["20301"], title="Summer round"))
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        followed(cast, action)
    assert counts(cast)[4:] == [1, 0, 0]


def test_a_ledger_is_of_any_set_of_audits_and_of_what_one_may_see(cast: Cast) -> None:
    for title in ("Autumn", "Winter"):
        [audit] = round_of(cast, ["20301"], title=title)
        worse(audit), submitted(audit)
    code = audit.round.code
    assert counts(cast)[0] == 2 and counts(cast, round=code)[0] == 1
    assert counts(cast, team="South")[0] == 0 and counts(cast, domain="risk")[0] == 2
    restrict_round(by=cast.pat, round=audit.round, why="A member of staff")
    assert ledger(cast.dee).counts["findings"] == ledger(cast.sam).counts["findings"] == 1
    assert ledger(cast.olive, {"round": code}).counts["findings"] == 0
    with pytest.raises(UnknownDimension):
        ledger(cast.pat, {"auditor": "x"})


def test_the_command_prints_the_chain_and_the_references_that_dropped_out(cast: Cast) -> None:
    [audit] = round_of(cast, ["20301"])
    finding = worse(audit)
    submitted(audit)
    out = StringIO()
    call_command(
        "figures",
        "ledger",
        "--round",
        audit.round.code,
        "--json",
        "--as",
        cast.pat.email,
        stdout=out,
    )
    said = json.loads(out.getvalue())
    assert [said[stage] for stage in LEDGER_STAGES] == [1, 0, 0, 0, 0, 0, 0]
    assert said["dropped"]["actions"] == [finding.ref] and set(said["dropped"]) == set(
        LEDGER_STAGES[1:]
    )
